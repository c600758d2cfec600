//! One-stop work: dossiers from the counter to the archive (Nghị định 61/2018/NĐ-CP, 118/2025/NĐ-CP).
//!
//! What stands where: [`life`] the statuses and the only ways between them; [`intake`] the counter; [`handling`] the work after it;
//! [`slips`] the numbered forms; [`access`] which duty may do what. The wall between agencies is the desk row of the schema.

pub mod access;
mod desk;
pub mod dossier;
pub mod handling;
pub mod intake;
pub mod life;
pub mod notices;
pub mod prints;
pub mod promise;
pub mod slips;
#[cfg(test)]
mod testing;
pub mod tracking;
mod view;

pub use tracking::openapi;

/// The desk pages of this room. Public tracking has its own, [`tracking::routes`].
pub fn routes() -> axum::Router<lienthong_ui::AppState> {
    intake::pages::routes().merge(desk::pages::routes()).merge(view::routes())
}
