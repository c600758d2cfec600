//! What administrators do with people: create, move, end, lock, delegate. Every change leaves an event.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::NaiveDate;
use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::{AgencyId, OfficialId, PostId};
use lienthong_kernel::op::{Duty, Op};
use lienthong_platform::{App, Event, Subject, Tx};
use serde_json::json;
use uuid::Uuid;

use super::model::{BadPost, PersonForm, PostForm};
use super::store::{self, NewDelegation};
use crate::access::{self, MayAdminister};
use crate::accounts::{check_password, login_of, secret};

/// Counts the open work of an official for the leaver check. The rooms above give it to the web, because this room does not see them.
pub type OpenWork = Arc<dyn Fn(App, Op, OfficialId) -> Pin<Box<dyn Future<Output = Outcome<u64>> + Send>> + Send + Sync>;

/// A refusal of the database by its constraint, or by the policy that bounds administration.
fn refusal(error: sqlx::Error) -> Failure<BadPost> {
    let Some(database) = error.as_database_error() else { return error.into() };
    match (database.constraint(), database.code().as_deref()) {
        (Some("official_email"), _) => Failure::Refused(BadPost::EmailTaken),
        (Some("official_staff_number"), _) => Failure::Refused(BadPost::StaffNumberTaken),
        (Some("account_login"), _) => Failure::Refused(BadPost::LoginTaken),
        (_, Some("42501")) => Failure::Forbidden,
        _ => error.into(),
    }
}

/// Whether the acting post administers this agency: its own, or any from the province's root.
async fn bounded(tx: &mut Tx, may: MayAdminister, agency: AgencyId) -> Outcome<(), BadPost> {
    if may.agency == agency {
        return Ok(());
    }
    let all = sqlx::query_scalar!(r#"select directory.administers_all() as "all!""#).fetch_one(tx.conn()).await?;
    if all { Ok(()) } else { Err(Failure::Forbidden) }
}

/// Enters a person with a first post.
pub async fn create(app: &App, op: &Op, person: PersonForm, post: PostForm) -> Outcome<OfficialId, BadPost> {
    let may = access::administer(op)?;
    let person = person.checked().map_err(Failure::Refused)?;
    let post = post.checked().map_err(Failure::Refused)?;
    app.write(op, async |tx| create_in(tx, op, may, &person, &post).await).await
}

/// The same inside a transaction, for imports.
pub(crate) async fn create_in(
    tx: &mut Tx,
    op: &Op,
    may: MayAdminister,
    person: &PersonForm,
    post: &PostForm,
) -> Outcome<OfficialId, BadPost> {
    bounded(tx, may, person.agency).await?;
    bounded(tx, may, post.agency).await?;
    let id = OfficialId::new();
    store::insert_official(tx, id, person, post.from).await.map_err(refusal)?;
    tx.record(op, Event::new("official.created", Subject::official(id)).agency(person.agency)).await?;
    add_post_in(tx, op, id, post).await?;
    Ok(id)
}

async fn add_post_in(tx: &mut Tx, op: &Op, official: OfficialId, post: &PostForm) -> Outcome<PostId, BadPost> {
    let id = PostId::new();
    store::insert_post(tx, id, official, post).await?;
    if post.duties.iter().any(|duty| matches!(duty, Duty::Receive | Duty::Handle | Duty::Assign | Duty::Approve | Duty::Return)) {
        store::grant(tx, post.agency, id, None).await?;
    }
    let duties: Vec<&str> = post.duties.iter().map(|duty| duty.word()).collect();
    let detail = json!({ "post": id, "duties": duties, "from": post.from });
    tx.record(op, Event::new("official.post_given", Subject::official(official)).agency(post.agency).detail(detail)).await?;
    Ok(id)
}

/// Gives one more post.
pub async fn add_post(app: &App, op: &Op, official: OfficialId, post: PostForm) -> Outcome<PostId, BadPost> {
    let may = access::administer(op)?;
    let post = post.checked().map_err(Failure::Refused)?;
    app.write(op, async |tx| {
        let person = store::detail(tx, official, clock::local_date(op.now)).await?.ok_or(Failure::NotFound)?;
        if person.left_on.is_some() {
            return Err(Failure::Refused(BadPost::HasLeft));
        }
        bounded(tx, may, post.agency).await?;
        add_post_in(tx, op, official, &post).await
    })
    .await
}

/// Ends one post and begins another on the same day. Rights are named anew, never inherited.
pub async fn move_post(app: &App, op: &Op, old: PostId, new: PostForm) -> Outcome<PostId, BadPost> {
    let may = access::administer(op)?;
    let new = new.checked().map_err(Failure::Refused)?;
    app.write(op, async |tx| {
        let (agency, official, from, to) = store::post(tx, old).await?.ok_or(Failure::NotFound)?;
        bounded(tx, may, agency).await?;
        bounded(tx, may, new.agency).await?;
        end_in(tx, op, old, (agency, official, from, to), new.from).await?;
        store::move_employment(tx, official, new.agency).await?;
        add_post_in(tx, op, official, &new).await
    })
    .await
}

/// Ends a post; delegations from and to it end with it.
pub async fn end_post(app: &App, op: &Op, post: PostId, day: NaiveDate) -> Outcome<(), BadPost> {
    let may = access::administer(op)?;
    app.write(op, async |tx| {
        let found = store::post(tx, post).await?.ok_or(Failure::NotFound)?;
        bounded(tx, may, found.0).await?;
        end_in(tx, op, post, found, day).await
    })
    .await
}

async fn end_in(
    tx: &mut Tx,
    op: &Op,
    post: PostId,
    (agency, official, from, to): (AgencyId, OfficialId, NaiveDate, Option<NaiveDate>),
    day: NaiveDate,
) -> Outcome<(), BadPost> {
    if day < from {
        return Err(Failure::Refused(BadPost::DayBeforeStart));
    }
    if to.is_some() || !store::end_post(tx, post, day, op.now).await? {
        return Err(Failure::NotFound);
    }
    let detail = json!({ "post": post, "on": day });
    Ok(tx.record(op, Event::new("official.post_ended", Subject::official(official)).agency(agency).detail(detail)).await?)
}

/// A person leaves the service: refused while work is open, otherwise posts, delegations, account and sessions end together.
pub async fn leave(app: &App, op: &Op, official: OfficialId, day: NaiveDate, open_work: u64) -> Outcome<(), BadPost> {
    let may = access::administer(op)?;
    app.write(op, async |tx| {
        let person = store::detail(tx, official, clock::local_date(op.now)).await?.ok_or(Failure::NotFound)?;
        bounded(tx, may, person.agency).await?;
        if open_work > 0 {
            return Err(Failure::Refused(BadPost::OpenWork));
        }
        if person.left_on.is_some() {
            return Err(Failure::Refused(BadPost::HasLeft));
        }
        if day < person.joined_on {
            return Err(Failure::Refused(BadPost::DayBeforeStart));
        }
        for post in store::posts_of(tx, official).await?.into_iter().filter(|post| post.valid_to.is_none()) {
            bounded(tx, may, post.agency).await?;
            end_in(tx, op, post.id, (post.agency, official, post.valid_from, None), day.max(post.valid_from)).await?;
        }
        store::leave_service(tx, official, day).await?;
        store::close_account(tx, official, op.now).await.map_err(refusal)?;
        let detail = json!({ "on": day });
        Ok(tx.record(op, Event::new("official.left", Subject::official(official)).agency(person.agency).detail(detail)).await?)
    })
    .await
}

/// Opens an account with a first password, or gives a new one; it must be changed at the first sign-in.
pub async fn set_account(app: &App, op: &Op, official: OfficialId, login: &str, first: &str) -> Outcome<(), BadPost> {
    let may = access::administer(op)?;
    let login = login_of(login);
    if login.is_empty() || login.chars().any(char::is_whitespace) {
        return Err(Failure::Refused(BadPost::LoginTaken));
    }
    check_password(first, &login).map_err(|_| Failure::Refused(BadPost::WeakPassword))?;
    let hash = secret::hash(first).await?;
    app.write(op, async |tx| {
        let person = store::detail(tx, official, clock::local_date(op.now)).await?.ok_or(Failure::NotFound)?;
        bounded(tx, may, person.agency).await?;
        if person.left_on.is_some() {
            return Err(Failure::Refused(BadPost::HasLeft));
        }
        store::set_account(tx, official, &login, &hash, op.now).await.map_err(refusal)?;
        Ok(tx.record(op, Event::new("account.opened", Subject::official(official)).agency(person.agency)).await?)
    })
    .await
}

/// Locks the account; every session ends at once.
pub async fn close_account(app: &App, op: &Op, official: OfficialId) -> Outcome<(), BadPost> {
    let may = access::administer(op)?;
    app.write(op, async |tx| {
        let person = store::detail(tx, official, clock::local_date(op.now)).await?.ok_or(Failure::NotFound)?;
        bounded(tx, may, person.agency).await?;
        if !store::close_account(tx, official, op.now).await.map_err(refusal)? {
            return Err(Failure::NotFound);
        }
        Ok(tx.record(op, Event::new("account.closed", Subject::official(official)).agency(person.agency)).await?)
    })
    .await
}

/// A delegation as entered; both days are the first day in force and the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegationForm {
    /// Whose post.
    pub from: PostId,
    /// Who acts in it, named by an own post.
    pub to: PostId,
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Lets the holder of one post act in another while its holder is away.
pub async fn delegate(app: &App, op: &Op, form: DelegationForm) -> Outcome<Uuid, BadPost> {
    let may = access::administer(op)?;
    let reason = form.reason.trim();
    if reason.is_empty() {
        return Err(Failure::Refused(BadPost::NoReason));
    }
    if form.last < form.first {
        return Err(Failure::Refused(BadPost::EndsBeforeStart));
    }
    app.write(op, async |tx| {
        let (agency, absent, ..) = store::post(tx, form.from).await?.ok_or(Failure::NotFound)?;
        let (_, acting, ..) = store::post(tx, form.to).await?.ok_or(Failure::NotFound)?;
        bounded(tx, may, agency).await?;
        if absent == acting {
            return Err(Failure::Refused(BadPost::SamePerson));
        }
        let id = Uuid::now_v7();
        let valid_to = form.last.succ_opt().unwrap_or(form.last);
        let new = NewDelegation { agency, from: form.from, to: form.to, valid_from: form.first, valid_to, reason };
        store::insert_delegation(tx, id, &new).await?;
        let detail =
            json!({ "delegation": id, "from_post": form.from, "to_post": form.to, "first": form.first, "last": form.last });
        tx.record(op, Event::new("official.post_delegated", Subject::official(absent)).agency(agency).detail(detail)).await?;
        Ok(id)
    })
    .await
}

/// Takes a delegation back; sessions that act under it stop at their next request.
pub async fn revoke_delegation(app: &App, op: &Op, delegation: Uuid) -> Outcome<(), BadPost> {
    let may = access::administer(op)?;
    app.write(op, async |tx| {
        if !store::revoke_delegation(tx, delegation, op.now).await? {
            return Err(Failure::NotFound);
        }
        Ok(tx
            .record(op, Event::new("official.delegation_revoked", Subject::of("delegation", delegation)).agency(may.agency))
            .await?)
    })
    .await
}
