//! Composition only: mounts the routes of the rooms, lists their jobs, and runs the platform's own periodic work. No rule and
//! no SQL lives here.

mod health;
mod layers;
mod work;

use axum::Router;
use lienthong_platform::JobKind;
use lienthong_ui::AppState;

pub use work::work;

/// Every route of the platform.
pub fn router(state: AppState) -> Router {
    let router = Router::new().merge(health::routes());
    layers::around(router, &state).with_state(state)
}

/// Every kind of job that some room knows.
pub fn jobs() -> Vec<JobKind> {
    Vec::new()
}
