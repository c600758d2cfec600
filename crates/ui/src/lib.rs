//! What every page stands on: layouts, components, forms, error pages, extractors, assets.

mod state;

pub use state::{AppState, Site};
