//! Every statement of the room.

use chrono::{DateTime, NaiveDate, Utc};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::{AgencyId, ProcedureId, ProcedureVersionId};
use lienthong_kernel::op::Op;
use lienthong_platform::{ReadTx, Tx};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::model::{Limit, ProcedureContent, Step};
use crate::api::{ForAgency, Found, VersionRow};
use crate::rules::RuleSet;

/// What saving an imported procedure did.
pub(crate) enum Saved {
    /// The version in force has the same content.
    Unchanged,
    /// An official completed the version in force: the import waits as a draft.
    Draft {
        /// Its id.
        id: ProcedureVersionId,
        /// Its number.
        number: i32,
    },
    /// Another version was made.
    Version {
        /// Its id.
        id: ProcedureVersionId,
        /// Its number, from 1.
        number: i32,
    },
}

fn digest(content: &ProcedureContent) -> Result<(Value, Vec<u8>), Fault> {
    let bytes = serde_json::to_vec(content).map_err(|error| Fault::of("writing a procedure", error))?;
    let value = serde_json::to_value(content).map_err(|error| Fault::of("writing a procedure", error))?;
    Ok((value, Sha256::digest(&bytes).to_vec()))
}

/// The latest version that an import or an official made, whatever its state.
async fn imported_before(tx: &mut ReadTx, procedure: ProcedureId, digest: &[u8]) -> Result<bool, Fault> {
    let known = sqlx::query_scalar!(
        r#"select exists (select from procedures.procedure_version where procedure_id = $1 and digest = $2) as "known!""#,
        procedure.0,
        digest
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(known)
}

/// Saves an imported procedure. Content that any earlier version already had changes nothing, so that loading again does
/// not undo what officials settled since.
pub(crate) async fn save_imported(
    tx: &mut Tx,
    op: &Op,
    content: &ProcedureContent,
    valid_from: NaiveDate,
    reason: &str,
) -> Result<Saved, Fault> {
    let fresh = ProcedureId::new();
    sqlx::query!(
        "insert into procedures.procedure (procedure_id, code, created_at) values ($1, $2, $3) on conflict (code) do nothing",
        fresh.0,
        content.code,
        op.now
    )
    .execute(tx.conn())
    .await?;
    let procedure = sqlx::query_scalar!(
        r#"select procedure_id as "id: ProcedureId" from procedures.procedure where code = $1"#,
        content.code
    )
    .fetch_one(tx.conn())
    .await?;
    let (_, sum) = digest(content)?;
    if imported_before(tx, procedure, &sum).await? {
        return Ok(Saved::Unchanged);
    }
    let completed = sqlx::query_scalar!(
        r#"select exists (select from procedures.procedure_version where procedure_id = $1 and state = 'public' and created_by is not null) as "yes!""#,
        procedure.0
    )
    .fetch_one(tx.conn())
    .await?;
    if completed {
        sqlx::query!("update procedures.procedure_version set state = 'replaced', valid_to = valid_from where procedure_id = $1 and state = 'draft'", procedure.0)
            .execute(tx.conn())
            .await?;
        let (id, number) = insert_version(tx, op, procedure, content, valid_from, "draft", reason).await?;
        return Ok(Saved::Draft { id, number });
    }
    let (id, number) = add_version(tx, op, procedure, content, valid_from, reason).await?;
    Ok(Saved::Version { id, number })
}

/// Puts a draft in force and ends the version before it. `None`: it is no draft.
pub(crate) async fn accept_draft(tx: &mut Tx, id: ProcedureVersionId, today: NaiveDate) -> Result<Option<String>, Fault> {
    let draft = sqlx::query!(
        r#"select procedure_id as "procedure: ProcedureId", code from procedures.procedure_version
           where procedure_version_id = $1 and state = 'draft' for no key update"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(draft) = draft else { return Ok(None) };
    let from = sqlx::query_scalar!(
        "update procedures.procedure_version set state = 'replaced', valid_to = greatest($2, valid_from)
         where procedure_id = $1 and state = 'public' returning valid_to",
        draft.procedure.0,
        today
    )
    .fetch_optional(tx.conn())
    .await?
    .flatten();
    sqlx::query!(
        "update procedures.procedure_version set state = 'public', valid_from = $2, valid_to = null where procedure_version_id = $1",
        id.0,
        from.unwrap_or(today)
    )
    .execute(tx.conn())
    .await?;
    Ok(Some(draft.code))
}

/// Adds a public version and ends the one in force. The new one takes over on `valid_from`, or on the first day of the old
/// one if that is later.
pub(crate) async fn add_version(
    tx: &mut Tx,
    op: &Op,
    procedure: ProcedureId,
    content: &ProcedureContent,
    valid_from: NaiveDate,
    reason: &str,
) -> Result<(ProcedureVersionId, i32), Fault> {
    let ended = sqlx::query_scalar!(
        "update procedures.procedure_version set state = 'replaced', valid_to = greatest($2, valid_from)
         where procedure_id = $1 and state = 'public' returning valid_to",
        procedure.0,
        valid_from
    )
    .fetch_optional(tx.conn())
    .await?
    .flatten();
    insert_version(tx, op, procedure, content, ended.unwrap_or(valid_from), "public", reason).await
}

async fn insert_version(
    tx: &mut Tx,
    op: &Op,
    procedure: ProcedureId,
    content: &ProcedureContent,
    from: NaiveDate,
    state: &str,
    reason: &str,
) -> Result<(ProcedureVersionId, i32), Fault> {
    let last = sqlx::query_scalar!("select max(number) from procedures.procedure_version where procedure_id = $1", procedure.0)
        .fetch_one(tx.conn())
        .await?;
    let number = last.unwrap_or(0) + 1;
    let id = ProcedureVersionId::new();
    let (value, sum) = digest(content)?;
    let unknown = i32::try_from(content.unknowns().len()).unwrap_or(i32::MAX);
    let official = op.official();
    sqlx::query!(
        "insert into procedures.procedure_version
             (procedure_version_id, procedure_id, number, valid_from, state, content, digest, code, name, field, unknown_count, reason,
              created_at, created_by, created_by_agency)
         values ($1, $2, $3, $4, $15, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        id.0,
        procedure.0,
        number,
        from,
        value,
        sum,
        content.code,
        content.name,
        content.field.value(),
        unknown,
        reason,
        op.now,
        official.map(|o| o.official.0),
        official.map(|o| o.agency.0),
        state,
    )
    .execute(tx.conn())
    .await?;
    Ok((id, number))
}

/// Locks the version in force of a procedure by its code.
pub(crate) async fn lock_current(
    tx: &mut Tx,
    code: &str,
) -> Result<Option<(ProcedureId, ProcedureVersionId, ProcedureContent)>, Fault> {
    let row = sqlx::query!(
        r#"select procedure_id as "procedure: ProcedureId", procedure_version_id as "version: ProcedureVersionId", content
           from procedures.procedure_version where code = $1 and state = 'public' for no key update"#,
        code
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| Ok((row.procedure, row.version, parse(row.content, row.version)?))).transpose()
}

fn parse(content: Value, id: ProcedureVersionId) -> Result<ProcedureContent, Fault> {
    serde_json::from_value(content).map_err(|_| Fault::bad_row("procedures.procedure_version", "content", id))
}

/// The content of a version.
pub(crate) async fn content(tx: &mut ReadTx, id: ProcedureVersionId) -> Result<Option<ProcedureContent>, Fault> {
    let row = sqlx::query_scalar!("select content from procedures.procedure_version where procedure_version_id = $1", id.0)
        .fetch_optional(tx.conn())
        .await?;
    row.map(|row| parse(row, id)).transpose()
}

/// The version of a procedure in force on a day, by code.
pub(crate) async fn version_on(tx: &mut ReadTx, code: &str, on: NaiveDate) -> Result<Option<ProcedureVersionId>, Fault> {
    let id = sqlx::query_scalar!(
        r#"select procedure_version_id as "id: ProcedureVersionId" from procedures.procedure_version
           where code = $1 and state in ('public', 'replaced', 'abolished') and valid_from <= $2 and (valid_to is null or valid_to > $2)
           order by number desc limit 1"#,
        code,
        on
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id)
}

/// The versions of a procedure, newest first.
pub(crate) async fn versions(tx: &mut ReadTx, code: &str) -> Result<Vec<VersionRow>, Fault> {
    let rows = sqlx::query_as!(
        VersionRow,
        r#"select procedure_version_id as "id: ProcedureVersionId", procedure_id as "procedure: ProcedureId", code, name, field, number, state,
               valid_from, valid_to, unknown_count, reason, created_at
           from procedures.procedure_version where code = $1 order by number desc"#,
        code
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// What an agency receives or handles on a day, with the version in force.
pub(crate) async fn of_agency(tx: &mut ReadTx, agency: AgencyId, on: NaiveDate) -> Result<Vec<ForAgency>, Fault> {
    let rows = sqlx::query!(
        r#"select v.procedure_version_id as "version: ProcedureVersionId", v.procedure_id as "procedure: ProcedureId", v.code, v.name, v.field,
               v.number, v.unknown_count, a.receives, a.handles, a.committed_limit, a.steps
           from procedures.agency_procedure a join procedures.procedure_version v using (procedure_id)
           where a.agency_id = $1 and a.valid_from <= $2 and (a.valid_to is null or a.valid_to > $2)
             and v.state in ('public', 'replaced', 'abolished') and v.valid_from <= $2 and (v.valid_to is null or v.valid_to > $2)
           order by v.name_fold, v.procedure_version_id"#,
        agency.0,
        on
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let bad = |column| Fault::bad_row("procedures.agency_procedure", column, row.version);
            let committed: Option<Limit> =
                row.committed_limit.map(serde_json::from_value).transpose().map_err(|_| bad("committed_limit"))?;
            let steps: Option<Vec<Step>> = row.steps.map(serde_json::from_value).transpose().map_err(|_| bad("steps"))?;
            Ok(ForAgency {
                version: row.version,
                procedure: row.procedure,
                code: row.code,
                name: row.name,
                field: row.field,
                number: row.number,
                unknown_count: row.unknown_count,
                receives: row.receives,
                handles: row.handles,
                committed_limit: committed,
                steps,
            })
        })
        .collect()
}

/// Lets an agency take part in a procedure from a day on. Told again, it changes nothing.
pub(crate) async fn assign(
    tx: &mut Tx,
    agency: AgencyId,
    code: &str,
    receives: bool,
    handles: bool,
    from: NaiveDate,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let done = sqlx::query!(
        "insert into procedures.agency_procedure (agency_id, procedure_id, receives, handles, valid_from, created_at)
         select $1, procedure_id, $3, $4, $5, $6 from procedures.procedure where code = $2
         on conflict (agency_id, procedure_id, valid_from) do nothing",
        agency.0,
        code,
        receives,
        handles,
        from,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Sets the committed limit and the own steps of an agency.
pub(crate) async fn set_terms(
    tx: &mut Tx,
    agency: AgencyId,
    code: &str,
    from: NaiveDate,
    committed: Option<Limit>,
    steps: Option<&[Step]>,
) -> Result<bool, Fault> {
    let written =
        |result: Result<Value, serde_json::Error>| result.map_err(|error| Fault::of("writing the terms of an agency", error));
    let committed = committed.map(serde_json::to_value).map(written).transpose()?;
    let steps = steps.map(serde_json::to_value).map(written).transpose()?;
    let done = sqlx::query!(
        "update procedures.agency_procedure a set committed_limit = $4, steps = $5 from procedures.procedure p
         where p.procedure_id = a.procedure_id and p.code = $2 and a.agency_id = $1 and a.valid_from = $3",
        agency.0,
        code,
        from,
        committed,
        steps
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Search in the public catalogue; `after` is the folded name and the id of the last row seen.
pub(crate) async fn search(
    tx: &mut ReadTx,
    words: Option<&str>,
    field: Option<&str>,
    after: Option<(&str, ProcedureVersionId)>,
    at_most: i32,
) -> Result<Vec<Found>, Fault> {
    let rows = sqlx::query_as!(
        Found,
        r#"select procedure_version_id as "version!: ProcedureVersionId", code as "code!", name as "name!", field,
               name_fold as "name_fold!", unknown_count as "unknown_count!"
           from procedures.search($1, $2, $3, $4, $5)"#,
        words,
        field,
        after.map(|(name, _)| name),
        after.map(|(_, id)| id.0),
        at_most
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// The fields of the public catalogue.
pub(crate) async fn fields(tx: &mut ReadTx) -> Result<Vec<String>, Fault> {
    let rows = sqlx::query_scalar!(
        r#"select distinct field as "field!" from procedures.procedure_version where state = 'public' and field is not null order by 1"#
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Saves a rule set; the same id is brought up to date.
pub(crate) async fn save_rule_set(tx: &mut Tx, set: &RuleSet, now: DateTime<Utc>) -> Result<(), Fault> {
    let content = serde_json::to_value(set).map_err(|error| Fault::of("writing a rule set", error))?;
    sqlx::query!(
        "insert into procedures.rule_set (rule_set_id, valid_from, valid_to, content, loaded_at) values ($1, $2, $3, $4, $5)
         on conflict (rule_set_id) do update
         set content = excluded.content, valid_from = excluded.valid_from, valid_to = excluded.valid_to, loaded_at = excluded.loaded_at
         where rule_set.content is distinct from excluded.content",
        set.id,
        set.valid_from,
        set.valid_to,
        content,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A rule set by its id.
pub(crate) async fn rule_set(tx: &mut ReadTx, id: &str) -> Result<Option<RuleSet>, Fault> {
    let row = sqlx::query_scalar!("select content from procedures.rule_set where rule_set_id = $1", id)
        .fetch_optional(tx.conn())
        .await?;
    row.map(|content| serde_json::from_value(content).map_err(|_| Fault::bad_row("procedures.rule_set", "content", id)))
        .transpose()
}

/// The rule set in force on a day.
pub(crate) async fn rule_set_on(tx: &mut ReadTx, on: NaiveDate) -> Result<Option<String>, Fault> {
    let id = sqlx::query_scalar!(
        "select rule_set_id from procedures.rule_set where valid_from <= $1 and (valid_to is null or valid_to > $1) order by valid_from desc limit 1",
        on
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id)
}

/// Where a public version stands in the list by name.
pub(crate) async fn name_fold(tx: &mut ReadTx, id: ProcedureVersionId) -> Result<Option<String>, Fault> {
    let name = sqlx::query_scalar!("select name_fold from procedures.procedure_version where procedure_version_id = $1", id.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(name)
}
