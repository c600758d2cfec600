//! Statements about agencies.

use chrono::NaiveDate;
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::AgencyId;
use lienthong_platform::ReadTx;
use uuid::Uuid;

use super::model::{Agency, AgencyKind, CodeScheme};

struct Row {
    agency_id: Uuid,
    kind: String,
    name: String,
    short_name: String,
    parent_id: Option<Uuid>,
    area_id: Option<Uuid>,
    address: Option<String>,
    phone: Option<String>,
    one_stop_name: Option<String>,
    qd20: Option<String>,
    qcvn102: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

impl TryFrom<Row> for Agency {
    type Error = Fault;
    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Agency {
            kind: AgencyKind::of_word(&row.kind).ok_or_else(|| Fault::bad_row("agency_version", "kind", row.agency_id))?,
            id: row.agency_id.into(),
            name: row.name,
            short_name: row.short_name,
            parent: row.parent_id.map(Into::into),
            area: row.area_id.map(Into::into),
            address: row.address,
            phone: row.phone,
            one_stop: row.one_stop_name,
            qd20: row.qd20,
            qcvn102: row.qcvn102,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        })
    }
}

/// An agency as of a day.
pub(crate) async fn as_of(tx: &mut ReadTx, agency: AgencyId, day: NaiveDate) -> Result<Option<Agency>, Fault> {
    sqlx::query_as!(
        Row,
        r#"select v.agency_id, v.kind, v.name, v.short_name, v.parent_id, v.area_id, v.address, v.phone, v.one_stop_name, v.valid_from, v.valid_to,
               (select code from directory.agency_code c where c.agency_id = v.agency_id and c.scheme = 'qd20'
                and c.valid_from <= $2 and (c.valid_to is null or c.valid_to > $2)) as qd20,
               (select code from directory.agency_code c where c.agency_id = v.agency_id and c.scheme = 'qcvn102'
                and c.valid_from <= $2 and (c.valid_to is null or c.valid_to > $2)) as qcvn102
           from directory.agency_version v
           where v.agency_id = $1 and v.valid_from <= $2 and (v.valid_to is null or v.valid_to > $2)"#,
        agency.0,
        day,
    )
    .fetch_optional(tx.conn())
    .await?
    .map(Agency::try_from)
    .transpose()
}

/// Every version of an agency, oldest first, each with the codes of its first day.
pub(crate) async fn history(tx: &mut ReadTx, agency: AgencyId) -> Result<Vec<Agency>, Fault> {
    sqlx::query_as!(
        Row,
        r#"select v.agency_id, v.kind, v.name, v.short_name, v.parent_id, v.area_id, v.address, v.phone, v.one_stop_name, v.valid_from, v.valid_to,
               (select code from directory.agency_code c where c.agency_id = v.agency_id and c.scheme = 'qd20'
                and c.valid_from <= v.valid_from and (c.valid_to is null or c.valid_to > v.valid_from)) as qd20,
               (select code from directory.agency_code c where c.agency_id = v.agency_id and c.scheme = 'qcvn102'
                and c.valid_from <= v.valid_from and (c.valid_to is null or c.valid_to > v.valid_from)) as qcvn102
           from directory.agency_version v
           where v.agency_id = $1
           order by v.valid_from"#,
        agency.0,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Agency::try_from)
    .collect()
}

/// Agencies as of a day whose name, short name or code holds the text (without diacritics), in the order of their codes.
/// A province has a few hundred: the whole list is read and cut by `limit`.
pub(crate) async fn find(
    tx: &mut ReadTx,
    text: &str,
    kind: Option<AgencyKind>,
    parent: Option<AgencyId>,
    day: NaiveDate,
    limit: i64,
) -> Result<Vec<Agency>, Fault> {
    sqlx::query_as!(
        Row,
        r#"select v.agency_id, v.kind, v.name, v.short_name, v.parent_id, v.area_id, v.address, v.phone, v.one_stop_name, v.valid_from, v.valid_to,
               q.code as "qd20?", o.code as "qcvn102?"
           from directory.agency_version v
           left join directory.agency_code q on q.agency_id = v.agency_id and q.scheme = 'qd20'
                and q.valid_from <= $4 and (q.valid_to is null or q.valid_to > $4)
           left join directory.agency_code o on o.agency_id = v.agency_id and o.scheme = 'qcvn102'
                and o.valid_from <= $4 and (o.valid_to is null or o.valid_to > $4)
           where v.valid_from <= $4 and (v.valid_to is null or v.valid_to > $4)
             and ($1 = '' or position(platform.fold($1) in v.name_fold) > 0 or position(platform.fold($1) in platform.fold(v.short_name)) > 0
                  or starts_with(q.code, upper($1)) or o.code = upper($1))
             and ($2::text is null or v.kind = $2)
             and ($3::uuid is null or v.parent_id = $3)
           order by q.code, v.name
           limit $5"#,
        text.trim(),
        kind.map(AgencyKind::word),
        parent.map(|p| p.0),
        day,
        limit,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Agency::try_from)
    .collect()
}

/// The agency that a code meant on a day.
pub(crate) async fn by_code(tx: &mut ReadTx, scheme: CodeScheme, code: &str, day: NaiveDate) -> Result<Option<AgencyId>, Fault> {
    let id = sqlx::query_scalar!(
        "select agency_id from directory.agency_code
         where scheme = $1 and code = $2 and valid_from <= $3 and (valid_to is null or valid_to > $3)",
        scheme.word(),
        code,
        day,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}

/// The agency without a parent: the province's committee.
pub(crate) async fn root(tx: &mut ReadTx, day: NaiveDate) -> Result<Option<AgencyId>, Fault> {
    let id = sqlx::query_scalar!(
        "select agency_id from directory.agency_version
         where parent_id is null and valid_from <= $1 and (valid_to is null or valid_to > $1)
         order by valid_from limit 1",
        day,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}
