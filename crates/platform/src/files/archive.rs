//! ZIP archives, by their directory alone: nothing is unpacked to find out that it would be too much.

use std::collections::HashSet;
use std::fs::File;
use std::os::unix::fs::FileExt as _;

use super::FileRefused;

/// More entries than any honest dossier has.
const MOST_ENTRIES: usize = 10_000;
/// The most that may come out, in bytes.
const MOST_OUT: u64 = 1 << 30;
/// How often larger than the archive the content may be, beyond the first 20 MB. Office files of much white reach 100.
const MOST_GROWTH: u64 = 200;
const FREE_GROWTH: u64 = 20 << 20;

/// The names in the archive, or a refusal when its directory is broken, overlaps, hides (64-bit sizes in a small file),
/// or promises too much.
pub(super) fn directory(file: &File) -> Result<Vec<String>, FileRefused> {
    read(file).unwrap_or(Err(FileRefused::Bomb))
}

/// `None`: broken.
fn read(file: &File) -> Option<Result<Vec<String>, FileRefused>> {
    let length = file.metadata().ok()?.len();
    // the end record is 22 bytes and a comment of at most 65,535
    let tail_length = length.min(22 + 65_535);
    let mut tail = vec![0; usize::try_from(tail_length).ok()?];
    file.read_exact_at(&mut tail, length - tail_length).ok()?;
    let end = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let end = tail.get(end..)?;
    let entries = usize::from(u16_at(end, 10)?);
    let (size, offset) = (u64::from(u32_at(end, 12)?), u64::from(u32_at(end, 16)?));
    if entries > MOST_ENTRIES || offset.checked_add(size)? > length {
        return Some(Err(FileRefused::Bomb));
    }
    let mut bytes = vec![0; usize::try_from(size).ok()?];
    file.read_exact_at(&mut bytes, offset).ok()?;

    let (mut names, mut places) = (Vec::with_capacity(entries), HashSet::new());
    let (mut packed, mut unpacked, mut at) = (0u64, 0u64, 0usize);
    for _ in 0..entries {
        let entry = bytes.get(at..)?;
        if !entry.starts_with(b"PK\x01\x02") {
            return None;
        }
        let (inside, outside, place) = (u32_at(entry, 20)?, u32_at(entry, 24)?, u32_at(entry, 42)?);
        if inside == u32::MAX || outside == u32::MAX || !places.insert(place) {
            return None;
        }
        packed += u64::from(inside);
        unpacked += u64::from(outside);
        let (name, extra, comment) =
            (usize::from(u16_at(entry, 28)?), usize::from(u16_at(entry, 30)?), usize::from(u16_at(entry, 32)?));
        names.push(String::from_utf8_lossy(entry.get(46..46 + name)?).into_owned());
        at += 46 + name + extra + comment;
    }
    // entries that share bytes add up to more than there is
    let grows = unpacked > FREE_GROWTH && unpacked / length.max(1) > MOST_GROWTH;
    if packed > length || unpacked > MOST_OUT || grows {
        return Some(Err(FileRefused::Bomb));
    }
    Some(Ok(names))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
