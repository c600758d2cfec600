//! Transactions: [`App::read`] and [`App::write`] open one in the database role of the actor, so that the row-level
//! policies bind every statement, and hand out [`ReadTx`] or [`Tx`]. Nobody can forget to commit, and a reader cannot write.
//!
//! Absent on purpose: a pool that anybody may use. Statements exist only inside an operation.

mod migrate;
mod tx;

use std::collections::HashMap;
use std::sync::Arc;

use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::op::{Actor, Op};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use crate::event::{Event, Subject};
use crate::job::JobKind;

pub use migrate::{MIGRATOR, migrate};
pub use tx::{ReadTx, Tx};

/// What lives as long as the process: the pool and who listens to which event. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    pool: PgPool,
    kinds: HashMap<&'static str, JobKind>,
    listeners: HashMap<&'static str, Vec<&'static str>>,
}

impl App {
    /// An application over the pool of the login role `lienthong_app`, with all job kinds of its rooms.
    pub fn new(pool: PgPool, jobs: Vec<JobKind>) -> Self {
        let mut listeners: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        for job in &jobs {
            for event in job.listens_to() {
                listeners.entry(*event).or_default().push(job.name());
            }
        }
        let kinds = jobs.into_iter().map(|job| (job.name(), job)).collect();
        Self { inner: Arc::new(Inner { pool, kinds, listeners }) }
    }

    /// Opens the pool; connections are made when they are first needed.
    pub fn pool(options: PgConnectOptions, connections: u32) -> PgPool {
        PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(std::time::Duration::from_secs(5))
            .test_before_acquire(false)
            .connect_lazy_with(options)
    }

    /// Runs a reading operation. The transaction is read-only in the database as well.
    pub async fn read<T, R>(&self, op: &Op, work: impl AsyncFnOnce(&mut ReadTx) -> Outcome<T, R>) -> Outcome<T, R> {
        let mut tx = tx::open(&self.inner.pool, op, tx::Mode::Read, self.clone()).await?;
        let result = work(&mut tx).await;
        tx.end().await;
        result
    }

    /// Runs a changing operation: commits on `Ok`, rolls back on `Err`. A refused, forbidden or failed attempt is
    /// recorded apart, because its own record was rolled back with it.
    pub async fn write<T, R: std::fmt::Debug>(&self, op: &Op, work: impl AsyncFnOnce(&mut Tx) -> Outcome<T, R>) -> Outcome<T, R> {
        let mut tx = Tx(tx::open(&self.inner.pool, op, tx::Mode::Write, self.clone()).await?);
        match work(&mut tx).await {
            Ok(value) => {
                tx.commit().await?;
                Ok(value)
            }
            Err(failure) => {
                tx.0.end().await;
                self.record_attempt(op, &failure).await;
                Err(failure)
            }
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Fault> {
        sqlx::query("select 1").execute(&self.inner.pool).await.map(drop).map_err(Fault::from)
    }

    /// The job kind of that name.
    pub(crate) fn job_kind(&self, name: &str) -> Option<&JobKind> {
        self.inner.kinds.get(name)
    }

    /// The job kinds that listen to an event kind.
    pub(crate) fn listeners(&self, event: &str) -> &[&'static str] {
        self.inner.listeners.get(event).map_or(&[], Vec::as_slice)
    }

    /// Waits for connections to come home and closes them.
    pub async fn close(&self) {
        self.inner.pool.close().await;
    }

    async fn record_attempt<R: std::fmt::Debug>(&self, op: &Op, failure: &Failure<R>) {
        let (kind, what) = match failure {
            // only the name of the variant: its fields may hold what a person typed
            Failure::Refused(refusal) => {
                let text = format!("{refusal:?}");
                let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                ("operation.refused", format!("{}::{name}", std::any::type_name::<R>()))
            }
            Failure::Forbidden => ("operation.forbidden", String::new()),
            Failure::Fault(fault) => ("operation.failed", fault.place().to_string()),
            Failure::NotFound => return,
        };
        let outcome = if matches!(failure, Failure::Fault(_)) { "failed" } else { "refused" };
        let event = Event::new(kind, Subject::none()).outcome(outcome).detail(serde_json::json!({ "what": what }));
        let recorded: Outcome<()> = async {
            let mut tx = Tx(tx::open(&self.inner.pool, op, tx::Mode::Write, self.clone()).await?);
            tx.record(op, event).await?;
            tx.commit().await
        }
        .await;
        if let Err(failure) = recorded {
            tracing::warn!(request.id = %op.request, error = ?failure, "the record of a refused attempt could not be written");
        }
    }
}

/// The name of the database role that stands for the actor.
pub(crate) fn role_of(actor: &Actor) -> &'static str {
    match actor {
        Actor::Public => "lienthong_public",
        Actor::Citizen { .. } => "lienthong_citizen",
        Actor::Official(_) => "lienthong_official",
        Actor::Worker => "lienthong_worker",
    }
}
