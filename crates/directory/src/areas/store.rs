//! Statements about areas.

use chrono::NaiveDate;
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::AreaId;
use lienthong_platform::ReadTx;
use uuid::Uuid;

use super::model::{Area, AreaKind, AreaLevel, Succession};

struct Row {
    area_id: Uuid,
    kind: String,
    name: String,
    parent_id: Option<Uuid>,
    code: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

impl TryFrom<Row> for Area {
    type Error = Fault;
    fn try_from(row: Row) -> Result<Self, Fault> {
        Ok(Area {
            kind: AreaKind::of_word(&row.kind).ok_or_else(|| Fault::bad_row("area_version", "kind", row.area_id))?,
            id: row.area_id.into(),
            name: row.name,
            parent: row.parent_id.map(Into::into),
            code: row.code,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        })
    }
}

/// The areas of a level as of a day, by code.
pub(crate) async fn at_level(tx: &mut ReadTx, level: AreaLevel, day: NaiveDate) -> Result<Vec<Area>, Fault> {
    sqlx::query_as!(
        Row,
        r#"select v.area_id, v.kind, v.name, v.parent_id, c.code as "code?", v.valid_from, v.valid_to
           from directory.area_version v
           left join directory.area_code c
             on c.area_id = v.area_id and c.scheme = 'gso' and c.valid_from <= $2 and (c.valid_to is null or c.valid_to > $2)
           where v.level = $1 and v.valid_from <= $2 and (v.valid_to is null or v.valid_to > $2)
           order by c.code"#,
        level.word(),
        day,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Area::try_from)
    .collect()
}

/// The area that a code of the statistics office meant on a day.
pub(crate) async fn by_code(tx: &mut ReadTx, code: &str, day: NaiveDate) -> Result<Option<Area>, Fault> {
    sqlx::query_as!(
        Row,
        r#"select v.area_id, v.kind, v.name, v.parent_id, c.code as "code?", v.valid_from, v.valid_to
           from directory.area_code c
           join directory.area_version v
             on v.area_id = c.area_id and v.valid_from <= $2 and (v.valid_to is null or v.valid_to > $2)
           where c.scheme = 'gso' and c.code = $1 and c.valid_from <= $2 and (c.valid_to is null or c.valid_to > $2)"#,
        code,
        day,
    )
    .fetch_optional(tx.conn())
    .await?
    .map(Area::try_from)
    .transpose()
}

/// Every version of an area, oldest first.
pub(crate) async fn history(tx: &mut ReadTx, area: AreaId) -> Result<Vec<Area>, Fault> {
    sqlx::query_as!(
        Row,
        r#"select v.area_id, v.kind, v.name, v.parent_id, c.code as "code?", v.valid_from, v.valid_to
           from directory.area_version v
           left join directory.area_code c
             on c.area_id = v.area_id and c.scheme = 'gso' and c.valid_from <= v.valid_from and (c.valid_to is null or c.valid_to > v.valid_from)
           where v.area_id = $1
           order by v.valid_from"#,
        area.0,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Area::try_from)
    .collect()
}

/// The events that an area came from or went into, oldest first.
pub(crate) async fn successions(tx: &mut ReadTx, area: AreaId) -> Result<Vec<Succession>, Fault> {
    let rows = sqlx::query!(
        "select e.effective, e.instrument, s.predecessor_id, s.successor_id
         from directory.area_succession s
         join directory.area_event e using (area_event_id)
         where s.predecessor_id = $1 or s.successor_id = $1
         order by e.effective, s.predecessor_id",
        area.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Succession {
            effective: row.effective,
            instrument: row.instrument,
            predecessor: row.predecessor_id.into(),
            successor: row.successor_id.map(Into::into),
        })
        .collect())
}
