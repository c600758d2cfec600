use futures_util::stream;
use lienthong_kernel::failure::{Failure, FaultKind};

use super::*;

struct Store {
    files: Files,
    folder: PathBuf,
}

impl Store {
    fn new(name: &str, limits: FileSettings) -> Self {
        let folder = std::env::temp_dir().join(format!("lt-files-{name}-{}", std::process::id()));
        Self { files: Files::local(&folder, limits).unwrap(), folder }
    }

    async fn refused(&self, name: &str, bytes: &[u8]) -> FileRefused {
        match self.files.receive_bytes(name, bytes).await {
            Err(Failure::Refused(refused)) => refused,
            other => panic!("{name}: {other:?}"),
        }
    }

    fn staged(&self) -> usize {
        std::fs::read_dir(self.folder.join("incoming")).unwrap().count()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

fn limits() -> FileSettings {
    FileSettings { largest_mb: 1, keep_free_mb: 1 }
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

/// A ZIP archive whose directory says these names and sizes (packed, unpacked).
fn zip(entries: &[(&str, u32, u32)]) -> Vec<u8> {
    let mut out = b"PK\x03\x04".to_vec();
    out.resize(64, 0);
    let offset = out.len() as u32;
    for (number, (name, packed, unpacked)) in entries.iter().enumerate() {
        let mut entry = vec![0; 46];
        entry[..4].copy_from_slice(b"PK\x01\x02");
        entry[20..24].copy_from_slice(&packed.to_le_bytes());
        entry[24..28].copy_from_slice(&unpacked.to_le_bytes());
        entry[28..30].copy_from_slice(&(name.len() as u16).to_le_bytes());
        entry[42..46].copy_from_slice(&(number as u32).to_le_bytes());
        out.extend(entry);
        out.extend(name.as_bytes());
    }
    let size = out.len() as u32 - offset;
    let mut end = vec![0; 22];
    end[..4].copy_from_slice(b"PK\x05\x06");
    end[10..12].copy_from_slice(&(entries.len() as u16).to_le_bytes());
    end[12..16].copy_from_slice(&size.to_le_bytes());
    end[16..20].copy_from_slice(&offset.to_le_bytes());
    out.extend(end);
    out
}

#[tokio::test]
async fn a_file_is_kept_under_its_digest_and_read_back() {
    let store = Store::new("kept", limits());
    let received = store.files.receive_bytes("C:\\quét\\Giấy khai sinh.PDF", PDF).await.unwrap();
    assert_eq!(received.name, "Giấy khai sinh.PDF");
    assert_eq!(received.media_type, "application/pdf");
    assert_eq!(received.digest, Digest::of(PDF));
    assert_eq!(store.files.read_all(received.digest).await.unwrap(), PDF);
    // twice is well
    assert_eq!(store.files.receive_bytes("b.pdf", PDF).await.unwrap().digest, received.digest);
    assert_eq!(store.staged(), 0);
    assert!(matches!(store.files.read(Digest([0; 32])).await, Err(Failure::NotFound)));
}

#[tokio::test]
async fn a_file_changed_on_the_disk_is_not_handed_out() {
    let store = Store::new("changed", limits());
    let digest = store.files.receive_bytes("a.pdf", PDF).await.unwrap().digest;
    let path = LocalStore::new(store.folder.clone()).unwrap().path(digest);
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, [PDF, b"more"].concat()).unwrap();
    assert!(matches!(store.files.read_all(digest).await, Err(Failure::Fault(_))));
}

#[tokio::test]
async fn a_file_that_is_not_what_its_name_says_is_refused() {
    let store = Store::new("says", limits());
    assert_eq!(store.refused("a.pdf", b"MZ\x90\x00 a program").await, FileRefused::NotWhatItSays);
    assert_eq!(store.refused("a.jpg", PDF).await, FileRefused::NotWhatItSays);
    assert_eq!(store.refused("a.txt", b"\x00\x01\x02").await, FileRefused::NotWhatItSays);
    assert_eq!(store.refused("a.docx", &zip(&[("xl/workbook.xml", 10, 10)])).await, FileRefused::NotWhatItSays);
    assert_eq!(store.refused("a.exe", b"MZ").await, FileRefused::UnknownKind);
    assert_eq!(store.refused("a", PDF).await, FileRefused::UnknownKind);
    assert_eq!(store.refused("..", PDF).await, FileRefused::BadName);
    assert_eq!(store.refused("a\u{202e}fdp.exe", PDF).await, FileRefused::UnknownKind);
    assert_eq!(store.refused("a.pdf", b"").await, FileRefused::Empty);
    assert_eq!(store.staged(), 0);
    let docx = store.files.receive_bytes("a.docx", &zip(&[("[Content_Types].xml", 9, 9), ("word/document.xml", 10, 10)])).await;
    assert!(docx.is_ok(), "{docx:?}");
    assert!(store.files.receive_bytes("ghi chú.txt", "Đã nhận đủ".as_bytes()).await.is_ok());
}

#[tokio::test]
async fn an_archive_that_would_grow_beyond_measure_is_refused() {
    let store = Store::new("bomb", limits());
    assert!(store.files.receive_bytes("a.zip", &zip(&[("a.pdf", 20, 4000)])).await.is_ok());
    for (what, bytes) in [
        ("grows", zip(&[("a.pdf", 20, 100 << 20)])),
        ("shares bytes", zip(&[("a", 300, 300), ("b", 300, 300)])),
        ("hides its sizes", zip(&[("a", u32::MAX, u32::MAX)])),
        ("is cut", b"PK\x03\x04 and nothing more".to_vec()),
    ] {
        assert_eq!(store.refused("a.zip", &bytes).await, FileRefused::Bomb, "{what}");
    }
    let mut png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    png.extend([0, 1, 0, 0, 0, 1, 0, 0]); // 65,536 by 65,536
    png.resize(64, 0);
    assert_eq!(store.refused("a.png", &png).await, FileRefused::Bomb);
}

#[tokio::test]
async fn a_file_that_is_too_large_or_breaks_off_leaves_nothing() {
    let store = Store::new("large", limits());
    // endless: only the limit ends it
    let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'a'; 100_000]));
    assert!(matches!(store.files.receive("a.txt", endless).await, Err(Failure::Refused(FileRefused::TooLarge(1)))));
    let broken = stream::iter([Ok(PDF.to_vec()), Err(std::io::Error::other("gone"))]);
    assert!(matches!(store.files.receive("a.pdf", broken).await, Err(Failure::Refused(FileRefused::Interrupted))));
    assert_eq!(store.staged(), 0);
}

#[tokio::test]
async fn a_full_disk_refuses_before_accepting() {
    let store = Store::new("full", FileSettings { largest_mb: 1, keep_free_mb: 1 << 40 });
    match store.files.receive_bytes("a.pdf", PDF).await {
        Err(Failure::Fault(fault)) => assert_eq!(fault.trouble(), FaultKind::NoSpace),
        other => panic!("{other:?}"),
    }
}
