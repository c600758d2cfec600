//! Room `dossiers`.
