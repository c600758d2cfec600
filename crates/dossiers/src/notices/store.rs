//! Statements of the notices.

use chrono::{DateTime, Utc};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::DossierId;
use lienthong_kernel::op::Op;
use lienthong_platform::{ReadTx, Tx};
use uuid::Uuid;

use super::model::{Template, Told, Way};

/// A notice that went out.
#[derive(Clone, Debug)]
pub struct Notice {
    /// `accepted`, `supplement`, `finished`, `returned`.
    pub template: String,
    /// `email` or `text`.
    pub channel: String,
    /// The address with most of it hidden.
    pub masked: String,
    /// When it was handed to the sender.
    pub created_at: DateTime<Utc>,
}

/// The notices of a dossier, oldest first.
pub async fn of_dossier(tx: &mut ReadTx, dossier: DossierId) -> Result<Vec<Notice>, Fault> {
    Ok(sqlx::query_as!(
        Notice,
        "select template, channel, masked, created_at from dossiers.notice where dossier_id = $1 order by created_at, notice_id",
        dossier.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// What there is to tell; nothing of a dossier without a code or entered by mistake.
pub(super) async fn told(tx: &mut ReadTx, dossier: DossierId) -> Result<Option<Told>, Fault> {
    Ok(sqlx::query_as!(
        Told,
        r#"select code as "code!", procedure_name as procedure, due_current as due, return_way, applicant_phone as phone, applicant_email as email,
             (select answer_by from dossiers.supplement_request r where r.dossier_id = d.dossier_id and r.answered_at is null
              order by requested_at desc limit 1) as answer_by
           from dossiers.dossier d where dossier_id = $1 and voided_at is null and code is not null"#,
        dossier.0
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Writes the row; false when this notice went already.
pub(super) async fn insert(
    op: &Op,
    tx: &mut Tx,
    dossier: DossierId,
    template: Template,
    way: Way,
    masked: &str,
) -> Result<bool, Fault> {
    let inserted = sqlx::query!(
        "insert into dossiers.notice (notice_id, dossier_id, request_id, template, channel, masked, status, created_at)
         values ($1, $2, $3, $4, $5, $6, 'handed_over', $7) on conflict do nothing",
        Uuid::now_v7(),
        dossier.0,
        op.request.0,
        template.word(),
        way.word(),
        masked,
        op.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(inserted.rows_affected() == 1)
}
