//! Texts of the pages: two flat TOML tables beside each feature, Vietnamese first, English second.
//!
//! A key that is missing shows itself at run time and fails the test of the feature, which is one line:
//! `WORDS.check().unwrap()`. Placeholders are named (`{code}`); no sentence is glued together from fragments.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::OnceLock;

pub use lienthong_kernel::op::Locale;

type Table = BTreeMap<String, String>;

/// The texts of one feature. Declared once with [`words!`](crate::words!).
pub struct Words {
    vi: &'static str,
    en: &'static str,
    tables: OnceLock<[Table; 2]>,
}

/// Declares `pub(crate) static WORDS: Words` from the two files beside the caller:
/// `lienthong_ui::words!();` reads `words.vi.toml` and `words.en.toml`.
#[macro_export]
macro_rules! words {
    () => {
        /// The texts of this feature.
        pub(crate) static WORDS: $crate::words::Words =
            $crate::words::Words::new(include_str!("words.vi.toml"), include_str!("words.en.toml"));
    };
    ($vi:literal, $en:literal) => {
        /// The texts of this feature.
        pub(crate) static WORDS: $crate::words::Words = $crate::words::Words::new(include_str!($vi), include_str!($en));
    };
}

impl Words {
    /// Takes the text of the two files; they are read at first use.
    pub const fn new(vi: &'static str, en: &'static str) -> Self {
        Self { vi, en, tables: OnceLock::new() }
    }

    /// The text of a key; the key itself when it is missing.
    pub fn get<'a>(&'a self, locale: Locale, key: &'a str) -> &'a str {
        self.find(locale, key).unwrap_or(key)
    }

    /// The text of a key, if there is one.
    pub fn find(&self, locale: Locale, key: &str) -> Option<&str> {
        self.table(locale).get(key).map(String::as_str)
    }

    /// The text of a key with its placeholders filled.
    pub fn with(&self, locale: Locale, key: &str, args: &[(&str, &dyn Display)]) -> String {
        fill(self.get(locale, key), args)
    }

    /// These words in one language, to stand in a page struct as `t`.
    pub fn t(&'static self, locale: Locale) -> T {
        T { words: self, locale }
    }

    /// What a test of each feature calls: both languages have the same keys with the same placeholders, and nothing is empty.
    pub fn check(&self) -> Result<(), String> {
        check_pair(self.vi, self.en)
    }

    fn table(&self, locale: Locale) -> &Table {
        let tables = self.tables.get_or_init(|| [read(self.vi).unwrap_or_default(), read(self.en).unwrap_or_default()]);
        match locale {
            Locale::Vi => &tables[0],
            Locale::En => &tables[1],
        }
    }
}

/// The words of a feature in one language. Templates say `{{ t.s("key") }}` and `{{ t.one("key", "name", value) }}`.
#[derive(Clone, Copy)]
pub struct T {
    words: &'static Words,
    locale: Locale,
}

impl T {
    /// The text of a key.
    pub fn s<'a>(&self, key: &'a str) -> &'a str {
        self.words.get(self.locale, key)
    }

    /// The text of a key that is made from a word of the database, for example `state.` and `received`.
    pub fn of(&self, prefix: &str, word: &str) -> String {
        let key = format!("{prefix}{word}");
        self.s(&key).to_owned()
    }

    /// The text of a key with one placeholder.
    pub fn one(&self, key: &str, name: &str, value: impl Display) -> String {
        fill(self.s(key), &[(name, &value)])
    }

    /// The text of a key with two placeholders.
    pub fn two(&self, key: &str, name: &str, value: impl Display, other: &str, second: impl Display) -> String {
        fill(self.s(key), &[(name, &value), (other, &second)])
    }

    /// The text of a key with any number of placeholders.
    pub fn with(&self, key: &str, args: &[(&str, &dyn Display)]) -> String {
        fill(self.s(key), args)
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        self.locale
    }
}

/// Checks the two tables of a feature against each other; the error lists every difference.
pub fn check_pair(vi: &str, en: &str) -> Result<(), String> {
    let (vi, en) = (read(vi).map_err(|e| format!("vi: {e}"))?, read(en).map_err(|e| format!("en: {e}"))?);
    let mut wrong = String::new();
    for (name, one, other) in [("en", &vi, &en), ("vi", &en, &vi)] {
        for (key, text) in one {
            match other.get(key) {
                None => wrong.push_str(&format!("{key} is missing in {name}\n")),
                Some(twin) if placeholders(twin) != placeholders(text) && name == "en" => {
                    wrong.push_str(&format!("{key} has other placeholders in the two languages\n"));
                }
                Some(_) if text.trim().is_empty() => wrong.push_str(&format!("{key} is empty\n")),
                Some(_) => {}
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn read(text: &str) -> Result<Table, String> {
    fn flatten(prefix: &str, table: toml::Table, into: &mut Table) -> Result<(), String> {
        for (key, value) in table {
            let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
            match value {
                toml::Value::String(text) => drop(into.insert(key, text)),
                toml::Value::Table(inner) => flatten(&key, inner, into)?,
                _ => return Err(format!("{key} is not a text")),
            }
        }
        Ok(())
    }
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| e.to_string())?;
    let mut flat = Table::new();
    flatten("", table, &mut flat)?;
    Ok(flat)
}

fn placeholders(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn fill(text: &str, args: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    // One pass, so that a value which itself holds braces is never filled again.
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                match args.iter().find(|(known, _)| *known == name) {
                    Some((_, value)) => out.push_str(&value.to_string()),
                    None => out.push_str(&format!("{{{name}}}")),
                }
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_key_shows_itself_and_fails_the_check() {
        static W: Words = Words::new("a = \"một {n}\"\nb.c = \"hai\"", "a = \"one {m}\"");
        assert_eq!(W.get(Locale::Vi, "b.c"), "hai");
        assert_eq!(W.get(Locale::En, "b.c"), "b.c");
        let wrong = W.check().unwrap_err();
        assert!(wrong.contains("b.c is missing in en") && wrong.contains("a has other placeholders"), "{wrong}");
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        assert_eq!(fill("{a} và {b}", &[("a", &"{b}"), ("b", &2)]), "{b} và 2");
        assert_eq!(fill("{unknown", &[]), "{unknown");
    }

    #[test]
    fn the_shared_words_are_complete() {
        crate::WORDS.check().unwrap();
    }
}
