//! Under whom PostgreSQL runs: never root.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::{ClusterError, ClusterPlace};

/// A service account from `/etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
}

impl Account {
    /// The account to run as: `None` when we are not root and PostgreSQL runs as we do.
    pub(super) fn choose(place: &ClusterPlace) -> Result<Option<Self>, ClusterError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let passwd_file = Path::new("/etc/passwd");
        let passwd = std::fs::read_to_string(passwd_file).map_err(ClusterError::io(passwd_file))?;
        if let Some(name) = &place.account {
            return find(&passwd, |account| account.name == *name)
                .filter(|account| account.uid != 0)
                .map(Some)
                .ok_or_else(|| ClusterError::NoAccount { account: name.clone() });
        }
        // the owner of an existing cluster goes on owning it
        let owner = std::fs::metadata(place.cluster_folder()).ok().map(|folder| folder.uid()).filter(|uid| *uid != 0);
        owner
            .and_then(|uid| find(&passwd, |account| account.uid == uid))
            .or_else(|| find(&passwd, |account| account.name == "lienthong"))
            .or_else(|| find(&passwd, |account| account.name == "postgres"))
            .map(Some)
            .ok_or_else(|| ClusterError::NoAccount { account: "postgres".into() })
    }

    /// The first folder on the way to `path`, itself included, that the account may not enter.
    pub(super) fn stopped_at(&self, path: &Path) -> Option<PathBuf> {
        let mut way: Vec<&Path> = path.ancestors().collect();
        way.reverse();
        way.into_iter().find(|folder| !self.may_enter(folder)).map(Path::to_owned)
    }

    fn may_enter(&self, folder: &Path) -> bool {
        let Ok(found) = std::fs::metadata(folder) else { return true };
        let mode = found.permissions().mode();
        let bit = if found.uid() == self.uid {
            0o100
        } else if found.gid() == self.gid {
            0o010
        } else {
            0o001
        };
        mode & bit != 0
    }
}

fn find(passwd: &str, wanted: impl Fn(&Account) -> bool) -> Option<Account> {
    passwd
        .lines()
        .filter_map(|line| {
            let mut parts = line.split(':');
            let name = parts.next()?.to_owned();
            let uid = parts.nth(1)?.parse().ok()?;
            let gid = parts.next()?.parse().ok()?;
            Some(Account { name, uid, gid })
        })
        .find(|account| wanted(account))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_from_the_password_file() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\npostgres:x:105:113:PostgreSQL,,,:/var/lib/postgresql:/bin/bash\n";
        let found = find(passwd, |account| account.name == "postgres");
        assert_eq!(found, Some(Account { name: "postgres".into(), uid: 105, gid: 113 }));
        assert_eq!(find(passwd, |account| account.name == "nobody"), None);
    }

    #[test]
    fn a_closed_folder_on_the_way_is_named() {
        let base = std::env::temp_dir().join(format!("lt-account-{}", std::process::id()));
        let inner = base.join("closed/inner");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::set_permissions(base.join("closed"), std::fs::Permissions::from_mode(0o700)).unwrap();
        let stranger = Account { name: "stranger".into(), uid: 4_000_001, gid: 4_000_001 };
        assert_eq!(stranger.stopped_at(&inner), Some(base.join("closed")));
        std::fs::set_permissions(base.join("closed"), std::fs::Permissions::from_mode(0o711)).unwrap();
        assert_eq!(stranger.stopped_at(&inner), None);
        std::fs::remove_dir_all(base).unwrap();
    }
}
