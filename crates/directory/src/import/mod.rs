//! Loads the units that the repository ships: areas of 2016, every later change as history, and the agencies of the demonstration province.
//!
//! [`history`] works it all out without a database; [`load_units`] writes the result once. A second load changes nothing.

pub(crate) mod calendar;
mod files;
pub(crate) mod history;
mod store;

pub use calendar::shipped_calendar;

use lienthong_kernel::failure::{Fault, Outcome};
use lienthong_kernel::op::Op;
use lienthong_platform::{App, Event, Subject};
use serde_json::json;

/// What [`load_units`] found or wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Areas, of all times.
    pub areas: usize,
    /// Agencies.
    pub agencies: usize,
    /// False when the units were there before.
    pub new: bool,
}

/// Loads the shipped units in one transaction. Idempotent: when any area is there, nothing is written.
pub async fn load_units(app: &App) -> Outcome<Loaded> {
    let built = history::build(&files::read()?).map_err(|error| Fault::of("working out the history of the units", error))?;
    let op = Op::worker();
    app.write(&op, async |tx| {
        if let Some(loaded) = store::already_there(tx).await? {
            return Ok(loaded);
        }
        store::save(tx, &built).await?;
        let loaded = Loaded { areas: built.areas.len(), agencies: built.agencies.len(), new: true };
        let detail = json!({ "areas": loaded.areas, "agencies": loaded.agencies, "events": built.events.len() });
        tx.record(&op, Event::new("directory.units_loaded", Subject::none()).detail(detail)).await?;
        let first_day = chrono::NaiveDate::from_ymd_opt(2016, 1, 1).unwrap_or_default();
        let root =
            crate::api::root_agency(tx, first_day).await?.ok_or_else(|| Fault::new("the shipped units have no root agency"))?;
        calendar::give_calendar(&op, tx, root, first_day).await?;
        Ok(loaded)
    })
    .await
}
