//! In and out: the stream into a staging file, and the checked reading.

use std::fmt;
use std::path::PathBuf;
use std::pin::pin;

use futures_util::{Stream, StreamExt as _};
use lienthong_kernel::failure::{Failure, Fault, FaultKind, Outcome};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};

use super::local::apart;
use super::{Digest, FileRefused, Files, Reading, Received, kind};

/// A staging file that goes away unless it was taken over.
struct Staged(PathBuf);

impl Drop for Staged {
    fn drop(&mut self) {
        // after a rename it is not there any more
        std::fs::remove_file(&self.0).ok();
    }
}

pub(super) async fn receive<B: AsRef<[u8]>, E: fmt::Display>(
    files: &Files,
    name: &str,
    stream: impl Stream<Item = Result<B, E>>,
) -> Outcome<Received, FileRefused> {
    let name = kind::clean_name(name).map_err(Failure::Refused)?;
    if !kind::is_taken(&name) {
        return Err(Failure::Refused(FileRefused::UnknownKind));
    }
    check_space(files)?;

    let staged = Staged(files.staging.join(uuid::Uuid::now_v7().to_string()));
    let mut file = tokio::fs::File::options().create_new(true).read(true).write(true).mode(0o600).open(&staged.0).await?;
    let (mut hash, mut size, mut head) = (Sha256::new(), 0u64, Vec::new());
    let mut stream = pin!(stream);
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|error| {
            tracing::debug!(%error, "an upload ended early");
            Failure::Refused(FileRefused::Interrupted)
        })?;
        let piece = piece.as_ref();
        // looked at once for each 16 MB: another upload may be filling the disk
        if size >> 24 != (size + piece.len() as u64) >> 24 {
            check_space(files)?;
        }
        size += piece.len() as u64;
        if size > files.largest() {
            return Err(Failure::Refused(FileRefused::TooLarge(files.limits.largest_mb)));
        }
        if head.len() < kind::HEAD {
            head.extend_from_slice(&piece[..piece.len().min(kind::HEAD - head.len())]);
        }
        hash.update(piece);
        file.write_all(piece).await?;
    }
    if size == 0 {
        return Err(Failure::Refused(FileRefused::Empty));
    }
    file.flush().await?;
    file.sync_all().await?;
    let file = file.into_std().await;
    let looked = name.clone();
    let media_type = apart(move || Ok(kind::look(&looked, &head, &file))).await?.map_err(Failure::Refused)?;
    let digest = Digest(hash.finalize().into());
    files.store.keep(&staged.0, digest).await?;
    metrics::counter!("lienthong_files_received_total").increment(1);
    Ok(Received { digest, size, media_type, name })
}

fn check_space(files: &Files) -> Result<(), Fault> {
    let disk = rustix::fs::statvfs(&files.staging).map_err(|error| Fault::of("asking for free space", error))?;
    if disk.f_bavail.saturating_mul(disk.f_frsize) < files.limits.keep_free_mb.saturating_mul(1024 * 1024) {
        return Err(Fault::new("too little space is free to accept a file").kind(FaultKind::NoSpace));
    }
    Ok(())
}

/// Reads and hashes. Each piece is handed on when the next has come, the last one when the digest is right.
pub(super) fn checked(reader: Box<dyn AsyncRead + Send + Unpin>, digest: Digest) -> Reading {
    struct State {
        reader: Box<dyn AsyncRead + Send + Unpin>,
        hash: Sha256,
        held: Option<Vec<u8>>,
    }
    let start = Some(State { reader, hash: Sha256::new(), held: None });
    Box::pin(futures_util::stream::try_unfold(start, move |state| async move {
        let Some(mut state) = state else { return Ok(None) };
        loop {
            let mut piece = vec![0; 64 * 1024];
            let read = state.reader.read(&mut piece).await?;
            if read == 0 {
                if state.hash.finalize().as_slice() != digest.0 {
                    tracing::error!(file.digest = %digest, "a stored file is not what was stored");
                    return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "the stored file was changed"));
                }
                return Ok(state.held.map(|last| (last, None)));
            }
            piece.truncate(read);
            state.hash.update(&piece);
            if let Some(before) = state.held.replace(piece) {
                return Ok(Some((before, Some(state))));
            }
        }
    }))
}
