//! What other rooms may ask of the directory. Every question about a unit names its day.

use std::collections::HashMap;

use chrono::NaiveDate;
use lienthong_kernel::calendar::Calendar;
use lienthong_kernel::clock;
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::{AgencyId, AreaId, OfficialId, PostId, ProcedureId};
use lienthong_kernel::op::{Duty, Op};
use lienthong_platform::{ReadTx, Tx};
use uuid::Uuid;

pub use crate::agencies::{Agency, AgencyKind, CodeScheme};
pub use crate::areas::{Area, AreaKind, AreaLevel, Succession};

/// An agency as of a day, with both generations of codes.
pub async fn agency(tx: &mut ReadTx, agency: AgencyId, day: NaiveDate) -> Result<Option<Agency>, Fault> {
    crate::agencies::store::as_of(tx, agency, day).await
}

/// Agencies as of a day by part of a name without diacritics or by the beginning of a code; an empty text finds all.
pub async fn find_agencies(
    tx: &mut ReadTx,
    text: &str,
    kind: Option<AgencyKind>,
    day: NaiveDate,
    limit: i64,
) -> Result<Vec<Agency>, Fault> {
    crate::agencies::store::find(tx, text, kind, None, day, limit).await
}

/// The agency that a code meant on a day.
pub async fn agency_by_code(tx: &mut ReadTx, scheme: CodeScheme, code: &str, day: NaiveDate) -> Result<Option<AgencyId>, Fault> {
    crate::agencies::store::by_code(tx, scheme, code, day).await
}

/// The province's committee, the root of the tree of agencies.
pub async fn root_agency(tx: &mut ReadTx, day: NaiveDate) -> Result<Option<AgencyId>, Fault> {
    crate::agencies::store::root(tx, day).await
}

/// Short names of several agencies as of a day, for lists.
pub async fn agency_names(tx: &mut ReadTx, agencies: &[AgencyId], day: NaiveDate) -> Result<HashMap<AgencyId, String>, Fault> {
    let ids: Vec<Uuid> = agencies.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select agency_id, short_name from directory.agency_version
         where agency_id = any ($1) and valid_from <= $2 and (valid_to is null or valid_to > $2)",
        &ids,
        day,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.agency_id.into(), row.short_name)).collect())
}

/// The area that a code of the statistics office meant on a day.
pub async fn area_by_code(tx: &mut ReadTx, code: &str, day: NaiveDate) -> Result<Option<Area>, Fault> {
    crate::areas::store::by_code(tx, code, day).await
}

/// The areas of a level as of a day, by code.
pub async fn areas(tx: &mut ReadTx, level: AreaLevel, day: NaiveDate) -> Result<Vec<Area>, Fault> {
    crate::areas::store::at_level(tx, level, day).await
}

/// Every version of an area, oldest first.
pub async fn area_history(tx: &mut ReadTx, area: AreaId) -> Result<Vec<Area>, Fault> {
    crate::areas::store::history(tx, area).await
}

/// What an area came from and went into.
pub async fn area_successions(tx: &mut ReadTx, area: AreaId) -> Result<Vec<Succession>, Fault> {
    crate::areas::store::successions(tx, area).await
}

/// Somebody holding a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostHolder {
    /// The post.
    pub post: PostId,
    /// Who holds it.
    pub official: OfficialId,
    /// The person's name.
    pub name: String,
    /// The title of the post.
    pub title: String,
    /// The part of the agency.
    pub department: Option<String>,
    /// Absent on that day.
    pub on_leave: bool,
}

/// The posts at an agency that carry a duty on a day; with a procedure only those that are granted it (or all procedures).
/// Readable by officials and the worker.
pub async fn posts_with_duty(
    tx: &mut ReadTx,
    agency: AgencyId,
    duty: Duty,
    procedure: Option<ProcedureId>,
    day: NaiveDate,
) -> Result<Vec<PostHolder>, Fault> {
    let rows = sqlx::query!(
        r#"select p.post_id, p.official_id, o.name, p.title, p.department,
               exists (select from directory.leave l where l.official_id = p.official_id and l.cancelled_at is null
                       and $3 between l.from_day and l.to_day) as "on_leave!"
           from directory.post p
           join directory.official o using (official_id)
           where p.agency_id = $1 and $2 = any (p.duties) and p.valid_from <= $3 and (p.valid_to is null or p.valid_to > $3)
             and (o.left_on is null or o.left_on > $3)
             and ($4::uuid is null or exists (select from directory.procedure_grant g where g.agency_id = p.agency_id and g.post_id = p.post_id
                                              and (g.procedure_id is null or g.procedure_id = $4)))
           order by o.name_fold, p.post_id"#,
        agency.0,
        duty.word(),
        day,
        procedure.map(|p| p.0),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PostHolder {
            post: row.post_id.into(),
            official: row.official_id.into(),
            name: row.name,
            title: row.title,
            department: row.department,
            on_leave: row.on_leave,
        })
        .collect())
}

/// The name and title behind each post, for lists and slips; ended posts are named too.
pub async fn post_names(tx: &mut ReadTx, posts: &[PostId]) -> Result<HashMap<PostId, (String, String)>, Fault> {
    let ids: Vec<Uuid> = posts.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select p.post_id, o.name, p.title from directory.post p join directory.official o using (official_id) where p.post_id = any ($1)",
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.post_id.into(), (row.name, row.title))).collect())
}

/// Every post that a person holds or held.
pub async fn posts_of(tx: &mut ReadTx, official: OfficialId) -> Result<Vec<PostId>, Fault> {
    let rows =
        sqlx::query_scalar!("select post_id from directory.post where official_id = $1", official.0).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The procedures granted to a post; `None` among them means all procedures of the agency.
pub async fn grants_of(tx: &mut ReadTx, agency: AgencyId, post: PostId) -> Result<Vec<Option<ProcedureId>>, Fault> {
    let rows = sqlx::query_scalar!(
        "select procedure_id from directory.procedure_grant where agency_id = $1 and post_id = $2",
        agency.0,
        post.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|id| id.map(Into::into)).collect())
}

/// The working calendar of an agency on a day: its own, else that of the nearest agency above it that has one. `None` when nobody assigned any.
pub async fn calendar_of(tx: &mut ReadTx, agency: AgencyId, day: NaiveDate) -> Result<Option<Calendar>, Fault> {
    let found = sqlx::query_scalar!(
        r#"with recursive up(agency_id, height) as (
               select $1::uuid, 0
               union all
               select v.parent_id, up.height + 1
               from up join directory.agency_version v on v.agency_id = up.agency_id
                    and v.valid_from <= $2 and (v.valid_to is null or v.valid_to > $2)
               where v.parent_id is not null and up.height < 10)
           select c.calendar as "calendar!"
           from up join directory.agency_calendar c using (agency_id)
           where c.valid_from <= $2 and (c.valid_to is null or c.valid_to > $2)
           order by up.height, c.version desc
           limit 1"#,
        agency.0,
        day,
    )
    .fetch_optional(tx.conn())
    .await?;
    found
        .map(|json| {
            serde_json::from_value(json).map_err(|error| Fault::of(format!("reading agency_calendar of {agency}"), error))
        })
        .transpose()
}

/// Assigns a calendar to an agency from a day on; a later version of the same day replaces the earlier. For the worker role (imports).
pub async fn assign_calendar(
    tx: &mut Tx,
    agency: AgencyId,
    from: NaiveDate,
    calendar: &Calendar,
    source: &str,
) -> Result<(), Fault> {
    let json = serde_json::to_value(calendar).map_err(|error| Fault::of("writing a calendar", error))?;
    sqlx::query!(
        "insert into directory.agency_calendar (agency_calendar_id, agency_id, valid_from, calendar, version, source_document)
         select $1, $2, $3, $4, coalesce(max(version), 0) + 1, $5 from directory.agency_calendar where agency_id = $2 and valid_from = $3",
        Uuid::now_v7(),
        agency.0,
        from,
        json,
        source,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Counts that an official used an application today; the plan asks who works with which system.
pub async fn used(tx: &mut Tx, op: &Op, application: &str) -> Result<(), Fault> {
    match op.official() {
        Some(official) => {
            crate::session::store::used(tx, official.agency, official.official, application, op.now, clock::local_date(op.now))
                .await
        }
        None => Ok(()),
    }
}
