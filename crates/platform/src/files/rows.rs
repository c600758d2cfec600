//! The rows of `platform.file`, and sweeping what has none.

use lienthong_kernel::failure::{Fault, Outcome};
use lienthong_kernel::id::{AgencyId, CitizenId, FileId};
use lienthong_kernel::op::{Actor, Op};

use super::local::is_older;
use super::{Digest, Files, Received};
use crate::{App, ReadTx, Tx};

/// Whose file it is: the wall around the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An agency's.
    Agency(AgencyId),
    /// A citizen's own.
    Citizen(CitizenId),
    /// Sent by a citizen to an agency: both may read it.
    Both(AgencyId, CitizenId),
}

impl Owner {
    fn columns(self) -> (Option<uuid::Uuid>, Option<uuid::Uuid>) {
        match self {
            Owner::Agency(agency) => (Some(agency.0), None),
            Owner::Citizen(citizen) => (None, Some(citizen.0)),
            Owner::Both(agency, citizen) => (Some(agency.0), Some(citizen.0)),
        }
    }
}

/// A file with its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// The row.
    pub file_id: FileId,
    /// The bytes.
    pub digest: Digest,
    /// How many bytes.
    pub size: u64,
    /// What it is.
    pub media_type: String,
    /// The name that the sender gave.
    pub name: String,
}

/// Writes the row of a received file.
pub async fn save(op: &Op, tx: &mut Tx, file: &Received, owner: Owner) -> Result<FileId, Fault> {
    let file_id = FileId::new();
    let (agency, citizen) = owner.columns();
    let by = match &op.actor {
        Actor::Official(official) => Some(official.official.0),
        Actor::Citizen { citizen, .. } => Some(citizen.0),
        Actor::Public | Actor::Worker => None,
    };
    let size = i64::try_from(file.size).map_err(|error| Fault::of("the size of a file", error))?;
    sqlx::query!(
        "insert into platform.file (file_id, digest, size, media_type, name, agency_id, citizen_id, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        file_id.0,
        &file.digest.0[..],
        size,
        file.media_type,
        file.name,
        agency,
        citizen,
        op.now,
        by,
    )
    .execute(tx.conn())
    .await?;
    Ok(file_id)
}

/// The row of a file, when the actor may see it.
pub async fn find(tx: &mut ReadTx, id: FileId) -> Result<Option<StoredFile>, Fault> {
    let row = sqlx::query!("select digest, size, media_type, name from platform.file where file_id = $1", id.0)
        .fetch_optional(tx.conn())
        .await?;
    row.map(|row| {
        Ok(StoredFile {
            file_id: id,
            digest: Digest(row.digest.try_into().map_err(|_| Fault::bad_row("platform.file", "digest", id))?),
            size: u64::try_from(row.size).map_err(|_| Fault::bad_row("platform.file", "size", id))?,
            media_type: row.media_type,
            name: row.name,
        })
    })
    .transpose()
}

/// A thousand at a time: what is old and named by no row goes.
pub(super) async fn sweep(files: &Files, app: &App, seconds: u64) -> Outcome<usize> {
    let old = files.store.older_than(seconds).await?;
    let op = Op::worker();
    let mut removed = 0;
    for batch in old.chunks(1000) {
        let asked: Vec<Vec<u8>> = batch.iter().map(|digest| digest.0.to_vec()).collect();
        let named: Vec<Vec<u8>> = app
            .read(&op, async |tx| {
                let rows = sqlx::query_scalar!("select distinct digest from platform.file where digest = any($1)", &asked);
                Ok::<_, lienthong_kernel::failure::Failure>(rows.fetch_all(tx.conn()).await?)
            })
            .await?;
        for digest in batch.iter().filter(|digest| !named.iter().any(|row| row[..] == digest.0[..])) {
            removed += usize::from(files.store.remove(*digest, seconds).await?);
        }
    }
    let mut left = tokio::fs::read_dir(&files.staging).await?;
    while let Some(entry) = left.next_entry().await? {
        if is_older(&entry.path(), seconds) {
            tokio::fs::remove_file(entry.path()).await?;
            removed += 1;
        }
    }
    Ok(removed)
}
