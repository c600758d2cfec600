//! Sealing: entries that no running transaction can still precede are hashed into a tree and its root is chained to the last one.

use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::merkle::{self, Hash};
use lienthong_kernel::op::Op;
use sha2::{Digest, Sha256};

use crate::db::App;

/// How many entries one seal covers at most is not limited, but the leaves are written in portions of this many.
const PORTION: usize = 5_000;

/// The text of an entry that its leaf hash covers: every column, in this order, times as microseconds since 1970.
/// Exported proofs carry this text, so that anybody can hash it again.
macro_rules! canonical {
    () => {
        "jsonb_build_array(event_id, epoch, xid::text, kind, outcome, subject_kind, subject_id, (extract(epoch from occurred_at) * 1000000)::bigint,
           (extract(epoch from recorded_at) * 1000000)::bigint, actor_kind, official_id, post_id, on_behalf_of, agency_id, citizen_id, session_id,
           subject_agency_id, procedure_version_id, channel, request_id, address, detail)::text"
    };
}
pub(super) use canonical;

/// Seals what can be sealed. Returns how many entries were. Only one process seals at a time; the others find nothing to do.
pub async fn seal(app: &App, op: &Op) -> Result<usize, Fault> {
    let sealed: Outcome<usize> = app
        .write(op, async |tx| {
            let mine: bool = sqlx::query_scalar("select pg_try_advisory_xact_lock(732, 1)").fetch_one(tx.conn()).await?;
            if !mine {
                return Ok(0);
            }
            let (epoch, horizon): (i32, String) =
                sqlx::query_as("select platform.current_epoch(), pg_snapshot_xmin(pg_current_snapshot())::text").fetch_one(tx.conn()).await?;
            let last: Option<(i64, i32, String, Vec<u8>)> =
                sqlx::query_as("select seal_id, epoch, xid_to::text, chain from platform.seal order by seal_id desc limit 1").fetch_optional(tx.conn()).await?;
            // a new epoch counts transactions from the beginning again
            let from = match &last {
                Some((_, last_epoch, xid_to, _)) if *last_epoch == epoch => xid_to.clone(),
                _ => "0".to_owned(),
            };
            let entries: Vec<(i64, String)> = sqlx::query_as(concat!(
                "select event_id, ",
                canonical!(),
                " from platform.event where epoch = $1 and xid >= $2::xid8 and xid < $3::xid8 order by event_id"
            ))
            .bind(epoch)
            .bind(&from)
            .bind(&horizon)
            .fetch_all(tx.conn())
            .await?;
            if entries.is_empty() {
                return Ok(0);
            }
            let leaves: Vec<Hash> = entries.iter().map(|(_, text)| merkle::leaf(text.as_bytes())).collect();
            let root = merkle::root(&leaves);
            let number = last.as_ref().map_or(1, |(id, ..)| id + 1);
            let chain = link(last.as_ref().map(|(.., chain)| chain.as_slice()), number, entries.len(), &root);
            sqlx::query("insert into platform.seal (seal_id, epoch, xid_from, xid_to, entries, root, chain, sealed_at) values ($1, $2, $3::xid8, $4::xid8, $5, $6, $7, $8)")
                .bind(number)
                .bind(epoch)
                .bind(&from)
                .bind(&horizon)
                .bind(i32::try_from(entries.len()).unwrap_or(i32::MAX))
                .bind(root.as_slice())
                .bind(chain.as_slice())
                .bind(op.now)
                .execute(tx.conn())
                .await?;
            for (entries, leaves) in entries.chunks(PORTION).zip(leaves.chunks(PORTION)) {
                let ids: Vec<i64> = entries.iter().map(|(id, _)| *id).collect();
                let leaves: Vec<&[u8]> = leaves.iter().map(Hash::as_slice).collect();
                sqlx::query("insert into platform.seal_leaf (event_id, seal_id, leaf) select e, $2, l from unnest($1::bigint[], $3::bytea[]) as t (e, l)")
                    .bind(&ids)
                    .bind(number)
                    .bind(&leaves)
                    .execute(tx.conn())
                    .await?;
            }
            Ok(entries.len())
        })
        .await;
    match sealed {
        Ok(count) => Ok(count),
        Err(Failure::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::new(other.to_string())),
    }
}

/// The chained value of a seal: over the one before it, its number, its count and its root.
pub(super) fn link(before: Option<&[u8]>, number: i64, entries: usize, root: &Hash) -> Hash {
    Sha256::new()
        .chain_update(before.unwrap_or(&[0; 32]))
        .chain_update(number.to_be_bytes())
        .chain_update((entries as u64).to_be_bytes())
        .chain_update(root)
        .finalize()
        .into()
}
