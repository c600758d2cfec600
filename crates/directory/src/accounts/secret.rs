//! Secrets: random bytes, slow and fast hashes, one-time codes.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use lienthong_kernel::clock::Instant;
use lienthong_kernel::failure::Fault;
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use totp_rs::{Builder, Secret, Totp};

use super::model::{CODE_LETTERS, fold_code};

/// Each hash takes 19 MiB and one core; more at once would only make everybody wait.
static SLOTS: Semaphore = Semaphore::const_new(2);

/// Compared when a login is unknown, so that the answer takes as long as for a known one.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("nobody holds this account").ok());

pub(crate) fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).map_err(|error| Fault::of("reading random bytes", error))?;
    Ok(bytes)
}

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

fn hash_now(password: &str) -> Result<String, Fault> {
    match Argon2::default().hash_password(password.as_bytes()) {
        Ok(hash) => Ok(hash.to_string()),
        Err(error) => Err(Fault::new(format!("hashing a password: {error}"))),
    }
}

async fn in_slot<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let _slot = SLOTS.acquire().await.map_err(|error| Fault::of("waiting for a password slot", error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Fault::of("a password task ended early", error))
}

/// The argon2id hash of a password, in PHC form.
pub(crate) async fn hash(password: &str) -> Result<String, Fault> {
    let password = password.to_owned();
    in_slot(move || hash_now(&password)).await?
}

/// Whether the password fits the hash; without a hash the same work is done and the answer is no.
pub(crate) async fn fits(password: &str, hash: Option<String>) -> Result<bool, Fault> {
    let password = password.to_owned();
    in_slot(move || {
        let known = hash.is_some();
        let text = hash.or_else(|| NOBODY.clone()).unwrap_or_default();
        let fits =
            PasswordHash::new(&text).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known && fits
    })
    .await
}

/// The one-time code generator of an account, as authenticator apps expect it: SHA-1, six digits, thirty seconds, one step of tolerance.
pub(crate) fn totp(secret: &[u8], login: &str) -> Result<Totp, Fault> {
    Builder::new()
        .with_secret(Secret::new(secret.into()))
        .with_account_name(login)
        .with_issuer(Some("Lien Thong"))
        .build()
        .map_err(|error| Fault::new(format!("a second factor cannot be built: {error}")))
}

/// The time step that a one-time code stands for, when it fits now.
pub(crate) fn totp_step(secret: &[u8], code: &str, now: Instant) -> Result<Option<i64>, Fault> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let Ok(time) = u64::try_from(now.timestamp()) else { return Ok(None) };
    Ok(totp(secret, "x")?.check(&digits, time).and_then(|step| i64::try_from(step).ok()))
}

/// A recovery code of ten letters, fifty bits, in two groups.
pub(crate) fn recovery_code() -> Result<String, Fault> {
    let letters: String = random::<10>()?.iter().map(|byte| char::from(CODE_LETTERS[usize::from(byte & 31)])).collect();
    Ok(format!("{}-{}", &letters[..5], &letters[5..]))
}

/// The stored hash of a recovery code.
pub(crate) fn recovery_hash(code: &str) -> Vec<u8> {
    sha256(fold_code(code).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lienthong_testkit::at;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let hash = hash("Hoa sữa tháng mười").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(fits("Hoa sữa tháng mười", Some(hash.clone())).await.unwrap());
        assert!(!fits("Hoa sua thang muoi", Some(hash)).await.unwrap());
        assert!(!fits("nobody holds this account", None).await.unwrap(), "an unknown login never fits");
    }

    #[test]
    fn a_one_time_code_is_the_one_of_rfc_6238() {
        // RFC 6238 appendix B, SHA-1, time 59: 94287082, of which six digits are asked
        let secret = b"12345678901234567890";
        assert_eq!(totp_step(secret, "287 082", at("1970-01-01T00:00:59Z")).unwrap(), Some(1));
        assert_eq!(totp_step(secret, "287083", at("1970-01-01T00:00:59Z")).unwrap(), None);
        assert_eq!(totp_step(secret, "287082", at("1970-01-01T00:10:00Z")).unwrap(), None);
    }
}
