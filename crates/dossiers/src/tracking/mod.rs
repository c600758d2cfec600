//! Public tracking (tra cứu hồ sơ): anybody with the code of a dossier and a second fact sees where it stands, why it is due on its
//! day, and what to do next. The QR code of a slip leads here.
//!
//! Carries out the duty to make progress public on paper and online (Nghị định 61/2018/NĐ-CP, article 25). **Absent on purpose**:
//! names, numbers, addresses, papers, reasons in free text, and officials. A wrong code and a wrong fact get one and the same answer.

mod json;
mod look;
mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use json::openapi;
pub use model::{Fact, Step, TrackRefused, Tracked, track_url};

lienthong_ui::words!();

/// The routes of public tracking, with their rate limits.
pub fn routes() -> axum::Router<lienthong_ui::AppState> {
    json::routes().merge(pages::routes()).layer(axum::Extension(look::Limits::new()))
}
