//! Every statement of the receipts.

use chrono::{DateTime, Utc};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::{AgencyId, DossierId, OfficialId, PostId, ReceiptId};
use lienthong_platform::{ReadTx, Tx};

use super::model::{Book, BookForm, BookKind, Exemption, Line, Receipt, ReceiptBookId, ReceiptForm, Sums, Void};
use crate::access::May;

struct BookRow {
    id: ReceiptBookId,
    agency: AgencyId,
    kind: String,
    form: String,
    series: String,
    last_number: i64,
    opened_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
}

impl TryFrom<BookRow> for Book {
    type Error = Fault;
    fn try_from(row: BookRow) -> Result<Self, Fault> {
        let kind = BookKind::of_word(&row.kind).ok_or_else(|| Fault::bad_row("payments.receipt_book", "kind", row.id))?;
        Ok(Book {
            id: row.id,
            agency: row.agency,
            kind,
            form: row.form,
            series: row.series,
            last_number: row.last_number,
            opened_at: row.opened_at,
            closed_at: row.closed_at,
        })
    }
}

/// The books of the actor's agency, open ones first, newest first.
pub async fn books(tx: &mut ReadTx) -> Result<Vec<Book>, Fault> {
    sqlx::query_as!(
        BookRow,
        r#"select receipt_book_id as "id: ReceiptBookId", agency_id as "agency: AgencyId", kind, form, series, last_number, opened_at, closed_at
           from payments.receipt_book where agency_id = (select platform.my_agency())
           order by closed_at is not null, opened_at desc, receipt_book_id"#
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Book::try_from)
    .collect()
}

/// The open book of a kind, its row locked until the transaction ends: whoever comes second waits, so no number is lost or doubled.
pub(crate) async fn lock_open_book(tx: &mut Tx, agency: AgencyId, kind: BookKind) -> Result<Option<Book>, Fault> {
    sqlx::query_as!(
        BookRow,
        r#"select receipt_book_id as "id: ReceiptBookId", agency_id as "agency: AgencyId", kind, form, series, last_number, opened_at, closed_at
           from payments.receipt_book where agency_id = $1 and kind = $2 and closed_at is null for update"#,
        agency.0,
        kind.word(),
    )
    .fetch_optional(tx.conn())
    .await?
    .map(Book::try_from)
    .transpose()
}

pub(crate) async fn take_number(tx: &mut Tx, book: ReceiptBookId) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar!(
        "update payments.receipt_book set last_number = last_number + 1 where receipt_book_id = $1 returning last_number",
        book.0
    )
    .fetch_one(tx.conn())
    .await?)
}

pub(crate) async fn insert_book(
    tx: &mut Tx,
    may: May<'_>,
    id: ReceiptBookId,
    form: &BookForm,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into payments.receipt_book (receipt_book_id, agency_id, kind, form, series, opened_by, opened_at) values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        may.0.agency.0,
        form.kind.word(),
        form.form,
        form.series,
        may.0.official.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn close_book(tx: &mut Tx, id: ReceiptBookId, now: DateTime<Utc>) -> Result<Option<i64>, Fault> {
    Ok(sqlx::query_scalar!(
        "update payments.receipt_book set closed_at = $2 where receipt_book_id = $1 and closed_at is null returning last_number",
        id.0,
        now
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// What a receipt is saved from, beside its form.
pub(crate) struct NewReceipt {
    pub(crate) id: ReceiptId,
    pub(crate) book: ReceiptBookId,
    pub(crate) number: i64,
    pub(crate) sums: Sums,
    pub(crate) now: DateTime<Utc>,
}

pub(crate) async fn insert_receipt(tx: &mut Tx, may: May<'_>, new: &NewReceipt, form: &ReceiptForm) -> Result<(), Fault> {
    sqlx::query!(
        "insert into payments.receipt (receipt_id, receipt_book_id, agency_id, number, dossier_id, dossier_code, payer_name, payer_address,
             amount, reduction, exemption_ground, total, issued_by, issued_post, issued_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        new.id.0,
        new.book.0,
        may.0.agency.0,
        new.number,
        form.dossier.map(|d| d.0),
        form.dossier_code,
        form.payer_name.trim(),
        form.payer_address,
        new.sums.amount,
        new.sums.reduction,
        form.exemption.as_ref().map(|e| e.ground.trim()),
        new.sums.total,
        may.0.official.0,
        may.0.post.0,
        new.now,
    )
    .execute(tx.conn())
    .await?;
    for (position, line) in (1i32..).zip(&form.lines) {
        sqlx::query!(
            "insert into payments.receipt_line (receipt_id, position, agency_id, name, quantity, unit_price, amount) values ($1, $2, $3, $4, $5, $6, $7)",
            new.id.0,
            position,
            may.0.agency.0,
            line.name.trim(),
            line.quantity,
            line.unit_price,
            line.amount,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

struct ReceiptRow {
    id: ReceiptId,
    agency: AgencyId,
    kind: String,
    form: String,
    series: String,
    number: i64,
    dossier: Option<DossierId>,
    dossier_code: Option<String>,
    payer_name: String,
    payer_address: Option<String>,
    amount: i64,
    reduction: i64,
    exemption_ground: Option<String>,
    total: i64,
    issued_by: OfficialId,
    issued_at: DateTime<Utc>,
    reason: Option<String>,
    requested_by: Option<OfficialId>,
    requested_post: Option<PostId>,
    requested_at: Option<DateTime<Utc>>,
    confirmed_by: Option<OfficialId>,
    confirmed_at: Option<DateTime<Utc>>,
}

impl ReceiptRow {
    fn with(self, lines: Vec<Line>) -> Result<Receipt, Fault> {
        let kind = BookKind::of_word(&self.kind).ok_or_else(|| Fault::bad_row("payments.receipt_book", "kind", self.id))?;
        let void = match (self.reason, self.requested_by, self.requested_post, self.requested_at) {
            (Some(reason), Some(requested_by), Some(requested_post), Some(requested_at)) => Some(Void {
                reason,
                requested_by,
                requested_post,
                requested_at,
                confirmed_by: self.confirmed_by,
                confirmed_at: self.confirmed_at,
            }),
            _ => None,
        };
        Ok(Receipt {
            id: self.id,
            agency: self.agency,
            kind,
            form: self.form,
            series: self.series,
            number: self.number,
            dossier: self.dossier,
            dossier_code: self.dossier_code,
            payer_name: self.payer_name,
            payer_address: self.payer_address,
            lines,
            amount: self.amount,
            exemption: self.exemption_ground.map(|ground| Exemption { ground, reduction: self.reduction }),
            total: self.total,
            issued_by: self.issued_by,
            issued_at: self.issued_at,
            void,
        })
    }
}

/// One receipt, if it is behind the actor's wall.
pub async fn find(tx: &mut ReadTx, id: ReceiptId) -> Result<Option<Receipt>, Fault> {
    let row = sqlx::query_as!(
        ReceiptRow,
        r#"select r.receipt_id as "id: ReceiptId", r.agency_id as "agency: AgencyId", b.kind, b.form, b.series, r.number,
             r.dossier_id as "dossier: DossierId", r.dossier_code, r.payer_name, r.payer_address, r.amount, r.reduction, r.exemption_ground, r.total,
             r.issued_by as "issued_by: OfficialId", r.issued_at, v.reason as "reason?", v.requested_by as "requested_by?: OfficialId",
             v.requested_post as "requested_post?: PostId", v.requested_at as "requested_at?", v.confirmed_by as "confirmed_by?: OfficialId",
             v.confirmed_at as "confirmed_at?"
           from payments.receipt r join payments.receipt_book b using (receipt_book_id) left join payments.receipt_void v using (receipt_id)
           where r.receipt_id = $1"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let lines = sqlx::query_as!(
        Line,
        "select name, quantity, unit_price, amount from payments.receipt_line where receipt_id = $1 order by position",
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    row.with(lines).map(Some)
}

/// The receipts of a dossier, oldest first.
pub async fn of_dossier(tx: &mut ReadTx, dossier: DossierId) -> Result<Vec<Receipt>, Fault> {
    let ids = sqlx::query_scalar!(
        r#"select receipt_id as "id: ReceiptId" from payments.receipt where dossier_id = $1 order by issued_at, receipt_id"#,
        dossier.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(find(tx, id).await?);
    }
    Ok(found)
}

pub(crate) async fn insert_void(
    tx: &mut Tx,
    may: May<'_>,
    id: ReceiptId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let inserted = sqlx::query!(
        "insert into payments.receipt_void (receipt_id, agency_id, reason, requested_by, requested_post, requested_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (receipt_id) do nothing",
        id.0,
        may.0.agency.0,
        reason,
        may.0.official.0,
        may.0.post.0,
        now,
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    Ok(inserted == 1)
}

pub(crate) async fn lock_void(tx: &mut Tx, id: ReceiptId) -> Result<Option<Void>, Fault> {
    Ok(sqlx::query_as!(
        Void,
        r#"select reason, requested_by as "requested_by: OfficialId", requested_post as "requested_post: PostId", requested_at,
             confirmed_by as "confirmed_by: OfficialId", confirmed_at
           from payments.receipt_void where receipt_id = $1 for update"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?)
}

pub(crate) async fn confirm_void(tx: &mut Tx, may: May<'_>, id: ReceiptId, now: DateTime<Utc>) -> Result<(), Fault> {
    sqlx::query!(
        "update payments.receipt_void set confirmed_by = $2, confirmed_post = $3, confirmed_at = $4 where receipt_id = $1 and confirmed_at is null",
        id.0,
        may.0.official.0,
        may.0.post.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
