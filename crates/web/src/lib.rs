//! Composition only: mounts the routes of the rooms, lists their jobs, and runs the platform's own periodic work. No rule and
//! no SQL lives here.

mod health;
mod home;
mod layers;
mod navigation;
mod work;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Extension, Json, Router};
use lienthong_directory::officials::actions::OpenWork;
use lienthong_platform::JobKind;
use lienthong_ui::{AppState, assets, gallery, page};

pub use work::work;

/// Where officials start.
const DESK: &str = "/viec";

/// Every route of the platform.
pub fn router(state: AppState) -> Router {
    page::set_navigation(navigation::entries);
    let mut rooms = Router::new()
        .merge(home::routes())
        .merge(lienthong_directory::routes())
        .merge(lienthong_procedures::routes())
        .merge(lienthong_dossiers::routes())
        .merge(lienthong_payments::routes())
        .merge(lienthong_dossiers::tracking::routes())
        .merge(lienthong_dossiers::prints::routes())
        .route("/api/openapi.json", get(async || Json(lienthong_dossiers::openapi())));
    if state.site.demonstration {
        rooms = rooms.merge(gallery::routes());
    }
    // who leaves the service hands over first; the room of people does not see the room of dossiers
    let open_work: OpenWork = Arc::new(|app, op, official| Box::pin(lienthong_dossiers::dossier::open_work(app, op, official)));
    let rooms = rooms.layer(Extension(open_work));
    let pages = layers::around_pages(rooms.fallback(async || StatusCode::NOT_FOUND), &state);
    layers::around(Router::new().merge(health::routes()).merge(assets::routes()).merge(pages)).with_state(state)
}

/// Every kind of job that some room knows. Letters point to `public_url`.
pub fn jobs(public_url: &str) -> Vec<JobKind> {
    lienthong_dossiers::notices::jobs(public_url)
}
