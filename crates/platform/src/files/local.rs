//! The store in a local folder: `ab/cd/<digest>`.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Digest, FileStore, Task};

/// A folder of files named by their digest. Several processes may use it at once.
#[derive(Clone)]
pub struct LocalStore {
    folder: PathBuf,
}

impl LocalStore {
    /// The store in that folder, which is made for us alone when it is not there.
    pub fn new(folder: PathBuf) -> io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(Self { folder })
    }

    /// Where a file lies.
    pub fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_string();
        self.folder.join(&name[..2]).join(&name[2..4]).join(name)
    }

    /// Keepers share it, the sweeper has it alone: nothing is swept that is being kept at the same moment.
    fn lock(&self) -> io::Result<File> {
        File::options().create(true).append(true).open(self.folder.join("sweep.lock"))
    }

    fn keep_now(&self, staged: &Path, digest: Digest) -> io::Result<()> {
        let lock = self.lock()?;
        lock.lock_shared()?;
        let path = self.path(digest);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        fs::set_permissions(staged, fs::Permissions::from_mode(0o400))?;
        // an older file of the same digest is replaced: the same bytes, but young again, and whole if it was not
        fs::rename(staged, &path)?;
        for folder in path.ancestors().skip(1).take(3) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    fn older_than_now(&self, seconds: u64) -> io::Result<Vec<Digest>> {
        let mut old = Vec::new();
        for first in folders(&self.folder)? {
            for second in folders(&first)? {
                for entry in fs::read_dir(second)? {
                    let entry = entry?;
                    if let Some(digest) = entry.file_name().to_str().and_then(Digest::parse)
                        && is_older(&entry.path(), seconds)
                    {
                        old.push(digest);
                    }
                }
            }
        }
        Ok(old)
    }

    fn remove_now(&self, digest: Digest, seconds: u64) -> io::Result<bool> {
        let lock = self.lock()?;
        lock.lock()?;
        let path = self.path(digest);
        if !is_older(&path, seconds) {
            return Ok(false);
        }
        fs::remove_file(path)?;
        Ok(true)
    }
}

/// Two letters name a folder of the store; `incoming` and the lock do not.
fn folders(of: &Path) -> io::Result<Vec<PathBuf>> {
    let named = fs::read_dir(of)?.collect::<Result<Vec<_>, _>>()?;
    Ok(named
        .iter()
        .map(fs::DirEntry::path)
        .filter(|path| path.is_dir() && path.file_name().is_some_and(|name| name.len() == 2))
        .collect())
}

/// By the file's own age; what is gone is not old.
pub(super) fn is_older(path: &Path, seconds: u64) -> bool {
    let age = fs::metadata(path).and_then(|file| file.modified()).map(|at| at.elapsed().unwrap_or_default());
    age.is_ok_and(|age| age >= Duration::from_secs(seconds))
}

/// Files block; the runtime must not.
pub(super) async fn apart<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

impl FileStore for LocalStore {
    fn keep<'a>(&'a self, staged: &'a Path, digest: Digest) -> Task<'a, ()> {
        let (store, staged) = (self.clone(), staged.to_owned());
        Box::pin(apart(move || store.keep_now(&staged, digest)))
    }

    fn open(&self, digest: Digest) -> Task<'_, Option<Box<dyn tokio::io::AsyncRead + Send + Unpin>>> {
        Box::pin(async move {
            match tokio::fs::File::open(self.path(digest)).await {
                Ok(file) => Ok(Some(Box::new(file) as Box<dyn tokio::io::AsyncRead + Send + Unpin>)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            }
        })
    }

    fn older_than(&self, seconds: u64) -> Task<'_, Vec<Digest>> {
        let store = self.clone();
        Box::pin(apart(move || store.older_than_now(seconds)))
    }

    fn remove(&self, digest: Digest, seconds: u64) -> Task<'_, bool> {
        let store = self.clone();
        Box::pin(apart(move || store.remove_now(digest, seconds)))
    }
}
