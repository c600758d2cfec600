//! Rules about logins, passwords, codes and lock-out. Pure.

use chrono::Duration;

/// The least number of characters of a password.
pub const MIN_PASSWORD: usize = 10;

/// The failures in a row that are free; the next one locks.
const FREE_FAILURES: i32 = 4;

/// How long an account stays locked after so many failures in a row: five minutes at the fifth, doubling, one hour at most.
pub(crate) fn lock_after(failures: i32) -> Option<Duration> {
    let over = failures - FREE_FAILURES;
    (over > 0).then(|| Duration::minutes((5_i64 << (over - 1).min(4)).min(60)))
}

/// A login as it is stored: no blanks around it, lower case.
pub(crate) fn fold_login(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Why a new password does not serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPassword {
    /// Fewer than [`MIN_PASSWORD`] characters.
    TooShort,
    /// It holds the login.
    HoldsLogin,
    /// It repeats one or two characters only.
    TooPlain,
}

/// Length before composition rules (NIST SP 800-63B 5.1.1.2): long enough, not the login, not one letter repeated.
pub(crate) fn check_password(password: &str, login: &str) -> Result<(), BadPassword> {
    if password.chars().count() < MIN_PASSWORD {
        return Err(BadPassword::TooShort);
    }
    if login.chars().count() > 3 && password.to_lowercase().contains(login) {
        return Err(BadPassword::HoldsLogin);
    }
    let mut seen: Vec<char> = password.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < 4 { Err(BadPassword::TooPlain) } else { Ok(()) }
}

/// The letters of recovery codes: none that looks like another.
pub(crate) const CODE_LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A recovery code as it is hashed: blanks and hyphens do not count, capitals neither.
pub(crate) fn fold_code(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_fifth_failure_locks_and_the_lock_grows_up_to_an_hour() {
        let minutes: Vec<Option<i64>> = (1..=10).map(|n| lock_after(n).map(|d| d.num_minutes())).collect();
        assert_eq!(minutes, [None, None, None, None, Some(5), Some(10), Some(20), Some(40), Some(60), Some(60)]);
    }

    #[test]
    fn a_password_is_long_and_is_not_the_login() {
        assert_eq!(check_password("ngan", "lan"), Err(BadPassword::TooShort));
        assert_eq!(check_password("tiepnhan-2026", "tiepnhan"), Err(BadPassword::HoldsLogin));
        assert_eq!(check_password("aaaaaaaaaaaa", "lan"), Err(BadPassword::TooPlain));
        assert_eq!(check_password("Hoa sữa tháng mười", "tiepnhan"), Ok(()));
    }

    proptest! {
        #[test]
        fn the_lock_never_shrinks_as_failures_go_on(n in 0..10_000_i32) {
            prop_assert!(lock_after(n + 1) >= lock_after(n));
        }

        #[test]
        fn a_recovery_code_may_be_typed_with_blanks_and_capitals(code in "[0-9a-hjkmnp-tv-z]{10}") {
            let typed = format!(" {}-{} ", code[..5].to_uppercase(), &code[5..]);
            prop_assert_eq!(fold_code(&typed), code);
        }
    }
}
