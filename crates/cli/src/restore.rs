//! `lienthong restore`: from one archive onto an empty machine. Nothing is touched before the whole archive was read and
//! every digest was right; at the end the audit log is verified.

use std::fs::File;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};
use lienthong_kernel::op::Op;
use lienthong_platform::event::seal::seal;
use lienthong_platform::event::verify::verify;
use lienthong_platform::settings::Settings;
use sha2::{Digest as _, Sha256};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::backup::{self, DUMP, Entry, Hashing, MANIFEST, Manifest};
use crate::ground::{Ground, UNFINISHED, faulty};
use crate::{audit, say};

/// The roles that the dump's grants name; they belong to the cluster, not to the database.
const ROLES: &str = "do $$
declare r text;
begin
  foreach r in array array['lienthong_official', 'lienthong_citizen', 'lienthong_public', 'lienthong_worker'] loop
    if not exists (select from pg_roles where rolname = r) then execute format('create role %I nologin', r); end if;
  end loop;
  if not exists (select from pg_roles where rolname = 'lienthong_app') then create role lienthong_app login noinherit; end if;
  foreach r in array array['lienthong_official', 'lienthong_citizen', 'lienthong_public', 'lienthong_worker'] loop
    execute format('grant %I to lienthong_app', r);
  end loop;
end $$";

/// Transaction numbers begin again: a new epoch says so. Entries that no seal covers yet are counted in the new one.
const EPOCH: &str = "with next as (update platform.epoch set epoch = epoch + 1 returning epoch)
update platform.event e set epoch = next.epoch, xid = pg_current_xact_id() from next
where not exists (select from platform.seal s where s.epoch = e.epoch and e.xid >= s.xid_from and e.xid < s.xid_to)";

/// True: all is there and the log is sound.
pub(crate) async fn restore(settings: &Settings, archive: &Path) -> anyhow::Result<bool> {
    refuse_unless_empty(&settings.data)?;
    say::step("Đọc và kiểm tra bản sao lưu / reading and checking the archive");
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o711)
        .create(&settings.data)
        .with_context(|| settings.data.display().to_string())?;
    let staging = settings.data.join(UNFINISHED);
    std::fs::DirBuilder::new().mode(0o700).create(&staging).with_context(|| staging.display().to_string())?;
    let (from, to) = (archive.to_owned(), staging.clone());
    let unpacked = tokio::task::spawn_blocking(move || unpack(&from, &to)).await?;
    let manifest = match unpacked {
        Ok(manifest) => manifest,
        Err(error) => {
            // nothing but the staging folder was made
            std::fs::remove_dir_all(&staging)?;
            return Err(error);
        }
    };
    say::line(&format!("  lienthong {}, {}, {} mục / entries", manifest.release, manifest.taken_at, manifest.entries.len()));

    for name in ["keys", "files"] {
        let (from, to) = (staging.join(name), settings.data.join(name));
        if from.exists() {
            std::fs::rename(&from, &to).with_context(|| to.display().to_string())?;
        }
    }
    let ground = Ground::open_anyway(settings).await?;
    let result = database(&ground, &staging.join(DUMP)).await;
    ground.close().await;
    let sound = result?;
    // from here on the folder may be used
    std::fs::remove_dir_all(&staging)?;
    File::open(&settings.data)?.sync_all()?;
    Ok(sound)
}

fn refuse_unless_empty(data: &Path) -> anyhow::Result<()> {
    let taken = ["pg", "files", "keys", UNFINISHED].iter().map(|name| data.join(name)).find(|path| path.exists());
    if let Some(path) = taken {
        bail!(
            "Chỉ phục hồi vào thư mục dữ liệu trống; đã có {0}.\nA restore needs an empty data folder; {0} is there.",
            path.display()
        );
    }
    Ok(())
}

async fn database(ground: &Ground, dump: &Path) -> anyhow::Result<bool> {
    let owner = ground.owner()?;
    let mut conn = owner.connect().await?;
    let taken: bool =
        sqlx::query_scalar("select exists (select from pg_namespace where nspname = 'platform')").fetch_one(&mut conn).await?;
    if taken {
        bail!("Cơ sở dữ liệu không trống / the database is not empty");
    }
    say::step("Phục hồi cơ sở dữ liệu / restoring the database");
    sqlx::raw_sql(ROLES).execute(&mut conn).await?;
    let mut command = backup::client(&ground.settings, "pg_restore", owner)?;
    command
        .args(["--no-owner", "--exit-on-error", "--single-transaction", "--dbname"])
        .arg(owner.get_database().unwrap_or_default())
        .arg(dump);
    backup::run(command, "pg_restore").await?;
    sqlx::raw_sql(EPOCH).execute(&mut conn).await?;
    conn.close().await?;
    ground.migrate().await?;

    say::step("Kiểm tra nhật ký kiểm toán / verifying the audit log");
    let app = ground.application()?;
    let op = Op::worker();
    seal(&app, &op).await.map_err(faulty)?;
    let found = verify(&app, &op).await.map_err(faulty)?;
    app.close().await;
    audit::tell(&found);
    Ok(found.sound())
}

/// Unpacks into the staging folder and compares every digest with the manifest, which must be the last entry.
fn unpack(archive: &Path, into: &Path) -> anyhow::Result<Manifest> {
    let file = File::open(archive).with_context(|| archive.display().to_string())?;
    let mut tar = tar::Archive::new(file);
    let mut seen: Vec<Entry> = Vec::new();
    let mut manifest: Option<Manifest> = None;
    for entry in tar.entries()? {
        let entry = entry.context("Bản sao lưu bị hỏng / the archive is broken")?;
        if manifest.is_some() {
            bail!("Bản sao lưu có phần thừa / the archive goes on after its manifest");
        }
        let path = entry.path()?.into_owned();
        let name = path.to_str().context("Tên mục không hợp lệ / an entry's name is not text")?.to_owned();
        if name == MANIFEST {
            manifest = Some(serde_json::from_reader(entry).context(MANIFEST)?);
            continue;
        }
        let to =
            safe(into, &path).with_context(|| format!("Tên mục không hợp lệ / a name that does not belong there: {name}"))?;
        if let Some(folder) = to.parent() {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let mut out =
            File::options().create_new(true).write(true).mode(0o600).open(&to).with_context(|| to.display().to_string())?;
        let mut hashing = Hashing { inner: entry, hash: Sha256::new() };
        let size = std::io::copy(&mut hashing, &mut out)?;
        out.sync_all()?;
        seen.push(Entry { name, size, sha256: hex::encode(hashing.hash.finalize()) });
    }
    let manifest = manifest.context("Bản sao lưu bị cắt: thiếu manifest.json / the archive is cut: manifest.json is missing")?;
    if let Some((said, is)) = manifest.entries.iter().zip(&seen).find(|(said, is)| said != is) {
        bail!("Mục {} bị thay đổi / the entry {} was changed", said.name, is.name);
    }
    if manifest.entries.len() != seen.len() {
        bail!("Bản sao lưu thiếu mục / entries are missing: {} ≠ {}", seen.len(), manifest.entries.len());
    }
    if manifest.schema > backup::schema() {
        bail!(
            "Bản sao lưu của phiên bản mới hơn ({0}); hãy cài phiên bản đó.\nThe archive was written by a newer release ({0}); install that one.",
            manifest.release
        );
    }
    Ok(manifest)
}

/// Only `database.dump`, `keys/...` and `files/...`, and nowhere else.
fn safe(into: &Path, path: &Path) -> Option<PathBuf> {
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    let known = path == Path::new(DUMP) || path.starts_with("keys") || path.starts_with("files");
    (plain && known).then(|| into.join(path))
}
