//! What people do with their own account: change the password, set up and remove the second factor.

use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::op::{Actor, Op};
use lienthong_platform::{App, Event, Subject};
use serde_json::json;

use super::model::{BadPassword, check_password};
use super::{secret, store};
use crate::session::{SignedIn, store as sessions};

pub use super::store::PostChoice;

/// Why a change of the own account is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountRefused {
    /// The present password is wrong, or the account is locked for a while.
    NotYou,
    /// The new password does not serve.
    Password(BadPassword),
    /// The one-time code does not fit, or was used before.
    WrongCode,
    /// The second factor is already set up.
    AlreadySetUp,
}

impl SignedIn {
    /// The subject of events about the own account.
    pub(crate) fn subject(&self) -> Subject {
        match &self.actor {
            Actor::Official(official) => Subject::official(official.official),
            Actor::Citizen { citizen, .. } => Subject::of("citizen", *citizen),
            Actor::Public | Actor::Worker => Subject::none(),
        }
    }
}

async fn own(app: &App, op: &Op, me: &SignedIn) -> Outcome<store::Account, AccountRefused> {
    let worker = op.as_actor(Actor::Worker);
    let found = app.read(&worker, async |tx| Ok::<_, Failure<AccountRefused>>(store::by_id(tx, me.account).await?)).await?;
    found.ok_or(Failure::NotFound)
}

/// Whether the password typed again is right; a wrong one counts like a failed sign-in.
async fn prove(app: &App, op: &Op, account: &store::Account, password: &str) -> Outcome<(), AccountRefused> {
    let fits = secret::fits(password, Some(account.password_hash.clone())).await?;
    let locked = account.locked_until.is_some_and(|until| until > op.now);
    if fits && !locked {
        return Ok(());
    }
    crate::session::actions::failed(app, op, Some(account.id), "password").await.map_err(Failure::widen)?;
    Err(Failure::Refused(AccountRefused::NotYou))
}

/// Changes the own password; every other session of the account ends.
pub async fn change_password(app: &App, op: &Op, me: &SignedIn, present: &str, new: &str) -> Outcome<(), AccountRefused> {
    let account = own(app, op, me).await?;
    prove(app, op, &account, present).await?;
    check_password(new, &account.login).map_err(|bad| Failure::Refused(AccountRefused::Password(bad)))?;
    let hash = secret::hash(new).await?;
    app.write(&op.as_actor(Actor::Worker), async |tx| {
        store::set_password(tx, account.id, &hash, op.now).await?;
        let ended = sessions::revoke_all(tx, account.id, Some(me.session), op.now).await?;
        Ok(tx.record(op, Event::new("account.password_changed", me.subject()).detail(json!({ "sessions_ended": ended }))).await?)
    })
    .await
}

/// A second factor that waits for its first code.
pub struct Proposed {
    /// The secret in base 32, to be typed into an app.
    pub base32: String,
    /// The `otpauth:` address behind the picture.
    pub url: String,
    /// The picture, PNG.
    pub png: Vec<u8>,
}

impl std::fmt::Debug for Proposed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proposed")
    }
}

/// Gives the secret that waits for its first code, making one when there is none.
pub async fn propose_second_factor(app: &App, op: &Op, me: &SignedIn) -> Outcome<Proposed, AccountRefused> {
    let account = own(app, op, me).await?;
    if account.second_factor {
        return Err(Failure::Refused(AccountRefused::AlreadySetUp));
    }
    let bytes = match account.totp_secret {
        Some(bytes) => bytes,
        None => {
            let bytes = secret::random::<20>()?.to_vec();
            app.write(&op.as_actor(Actor::Worker), async |tx| {
                Ok::<_, Failure<AccountRefused>>(store::propose_totp(tx, account.id, &bytes).await?)
            })
            .await?;
            bytes
        }
    };
    let totp = secret::totp(&bytes, &account.login)?;
    let bad = |error: String| Fault::new(format!("drawing a second factor: {error}"));
    Ok(Proposed {
        base32: totp_rs::Secret::new(bytes.into()).to_base32(),
        url: totp.to_url().map_err(|error| bad(error.to_string()))?,
        png: totp.to_qr_png().map_err(|error| bad(error.to_string()))?,
    })
}

/// Confirms the proposed second factor by a first code and gives ten recovery codes, shown this once.
pub async fn confirm_second_factor(app: &App, op: &Op, me: &SignedIn, code: &str) -> Outcome<Vec<String>, AccountRefused> {
    let account = own(app, op, me).await?;
    if account.second_factor {
        return Err(Failure::Refused(AccountRefused::AlreadySetUp));
    }
    let bytes = account.totp_secret.ok_or(Failure::NotFound)?;
    let step = secret::totp_step(&bytes, code, op.now)?.ok_or(Failure::Refused(AccountRefused::WrongCode))?;
    let codes = (0..10).map(|_| secret::recovery_code()).collect::<Result<Vec<_>, _>>()?;
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| secret::recovery_hash(code)).collect();
    app.write(&op.as_actor(Actor::Worker), async |tx| {
        store::confirm_totp(tx, account.id, step, &hashes, op.now).await?;
        sessions::mark_second_factor(tx, me.session).await?;
        Ok::<_, Failure<AccountRefused>>(tx.record(op, Event::new("account.second_factor_added", me.subject())).await?)
    })
    .await?;
    Ok(codes)
}

/// Removes the second factor; the password is asked again.
pub async fn remove_second_factor(app: &App, op: &Op, me: &SignedIn, password: &str) -> Outcome<(), AccountRefused> {
    let account = own(app, op, me).await?;
    prove(app, op, &account, password).await?;
    app.write(&op.as_actor(Actor::Worker), async |tx| {
        store::remove_totp(tx, account.id).await?;
        Ok(tx.record(op, Event::new("account.second_factor_removed", me.subject())).await?)
    })
    .await
}

/// The posts that the signed-in official may act in today.
pub async fn choices(app: &App, op: &Op, me: &SignedIn) -> Outcome<Vec<PostChoice>> {
    let Actor::Official(official) = &me.actor else { return Ok(Vec::new()) };
    let today = clock::local_date(op.now);
    app.read(&op.as_actor(Actor::Worker), async |tx| Ok(store::choices(tx, official.official, today).await?)).await
}
