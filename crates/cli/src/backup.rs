//! `lienthong backup`: database, files and keys in one archive, while everything runs.
//!
//! The database is dumped first: a file lies in the store before its row is written, so the files copied afterwards are all
//! that the dump names, and perhaps some more. The manifest with every digest comes last; an archive without it is cut.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use lienthong_kernel::op::Op;
use lienthong_platform::MIGRATOR;
use lienthong_platform::cluster::find_binaries;
use lienthong_platform::event::seal::seal;
use lienthong_platform::settings::Settings;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::postgres::PgConnectOptions;

use crate::ground::{self, Ground, faulty};
use crate::say;

/// Names inside the archive.
pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const DUMP: &str = "database.dump";

/// What an archive holds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The release that wrote it.
    pub release: String,
    /// The newest migration of that release.
    pub schema: i64,
    /// When.
    pub taken_at: DateTime<Utc>,
    /// Every entry before this one, in order.
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub name: String,
    pub size: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

/// The newest migration that this release knows.
pub(crate) fn schema() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or_default()
}

pub(crate) async fn backup(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    if file.exists() {
        bail!("{0} đã có, không ghi đè / {0} exists and is not overwritten", file.display());
    }
    let ground = Ground::open(settings).await?;
    let result = on(&ground, file).await;
    ground.close().await;
    result
}

async fn on(ground: &Ground, file: &Path) -> anyhow::Result<()> {
    let app = ground.application()?;
    // what can be sealed goes sealed into the archive
    seal(&app, &Op::worker()).await.map_err(faulty)?;
    app.close().await;

    say::step("Kết xuất cơ sở dữ liệu / dumping the database");
    let unfinished = Unfinished(beside(file, "part"));
    let dump = Unfinished(beside(file, "dump"));
    private(&dump.0)?;
    let mut command = client(&ground.settings, "pg_dump", ground.owner()?)?;
    command.args(["--format", "custom", "--no-owner", "--file"]).arg(&dump.0);
    run(command, "pg_dump").await?;

    say::step("Ghi tệp và khoá / writing files and keys");
    let settings = ground.settings.clone();
    let (part, dumped) = (unfinished.0.clone(), dump.0.clone());
    let entries = tokio::task::spawn_blocking(move || write(&settings, &part, &dumped)).await??;
    std::fs::rename(&unfinished.0, file).with_context(|| file.display().to_string())?;
    if let Some(folder) = file.canonicalize()?.parent() {
        File::open(folder)?.sync_all()?;
    }
    let megabytes = std::fs::metadata(file)?.len() / (1024 * 1024);
    say::line(&format!("✓ {}: {entries} mục / entries, {megabytes} MB", file.display()));
    Ok(())
}

/// A file that goes away unless it was renamed.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{ending}"));
    file.with_file_name(name)
}

/// Backups hold personal data and keys: for us alone.
fn private(path: &Path) -> anyhow::Result<File> {
    File::options().create(true).truncate(true).write(true).mode(0o600).open(path).with_context(|| path.display().to_string())
}

fn write(settings: &Settings, archive: &Path, dump: &Path) -> anyhow::Result<usize> {
    let mut tar = tar::Builder::new(private(archive)?);
    let mut entries = vec![append(&mut tar, DUMP, dump)?];
    for (name, folder) in [("keys", ground::keys_folder(settings)?), ("files", settings.data.join("files"))] {
        for path in below(&folder)? {
            let inside = path.strip_prefix(&folder)?;
            // what is still coming in, and locks, belong to nobody yet
            if inside.starts_with("incoming") || inside.extension().is_some_and(|ending| ending == "lock") {
                continue;
            }
            let inside = inside.to_str().context("a file of ours has a plain name")?;
            entries.push(append(&mut tar, &format!("{name}/{inside}"), &path)?);
        }
    }
    let count = entries.len();
    let manifest = Manifest {
        release: env!("CARGO_PKG_VERSION").to_owned(),
        schema: schema(),
        taken_at: lienthong_kernel::clock::now(),
        entries,
    };
    let text = serde_json::to_vec_pretty(&manifest)?;
    let mut header = tar::Header::new_ustar();
    header.set_size(text.len() as u64);
    header.set_mode(0o600);
    tar.append_data(&mut header, MANIFEST, text.as_slice())?;
    let mut file = tar.into_inner()?;
    file.flush()?;
    file.sync_all()?;
    Ok(count)
}

/// Every file below a folder, in a settled order.
fn below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn append(tar: &mut tar::Builder<File>, name: &str, path: &Path) -> anyhow::Result<Entry> {
    let mut file = File::open(path).with_context(|| path.display().to_string())?;
    let size = file.metadata()?.len();
    let mut header = tar::Header::new_ustar();
    header.set_size(size);
    header.set_mode(0o600);
    let mut hashing = Hashing { inner: &mut file, hash: Sha256::new() };
    tar.append_data(&mut header, name, &mut hashing)?;
    let sha256 = hex::encode(hashing.hash.finalize());
    if let Some(digest) = name.strip_prefix("files/").and_then(|name| name.rsplit('/').next())
        && digest != sha256
    {
        bail!("Tệp {name} trong kho đã bị thay đổi / the stored file {name} was changed");
    }
    Ok(Entry { name: name.to_owned(), size, sha256 })
}

/// Hashes what passes through.
pub(crate) struct Hashing<R> {
    pub inner: R,
    pub hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.hash.update(&into[..count]);
        Ok(count)
    }
}

/// A client program of PostgreSQL, connected as these options say. The password goes by environment, never by argument.
pub(crate) fn client(settings: &Settings, program: &str, to: &PgConnectOptions) -> anyhow::Result<tokio::process::Command> {
    let written_by = std::fs::read_to_string(settings.data.join("pg/PG_VERSION")).ok();
    let binaries = find_binaries(settings.database.programs.as_deref(), written_by.as_deref().map(str::trim))?;
    let path = binaries.program(program);
    if !path.exists() {
        bail!("Không có {} (cài gói postgresql) / {0} is missing (install the package postgresql)", path.display());
    }
    let mut command = tokio::process::Command::new(path);
    let host = to.get_socket().map_or_else(|| to.get_host().to_owned(), |socket| socket.display().to_string());
    command.env("PGHOST", host).env("PGPORT", to.get_port().to_string()).env("PGUSER", to.get_username());
    command.env("PGDATABASE", to.get_database().unwrap_or_else(|| to.get_username())).arg("--no-password");
    if let Some(url) = &settings.database.owner_url
        && let Some(password) = password_of(url.reveal())
    {
        command.env("PGPASSWORD", password);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    Ok(command)
}

/// The password in `postgres://user:password@host/db`, percent-decoded.
fn password_of(url: &str) -> Option<String> {
    let (user, _) = url.split_once("://")?.1.rsplit_once('@')?;
    let password = user.split_once(':')?.1;
    let (mut bytes, mut rest) = (Vec::new(), password.as_bytes());
    while let [first, tail @ ..] = rest {
        let pair = tail.get(..2).filter(|_| *first == b'%').and_then(|pair| hex::decode(pair).ok());
        if let Some(byte) = pair {
            bytes.extend(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

pub(crate) async fn run(mut command: tokio::process::Command, program: &str) -> anyhow::Result<()> {
    let said = command.output().await.with_context(|| program.to_owned())?;
    if !said.status.success() {
        bail!("{program}: {}", String::from_utf8_lossy(&said.stderr).trim());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_read_from_a_url_with_its_escapes() {
        assert_eq!(password_of("postgres://a:p%40ss%3Aw@h/d").as_deref(), Some("p@ss:w"));
        assert_eq!(password_of("postgres://a@h/d"), None);
    }
}
