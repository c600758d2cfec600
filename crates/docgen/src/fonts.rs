//! Fonts for paper, and the check at start that they can write Vietnamese.
//!
//! Times metrics as Nghị định 30/2020/NĐ-CP wants for official papers. Older packages of the same family lack
//! U+1EA0 to U+1EF9 and would print a box for every second letter, so every face is asked for every letter once.

use std::path::{Path, PathBuf};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontStyle};
use typst::utils::LazyHash;

/// Where packages of Debian and its relatives put the faces.
const KNOWN: [&str; 4] = [
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/truetype/croscore",
    "/usr/share/fonts/liberation-serif",
];
/// Families with the metrics of Times that we accept, best first.
const FAMILIES: [&str; 3] = ["Liberation Serif", "Tinos", "Times New Roman"];
/// Vietnamese letters outside the block U+1EA0 to U+1EF9, and the signs that the templates use.
const LETTERS: &str = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư₫“”‘’–—…•×°";

/// Four faces (upright, bold, italic, bold italic) of one family that holds all Vietnamese letters.
pub struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) faces: Vec<Font>,
    pub(crate) family: String,
}

/// Why papers cannot be typeset on this machine; the text says what to install.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// No face of an accepted family in the folder.
    #[error(
        "no serif font with Times metrics in {0}: install the Debian package fonts-liberation2, \
         or let LIENTHONG_FONTS name a folder that holds LiberationSerif-*.ttf"
    )]
    NoFamily(String),
    /// The family lacks one of its four faces.
    #[error("the font {family} in {folder} has no {face} face: install the Debian package fonts-liberation2")]
    NoFace {
        /// Family found.
        family: String,
        /// Folder looked into.
        folder: String,
        /// `regular`, `bold`, `italic` or `bold italic`.
        face: &'static str,
    },
    /// A face cannot write a letter.
    #[error(
        "the font {family} ({face}) in {folder} has no letter {letter:?} (U+{:04X}): \
         install the Debian package fonts-liberation2 (the older fonts-liberation lacks it)",
        *letter as u32
    )]
    NoLetter {
        /// Family found.
        family: String,
        /// Face that lacks the letter.
        face: &'static str,
        /// Folder looked into.
        folder: String,
        /// The first missing letter.
        letter: char,
    },
    /// The folder or a file in it cannot be read.
    #[error("the font folder {folder} cannot be read")]
    Unreadable {
        /// Folder or file.
        folder: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

impl Fonts {
    /// The fonts of this machine: the folder in the setting `LIENTHONG_FONTS`, else the first known folder that is
    /// there. Call once at start and keep the value; it holds about 1.5 MB.
    pub fn installed() -> Result<Fonts, FontError> {
        if let Some(folder) = std::env::var_os("LIENTHONG_FONTS").filter(|v| !v.is_empty()) {
            return Fonts::load(Path::new(&folder));
        }
        match KNOWN.iter().map(Path::new).find(|folder| folder.is_dir()) {
            Some(folder) => Fonts::load(folder),
            None => Err(FontError::NoFamily(KNOWN.join(", "))),
        }
    }

    /// Loads the four faces from one folder and checks that each holds every Vietnamese letter.
    pub fn load(folder: &Path) -> Result<Fonts, FontError> {
        let name = folder.display().to_string();
        let mut found = Vec::new();
        for file in font_files(folder)? {
            let bytes =
                std::fs::read(&file).map_err(|source| FontError::Unreadable { folder: file.display().to_string(), source })?;
            found.extend(Font::iter(Bytes::new(bytes)).filter(|f| FAMILIES.contains(&f.info().family.as_str())));
        }
        let family = FAMILIES
            .iter()
            .find(|family| found.iter().any(|f| f.info().family == **family))
            .ok_or_else(|| FontError::NoFamily(name.clone()))?;
        let mut faces = Vec::new();
        for (face, bold, italic) in
            [("regular", false, false), ("bold", true, false), ("italic", false, true), ("bold italic", true, true)]
        {
            let font = found
                .iter()
                .find(|f| {
                    let info = f.info();
                    let is_bold = info.variant.weight.to_number() >= 600;
                    let is_italic = info.variant.style != FontStyle::Normal;
                    info.family == *family && is_bold == bold && is_italic == italic
                })
                .ok_or_else(|| FontError::NoFace { family: (*family).to_owned(), folder: name.clone(), face })?;
            if let Some(letter) = vietnamese().find(|letter| !holds(font, *letter)) {
                return Err(FontError::NoLetter { family: (*family).to_owned(), face, folder: name.clone(), letter });
            }
            faces.push(font.clone());
        }
        Ok(Fonts { book: LazyHash::new(FontBook::from_fonts(&faces)), faces, family: (*family).to_owned() })
    }

    /// Whether all four faces can draw the letter (a name may be printed in any of them).
    pub fn can_write(&self, letter: char) -> bool {
        self.faces.iter().all(|face| holds(face, letter))
    }
}

fn holds(font: &Font, letter: char) -> bool {
    font.info().coverage.contains(u32::from(letter))
}

/// Every letter, sign and digit that official papers need.
fn vietnamese() -> impl Iterator<Item = char> {
    ('\u{1EA0}'..='\u{1EF9}').chain(LETTERS.chars()).chain(' '..='~')
}

/// Font files of a folder in a fixed order (the same machine must always choose the same face).
fn font_files(folder: &Path) -> Result<Vec<PathBuf>, FontError> {
    let unreadable = |source| FontError::Unreadable { folder: folder.display().to_string(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if ["ttf", "otf", "ttc"].contains(&kind.to_ascii_lowercase().as_str()) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
