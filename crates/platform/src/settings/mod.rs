//! What an installation sets: one TOML file, then `LIENTHONG_*`, then `DATABASE_URL` and `DATABASE_OWNER_URL`.
//!
//! A setting that nobody knows, or with a wrong value, is refused at start with its place and what was probably meant.
//! Secrets never reach a log: they print as `***`.

mod read;
mod schema;

use std::path::{Path, PathBuf};

pub use read::{SettingsError, load, load_from};
pub use schema::{
    DatabaseSettings, FileSettings, LogFormat, LogSettings, MailSettings, Secret, Settings, SmsSettings, TlsSettings,
    WebSettings, WorkerSettings,
};

/// The file that is read when none is named: `lienthong.toml` in `/etc/lienthong`, when it is there.
pub const SYSTEM_FILE: &str = "/etc/lienthong/lienthong.toml";

/// The data folder when none is set: `/var/lib/lienthong` for root and service accounts without a home, else the user's
/// data folder (`$XDG_DATA_HOME`, `~/.local/share`).
pub fn default_data_folder() -> PathBuf {
    if rustix::process::geteuid().is_root() {
        return PathBuf::from("/var/lib/lienthong");
    }
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share"));
    std::env::var_os("XDG_DATA_HOME")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .or_else(home)
        .map_or_else(|| PathBuf::from("/var/lib/lienthong"), |folder| folder.join("lienthong"))
}

#[cfg(test)]
mod tests;
