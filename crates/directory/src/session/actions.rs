//! The steps of signing in and what may be done with a session.

use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::{PostId, SessionId};
use lienthong_kernel::op::{Actor, Op};
use lienthong_platform::{App, Event, Subject, Tx};
use serde_json::json;
use uuid::Uuid;

use super::model::{LIFE, PENDING, SessionRow, SignInRefused, SignedIn, Stage, Started, TOUCH, Token};
use super::store::{self, Next, Origin};
use crate::accounts::store::{self as accounts, Account, PostChoice};
use crate::accounts::{lock_rule, login_of, secret};

/// The application of the sign-in day when somebody signs in; rooms count their own use under their own names.
const PLATFORM: &str = "platform";

/// Who holds the token, in one statement; the last use is written once a minute. Runs with any `op`, for example that of the public.
pub async fn actor_of(app: &App, op: &Op, token: &str) -> Outcome<Option<SignedIn>> {
    let hash = Token::hash(token);
    let today = clock::local_date(op.now);
    let found = app.read(&op.as_actor(Actor::Public), async |tx| Ok(store::signed_in(tx, &hash, op.now, today).await?)).await?;
    let Some((signed_in, last_seen)) = found else { return Ok(None) };
    if op.now - last_seen > TOUCH {
        let touched: Outcome<()> =
            app.write(&op.as_actor(Actor::Worker), async |tx| Ok(store::touch(tx, signed_in.session, op.now).await?)).await;
        touched?;
    }
    Ok(Some(signed_in))
}

/// The first step: login and password. A failure is counted and recorded, and its words do not tell which part was wrong.
pub async fn sign_in(app: &App, op: &Op, login: &str, password: &str, agent: Option<&str>) -> Outcome<Started, SignInRefused> {
    let worker = op.as_actor(Actor::Worker);
    let login = login_of(login);
    let account = app.read(&worker, async |tx| Ok::<_, Failure<SignInRefused>>(accounts::by_login(tx, &login).await?)).await?;
    let fits = secret::fits(password, account.as_ref().map(|account| account.password_hash.clone())).await?;
    let Some(account) = account.filter(|account| fits && !account.closed) else {
        // the account is looked up again by its login only to count; a stranger learns nothing from it
        let known = app.read(&worker, async |tx| Ok::<_, Failure<SignInRefused>>(accounts::by_login(tx, &login).await?)).await?;
        failed(app, op, known.map(|account| account.id), "password").await.map_err(Failure::widen)?;
        return Err(Failure::Refused(SignInRefused::NotAccepted));
    };
    let origin = Origin {
        address: op.address.map(|address| address.to_string()),
        agent: agent.map(|text| text.chars().take(200).collect()),
    };
    let token = Token::new()?;
    let started = app
        .write(&worker, async |tx| {
            if accounts::lock(tx, account.id).await?.is_some_and(|until| until > op.now) {
                return Ok(None);
            }
            accounts::forget_failures(tx, account.id).await?;
            let session = SessionId::new();
            let next = if account.second_factor {
                Next {
                    stage: Stage::SecondFactor,
                    post: None,
                    delegation: None,
                    second_factor: false,
                    expires_at: op.now + PENDING,
                }
            } else {
                after_factors(tx, op, &account, session, false).await?
            };
            store::insert(tx, session, &Token::hash(token.reveal()), account.id, &next, &origin, op.now).await?;
            Ok::<_, Failure<SignInRefused>>(Some(next.stage))
        })
        .await?;
    match started {
        Some(stage) => Ok(Started { token, stage }),
        None => Err(Failure::Refused(SignInRefused::NotAccepted)),
    }
}

/// The second step: a one-time code, or a recovery code when the telephone is gone.
pub async fn second_factor(app: &App, op: &Op, token: &str, code: &str) -> Outcome<Started, SignInRefused> {
    let fresh = Token::new()?;
    let step = app
        .write(&op.as_actor(Actor::Worker), async |tx| {
            let pending = store::pending(tx, &Token::hash(token), op.now).await?;
            let pending =
                pending.filter(|p| p.stage == Stage::SecondFactor.word()).ok_or(Failure::Refused(SignInRefused::TooLate))?;
            let locked = accounts::lock(tx, pending.account).await?.is_some_and(|until| until > op.now);
            let account = accounts::by_id(tx, pending.account).await?.ok_or(Failure::NotFound)?;
            if locked || account.closed || !code_fits(tx, op, &account, code).await? {
                return Ok(Err(account.id));
            }
            accounts::forget_failures(tx, account.id).await?;
            let next = after_factors(tx, op, &account, pending.session, true).await?;
            store::advance(tx, pending.session, &Token::hash(fresh.reveal()), &next, op.now).await?;
            Ok::<_, Failure<SignInRefused>>(Ok(next.stage))
        })
        .await?;
    match step {
        Ok(stage) => Ok(Started { token: fresh, stage }),
        Err(account) => {
            failed(app, op, Some(account), "second_factor").await.map_err(Failure::widen)?;
            Err(Failure::Refused(SignInRefused::WrongCode))
        }
    }
}

async fn code_fits(tx: &mut Tx, op: &Op, account: &Account, code: &str) -> Outcome<bool, SignInRefused> {
    let Some(bytes) = &account.totp_secret else { return Ok(false) };
    if let Some(step) = secret::totp_step(bytes, code, op.now)? {
        return Ok(accounts::use_step(tx, account.id, step).await?);
    }
    let used = accounts::use_recovery(tx, account.id, &secret::recovery_hash(code), op.now).await?;
    if used {
        tx.record(op, Event::new("account.recovery_code_used", subject_of(account))).await?;
    }
    Ok(used)
}

/// The last step, and the change of the post later on: which post to act in. The token changes.
pub async fn choose_post(
    app: &App,
    op: &Op,
    token: &str,
    post: PostId,
    delegation: Option<Uuid>,
) -> Outcome<Started, SignInRefused> {
    let fresh = Token::new()?;
    app.write(&op.as_actor(Actor::Worker), async |tx| {
        let pending = store::pending(tx, &Token::hash(token), op.now).await?;
        let pending =
            pending.filter(|p| p.stage != Stage::SecondFactor.word()).ok_or(Failure::Refused(SignInRefused::TooLate))?;
        let account = accounts::by_id(tx, pending.account).await?.filter(|account| !account.closed).ok_or(Failure::NotFound)?;
        let official = account.official.ok_or(Failure::NotFound)?;
        let choices = accounts::choices(tx, official, clock::local_date(op.now)).await?;
        let choice =
            choices.into_iter().find(|choice| choice.post == post && choice.delegation == delegation).ok_or(Failure::NotFound)?;
        let next = open_in(tx, op, &account, pending.session, &choice, pending.second_factor).await?;
        store::advance(tx, pending.session, &Token::hash(fresh.reveal()), &next, op.now).await?;
        Ok(())
    })
    .await?;
    Ok(Started { token: fresh, stage: Stage::Open })
}

/// The stage behind a token that is not open yet, and the posts to choose from.
pub async fn waiting(app: &App, op: &Op, token: &str) -> Outcome<Option<(Stage, Vec<PostChoice>)>> {
    app.read(&op.as_actor(Actor::Worker), async |tx| {
        let Some((account, stage)) = store::waiting(tx, &Token::hash(token), op.now).await? else { return Ok(None) };
        let stage = [Stage::SecondFactor, Stage::Post, Stage::Open]
            .into_iter()
            .find(|one| one.word() == stage)
            .unwrap_or(Stage::SecondFactor);
        if stage == Stage::SecondFactor {
            return Ok(Some((stage, Vec::new())));
        }
        let official = accounts::by_id(tx, account).await?.and_then(|account| account.official);
        let choices = match official {
            Some(official) => accounts::choices(tx, official, clock::local_date(op.now)).await?,
            None => Vec::new(),
        };
        Ok(Some((stage, choices)))
    })
    .await
}

/// What follows when all factors are right: straight in with one post (or as a citizen), else the choice.
async fn after_factors(
    tx: &mut Tx,
    op: &Op,
    account: &Account,
    session: SessionId,
    second: bool,
) -> Outcome<Next, SignInRefused> {
    let Some(official) = account.official else {
        tx.record(
            op,
            Event::new("account.signed_in", subject_of(account)).detail(json!({ "session": session, "second_factor": second })),
        )
        .await?;
        return Ok(Next { stage: Stage::Open, post: None, delegation: None, second_factor: second, expires_at: op.now + LIFE });
    };
    let choices = accounts::choices(tx, official, clock::local_date(op.now)).await?;
    match choices.as_slice() {
        [] => Err(Failure::Refused(SignInRefused::NoPost)),
        [one] => open_in(tx, op, account, session, one, second).await,
        _ => Ok(Next { stage: Stage::Post, post: None, delegation: None, second_factor: second, expires_at: op.now + PENDING }),
    }
}

async fn open_in(
    tx: &mut Tx,
    op: &Op,
    account: &Account,
    session: SessionId,
    choice: &PostChoice,
    second: bool,
) -> Outcome<Next, SignInRefused> {
    if let Some(official) = account.official {
        store::used(tx, choice.agency, official, PLATFORM, op.now, clock::local_date(op.now)).await?;
    }
    let detail = json!({ "session": session, "post": choice.post, "delegation": choice.delegation, "second_factor": second });
    tx.record(op, Event::new("account.signed_in", subject_of(account)).agency(choice.agency).detail(detail)).await?;
    Ok(Next {
        stage: Stage::Open,
        post: Some(choice.post.0),
        delegation: choice.delegation,
        second_factor: second,
        expires_at: op.now + LIFE,
    })
}

/// Counts a failure against an account, locks it when there were too many, and records it; for an unknown login only the record is left.
pub(crate) async fn failed(app: &App, op: &Op, account: Option<Uuid>, step: &'static str) -> Outcome<()> {
    app.write(&op.as_actor(Actor::Worker), async |tx| {
        let mut detail = json!({ "step": step });
        let mut subject = Subject::none();
        if let Some(account) = account {
            subject = Subject::of("account", account);
            let locked = accounts::lock(tx, account).await?.is_some_and(|until| until > op.now);
            // while it is locked nothing counts, or a stranger could keep somebody out for ever
            if !locked {
                let failures = accounts::count_failure(tx, account).await?;
                detail["failures"] = json!(failures);
                if let Some(pause) = lock_rule(failures) {
                    accounts::lock_until(tx, account, op.now + pause).await?;
                    detail["locked_minutes"] = json!(pause.num_minutes());
                }
            }
        }
        Ok(tx.record(op, Event::new("account.sign_in_failed", subject).detail(detail)).await?)
    })
    .await
}

fn subject_of(account: &Account) -> Subject {
    match (account.official, account.citizen) {
        (Some(official), _) => Subject::official(official),
        (None, Some(citizen)) => Subject::of("citizen", citizen),
        (None, None) => Subject::of("account", account.id),
    }
}

/// Ends the session of the token.
pub async fn sign_out(app: &App, op: &Op, me: &SignedIn) -> Outcome<()> {
    revoke(app, op, me, me.session).await
}

/// Ends one of the own sessions.
pub async fn revoke(app: &App, op: &Op, me: &SignedIn, session: SessionId) -> Outcome<()> {
    app.write(&op.as_actor(Actor::Worker), async |tx| {
        if !store::revoke_one(tx, me.account, session, op.now).await? {
            return Err(Failure::NotFound);
        }
        let detail = json!({ "session": session, "own": session == me.session });
        Ok(tx.record(op, Event::new("account.session_ended", me.subject()).detail(detail)).await?)
    })
    .await
}

/// The own sessions that could still be used, newest first.
pub async fn list(app: &App, op: &Op, me: &SignedIn) -> Outcome<Vec<SessionRow>> {
    app.read(&op.as_actor(Actor::Worker), async |tx| Ok(store::of_account(tx, me.account, op.now).await?)).await
}
