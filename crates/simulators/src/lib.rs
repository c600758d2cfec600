//! Room `simulators`.
