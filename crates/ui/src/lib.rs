//! What every page stands on: layouts, components, forms, error pages, extractors, assets.

pub mod http;
mod state;

pub use state::{AppState, Site};
