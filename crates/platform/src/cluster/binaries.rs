//! Finding the programs of PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::ClusterError;

/// The programs of one PostgreSQL installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    /// Folder of `postgres`, `initdb` and perhaps `pg_dump`.
    pub folder: PathBuf,
    /// The major version, for example `15`.
    pub major: String,
}

impl Binaries {
    /// One of the programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn at(folder: &Path) -> Option<Self> {
        if !folder.join("initdb").exists() {
            return None;
        }
        let said = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
        let major = major_of(&String::from_utf8_lossy(&said.stdout))?;
        Some(Self { folder: folder.to_owned(), major })
    }
}

/// `postgres (PostgreSQL) 15.18 (Debian ...)` is version 15, `18beta1` is 18.
fn major_of(said: &str) -> Option<String> {
    let version = said.split(')').nth(1)?.trim_start();
    let major: String = version.chars().take_while(char::is_ascii_digit).collect();
    (!major.is_empty()).then_some(major)
}

/// The programs to use: the folder asked for, `$PG_BIN`, `/usr/lib/postgresql/*/bin`, the path. For an existing cluster
/// (`wanted` is its major version) the same version is preferred to the newest.
pub fn find(asked: Option<&Path>, wanted: Option<&str>) -> Result<Binaries, ClusterError> {
    let named = asked.map(Path::to_owned).or_else(|| std::env::var_os("PG_BIN").map(PathBuf::from));
    if let Some(folder) = named {
        return Binaries::at(&folder).ok_or_else(|| ClusterError::NoPrograms { looked: folder.display().to_string() });
    }
    let mut installed: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    installed.sort_by_key(|(major, _)| (wanted == Some(major.to_string().as_str()), *major));
    installed
        .iter()
        .rev()
        .find_map(|(_, folder)| Binaries::at(folder))
        .or_else(|| std::env::split_paths(&std::env::var_os("PATH")?).find_map(|folder| Binaries::at(&folder)))
        .ok_or_else(|| ClusterError::NoPrograms { looked: "PG_BIN, /usr/lib/postgresql/*/bin, PATH".into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_says() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n").as_deref(), Some("15"));
        assert_eq!(major_of("postgres (PostgreSQL) 19beta1").as_deref(), Some("19"));
        assert_eq!(major_of("something else"), None);
    }
}
