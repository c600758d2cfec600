//! Writes the history in a handful of statements.

use lienthong_kernel::failure::Fault;
use lienthong_platform::Tx;
use uuid::Uuid;

use super::Loaded;
use super::history::History;

/// What is there, when anything is. Two loads at once: the second waits for the first.
pub(super) async fn already_there(tx: &mut Tx) -> Result<Option<Loaded>, Fault> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('directory.load_units')::bigint) is null as waited")
        .fetch_one(tx.conn())
        .await?;
    let row = sqlx::query!(
        r#"select (select count(*) from directory.area) as "areas!", (select count(*) from directory.agency) as "agencies!""#
    )
    .fetch_one(tx.conn())
    .await?;
    let count = |n: i64| usize::try_from(n).unwrap_or_default();
    Ok((row.areas > 0).then(|| Loaded { areas: count(row.areas), agencies: count(row.agencies), new: false }))
}

pub(super) async fn save(tx: &mut Tx, history: &History) -> Result<(), Fault> {
    save_areas(tx, history).await?;
    save_events(tx, history).await?;
    save_agencies(tx, history).await
}

async fn save_areas(tx: &mut Tx, history: &History) -> Result<(), Fault> {
    let ids: Vec<Uuid> = history.areas.iter().map(|id| id.0).collect();
    sqlx::query!("insert into directory.area (area_id) select unnest($1::uuid[])", &ids).execute(tx.conn()).await?;
    let v = &history.versions;
    sqlx::query!(
        "insert into directory.area_version (area_id, valid_from, valid_to, level, kind, name, parent_id)
         select * from unnest($1::uuid[], $2::date[], $3::date[], $4::text[], $5::text[], $6::text[], $7::uuid[])",
        &v.iter().map(|v| v.area.0).collect::<Vec<_>>(),
        &v.iter().map(|v| v.from).collect::<Vec<_>>(),
        &v.iter().map(|v| v.to).collect::<Vec<_>>() as _,
        &v.iter().map(|v| v.kind.level().word().to_owned()).collect::<Vec<_>>(),
        &v.iter().map(|v| v.kind.word().to_owned()).collect::<Vec<_>>(),
        &v.iter().map(|v| v.name.clone()).collect::<Vec<_>>(),
        &v.iter().map(|v| v.parent.map(|p| p.0)).collect::<Vec<_>>() as _,
    )
    .execute(tx.conn())
    .await?;
    let c = &history.codes;
    sqlx::query!(
        "insert into directory.area_code (area_id, scheme, code, valid_from, valid_to)
         select area_id, 'gso', code, valid_from, valid_to
         from unnest($1::uuid[], $2::text[], $3::date[], $4::date[]) as n(area_id, code, valid_from, valid_to)",
        &c.iter().map(|c| c.area.0).collect::<Vec<_>>(),
        &c.iter().map(|c| c.code.clone()).collect::<Vec<_>>(),
        &c.iter().map(|c| c.from).collect::<Vec<_>>(),
        &c.iter().map(|c| c.to).collect::<Vec<_>>() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn save_events(tx: &mut Tx, history: &History) -> Result<(), Fault> {
    for event in &history.events {
        sqlx::query!(
            "insert into directory.area_event (area_event_id, effective, kind, instrument, source, confidence, detail)
             values ($1, $2, $3, $4, $5, $6, $7)",
            event.id,
            event.effective,
            event.kind,
            event.instrument,
            event.source,
            event.confidence,
            event.detail,
        )
        .execute(tx.conn())
        .await?;
        let before: Vec<Uuid> = event.successions.iter().map(|(before, _)| before.0).collect();
        let after: Vec<Option<Uuid>> = event.successions.iter().map(|(_, after)| after.map(|id| id.0)).collect();
        sqlx::query!(
            "insert into directory.area_succession (area_event_id, predecessor_id, successor_id)
             select $1, before, after from unnest($2::uuid[], $3::uuid[]) as n(before, after)",
            event.id,
            &before,
            &after as _,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

async fn save_agencies(tx: &mut Tx, history: &History) -> Result<(), Fault> {
    let ids: Vec<Uuid> = history.agencies.iter().map(|id| id.0).collect();
    sqlx::query!("insert into directory.agency (agency_id) select unnest($1::uuid[])", &ids).execute(tx.conn()).await?;
    let v = &history.agency_versions;
    sqlx::query!(
        "insert into directory.agency_version (agency_id, valid_from, valid_to, kind, name, short_name, parent_id, area_id, one_stop_name)
         select * from unnest($1::uuid[], $2::date[], $3::date[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::text[])",
        &v.iter().map(|v| v.agency.0).collect::<Vec<_>>(),
        &v.iter().map(|v| v.from).collect::<Vec<_>>(),
        &v.iter().map(|v| v.to).collect::<Vec<_>>() as _,
        &v.iter().map(|v| v.kind.word().to_owned()).collect::<Vec<_>>(),
        &v.iter().map(|v| v.name.clone()).collect::<Vec<_>>(),
        &v.iter().map(|v| v.short.clone()).collect::<Vec<_>>(),
        &v.iter().map(|v| v.parent.map(|p| p.0)).collect::<Vec<_>>() as _,
        &v.iter().map(|v| v.area.map(|a| a.0)).collect::<Vec<_>>() as _,
        &v.iter().map(|v| v.one_stop.clone()).collect::<Vec<_>>() as _,
    )
    .execute(tx.conn())
    .await?;
    let c = &history.agency_codes;
    sqlx::query!(
        "insert into directory.agency_code (agency_id, scheme, code, valid_from, suffix_origin)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::text[])",
        &c.iter().map(|c| c.agency.0).collect::<Vec<_>>(),
        &c.iter().map(|c| c.scheme.to_owned()).collect::<Vec<_>>(),
        &c.iter().map(|c| c.code.clone()).collect::<Vec<_>>(),
        &c.iter().map(|c| c.from).collect::<Vec<_>>(),
        &c.iter().map(|c| c.origin.to_owned()).collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
