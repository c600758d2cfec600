//! What can be done with receipts.

use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::ReceiptId;
use lienthong_kernel::op::Op;
use lienthong_platform::{Event, Subject, Tx};
use serde_json::json;

use super::model::{BookForm, BookRefused, IssueRefused, Issued, ReceiptBookId, ReceiptForm, VoidRefused};
use super::store;
use crate::access;

/// Opens a book. One book of each kind is open at an agency; the next one is opened after the former was closed.
pub async fn open_book(op: &Op, tx: &mut Tx, form: BookForm) -> Outcome<ReceiptBookId, BookRefused> {
    let may = access::keep_books(op)?;
    let form = BookForm { form: form.form.trim().to_owned(), series: form.series.trim().to_owned(), ..form };
    if [&form.form, &form.series].iter().any(|text| !(1..=40).contains(&text.chars().count())) {
        return Err(Failure::Refused(BookRefused::BadName));
    }
    let id = ReceiptBookId::new();
    store::insert_book(tx, may, id, &form, op.now).await.map_err(|error| {
        match error.as_database_error().and_then(|e| e.constraint()) {
            Some("receipt_book_open") => Failure::Refused(BookRefused::AnotherIsOpen),
            Some("receipt_book_agency_id_form_series_key") => Failure::Refused(BookRefused::Exists),
            _ => Failure::Fault(error.into()),
        }
    })?;
    let detail = json!({ "kind": form.kind.word(), "form": form.form, "series": form.series });
    tx.record(op, Event::new("receipt_book.opened", Subject::of("receipt_book", id)).agency(may.0.agency).detail(detail)).await?;
    Ok(id)
}

/// Closes a book; its unused numbers stay unused.
pub async fn close_book(op: &Op, tx: &mut Tx, id: ReceiptBookId) -> Outcome<()> {
    let may = access::keep_books(op)?;
    let last = store::close_book(tx, id, op.now).await?.ok_or(Failure::NotFound)?;
    let event = Event::new("receipt_book.closed", Subject::of("receipt_book", id))
        .agency(may.0.agency)
        .detail(json!({ "last_number": last }));
    tx.record(op, event).await?;
    Ok(())
}

/// Writes a receipt with the next number of the open book of its kind, in the caller's transaction. The caller guards against
/// the second arrival of its form (`tx.once`).
pub async fn issue(op: &Op, tx: &mut Tx, form: ReceiptForm) -> Outcome<Issued, IssueRefused> {
    let may = access::issue(op)?;
    let sums = form.check().map_err(Failure::Refused)?;
    let book = store::lock_open_book(tx, may.0.agency, form.kind).await?.ok_or(Failure::Refused(IssueRefused::NoOpenBook))?;
    let number = store::take_number(tx, book.id).await?;
    let id = ReceiptId::new();
    store::insert_receipt(tx, may, &store::NewReceipt { id, book: book.id, number, sums, now: op.now }, &form).await?;
    let detail = json!({
        "book": book.id, "kind": book.kind.word(), "form": book.form, "series": book.series, "number": number, "dossier": form.dossier,
        "amount": sums.amount, "reduction": sums.reduction, "total": sums.total, "lines": form.lines.len(),
    });
    tx.record(op, Event::new("receipt.issued", Subject::of("receipt", id)).agency(may.0.agency).detail(detail)).await?;
    Ok(Issued { id, number, total: sums.total })
}

/// Asks for a void, with the reason. Nothing changes until another person confirms.
pub async fn request_void(op: &Op, tx: &mut Tx, id: ReceiptId, reason: &str) -> Outcome<(), VoidRefused> {
    let may = access::request_void(op)?;
    let receipt = store::find(tx, id).await?.ok_or(Failure::NotFound)?;
    let reason = reason.trim();
    if !(5..=1000).contains(&reason.chars().count()) {
        return Err(Failure::Refused(VoidRefused::BadReason));
    }
    if receipt.is_void() {
        return Err(Failure::Refused(VoidRefused::AlreadyVoid));
    }
    if !store::insert_void(tx, may, id, reason, op.now).await? {
        return Err(Failure::Refused(VoidRefused::AlreadyRequested));
    }
    let detail = json!({ "number": receipt.number, "total": receipt.total, "dossier": receipt.dossier });
    tx.record(op, Event::new("receipt.void_requested", Subject::of("receipt", id)).agency(receipt.agency).detail(detail)).await?;
    Ok(())
}

/// Confirms a void that somebody else asked for; the number stays used.
pub async fn confirm_void(op: &Op, tx: &mut Tx, id: ReceiptId) -> Outcome<(), VoidRefused> {
    let may = access::confirm_void(op)?;
    let receipt = store::find(tx, id).await?.ok_or(Failure::NotFound)?;
    let void = store::lock_void(tx, id).await?.ok_or(Failure::Refused(VoidRefused::NotRequested))?;
    void.may_be_confirmed_by(may.0.official, may.0.post).map_err(Failure::Refused)?;
    store::confirm_void(tx, may, id, op.now).await?;
    let detail = json!({
        "number": receipt.number, "total": receipt.total, "dossier": receipt.dossier, "requested_by": void.requested_by,
    });
    tx.record(op, Event::new("receipt.voided", Subject::of("receipt", id)).agency(receipt.agency).detail(detail)).await?;
    Ok(())
}
