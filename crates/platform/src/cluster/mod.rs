//! A private PostgreSQL cluster from the system's programs, started and watched by this process.
//!
//! It listens on a Unix socket only, keeps data checksums, and never runs as root: when we are root, it runs under a
//! service account (`lienthong` when that account exists, else `postgres`). The socket folder is 0700, which is the whole
//! of its authentication: who may enter the folder may connect.
//!
//! Killed by force, PostgreSQL is started again and replays its log; when this process is killed by force, the kernel
//! tells PostgreSQL to shut down, so no orphan stays behind.
//!
//! Absent on purpose: TCP, passwords, upgrades between major versions (refused with the steps to take).

mod account;
mod binaries;
mod prepare;
mod supervise;

use std::fs::File;
use std::path::{Path, PathBuf};

use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use tokio::sync::{oneshot, watch};

pub use binaries::{Binaries, find as find_binaries};

/// The bootstrap role: owns every schema and runs migrations.
pub const OWNER_ROLE: &str = "lienthong_owner";
/// The login role of the application; made by the first migration, owns nothing.
pub const APP_ROLE: &str = "lienthong_app";
/// The database inside the cluster.
pub const DATABASE: &str = "lienthong";

/// Where a cluster lives and how it runs.
#[derive(Clone, Debug)]
pub struct ClusterPlace {
    /// The data folder of the program; the cluster takes `pg` and `run` inside it.
    pub data: PathBuf,
    /// Folder of `postgres` and `initdb`; otherwise `$PG_BIN`, the newest under `/usr/lib/postgresql`, the path.
    pub programs: Option<PathBuf>,
    /// The service account when we are root; otherwise the owner of an existing cluster, `lienthong`, `postgres`.
    pub account: Option<String>,
    /// Whether commits wait for the disk. Only throwaway clusters of tests may say no.
    pub durable: bool,
}

impl ClusterPlace {
    /// A lasting cluster in that data folder.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), programs: None, account: None, durable: true }
    }

    /// A cluster for tests: commits do not wait for the disk.
    pub fn throwaway(data: impl Into<PathBuf>) -> Self {
        Self { durable: false, ..Self::new(data) }
    }

    /// The folder of the cluster's own files.
    pub fn cluster_folder(&self) -> PathBuf {
        self.data.join("pg")
    }

    /// The folder of the socket: inside the data folder, or a short name in the temporary folder when the path would be
    /// longer than a socket address may be (108 bytes).
    pub fn socket_folder(&self) -> PathBuf {
        let inside = self.data.join("run");
        if inside.join(".s.PGSQL.5432.lock").as_os_str().len() < 100 {
            return inside;
        }
        use sha2::Digest as _;
        use std::os::unix::ffi::OsStrExt as _;
        let digest = sha2::Sha256::digest(self.data.as_os_str().as_bytes());
        std::env::temp_dir().join(format!("lienthong-{}", hex::encode(&digest[..6])))
    }

    /// How to connect to a cluster at this place that some process of ours runs.
    pub fn connect(&self, role: &str, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass().socket(self.socket_folder()).port(5432).username(role).database(database)
    }

    /// Whether a process of ours runs a cluster here right now.
    pub fn is_running(&self) -> bool {
        File::open(self.data.join(LOCK))
            .is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(std::fs::TryLockError::WouldBlock)))
    }
}

/// Held by the process that runs the cluster.
const LOCK: &str = "lienthong.lock";

/// What the start is doing, to be shown to a waiting person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A new cluster is being made.
    Initialising,
    /// A server that outlived its process is being stopped.
    StoppingOrphan,
    /// The server is starting, perhaps replaying its log.
    Starting,
}

/// Why there is no cluster. The sentence is for the operator: Vietnamese, then English.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No PostgreSQL programs.
    #[error(
        "Không tìm thấy PostgreSQL: cài gói `postgresql` hoặc đặt PG_BIN.\nPostgreSQL was not found: install the package `postgresql` or set PG_BIN ({looked})."
    )]
    NoPrograms {
        /// Where it was looked for.
        looked: String,
    },
    /// The cluster was made by another major version than the programs.
    #[error(
        "Dữ liệu thuộc PostgreSQL {cluster} nhưng máy chỉ có bản {programs}. Không tự nâng cấp. Các bước: (1) cài lại `postgresql-{cluster}` (được tự chọn khi có); (2) `lienthong backup sao-luu.tar`; (3) chuyển thư mục {folder} đi nơi khác; (4) gỡ `postgresql-{cluster}`, rồi `lienthong restore sao-luu.tar`.\nThe data belong to PostgreSQL {cluster}, this machine has {programs}; nothing was changed. Steps: (1) install `postgresql-{cluster}` again (it is chosen by itself); (2) `lienthong backup backup.tar`; (3) move the folder {folder} away; (4) remove `postgresql-{cluster}`, then `lienthong restore backup.tar`."
    )]
    MajorVersion {
        /// Version that wrote the data.
        cluster: String,
        /// Version of the programs found.
        programs: String,
        /// The cluster's folder.
        folder: PathBuf,
    },
    /// Another process of ours runs it.
    #[error("Một tiến trình lienthong khác đang dùng thư mục {folder}.\nAnother lienthong process uses the folder {folder}.")]
    AlreadyRunning {
        /// The data folder.
        folder: PathBuf,
    },
    /// The service account cannot enter a folder on the way.
    #[error(
        "Tài khoản {account} không vào được thư mục {folder}: đặt LIENTHONG_DATA ở nơi khác hoặc `chmod o+x {folder}`.\nThe account {account} may not enter {folder}: put LIENTHONG_DATA elsewhere, or `chmod o+x {folder}`."
    )]
    Unreachable {
        /// The service account.
        account: String,
        /// The first folder that cannot be entered.
        folder: PathBuf,
    },
    /// We are root and there is no account to run as.
    #[error(
        "Không có tài khoản {account} để chạy PostgreSQL (không chạy bằng root).\nThere is no account {account} to run PostgreSQL under (it never runs as root)."
    )]
    NoAccount {
        /// The account asked for.
        account: String,
    },
    /// A program ended with an error.
    #[error("{program} không chạy được.\n{program} failed: {output}")]
    Program {
        /// `initdb` or `postgres`.
        program: &'static str,
        /// The end of what it said.
        output: String,
    },
    /// A folder or file could not be made or read.
    #[error("Không đọc hoặc ghi được {path}.\nCannot read or write {path}: {source}")]
    Io {
        /// What it was about.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The server runs but refuses.
    #[error("PostgreSQL từ chối lệnh quản trị.\nPostgreSQL refused an administrative statement: {0}")]
    Database(#[from] sqlx::Error),
}

impl ClusterError {
    fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// What the watched server is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Not answering yet, or being started again.
    Starting,
    /// Answering; the process id of the postmaster.
    Ready(u32),
    /// Stopped for good.
    Stopped,
}

/// A running private cluster. Dropping it asks the server to shut down; [`Cluster::stop`] also waits for it.
pub struct Cluster {
    place: ClusterPlace,
    control: supervise::Control,
    health: watch::Receiver<Health>,
}

impl Cluster {
    /// Makes the cluster when there is none, starts it, waits until it answers, and makes the database.
    /// `progress` is called from another thread.
    pub async fn start(place: ClusterPlace, progress: impl Fn(Step) + Send + 'static) -> Result<Self, ClusterError> {
        let (health_out, health) = watch::channel(Health::Starting);
        let (first_out, first) = oneshot::channel();
        let control =
            supervise::spawn(place.clone(), Box::new(progress), health_out, first_out).map_err(ClusterError::io(&place.data))?;
        let cluster = Self { place, control, health };
        match first.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(ClusterError::Program { program: "postgres", output: "the watching thread ended".into() }),
        }
        cluster.make_database(DATABASE).await?;
        Ok(cluster)
    }

    /// Where it lives.
    pub fn place(&self) -> &ClusterPlace {
        &self.place
    }

    /// Connects as the owner of the schema.
    pub fn owner(&self) -> PgConnectOptions {
        self.place.connect(OWNER_ROLE, DATABASE)
    }

    /// Connects as the application's login role.
    pub fn app(&self) -> PgConnectOptions {
        self.place.connect(APP_ROLE, DATABASE)
    }

    /// What the server is doing now; can be waited on.
    pub fn health(&self) -> watch::Receiver<Health> {
        self.health.clone()
    }

    /// Makes a database owned by the owner role, unless it exists.
    pub async fn make_database(&self, name: &str) -> Result<(), ClusterError> {
        let mut conn = PgConnection::connect_with(&self.place.connect(OWNER_ROLE, "postgres")).await?;
        let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(name)
            .fetch_one(&mut conn)
            .await?;
        if !there {
            // the name is quoted by the server: an identifier cannot be a parameter
            let statement: String = sqlx::query_scalar("select format('create database %I template template0', $1)")
                .bind(name)
                .fetch_one(&mut conn)
                .await?;
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut conn).await?;
        }
        conn.close().await?;
        Ok(())
    }

    /// Shuts the server down (open transactions are rolled back) and waits until it is gone.
    pub async fn stop(mut self) {
        self.control.ask_to_stop();
        while *self.health.borrow_and_update() != Health::Stopped {
            if self.health.changed().await.is_err() {
                break;
            }
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.control.ask_to_stop();
    }
}

#[cfg(test)]
mod tests;
