//! Money of citizens: receipts of fees (biên lai phí, lệ phí), their books, and voids by two persons. A fee that is taken
//! stays frozen in its receipt; a later change of the fee does not touch it.
//!
//! Absent on purpose: what a procedure costs (the catalogue says it) and which dossier needs money (the dossier's room says it).

mod access;
pub mod api;
pub mod receipts;

/// The routes of this room.
pub fn routes() -> axum::Router<lienthong_ui::AppState> {
    receipts::routes()
}
