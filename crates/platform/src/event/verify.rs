//! Checking the sealed log: which entry was changed, which is missing, which was put in later; and proofs of single entries
//! that a stranger checks without us.

use std::collections::BTreeMap;

use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::merkle::{self, Hash};
use lienthong_kernel::op::Op;
use serde::{Deserialize, Serialize};

use super::seal::{canonical, link};
use crate::db::{App, ReadTx};

/// What the check of the whole log found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// How many seals were checked.
    pub seals: usize,
    /// How many sealed entries are as they were.
    pub intact: usize,
    /// Entries whose content differs from what was sealed.
    pub changed: Vec<i64>,
    /// Entries that were sealed and are gone.
    pub missing: Vec<i64>,
    /// Entries that stand where a seal had closed the log.
    pub inserted: Vec<i64>,
    /// Seals whose root or chained value does not follow from their entries and the seal before.
    pub broken_seals: Vec<i64>,
    /// Entries younger than the last seal: true or false, nobody can say yet.
    pub unsealed: usize,
}

impl Findings {
    /// Whether everything that was sealed is as it was.
    pub fn sound(&self) -> bool {
        self.changed.is_empty() && self.missing.is_empty() && self.inserted.is_empty() && self.broken_seals.is_empty()
    }
}

/// One entry with the way to its seal; checked by [`Proof::holds`] without a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The entry's text as it was hashed.
    pub entry: String,
    /// Its place among the leaves of the seal, from 0.
    pub index: usize,
    /// How many leaves the seal has.
    pub size: usize,
    /// The neighbouring hashes, nearest first, in hexadecimal.
    pub path: Vec<String>,
    /// The seal's number.
    pub seal: i64,
    /// The seal's root, in hexadecimal.
    pub root: String,
}

impl Proof {
    /// Whether the entry leads to the root. Compare the root with an exported copy of the seals to trust it.
    pub fn holds(&self) -> bool {
        let Some(root) = hash_of(&self.root) else { return false };
        let Some(path) = self.path.iter().map(|text| hash_of(text)).collect::<Option<Vec<_>>>() else { return false };
        merkle::proof_holds(&merkle::leaf(self.entry.as_bytes()), self.index, self.size, &path, &root)
    }
}

fn hash_of(text: &str) -> Option<Hash> {
    hex::decode(text).ok()?.try_into().ok()
}

struct Seal {
    id: i64,
    entries: i32,
    root: Vec<u8>,
    chain: Vec<u8>,
}

/// Checks every seal and every entry.
pub async fn verify(app: &App, op: &Op) -> Result<Findings, Fault> {
    let checked: Outcome<Findings> = app
        .read(op, async |tx| {
            let seals = seals(tx).await?;
            let mut found = Findings { seals: seals.len(), ..Findings::default() };
            let mut before: Option<Vec<u8>> = None;
            for (place, seal) in seals.iter().enumerate() {
                let sealed = sealed_leaves(tx, seal.id).await?;
                let present = present_leaves(tx, seal.id).await?;
                for (event, leaf) in &sealed {
                    match present.get(event) {
                        Some(now) if now.as_slice() == leaf.as_slice() => found.intact += 1,
                        Some(_) => found.changed.push(*event),
                        None => found.missing.push(*event),
                    }
                }
                found.inserted.extend(present.keys().filter(|event| !sealed.contains_key(event)));
                let leaves: Vec<Hash> = sealed.values().filter_map(|leaf| leaf.as_slice().try_into().ok()).collect();
                let root = merkle::root(&leaves);
                let follows = seal.id == i64::try_from(place + 1).unwrap_or(0)
                    && usize::try_from(seal.entries) == Ok(leaves.len())
                    && seal.root == root
                    && seal.chain == link(before.as_deref(), seal.id, leaves.len(), &root);
                if !follows {
                    found.broken_seals.push(seal.id);
                }
                before = Some(seal.chain.clone());
            }
            let unsealed: i64 = sqlx::query_scalar(
                "select count(*) from platform.event e where not exists (select from platform.seal s where s.epoch = e.epoch and e.xid >= s.xid_from and e.xid < s.xid_to)",
            )
            .fetch_one(tx.conn())
            .await?;
            found.unsealed = usize::try_from(unsealed).unwrap_or(0);
            Ok(found)
        })
        .await;
    flatten(checked)
}

/// The proof of one entry; `None` when it is not sealed.
pub async fn prove(app: &App, op: &Op, event: i64) -> Result<Option<Proof>, Fault> {
    let proof: Outcome<Option<Proof>> = app
        .read(op, async |tx| {
            let seal: Option<i64> = sqlx::query_scalar("select seal_id from platform.seal_leaf where event_id = $1")
                .bind(event)
                .fetch_optional(tx.conn())
                .await?;
            let entry: Option<String> =
                sqlx::query_scalar(concat!("select ", canonical!(), " from platform.event where event_id = $1"))
                    .bind(event)
                    .fetch_optional(tx.conn())
                    .await?;
            let (Some(seal), Some(entry)) = (seal, entry) else { return Ok(None) };
            let sealed = sealed_leaves(tx, seal).await?;
            let leaves: Vec<Hash> = sealed.values().filter_map(|leaf| leaf.as_slice().try_into().ok()).collect();
            let index = sealed.keys().position(|id| *id == event).ok_or(Failure::NotFound)?;
            let path = merkle::inclusion_proof(&leaves, index).ok_or(Failure::NotFound)?;
            Ok(Some(Proof {
                entry,
                index,
                size: leaves.len(),
                path: path.iter().map(hex::encode).collect(),
                seal,
                root: hex::encode(merkle::root(&leaves)),
            }))
        })
        .await;
    flatten(proof)
}

async fn seals(tx: &mut ReadTx) -> Result<Vec<Seal>, Fault> {
    let rows: Vec<(i64, i32, Vec<u8>, Vec<u8>)> =
        sqlx::query_as("select seal_id, entries, root, chain from platform.seal order by seal_id").fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|(id, entries, root, chain)| Seal { id, entries, root, chain }).collect())
}

async fn sealed_leaves(tx: &mut ReadTx, seal: i64) -> Result<BTreeMap<i64, Vec<u8>>, Fault> {
    let rows: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("select event_id, leaf from platform.seal_leaf where seal_id = $1 order by event_id")
            .bind(seal)
            .fetch_all(tx.conn())
            .await?;
    Ok(rows.into_iter().collect())
}

/// What stands in the log now where the seal had closed it, hashed again.
async fn present_leaves(tx: &mut ReadTx, seal: i64) -> Result<BTreeMap<i64, Hash>, Fault> {
    let rows: Vec<(i64, String)> = sqlx::query_as(concat!(
        "select event_id, ",
        canonical!(),
        " from platform.event e where exists (select from platform.seal s where s.seal_id = $1 and s.epoch = e.epoch and e.xid >= s.xid_from and e.xid < s.xid_to)"
    ))
    .bind(seal)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(id, text)| (id, merkle::leaf(text.as_bytes()))).collect())
}

fn flatten<T>(outcome: Outcome<T>) -> Result<T, Fault> {
    match outcome {
        Ok(value) => Ok(value),
        Err(Failure::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::new(other.to_string())),
    }
}
