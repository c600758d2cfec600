//! The settings by name. The sample file in `deploy/lienthong.toml` shows each of them; a test holds the two together.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where the cluster, the files and the keys lie.
    pub data: PathBuf,
    /// The pages.
    pub web: WebSettings,
    /// The work after the commit.
    pub worker: WorkerSettings,
    /// PostgreSQL.
    pub database: DatabaseSettings,
    /// Stored files.
    pub files: FileSettings,
    /// Letters by e-mail.
    pub mail: MailSettings,
    /// Text messages.
    pub sms: SmsSettings,
    /// What the process says.
    pub log: LogSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: super::default_data_folder(),
            web: WebSettings::default(),
            worker: WorkerSettings::default(),
            database: DatabaseSettings::default(),
            files: FileSettings::default(),
            mail: MailSettings::default(),
            sms: SmsSettings::default(),
            log: LogSettings::default(),
        }
    }
}

/// The pages.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebSettings {
    /// The name in the header of every page, for example `Tỉnh Vĩnh Phúc`.
    pub name: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address that citizens type, without a slash at the end; stands in QR codes and letters. `None`: made from `listen`.
    pub public_url: Option<String>,
    /// Whether a reverse proxy in front says the citizen's address in `X-Forwarded-For`; then and only then it is believed.
    pub behind_proxy: bool,
    /// The certificate, when the program itself speaks TLS.
    pub tls: Option<TlsSettings>,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            name: "Liên Thông".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            behind_proxy: false,
            tls: None,
        }
    }
}

impl WebSettings {
    /// The address for links.
    pub fn url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("{}://{}", if self.tls.is_some() { "https" } else { "http" }, self.listen),
        }
    }

    /// Whether citizens reach the pages over TLS, so that cookies can be bound to it.
    pub fn is_secure(&self) -> bool {
        self.url().starts_with("https://")
    }
}

/// A certificate in two PEM files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    /// The chain, own certificate first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// The work after the commit.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkerSettings {
    /// Jobs running at the same time in one process.
    pub parallel: usize,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self { parallel: 4 }
    }
}

/// PostgreSQL: a private cluster in the data folder, unless a URL is set.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseSettings {
    /// The application's role on an external PostgreSQL.
    pub url: Option<Secret>,
    /// The owner's role on an external PostgreSQL: migrations, backup, restore.
    pub owner_url: Option<Secret>,
    /// Connections of one process.
    pub connections: u32,
    /// Folder of the PostgreSQL programs for the private cluster and for backups.
    pub programs: Option<PathBuf>,
    /// The account of the private cluster when we are root.
    pub account: Option<String>,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self { url: None, owner_url: None, connections: 16, programs: None, account: None }
    }
}

/// Stored files.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileSettings {
    /// The largest file that is accepted, in megabytes.
    pub largest_mb: u64,
    /// Space that stays free on the disk, in megabytes; below it no file is accepted.
    pub keep_free_mb: u64,
}

impl Default for FileSettings {
    fn default() -> Self {
        Self { largest_mb: 50, keep_free_mb: 512 }
    }
}

/// Letters by e-mail. Without a server no letter is sent, and the worker says so.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailSettings {
    /// `smtp://host:25`, `smtps://user@host:465` or `smtp://user@host:587?tls=required`; the password stands apart.
    pub server: Option<String>,
    /// The password of the user in `server`.
    pub password: Option<Secret>,
    /// The sender.
    pub from: Option<String>,
}

/// Text messages through an HTTP gateway.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsSettings {
    /// Where messages are posted as JSON `{id, to, text}`. A gateway with another protocol gets a small adapter of its own.
    pub gateway: Option<String>,
    /// Sent as a bearer token.
    pub token: Option<Secret>,
}

/// What the process says on its error output.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogSettings {
    /// How.
    pub format: LogFormat,
    /// What: levels by room, for example `info,sqlx=warn`.
    pub filter: String,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { format: LogFormat::Auto, filter: "info,sqlx=warn".into() }
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people in a terminal, JSON elsewhere.
    #[default]
    Auto,
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
}

/// A text that is never printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, at the one place where it is used.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
