//! What every page stands on: layouts, components, forms, error pages, extractors, assets.

pub mod assets;
pub mod components;
pub mod format;
pub mod forms;
pub mod gallery;
pub mod http;
pub mod page;
mod state;
pub mod words;

pub use page::{Flash, Identity, NavItem, Page};
pub use state::{AppState, Site};

words!("words.vi.toml", "words.en.toml");
