//! Taking and running jobs.

use std::time::Duration;

use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::id::RequestId;
use lienthong_kernel::op::Op;
use tokio::sync::watch;

use crate::db::App;

/// How many jobs one take brings.
const BATCH: i64 = 20;
/// How long a taken job belongs to its worker; longer than any job may run.
const LEASE_SECONDS: f64 = 300.0;
/// After so many failures a job becomes a dead letter.
const ATTEMPTS: i32 = 8;

struct Taken {
    job_id: i64,
    kind: String,
    payload: serde_json::Value,
    request_id: uuid::Uuid,
    attempts: i32,
}

/// Runs jobs until told to stop.
pub struct Worker {
    app: App,
    pause: Duration,
}

impl Worker {
    /// A worker that looks for work at least every `pause`.
    pub fn new(app: App, pause: Duration) -> Self {
        Self { app, pause }
    }

    /// Works until `stop` becomes true; the batch in hand is finished first.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let idle = match run_due(&self.app, &Op::worker()).await {
                Ok(done) => done == 0,
                Err(fault) => {
                    tracing::warn!(error = ?fault, "looking for jobs");
                    true
                }
            };
            if idle {
                tokio::select! {
                    _ = stop.changed() => {}
                    () = tokio::time::sleep(self.pause) => {}
                }
            }
        }
    }
}

/// Takes one batch of jobs that are due at `op.now` and runs them. Returns how many were taken.
pub async fn run_due(app: &App, op: &Op) -> Result<usize, Fault> {
    let batch = take(app, op).await?;
    let count = batch.len();
    for job in batch {
        run_one(app, op, job).await?;
    }
    Ok(count)
}

async fn take(app: &App, op: &Op) -> Result<Vec<Taken>, Fault> {
    let now = op.now;
    let taken: Outcome<Vec<Taken>> = app
        .write(op, async |tx| {
            Ok(sqlx::query_as!(
                Taken,
                "update platform.job set locked_until = $1::timestamptz + make_interval(secs => $3), attempts = attempts + 1
                 where job_id in (
                   select job_id from platform.job j
                   where done_at is null and dead_at is null and run_at <= $1 and (locked_until is null or locked_until < $1)
                     and (order_key is null or not exists (
                       select from platform.job earlier
                       where earlier.order_key = j.order_key and earlier.job_id < j.job_id and earlier.done_at is null))
                   order by run_at, job_id limit $2 for update skip locked)
                 returning job_id, kind, payload, request_id, attempts",
                now,
                BATCH,
                LEASE_SECONDS,
            )
            .fetch_all(tx.conn())
            .await?)
        })
        .await;
    match taken {
        Ok(mut batch) => {
            batch.sort_by_key(|job| job.job_id);
            Ok(batch)
        }
        Err(Failure::Fault(fault)) => Err(fault),
        Err(_) => Ok(Vec::new()),
    }
}

async fn run_one(app: &App, op: &Op, job: Taken) -> Result<(), Fault> {
    let job_op = Op { request: RequestId(job.request_id), ..op.clone() };
    let result = match app.job_kind(&job.kind) {
        // a task of its own: a panic in one job is a failure of that job, not of the worker
        Some(kind) => match tokio::spawn(kind.run(app.clone(), job_op, job.payload)).await {
            Ok(result) => result,
            Err(panic) => Err(Failure::Fault(Fault::of("the job panicked", panic))),
        },
        None => Err(Failure::Fault(Fault::new(format!("no room of this release knows the job kind {}", job.kind)))),
    };
    let finished: Outcome<()> = match result {
        Ok(()) => {
            app.write(op, async |tx| {
                sqlx::query!("update platform.job set done_at = $2, locked_until = null where job_id = $1", job.job_id, op.now)
                    .execute(tx.conn())
                    .await?;
                Ok(())
            })
            .await
        }
        Err(failure) => {
            let error = match &failure {
                Failure::Fault(fault) => format!("{fault:?}"),
                other => other.to_string(),
            };
            tracing::warn!(job.id = job.job_id, job.kind = %job.kind, job.attempts = job.attempts, %error, "a job failed");
            let dead = job.attempts >= ATTEMPTS;
            let wait = f64::from(2_i32.pow(u32::try_from(job.attempts.clamp(0, 12)).unwrap_or(0)));
            app.write(op, async |tx| {
                sqlx::query!(
                    "update platform.job set locked_until = null, last_error = left($2, 2000),
                         run_at = $3::timestamptz + make_interval(secs => $4), dead_at = case when $5 then $3::timestamptz end
                     where job_id = $1",
                    job.job_id,
                    error,
                    op.now,
                    wait,
                    dead,
                )
                .execute(tx.conn())
                .await?;
                Ok(())
            })
            .await
        }
    };
    match finished {
        Ok(()) => Ok(()),
        Err(Failure::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::new(other.to_string())),
    }
}
