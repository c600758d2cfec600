//! Work after the commit: one table, enqueued inside the business transaction, taken in batches under `skip locked`, at
//! least once, with back-off and dead letters that an administrator sees and restarts. Jobs with one order key run in order.

mod letters;
mod run;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use lienthong_kernel::failure::{Fault, Outcome};
use lienthong_kernel::op::Op;
use serde_json::Value;
use sqlx::postgres::PgConnection;

use crate::db::App;

pub use letters::{DeadLetter, dead_letters, restart};
pub use run::{Worker, run_due};

type Handler = Arc<dyn Fn(App, Op, Value) -> Pin<Box<dyn Future<Output = Outcome<()>> + Send>> + Send + Sync>;

/// A kind of job: its name, what it does, and which events call for it.
#[derive(Clone)]
pub struct JobKind {
    name: &'static str,
    handler: Handler,
    listens_to: Vec<&'static str>,
}

impl JobKind {
    /// A kind named `room.verb`. The handler gets an operation of the platform and must be idempotent.
    pub fn new<F>(name: &'static str, handler: impl Fn(App, Op, Value) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Outcome<()>> + Send + 'static,
    {
        Self { name, handler: Arc::new(move |app, op, payload| Box::pin(handler(app, op, payload))), listens_to: Vec::new() }
    }

    /// Runs after every event of these kinds; the payload is `{event, subject, detail}`.
    pub fn after(mut self, events: &[&'static str]) -> Self {
        self.listens_to.extend_from_slice(events);
        self
    }

    /// The name of the kind.
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn listens_to(&self) -> &[&'static str] {
        &self.listens_to
    }

    pub(crate) fn run(&self, app: App, op: Op, payload: Value) -> Pin<Box<dyn Future<Output = Outcome<()>> + Send>> {
        (self.handler)(app, op, payload)
    }
}

/// A piece of work to be enqueued.
#[derive(Clone, Debug)]
pub struct Job {
    kind: &'static str,
    payload: Value,
    order_key: Option<String>,
    run_at: Option<DateTime<Utc>>,
}

impl Job {
    /// Work of a kind, as soon as possible.
    pub fn new(kind: &'static str, payload: Value) -> Self {
        Self { kind, payload, order_key: None, run_at: None }
    }

    /// Runs only after all earlier work with the same key.
    pub fn ordered_by(mut self, key: impl Into<String>) -> Self {
        self.order_key = Some(key.into());
        self
    }

    /// Runs not before this instant.
    pub fn not_before(mut self, at: DateTime<Utc>) -> Self {
        self.run_at = Some(at);
        self
    }

    pub(crate) async fn insert(self, op: &Op, conn: &mut PgConnection) -> Result<(), Fault> {
        sqlx::query!(
            "insert into platform.job (kind, order_key, payload, request_id, run_at) values ($1, $2, $3, $4, $5)",
            self.kind,
            self.order_key,
            self.payload,
            op.request.0,
            self.run_at.unwrap_or(op.now),
        )
        .execute(conn)
        .await?;
        Ok(())
    }
}
