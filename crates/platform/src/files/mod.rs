//! Stored files: streamed in, hashed, looked at, and kept under their SHA-256 digest before any row names them.
//!
//! The way of a file: free space is checked, the stream goes into a staging file, digest and kind are found, the file is
//! synced and renamed into the store, then a row in `platform.file` may be written in the caller's transaction. A file
//! without a row is swept after a day; a row without a file cannot be written. Every reading checks the digest again.
//!
//! Absent on purpose: unpacking archives (whoever unpacks bounds it again: a directory may lie), virus scanning (an
//! adapter of its own), links that expire.

mod archive;
mod kind;
mod local;
mod receive;
mod rows;

use std::fmt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use futures_util::Stream;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::op::Locale;
use sha2::Digest as _;

use crate::settings::FileSettings;

pub use local::LocalStore;
pub use rows::{Owner, StoredFile, find, save};

/// The SHA-256 digest of a file: its name in the store.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok().map(|()| Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a file was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileRefused {
    /// Nothing in it.
    Empty,
    /// Larger than the limit, in megabytes.
    TooLarge(u64),
    /// Without a usable name.
    BadName,
    /// The ending of the name is none of those we take.
    UnknownKind,
    /// The content is of another kind than the name says.
    NotWhatItSays,
    /// An archive or picture that would grow beyond measure, or whose directory is broken.
    Bomb,
    /// The line dropped before the end.
    Interrupted,
}

impl FileRefused {
    /// The sentence for the person who sent it.
    pub fn sentence(&self, locale: Locale) -> String {
        let (vi, en) = match self {
            FileRefused::Empty => ("Tệp rỗng, hãy chọn tệp khác.".to_owned(), "The file is empty; choose another.".to_owned()),
            FileRefused::TooLarge(limit) => (
                format!("Tệp lớn hơn {limit} MB, hãy giảm dung lượng hoặc chia nhỏ tệp."),
                format!("The file is larger than {limit} MB; make it smaller or split it."),
            ),
            FileRefused::BadName => {
                ("Tên tệp không hợp lệ, hãy đổi tên tệp.".to_owned(), "The file has no usable name; rename it.".to_owned())
            }
            FileRefused::UnknownKind => (
                "Loại tệp này không được nhận. Hãy gửi PDF, ảnh (JPG, PNG), văn bản (DOCX, ODT) hoặc bảng tính (XLSX, ODS)."
                    .to_owned(),
                "This kind of file is not accepted. Send PDF, pictures (JPG, PNG), texts (DOCX, ODT) or sheets (XLSX, ODS)."
                    .to_owned(),
            ),
            FileRefused::NotWhatItSays => (
                "Nội dung tệp không đúng với đuôi tên tệp, hãy kiểm tra lại tệp.".to_owned(),
                "The content of the file is not what its name says; check the file.".to_owned(),
            ),
            FileRefused::Bomb => (
                "Tệp nén bị hỏng hoặc quá lớn khi giải nén, không nhận.".to_owned(),
                "The archive is broken or too large when unpacked; it is not accepted.".to_owned(),
            ),
            FileRefused::Interrupted => (
                "Đường truyền bị ngắt trước khi nhận đủ tệp, hãy gửi lại.".to_owned(),
                "The line dropped before the whole file had arrived; send it again.".to_owned(),
            ),
        };
        match locale {
            Locale::Vi => vi,
            Locale::En => en,
        }
    }
}

/// A file that lies in the store and waits for its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Its name in the store.
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    /// What it is, found in its content.
    pub media_type: &'static str,
    /// The name that the sender gave, cleaned.
    pub name: String,
}

/// A boxed future, so that the store can be chosen at run time.
pub type Task<'a, T> = Pin<Box<dyn Future<Output = std::io::Result<T>> + Send + 'a>>;

/// Where the bytes lie. The local folder is one; an object store is another.
pub trait FileStore: Send + Sync {
    /// Takes over a finished, synced staging file under its digest. Taking the same digest twice is well and keeps it young.
    fn keep<'a>(&'a self, staged: &'a Path, digest: Digest) -> Task<'a, ()>;
    /// Opens for reading; `None` when it is not there.
    fn open(&self, digest: Digest) -> Task<'_, Option<Box<dyn tokio::io::AsyncRead + Send + Unpin>>>;
    /// Digests that have not been taken in for that many seconds.
    fn older_than(&self, seconds: u64) -> Task<'_, Vec<Digest>>;
    /// Removes a file that is still that old; true when it did.
    fn remove(&self, digest: Digest, seconds: u64) -> Task<'_, bool>;
}

/// Stored files of this installation. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn FileStore>,
    staging: PathBuf,
    limits: FileSettings,
}

/// The bytes of a stored file, checked: the last piece is held back until the digest is right.
pub type Reading = Pin<Box<dyn Stream<Item = std::io::Result<Vec<u8>>> + Send>>;

impl Files {
    /// A store in a local folder, which is made when it is not there.
    pub fn local(folder: &Path, limits: FileSettings) -> std::io::Result<Self> {
        let staging = folder.join("incoming");
        let store = LocalStore::new(folder.to_owned())?;
        std::fs::create_dir_all(&staging)?;
        Ok(Self { store: Arc::new(store), staging, limits })
    }

    /// Another store; streams are staged in a local folder on the way.
    pub fn over(store: Arc<dyn FileStore>, staging: PathBuf, limits: FileSettings) -> Self {
        Self { store, staging, limits }
    }

    /// The largest file that is accepted, in bytes.
    pub fn largest(&self) -> u64 {
        self.limits.largest_mb * 1024 * 1024
    }

    /// Takes a file from a stream. When this returns `Ok`, the bytes are safe on disk.
    /// A fault of kind `NoSpace` says that the disk is too full to accept anything.
    pub async fn receive<B: AsRef<[u8]>, E: fmt::Display>(
        &self,
        name: &str,
        stream: impl Stream<Item = Result<B, E>>,
    ) -> Outcome<Received, FileRefused> {
        receive::receive(self, name, stream).await
    }

    /// Takes a file that is in memory: what the program itself made.
    pub async fn receive_bytes(&self, name: &str, bytes: &[u8]) -> Outcome<Received, FileRefused> {
        let stream = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
        self.receive(name, stream).await
    }

    /// Streams a stored file. A changed file ends in an error instead of its last piece.
    pub async fn read(&self, digest: Digest) -> Outcome<Reading> {
        let Some(reader) = self.store.open(digest).await? else { return Err(Failure::NotFound) };
        Ok(receive::checked(reader, digest))
    }

    /// A stored file in memory.
    pub async fn read_all(&self, digest: Digest) -> Outcome<Vec<u8>> {
        use futures_util::TryStreamExt as _;
        Ok(self.read(digest).await?.try_concat().await?)
    }

    /// Removes files that no row has named for a day, and staging files that were left. How many were removed.
    pub async fn sweep(&self, app: &crate::App) -> Outcome<usize> {
        rows::sweep(self, app, 24 * 3600).await
    }
}

#[cfg(test)]
mod tests;
