//! Figures about the platform's own work, for `/metrics`.

use lienthong_kernel::failure::Fault;

use crate::db::ReadTx;

/// The state of queues and log at one moment.
pub struct Figures {
    waiting: i64,
    oldest_seconds: f64,
    dead: i64,
    events: i64,
    sealed: i64,
}

/// Reads the figures as the worker.
pub async fn read(tx: &mut ReadTx) -> Result<Figures, Fault> {
    let row = sqlx::query!(
        r#"select
             (select count(*) from platform.job where done_at is null and dead_at is null) as "waiting!",
             (select coalesce(extract(epoch from clock_timestamp() - min(run_at)), 0)::float8 from platform.job where done_at is null and dead_at is null) as "oldest!",
             (select count(*) from platform.job where dead_at is not null) as "dead!",
             (select coalesce(max(event_id), 0) from platform.event) as "events!",
             (select coalesce(max(event_id), 0) from platform.seal_leaf) as "sealed!""#
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Figures {
        waiting: row.waiting,
        oldest_seconds: row.oldest.max(0.0),
        dead: row.dead,
        events: row.events,
        sealed: row.sealed,
    })
}

impl Figures {
    /// The text format of Prometheus.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (name, help, value) in [
            ("lienthong_jobs_waiting", "Jobs that wait or run", self.waiting as f64),
            ("lienthong_jobs_oldest_seconds", "Age of the oldest waiting job", self.oldest_seconds),
            ("lienthong_jobs_dead", "Jobs that failed too often and wait for a person", self.dead as f64),
            ("lienthong_events_last", "Number of the last entry of the event log", self.events as f64),
            ("lienthong_events_sealed_last", "Number of the last sealed entry of the event log", self.sealed as f64),
        ] {
            text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n"));
        }
        text
    }
}
