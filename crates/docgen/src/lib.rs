//! Room `docgen`.
