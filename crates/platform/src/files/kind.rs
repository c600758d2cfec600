//! What kinds of file are taken, and whether the content is what the name says.

use super::FileRefused;
use super::archive;

/// How many bytes from the start are enough to tell.
pub(super) const HEAD: usize = 8192;

/// How the content of a kind shows itself.
enum Proof {
    /// The library recognises it under this media type.
    Magic(&'static str),
    /// A ZIP archive with this entry.
    Zip(Option<&'static str>),
    /// Text in UTF-8.
    Text,
    /// Old compound files of an office suite.
    Compound,
}

/// Ending, media type, proof.
const KINDS: &[(&str, &str, Proof)] = &[
    ("pdf", "application/pdf", Proof::Magic("application/pdf")),
    ("jpg", "image/jpeg", Proof::Magic("image/jpeg")),
    ("jpeg", "image/jpeg", Proof::Magic("image/jpeg")),
    ("png", "image/png", Proof::Magic("image/png")),
    ("webp", "image/webp", Proof::Magic("image/webp")),
    ("tif", "image/tiff", Proof::Magic("image/tiff")),
    ("tiff", "image/tiff", Proof::Magic("image/tiff")),
    ("heic", "image/heif", Proof::Magic("image/heif")),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Proof::Zip(Some("word/"))),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Proof::Zip(Some("xl/"))),
    ("odt", "application/vnd.oasis.opendocument.text", Proof::Zip(Some("content.xml"))),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet", Proof::Zip(Some("content.xml"))),
    ("zip", "application/zip", Proof::Zip(None)),
    ("doc", "application/msword", Proof::Compound),
    ("xls", "application/vnd.ms-excel", Proof::Compound),
    ("rtf", "application/rtf", Proof::Magic("application/rtf")),
    ("txt", "text/plain; charset=utf-8", Proof::Text),
    ("csv", "text/csv; charset=utf-8", Proof::Text),
    ("xml", "application/xml", Proof::Text),
];

const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The largest picture, in points: 400 million are an A0 sheet at 300 points an inch, twice.
const LARGEST_PICTURE: u64 = 400_000_000;

/// The name without folders, control characters and too much length.
pub(super) fn clean_name(name: &str) -> Result<String, FileRefused> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // no marks that turn the reading direction and so hide the true ending
    let visible: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    let name = visible.trim().trim_matches('.');
    if name.is_empty() || name.chars().count() > 200 {
        return Err(FileRefused::BadName);
    }
    Ok(name.to_owned())
}

/// Whether files with that ending are taken at all; asked before a byte is read.
pub(super) fn is_taken(name: &str) -> bool {
    of_name(name).is_some()
}

fn of_name(name: &str) -> Option<&'static (&'static str, &'static str, Proof)> {
    let ending = name.rsplit_once('.')?.1.to_lowercase();
    KINDS.iter().find(|(known, _, _)| *known == ending)
}

/// The media type, when the content is what the name says. `staged` is the whole file, `head` its first bytes.
pub(super) fn look(name: &str, head: &[u8], staged: &std::fs::File) -> Result<&'static str, FileRefused> {
    let (_, media_type, proof) = of_name(name).ok_or(FileRefused::UnknownKind)?;
    let right = match proof {
        Proof::Magic(wanted) => infer::get(head).is_some_and(|found| found.mime_type() == *wanted),
        Proof::Compound => head.starts_with(COMPOUND),
        Proof::Text => is_text(head),
        Proof::Zip(entry) => {
            if !head.starts_with(b"PK\x03\x04") && !head.starts_with(b"PK\x05\x06") {
                return Err(FileRefused::NotWhatItSays);
            }
            let names = archive::directory(staged)?;
            entry.is_none_or(|wanted| names.iter().any(|name| name.starts_with(wanted)))
        }
    };
    if !right {
        return Err(FileRefused::NotWhatItSays);
    }
    if *media_type == "image/png" && png_points(head).is_none_or(|points| points > LARGEST_PICTURE) {
        return Err(FileRefused::Bomb);
    }
    Ok(media_type)
}

fn is_text(head: &[u8]) -> bool {
    let cut_inside_a_letter = |error: std::str::Utf8Error| error.error_len().is_none() && head.len() == HEAD;
    !head.contains(&0) && std::str::from_utf8(head).map_or_else(cut_inside_a_letter, |_| true)
}

/// Width times height from the first chunk.
fn png_points(head: &[u8]) -> Option<u64> {
    let number = |at: usize| Some(u64::from(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?)));
    Some(number(16)? * number(20)?)
}
