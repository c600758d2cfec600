//! The database, the files and the keys that a command stands on.

use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use lienthong_platform::cluster::{APP_ROLE, Cluster, ClusterPlace, DATABASE, OWNER_ROLE, Step};
use lienthong_platform::delivery::Delivery;
use lienthong_platform::files::Files;
use lienthong_platform::settings::Settings;
use lienthong_platform::{App, migrate};
use sqlx::postgres::PgConnectOptions;

use crate::say;

/// The file that says a restore did not come to its end.
pub(crate) const UNFINISHED: &str = "RESTORE-UNFINISHED";

/// What a command stands on: a private cluster of this process, one that another process of ours runs, or an external server.
pub(crate) struct Ground {
    /// The application's role.
    pub app: PgConnectOptions,
    /// The owner's role; `None` on an external server whose owner was not told.
    pub owner: Option<PgConnectOptions>,
    pub settings: Settings,
    cluster: Option<Cluster>,
}

impl Ground {
    /// Connects to what the settings say; starts the private cluster when nobody has.
    pub(crate) async fn open(settings: &Settings) -> anyhow::Result<Self> {
        if settings.data.join(UNFINISHED).exists() {
            bail!(
                "Lần phục hồi trước chưa xong: xoá thư mục {0} rồi phục hồi lại.\nA restore did not come to its end: remove the folder {0} and restore again.",
                settings.data.display()
            );
        }
        Self::open_anyway(settings).await
    }

    pub(crate) async fn open_anyway(settings: &Settings) -> anyhow::Result<Self> {
        let settings = settings.clone();
        if let Some(url) = &settings.database.url {
            let app = url.reveal().parse().context("DATABASE_URL")?;
            let owner =
                settings.database.owner_url.as_ref().map(|url| url.reveal().parse()).transpose().context("DATABASE_OWNER_URL")?;
            return Ok(Self { app, owner, settings, cluster: None });
        }
        let place = place(&settings);
        if place.is_running() {
            let (app, owner) = (place.connect(APP_ROLE, DATABASE), Some(place.connect(OWNER_ROLE, DATABASE)));
            return Ok(Self { app, owner, settings, cluster: None });
        }
        let cluster = Cluster::start(place, |step| {
            say::step(match step {
                Step::Initialising => "Tạo cụm PostgreSQL riêng / making a private PostgreSQL cluster",
                Step::StoppingOrphan => "Dừng máy chủ PostgreSQL còn sót / stopping a PostgreSQL server that was left",
                Step::Starting => "Khởi động PostgreSQL / starting PostgreSQL",
            });
        })
        .await?;
        Ok(Self { app: cluster.app(), owner: Some(cluster.owner()), settings, cluster: Some(cluster) })
    }

    /// The owner's connection, or a sentence that says how to give it.
    pub(crate) fn owner(&self) -> anyhow::Result<&PgConnectOptions> {
        self.owner.as_ref().context(
            "Lệnh này cần DATABASE_OWNER_URL (vai trò sở hữu lược đồ).\nThis command needs DATABASE_OWNER_URL (the role that owns the schema).",
        )
    }

    /// Brings the schema to this release. On an external server without its owner's URL somebody else does it.
    pub(crate) async fn migrate(&self) -> anyhow::Result<()> {
        say::step("Cập nhật lược đồ / bringing the schema to this release");
        migrate(self.owner()?).await.map_err(faulty)
    }

    /// The application over it, with every job kind of the rooms.
    pub(crate) fn application(&self) -> anyhow::Result<App> {
        let url = self.settings.web.url();
        let mut jobs = lienthong_web::jobs(&url);
        jobs.extend(Delivery::new(&self.settings).map_err(faulty)?.jobs());
        jobs.extend(lienthong_dossiers::prints::jobs(self.files()?, crate::papers::typesetter(), &url));
        Ok(App::new(App::pool(self.app.clone(), self.settings.database.connections), jobs))
    }

    /// The stored files.
    pub(crate) fn files(&self) -> anyhow::Result<Files> {
        let folder = self.settings.data.join("files");
        Files::local(&folder, self.settings.files.clone()).with_context(|| folder.display().to_string())
    }

    /// Stops what this process started.
    pub(crate) async fn close(self) {
        if let Some(cluster) = self.cluster {
            cluster.stop().await;
        }
    }
}

/// Where the private cluster of these settings lives.
pub(crate) fn place(settings: &Settings) -> ClusterPlace {
    ClusterPlace {
        programs: settings.database.programs.clone(),
        account: settings.database.account.clone(),
        ..ClusterPlace::new(&settings.data)
    }
}

/// A fault with its whole chain.
pub(crate) fn faulty(fault: impl std::fmt::Debug) -> anyhow::Error {
    anyhow::anyhow!("{fault:?}")
}

/// The folder of keys, for us alone.
pub(crate) fn keys_folder(settings: &Settings) -> std::io::Result<PathBuf> {
    let folder = settings.data.join("keys");
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
    Ok(folder)
}

/// A key of 32 random bytes, made at the first use. Part of every backup.
pub(crate) fn key(settings: &Settings, name: &str) -> anyhow::Result<[u8; 32]> {
    let path = keys_folder(settings)?.join(name);
    for _ in 0..2 {
        match std::fs::read(&path) {
            Ok(bytes) => return bytes.try_into().map_err(|_| anyhow::anyhow!("{} is not 32 bytes long", path.display())),
            Err(error) if error.kind() == ErrorKind::NotFound => write_key(&path).with_context(|| path.display().to_string())?,
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        }
    }
    bail!("{} cannot be read", path.display())
}

/// Whole or not at all: written apart, then linked. Another process may be first; then its key stands.
fn write_key(path: &Path) -> std::io::Result<()> {
    let fresh = path.with_extension(std::process::id().to_string());
    let mut file = std::fs::File::options().create(true).truncate(true).write(true).mode(0o600).open(&fresh)?;
    file.write_all(&rand::random::<[u8; 32]>())?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&fresh, path);
    std::fs::remove_file(&fresh)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
