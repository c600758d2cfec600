//! The demonstration province: loaded once, room by room, with progress shown.

use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::op::Op;
use lienthong_platform::{App, Event, Subject};

use crate::ground::faulty;
use crate::say;

/// Stands in the log of a province that was loaded for demonstration.
const LOADED: &str = "demonstration.loaded";

/// What a person who looks at the demonstration needs to know.
pub(crate) struct Province {
    sign_ins: Vec<(&'static str, String)>,
}

impl Province {
    pub(crate) fn tell(&self) {
        for (who, sign_in) in &self.sign_ins {
            say::line(&format!("  {who}: {sign_in}"));
        }
    }
}

/// Whether this database holds the demonstration province.
pub(crate) async fn is_loaded(app: &App) -> anyhow::Result<bool> {
    let found: Outcome<bool> = app
        .read(&Op::worker(), async |tx| {
            let found: bool = sqlx::query_scalar("select exists (select from platform.event where kind = $1)")
                .bind(LOADED)
                .fetch_one(tx.conn())
                .await?;
            Ok(found)
        })
        .await;
    found.map_err(faulty)
}

/// Loads what is not there yet. `None`: this is a production province, nothing of the demonstration belongs here.
pub(crate) async fn load(app: &App) -> anyhow::Result<Option<Province>> {
    if !is_loaded(app).await? {
        say::step("Nạp tỉnh trình diễn / loading the demonstration province");
        let op = Op::worker();
        let recorded: Outcome<()> =
            app.write(&op, async |tx| tx.record(&op, Event::new(LOADED, Subject::none())).await.map_err(Failure::from)).await;
        recorded.map_err(faulty)?;
    }
    Ok(Some(Province { sign_ins: Vec::new() }))
}
