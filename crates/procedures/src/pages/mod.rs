//! The pages of the catalogue: public list and procedure; at the desk what is unknown, the versions, and settling a value.

mod desk;
mod diff;
mod entry;
mod public;
mod view;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{get, post};
use lienthong_ui::AppState;

lienthong_ui::words!();

/// The public catalogue.
pub const CATALOGUE: &str = "/thu-tuc";
/// What is unknown at the own agency.
pub const DESK: &str = "/quan-ly/thu-tuc";

/// The routes of the room.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/thu-tuc", get(public::list))
        .route("/thu-tuc/{code}", get(public::show))
        .route("/quan-ly/thu-tuc", get(desk::unknowns))
        .route("/quan-ly/thu-tuc/{code}", get(desk::versions))
        .route("/quan-ly/thu-tuc/{code}/bo-sung", get(desk::form).post(desk::save))
        .route("/quan-ly/thu-tuc/{code}/chap-nhan", post(desk::take))
}

/// A value for a query string.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
