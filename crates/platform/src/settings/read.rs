//! Reading: file, then environment; every refusal names the place.

use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::schema::Settings;

/// A setting that cannot be used.
#[derive(Debug)]
pub struct SettingsError {
    place: String,
    what: String,
    suggestion: Option<String>,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)?;
        if let Some(suggestion) = &self.suggestion {
            write!(f, "\n    ý bạn là / did you mean: {suggestion}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SettingsError {}

/// Reads the file asked for (or `LIENTHONG_CONFIG`, or `/etc/lienthong/lienthong.toml` when it is there) and the environment.
pub fn load(asked: Option<&Path>) -> Result<Settings, SettingsError> {
    let named = asked.map(Path::to_owned).or_else(|| std::env::var_os("LIENTHONG_CONFIG").map(PathBuf::from));
    let path = named.or_else(|| Some(PathBuf::from(super::SYSTEM_FILE)).filter(|path| path.exists()));
    let text = match &path {
        Some(path) => std::fs::read_to_string(path).map_err(|error| SettingsError {
            place: path.display().to_string(),
            what: format!("không đọc được / cannot be read: {error}"),
            suggestion: None,
        })?,
        None => String::new(),
    };
    let name = path.map_or_else(|| "lienthong.toml".to_owned(), |path| path.display().to_string());
    load_from(&name, &text, std::env::vars())
}

/// Reads settings from a text and an environment.
///
/// `LIENTHONG_WEB_LISTEN` is `listen` in `[web]`; `LIENTHONG_DATA` is `data`. Variables of other programs are left alone.
pub fn load_from(
    name: &str,
    text: &str,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Settings, SettingsError> {
    // once with places, for the sentence about a mistake; once as a tree, for the environment to lie over
    if let Err(error) = toml::from_str::<Settings>(text) {
        return Err(in_file(name, text, &error));
    }
    let mut tree: Table = text.parse().map_err(|error| in_file(name, text, &error))?;
    for (variable, value) in environment {
        let Some(path) = path_of(&variable)? else { continue };
        let typed = typed(&value);
        put(&mut tree, &path, typed);
        // one at a time, so that a wrong value is told by its variable
        if let Err(error) = Settings::deserialize_tree(&tree) {
            // a number where a text belongs, such as a numeric password, is a text after all
            put(&mut tree, &path, Value::String(value));
            if Settings::deserialize_tree(&tree).is_err() {
                return Err(SettingsError { place: variable, what: error.message().to_owned(), suggestion: None });
            }
        }
    }
    let settings = Settings::deserialize_tree(&tree).map_err(|error| in_file(name, text, &error))?;
    check(name, text, &settings)?;
    Ok(settings)
}

impl Settings {
    fn deserialize_tree(tree: &Table) -> Result<Self, toml::de::Error> {
        Value::Table(tree.clone()).try_into()
    }
}

/// Rules that types cannot say.
fn check(name: &str, text: &str, settings: &Settings) -> Result<(), SettingsError> {
    let wrong = |key: &str, what: &str| {
        let line = text.lines().position(|line| line.trim_start().starts_with(key)).map(|line| format!(":{}", line + 1));
        Err(SettingsError { place: format!("{name}{}", line.unwrap_or_default()), what: what.to_owned(), suggestion: None })
    };
    if settings.worker.parallel == 0 {
        return wrong("parallel", "worker.parallel phải từ 1 trở lên / must be at least 1");
    }
    if settings.database.connections < 2 {
        return wrong("connections", "database.connections phải từ 2 trở lên / must be at least 2");
    }
    if settings.files.largest_mb == 0 {
        return wrong("largest_mb", "files.largest_mb phải từ 1 trở lên / must be at least 1");
    }
    let web_url = settings.web.public_url.as_deref();
    if web_url.is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
        return wrong("public_url", "web.public_url phải bắt đầu bằng https:// / must begin with https:// or http://");
    }
    if settings.database.owner_url.is_some() && settings.database.url.is_none() {
        return wrong("owner_url", "có database.owner_url thì phải có database.url / database.owner_url needs database.url");
    }
    for url in [&settings.database.url, &settings.database.owner_url].into_iter().flatten() {
        let scheme = url.reveal().starts_with("postgres://") || url.reveal().starts_with("postgresql://");
        if !scheme || url.reveal().parse::<sqlx::postgres::PgConnectOptions>().is_err() {
            return wrong("url", "không phải địa chỉ postgres:// hợp lệ / is not a postgres:// address");
        }
    }
    if settings.mail.server.is_some() && settings.mail.from.is_none() {
        return wrong("server", "có mail.server thì phải có mail.from / mail.server needs mail.from");
    }
    Ok(())
}

fn in_file(name: &str, text: &str, error: &toml::de::Error) -> SettingsError {
    let line = error.span().map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
    let message = error.message();
    SettingsError {
        place: line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}")),
        what: message.lines().next().unwrap_or(message).to_owned(),
        suggestion: meant(message),
    }
}

/// From "unknown field `lisen`, expected one of `listen`, ..." the nearest known name.
fn meant(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("unknown variant `"))?;
    let (wrong, known) = rest.split_once('`')?;
    nearest(wrong, known.split('`').skip(1).step_by(2)).map(str::to_owned)
}

fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    known
        .map(|name| (distance(&wrong, name), name))
        .min()
        .filter(|(distance, name)| *distance <= name.len().max(wrong.len()) / 2)
        .map(|(_, name)| name)
}

/// How many letters must be changed, added or removed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Every setting as its path; the list that variables are compared with.
pub(super) const PATHS: &[&str] = &[
    "data",
    "web.name",
    "web.listen",
    "web.public_url",
    "web.behind_proxy",
    "web.tls.certificate",
    "web.tls.key",
    "worker.parallel",
    "database.url",
    "database.owner_url",
    "database.connections",
    "database.programs",
    "database.account",
    "files.largest_mb",
    "files.keep_free_mb",
    "mail.server",
    "mail.password",
    "mail.from",
    "sms.gateway",
    "sms.token",
    "log.format",
    "log.filter",
];

/// Variables that are not settings: the settings file itself, and what tests use.
const OTHERS: &[&str] = &["LIENTHONG_CONFIG", "LIENTHONG_TEST_PG", "LIENTHONG_BIN", "LIENTHONG_SHOTS"];

pub(super) fn variable_of(path: &str) -> String {
    match path {
        "database.url" => "DATABASE_URL".to_owned(),
        "database.owner_url" => "DATABASE_OWNER_URL".to_owned(),
        _ => format!("LIENTHONG_{}", path.replace('.', "_").to_uppercase()),
    }
}

fn path_of(variable: &str) -> Result<Option<Vec<&'static str>>, SettingsError> {
    if let Some(path) = PATHS.iter().find(|path| variable_of(path) == variable) {
        return Ok(Some(path.split('.').collect()));
    }
    if !variable.starts_with("LIENTHONG_") || OTHERS.contains(&variable) || variable.starts_with("LIENTHONG_TEST_") {
        return Ok(None);
    }
    let known: Vec<String> = PATHS.iter().map(|path| variable_of(path)).collect();
    Err(SettingsError {
        place: variable.to_owned(),
        what: "không có thiết lập này / there is no such setting".to_owned(),
        suggestion: nearest(
            &variable.to_lowercase(),
            known.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>().iter().map(String::as_str),
        )
        .map(str::to_uppercase),
    })
}

/// `true`, `12` and texts, as TOML would read them.
fn typed(text: &str) -> Value {
    match text {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        _ => text.parse().map_or_else(|_| Value::String(text.to_owned()), Value::Integer),
    }
}

fn put(tree: &mut Table, path: &[&str], value: Value) {
    match path {
        [] => {}
        [last] => {
            tree.insert((*last).to_owned(), value);
        }
        [first, rest @ ..] => {
            let inner = tree.entry((*first).to_owned()).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
