//! The work behind the pages: jobs, and sealing the event log.

use std::time::Duration;

use lienthong_kernel::op::Op;
use lienthong_platform::App;
use lienthong_platform::event::seal::seal;
use lienthong_platform::job::Worker;
use tokio::sync::watch;

/// Entries are sealed well within ten seconds.
const SEAL_EVERY: Duration = Duration::from_secs(5);
/// How long a worker without work waits before it looks again.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Works until `stop` becomes true. Any number of processes may do so against one database.
pub async fn work(app: App, parallel: usize, stop: watch::Receiver<bool>) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..parallel.max(1) {
        tasks.spawn(Worker::new(app.clone(), LOOK_EVERY).run(stop.clone()));
    }
    tasks.spawn(seal_regularly(app, stop));
    while tasks.join_next().await.is_some() {}
}

async fn seal_regularly(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(fault) = seal(&app, &Op::worker()).await {
            tracing::warn!(error = ?fault, "sealing the event log");
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(SEAL_EVERY) => {}
        }
    }
}
