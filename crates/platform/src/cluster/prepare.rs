//! Everything before the server runs: folders, `initdb`, the configuration, servers that outlived their process.

use std::fs::{self, File};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::account::Account;
use super::binaries::{self, Binaries};
use super::{ClusterError, ClusterPlace, LOCK, OWNER_ROLE, Step};

/// All that is needed to run the server.
pub(super) struct Prepared {
    pub binaries: Binaries,
    pub account: Option<Account>,
    pub cluster: PathBuf,
    pub socket: PathBuf,
    pub durable: bool,
    /// Keeps a second process out for as long as it is open.
    _lock: File,
}

pub(super) fn prepare(place: &ClusterPlace, progress: &dyn Fn(Step)) -> Result<Prepared, ClusterError> {
    let account = Account::choose(place)?;
    // others may pass through the data folder, not look into it
    fs::DirBuilder::new().recursive(true).mode(0o711).create(&place.data).map_err(ClusterError::io(&place.data))?;
    if let Some(account) = &account
        && let Some(folder) = account.stopped_at(&place.data)
    {
        return Err(ClusterError::Unreachable { account: account.name.clone(), folder });
    }
    let lock = take_lock(place)?;

    let cluster = place.cluster_folder();
    let written_by = fs::read_to_string(cluster.join("PG_VERSION")).ok().map(|version| version.trim().to_owned());
    let binaries = binaries::find(place.programs.as_deref(), written_by.as_deref())?;
    if let Some(written_by) = written_by {
        if written_by != binaries.major {
            return Err(ClusterError::MajorVersion { cluster: written_by, programs: binaries.major, folder: cluster });
        }
        stop_orphan(&cluster, progress)?;
    } else {
        progress(Step::Initialising);
        initialise(place, &cluster, &binaries, account.as_ref())?;
    }
    configure(&cluster, account.as_ref())?;
    let socket = place.socket_folder();
    private_folder(&socket, account.as_ref())?;
    Ok(Prepared { binaries, account, cluster, socket, durable: place.durable, _lock: lock })
}

fn take_lock(place: &ClusterPlace) -> Result<File, ClusterError> {
    let path = place.data.join(LOCK);
    let lock = File::options().create(true).append(true).open(&path).map_err(ClusterError::io(&path))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(fs::TryLockError::WouldBlock) => Err(ClusterError::AlreadyRunning { folder: place.data.clone() }),
        Err(fs::TryLockError::Error(error)) => Err(ClusterError::io(&path)(error)),
    }
}

/// A folder that only the account (or we) may enter. One that belongs to somebody else is refused, not taken over:
/// it may lie in the temporary folder.
fn private_folder(folder: &Path, account: Option<&Account>) -> Result<(), ClusterError> {
    let wrong = |source| ClusterError::Io { path: folder.to_owned(), source };
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let found = fs::symlink_metadata(folder).map_err(wrong)?;
            let ours =
                found.uid() == rustix::process::geteuid().as_raw() || account.is_some_and(|account| found.uid() == account.uid);
            if !found.is_dir() || !ours {
                return Err(wrong(std::io::Error::new(std::io::ErrorKind::PermissionDenied, "it belongs to somebody else")));
            }
        }
        Err(error) => return Err(wrong(error)),
    }
    if let Some(account) = account {
        chown(folder, Some(account.uid), Some(account.gid)).map_err(wrong)?;
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(wrong)
}

/// `initdb` works in `pg.new`, which becomes `pg` when all is done: a crash half-way leaves no half cluster.
fn initialise(place: &ClusterPlace, cluster: &Path, binaries: &Binaries, account: Option<&Account>) -> Result<(), ClusterError> {
    let fresh = place.data.join("pg.new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh).map_err(ClusterError::io(&fresh))?;
    }
    private_folder(&fresh, account)?;
    let mut command = Command::new(binaries.program("initdb"));
    command.arg("--pgdata").arg(&fresh).args(["--username", OWNER_ROLE, "--auth", "trust", "--data-checksums"]);
    // byte order for indexes, whatever the system's locale is; lists that people read ask for a Vietnamese collation
    command.args(["--encoding", "UTF8", "--locale", "C.UTF-8"]);
    if !place.durable {
        command.arg("--no-sync");
    }
    as_account(&mut command, account);
    let said = command.stdin(Stdio::null()).output().map_err(ClusterError::io(&binaries.program("initdb")))?;
    if !said.status.success() {
        let output = format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        return Err(ClusterError::Program { program: "initdb", output: output.trim().to_owned() });
    }
    let conf = fresh.join("postgresql.conf");
    let mut text = fs::read_to_string(&conf).map_err(ClusterError::io(&conf))?;
    text.push_str("\n# what lienthong sets at every start, and what this machine's administrator sets after it\n");
    text.push_str("include 'app.conf'\ninclude_if_exists 'local.conf'\n");
    fs::write(&conf, text).map_err(ClusterError::io(&conf))?;
    let local = fresh.join("local.conf");
    fs::write(&local, "# Settings of this machine; they win over app.conf and are never written by lienthong.\n")
        .map_err(ClusterError::io(&local))?;
    configure(&fresh, account)?;
    fs::rename(&fresh, cluster).map_err(ClusterError::io(cluster))?;
    File::open(&place.data).and_then(|folder| folder.sync_all()).map_err(ClusterError::io(&place.data))
}

/// Writes `app.conf`. A machine's own wishes go into `local.conf` beside it.
fn configure(cluster: &Path, account: Option<&Account>) -> Result<(), ClusterError> {
    let memory = memory_mb();
    let shared = (memory / 6).clamp(64, 8192);
    let text = format!(
        "# Written by lienthong at every start. Put your own settings into local.conf.\n\
         listen_addresses = ''\n\
         unix_socket_permissions = 0700\n\
         max_connections = 120\n\
         shared_buffers = {shared}MB\n\
         effective_cache_size = {cache}MB\n\
         work_mem = 8MB\n\
         maintenance_work_mem = {maintenance}MB\n\
         max_wal_size = 2GB\n\
         wal_compression = on\n\
         random_page_cost = 1.1\n\
         jit = off\n\
         timezone = 'UTC'\n\
         log_timezone = 'UTC'\n\
         log_min_messages = warning\n\
         log_line_prefix = ''\n\
         log_checkpoints = off\n\
         log_autovacuum_min_duration = -1\n\
         idle_in_transaction_session_timeout = '5min'\n",
        cache = (memory / 2).max(128),
        maintenance = (memory / 16).clamp(64, 1024),
    );
    let path = cluster.join("app.conf");
    fs::write(&path, text).map_err(ClusterError::io(&path))?;
    if let Some(account) = account {
        chown(&path, Some(account.uid), Some(account.gid)).map_err(ClusterError::io(&path))?;
    }
    Ok(())
}

fn memory_mb() -> u64 {
    fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| {
            text.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok())
        })
        .map_or(1024, |kb| kb / 1024)
}

/// Lets the command run under the account, from a folder that it can surely enter.
pub(super) fn as_account(command: &mut Command, account: Option<&Account>) {
    command.current_dir("/");
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
}

/// The lock tells that no process of ours watches this cluster; a server that still runs has outlived its own.
/// A stale `postmaster.pid` without a server is PostgreSQL's own business.
fn stop_orphan(cluster: &Path, progress: &dyn Fn(Step)) -> Result<(), ClusterError> {
    let Some(pid) = postmaster(cluster) else { return Ok(()) };
    let alive = || {
        let there = |link: &str| fs::read_link(format!("/proc/{}/{link}", pid.as_raw_nonzero()));
        there("exe").is_ok_and(|exe| exe.to_string_lossy().trim_end_matches(" (deleted)").ends_with("/postgres"))
            && there("cwd").is_ok_and(|cwd| fs::canonicalize(cluster).is_ok_and(|cluster| cwd == cluster))
    };
    if !alive() {
        return Ok(());
    }
    progress(Step::StoppingOrphan);
    for (signal, patience) in [(Signal::INT, 60), (Signal::QUIT, 15)] {
        // gone in between is what we want
        kill_process(pid, signal).ok();
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(patience) {
            if !alive() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    let output = format!("process {} still uses {} and does not stop", pid.as_raw_nonzero(), cluster.display());
    Err(ClusterError::Program { program: "postgres", output })
}

/// The process that the first line of `postmaster.pid` names.
fn postmaster(cluster: &Path) -> Option<Pid> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    Pid::from_raw(text.lines().next()?.trim().parse().ok()?)
}

/// Whether the server of that process says in line 8 of `postmaster.pid` that it answers.
pub(super) fn is_ready(cluster: &Path, pid: u32) -> bool {
    let Ok(text) = fs::read_to_string(cluster.join("postmaster.pid")) else { return false };
    let mut lines = text.lines();
    lines.next().is_some_and(|first| first.trim() == pid.to_string())
        && lines.nth(6).is_some_and(|status| status.trim() == "ready")
}
