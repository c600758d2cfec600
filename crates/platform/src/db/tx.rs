//! The two kinds of transaction and what may be done in them.

use std::ops::{Deref, DerefMut};

use lienthong_kernel::failure::{Fault, Outcome};
use lienthong_kernel::op::{Actor, Op};
use serde_json::json;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{AssertSqlSafe, Postgres, Transaction};
use uuid::Uuid;

use super::{App, role_of};
use crate::event::Event;
use crate::job::Job;

#[derive(Clone, Copy)]
pub(super) enum Mode {
    Read,
    Write,
}

/// A transaction that can read. Stores take `&mut ReadTx` for everything that only looks.
pub struct ReadTx {
    inner: Transaction<'static, Postgres>,
    app: App,
}

impl ReadTx {
    /// The connection, for one statement.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    pub(super) async fn end(self) {
        // a lost connection has rolled back by itself
        if let Err(error) = self.inner.rollback().await {
            tracing::debug!(%error, "rolling back");
        }
    }
}

/// A transaction that can also write, record and publish.
pub struct Tx(pub(super) ReadTx);

impl Deref for Tx {
    type Target = ReadTx;
    fn deref(&self) -> &ReadTx {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut ReadTx {
        &mut self.0
    }
}

impl Tx {
    /// Writes one entry of the event log in this transaction and enqueues a job for each room that listens to its kind,
    /// ordered by the subject.
    pub async fn record(&mut self, op: &Op, event: Event) -> Result<(), Fault> {
        let listeners = self.0.app.listeners(event.kind).to_vec();
        event.insert(op, self.conn()).await?;
        for kind in listeners {
            let job = Job::new(kind, json!({ "event": event.kind, "subject": event.subject.id, "detail": event.detail }))
                .ordered_by(event.subject.order_key());
            self.enqueue(op, job).await?;
        }
        Ok(())
    }

    /// Adds work to be done after the commit: at least once, so it must be idempotent.
    pub async fn enqueue(&mut self, op: &Op, job: Job) -> Result<(), Fault> {
        job.insert(op, self.conn()).await
    }

    /// Claims a form key. `None`: this is the first arrival, go on and [`Tx::remember`] the answer.
    /// `Some(reference)`: the form has been accepted before, and this is what it led to. A second arrival during the
    /// first waits for it.
    pub async fn once(&mut self, op: &Op, form_key: Uuid, action: &str) -> Result<Option<String>, Fault> {
        let actor = actor_id(op);
        let claimed = sqlx::query!(
            "insert into platform.submission (form_key, actor_id, action) values ($1, $2, $3) on conflict (form_key) do nothing",
            form_key,
            actor,
            action,
        )
        .execute(self.conn())
        .await?
        .rows_affected();
        if claimed == 1 {
            return Ok(None);
        }
        let earlier = sqlx::query_scalar!(
            "select reference from platform.submission where form_key = $1 and action = $2",
            form_key,
            action
        )
        .fetch_optional(self.conn())
        .await?
        .flatten();
        // somebody else's key, or another form's: not an answer of ours
        earlier.map(Some).ok_or_else(|| Fault::new("a form key was used by somebody else or for another form"))
    }

    /// Keeps what the form led to, for its second arrival.
    pub async fn remember(&mut self, form_key: Uuid, reference: impl std::fmt::Display) -> Result<(), Fault> {
        let reference = reference.to_string();
        sqlx::query!("update platform.submission set reference = $2 where form_key = $1", form_key, reference)
            .execute(self.conn())
            .await?;
        Ok(())
    }

    pub(super) async fn commit<R>(self) -> Outcome<(), R> {
        self.0.inner.commit().await?;
        Ok(())
    }
}

fn actor_id(op: &Op) -> Option<Uuid> {
    match &op.actor {
        Actor::Official(official) => Some(official.official.0),
        Actor::Citizen { citizen, .. } => Some(citizen.0),
        Actor::Public | Actor::Worker => None,
    }
}

/// Begins, takes on the role and says who acts, all in one round trip. Only ids and fixed words enter the text.
pub(super) async fn open(pool: &PgPool, op: &Op, mode: Mode, app: App) -> Result<ReadTx, Fault> {
    let mut begin = String::with_capacity(256);
    begin.push_str(match mode {
        Mode::Read => "begin read only; set local role ",
        Mode::Write => "begin; set local role ",
    });
    begin.push_str(role_of(&op.actor));
    match &op.actor {
        Actor::Official(official) => {
            begin.push_str(&format!(
                "; set local lt.agency = '{}'; set local lt.official = '{}'; set local lt.post = '{}'",
                official.agency, official.official, official.post
            ));
        }
        Actor::Citizen { citizen, .. } => begin.push_str(&format!("; set local lt.citizen = '{citizen}'")),
        Actor::Public | Actor::Worker => {}
    }
    let inner = pool.begin_with(AssertSqlSafe(begin)).await?;
    Ok(ReadTx { inner, app })
}
