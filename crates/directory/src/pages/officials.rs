//! Officials: list and search, one official, entering a new one, moving, locking, leaving, delegating.

use std::str::FromStr as _;

use axum::Extension;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Never};
use lienthong_kernel::id::{AgencyId, OfficialId, PostId};
use lienthong_kernel::op::Duty;
use lienthong_ui::components::{
    Button, ButtonGroup, Checkboxes, Choice, Column, Content, DateField, Inset, Pagination, SearchBox, Select, SummaryList,
    Table, TextField,
};
use lienthong_ui::forms::{FieldErrors, parse_date};
use lienthong_ui::http::{PageError, Posted, Visit, see_other_with};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, Flash, Page, format};
use serde::Deserialize;
use uuid::Uuid;

use super::agencies::agency_href;
use super::{desk_page, form, frame, t};
use crate::access;
use crate::agencies::store as agencies;
use crate::officials::actions::{self, DelegationForm, OpenWork};
use crate::officials::{BadPost, PersonForm, PostForm, store};

const LIST: &str = "/quan-tri/can-bo";
const NEW: &str = "/quan-tri/can-bo/moi";
const DELEGATIONS: &str = "/quan-tri/uy-quyen";
const PAGE: i64 = 50;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(LIST, get(list))
        .route(NEW, get(show_new).post(create))
        .route("/quan-tri/can-bo/{official}", get(show))
        .route("/quan-tri/can-bo/{official}/vi-tri", post(give_post))
        .route("/quan-tri/can-bo/{official}/tai-khoan", post(set_account))
        .route("/quan-tri/can-bo/{official}/khoa", post(close_account))
        .route("/quan-tri/can-bo/{official}/nghi", post(leave))
        .route(DELEGATIONS, get(show_delegations).post(delegate))
        .route("/quan-tri/uy-quyen/{delegation}/thu-hoi", post(revoke))
}

fn href(official: OfficialId) -> String {
    format!("{LIST}/{official}")
}

fn today(visit: &Visit) -> NaiveDate {
    clock::local_date(visit.op.now)
}

/// The field and the sentence of a refusal.
fn said(refused: BadPost) -> (&'static str, &'static str) {
    match refused {
        BadPost::NoName => ("name", "official.bad.no_name"),
        BadPost::BadEmail => ("email", "official.bad.email"),
        BadPost::EmailTaken => ("email", "official.bad.email_taken"),
        BadPost::StaffNumberTaken => ("staff_number", "official.bad.staff_number_taken"),
        BadPost::NoTitle => ("title", "official.bad.no_title"),
        BadPost::DayBeforeStart => ("from", "official.bad.day_before_start"),
        BadPost::EndsBeforeStart => ("last", "official.bad.ends_before_start"),
        BadPost::NoReason => ("reason", "official.bad.no_reason"),
        BadPost::SamePerson => ("to", "official.bad.same_person"),
        BadPost::LoginTaken => ("login", "official.bad.login_taken"),
        BadPost::WeakPassword => ("first", "official.bad.weak_password"),
        BadPost::HasLeft => ("", "official.bad.has_left"),
        BadPost::OpenWork => ("", "official.bad.open_work"),
    }
}

fn errors_of(failure: Failure<BadPost>, t: T) -> Result<FieldErrors, PageError> {
    match failure {
        Failure::Refused(refused) => {
            let (field, key) = said(refused);
            let mut errors = FieldErrors::new();
            errors.add(field, t.s(key));
            Ok(errors)
        }
        failure => Err(failure.into()),
    }
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    co_quan: Option<AgencyId>,
    /// The last official of the page before.
    sau: Option<OfficialId>,
}

async fn list(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    access::look_up::<Never>(&visit.op)?;
    let (locale, t, day) = (visit.op.locale, t(visit.op.locale), today(&visit));
    let found = state
        .app
        .read(&visit.op, async |tx| {
            let after = match asked.sau {
                Some(id) => store::place_of(tx, id).await?.map(|fold| (fold, id)),
                None => None,
            };
            let after = after.as_ref().map(|(fold, id)| (fold.as_str(), *id));
            Ok::<_, Failure>(store::find(tx, &asked.q, asked.co_quan, after, day, PAGE + 1).await?)
        })
        .await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let next = (found.len() > most).then(|| found[most - 1].id);
    let columns = vec![
        Column::new(t.s("official.name")),
        Column::new(t.s("official.agency")),
        Column::new(t.s("official.posts")),
        Column::new(t.s("official.account")),
    ];
    let mut table = Table::new(locale, t.s("official.list"), columns).caption_hidden().empty(t.s("official.none"));
    for row in found.into_iter().take(most) {
        let account = match (row.left_on, row.has_account) {
            (Some(day), _) => t.one("official.left", "day", format::date(day)),
            (None, true) => t.s("official.has_account").to_owned(),
            (None, false) => t.s("official.no_account").to_owned(),
        };
        table.push(vec![
            Content::link(href(row.id), &row.name),
            Content::from(row.agency_name),
            Content::from(row.titles.join("; ")),
            Content::from(account),
        ]);
    }
    let page = frame(&visit, &state, "official.list");
    let mut parts: Vec<Content> = Vec::new();
    if access::administer::<Never>(&visit.op).is_ok() {
        let group = ButtonGroup::new(Button::link(NEW, t.s("official.new")))
            .and(Button::link(DELEGATIONS, t.s("delegation.list")).secondary());
        parts.push(group.into());
    }
    parts.push(SearchBox::new(locale, LIST, "q", t.s("official.search")).value(asked.q.clone()).into());
    parts.push(table.into());
    let rest = next.map(|id| {
        let agency = asked.co_quan.map(|agency| format!("&co_quan={agency}")).unwrap_or_default();
        let q: String = asked
            .q
            .bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect();
        format!("{LIST}?q={q}{agency}&sau={id}")
    });
    if rest.is_some() || asked.sau.is_some() {
        parts.push(Pagination::new(locale, asked.sau.map(|_| LIST.to_owned()), rest).into());
    }
    desk_page(page, &FieldErrors::new(), parts)
}

/// A person and a post as typed. Fields that a form does not have stay empty.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    agency: String,
    name: String,
    staff_number: String,
    email: String,
    phone: String,
    title: String,
    department: String,
    duties: Vec<String>,
    from: String,
    /// The post that ends with it, when it is a move.
    replaces: String,
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl Entry {
    fn post(&self, errors: &mut FieldErrors, t: T) -> Option<PostForm> {
        let agency = AgencyId::from_str(&self.agency).ok();
        let from = parse_date(&self.from);
        if agency.is_none() {
            errors.add("agency", t.s("official.bad.agency"));
        }
        if from.is_none() {
            errors.add("from", t.s("official.bad.date"));
        }
        let duties = self.duties.iter().filter_map(|word| Duty::of_word(word)).collect();
        Some(PostForm { agency: agency?, title: self.title.clone(), department: some(&self.department), duties, from: from? })
    }

    fn person(&self, agency: AgencyId) -> PersonForm {
        PersonForm {
            agency,
            name: self.name.clone(),
            staff_number: some(&self.staff_number),
            email: some(&self.email),
            phone: some(&self.phone),
        }
    }
}

/// The agencies that the acting post may choose from; the own one first when there is no choice.
async fn agency_choices(state: &AppState, visit: &Visit) -> Result<Vec<Choice>, PageError> {
    let may = access::administer::<Never>(&visit.op)?;
    let day = today(visit);
    let found = state
        .app
        .read(&visit.op, async |tx| {
            let root = agencies::root(tx, day).await?;
            if root == Some(may.agency) {
                return Ok::<_, Failure>(agencies::find(tx, "", None, None, day, 1000).await?);
            }
            Ok(agencies::as_of(tx, may.agency, day).await?.into_iter().collect())
        })
        .await?;
    Ok(found.into_iter().map(|agency| Choice::new(agency.id.to_string(), agency.short_name)).collect())
}

fn post_fields(t: T, agencies: Vec<Choice>, entry: &Entry, errors: &FieldErrors) -> Vec<Content> {
    let locale = t.locale();
    let duties = Duty::ALL.iter().map(|duty| Choice::new(duty.word(), t.of("duty.", duty.word()))).collect();
    let mut boxes = Checkboxes::new(locale, "duties", t.s("official.duties"), duties).small();
    for duty in &entry.duties {
        boxes = boxes.value(duty);
    }
    vec![
        Select::new(locale, "agency", t.s("official.agency"), agencies).value(&entry.agency).error(errors.get("agency")).into(),
        TextField::new(locale, "title", t.s("official.title")).value(&entry.title).error(errors.get("title")).into(),
        TextField::new(locale, "department", t.s("official.department")).value(&entry.department).into(),
        boxes.into(),
        DateField::new(locale, "from", t.s("official.from")).value(&entry.from).error(errors.get("from")).into(),
    ]
}

async fn show_new(State(state): State<AppState>, visit: Visit) -> Result<Response, PageError> {
    let may = access::administer::<Never>(&visit.op)?;
    let entry = Entry { agency: may.agency.to_string(), from: format::date(today(&visit)), ..Entry::default() };
    new_page(&state, &visit, &entry, FieldErrors::new()).await
}

async fn new_page(state: &AppState, visit: &Visit, entry: &Entry, errors: FieldErrors) -> Result<Response, PageError> {
    let (locale, t) = (visit.op.locale, t(visit.op.locale));
    let page = frame(visit, state, "official.new");
    let field =
        |name: &str, key: &'static str, value: &str| TextField::new(locale, name, t.s(key)).value(value).error(errors.get(name));
    let mut fields: Vec<Content> = vec![
        field("name", "official.name", &entry.name).into(),
        field("staff_number", "official.staff_number", &entry.staff_number).width(20).into(),
        field("email", "official.email", &entry.email).kind("email").into(),
        field("phone", "official.phone", &entry.phone).kind("tel").width(20).into(),
    ];
    fields.extend(post_fields(t, agency_choices(state, visit).await?, entry, &errors));
    fields.push(Button::submit(t.s("official.save")).into());
    let part = form(&page, "", NEW, fields)?;
    desk_page(page, &errors, vec![part])
}

async fn create(State(state): State<AppState>, visit: Visit, posted: Posted<Entry>) -> Result<Response, PageError> {
    let t = t(visit.op.locale);
    let entry = posted.form;
    let mut errors = FieldErrors::new();
    let Some(post) = entry.post(&mut errors, t) else { return new_page(&state, &visit, &entry, errors).await };
    match actions::create(&state.app, &visit.op, entry.person(post.agency), post).await {
        Ok(id) => Ok(see_other_with(&state.site, &href(id), &Flash::success(t.s("official.created")))),
        Err(failure) => new_page(&state, &visit, &entry, errors_of(failure, t)?).await,
    }
}

async fn show(State(state): State<AppState>, visit: Visit, Path(id): Path<OfficialId>) -> Result<Response, PageError> {
    official_page(&state, &visit, id, FieldErrors::new()).await
}

async fn official_page(state: &AppState, visit: &Visit, id: OfficialId, errors: FieldErrors) -> Result<Response, PageError> {
    access::look_up::<Never>(&visit.op)?;
    let (locale, t, day) = (visit.op.locale, t(visit.op.locale), today(visit));
    let (person, posts, account) = state
        .app
        .read(&visit.op, async |tx| {
            let person = store::detail(tx, id, day).await?.ok_or(Failure::NotFound)?;
            Ok::<_, Failure>((person, store::posts_of(tx, id).await?, store::account_state(tx, id).await?))
        })
        .await?;
    let page = frame(visit, state, "official.list").titled(person.name.clone());
    let mut facts = SummaryList::new(locale)
        .row(t.s("official.agency"), Content::link(agency_href(person.agency), &person.agency_name))
        .row_if(t.s("official.staff_number"), person.staff_number.clone())
        .row_if(t.s("official.email"), person.email.clone())
        .row_if(t.s("official.phone"), person.phone.clone())
        .row_if(t.s("official.left_on"), person.left_on.map(format::date));
    if let Some(account) = &account {
        let state = match (account.closed, account.locked_until.filter(|until| *until > visit.op.now)) {
            (true, _) => t.s("official.account_closed").to_owned(),
            (false, Some(until)) => t.one("official.account_locked", "time", format::time(until)),
            (false, None) => t.s("official.account_open").to_owned(),
        };
        facts = facts
            .row(t.s("official.login"), account.login.clone())
            .row(t.s("official.account"), state)
            .row(t.s("official.second_factor"), t.s(if account.second_factor { "official.yes" } else { "official.no" }))
            .row_if(t.s("account.last_seen"), account.last_seen_at.map(format::time));
    }
    let columns = vec![
        Column::new(t.s("official.title")),
        Column::new(t.s("official.agency")),
        Column::new(t.s("official.duties")),
        Column::new(t.s("agency.from")),
        Column::new(t.s("agency.to")),
    ];
    let mut table = Table::new(locale, t.s("official.posts"), columns).empty(t.s("official.no_posts"));
    for post in &posts {
        let duties: Vec<String> = post.duties.iter().map(|duty| t.of("duty.", duty.word())).collect();
        table.push(vec![
            Content::from(post.title.as_str()),
            Content::from(post.agency_name.as_str()),
            Content::from(duties.join("; ")),
            Content::from(format::date(post.valid_from)),
            Content::from(post.valid_to.map(format::date).unwrap_or_default()),
        ]);
    }
    let mut parts: Vec<Content> = vec![facts.into(), table.into()];
    // the account is visible exactly to who administers this person
    let administers = access::administer::<Never>(&visit.op).is_ok_and(|may| may.agency == person.agency) || account.is_some();
    if administers && person.left_on.is_none() {
        let login = account.map(|account| account.login).unwrap_or_default();
        let mut held = vec![Choice::new("", t.s("official.replaces_none"))];
        held.extend(
            posts.iter().filter(|post| post.valid_to.is_none()).map(|post| Choice::new(post.id.to_string(), post.title.as_str())),
        );
        let entry = Entry { agency: person.agency.to_string(), from: format::date(day), ..Entry::default() };
        let mut fields = vec![Select::new(locale, "replaces", t.s("official.replaces"), held).into()];
        fields.extend(post_fields(t, agency_choices(state, visit).await?, &entry, &errors));
        fields.push(Button::submit(t.s("official.give_post")).into());
        parts.push(form(&page, t.s("official.give_post"), &format!("{}/vi-tri", href(id)), fields)?);
        parts.extend(change_forms(&page, t, id, &login, &errors)?);
    }
    desk_page(page, &errors, parts)
}

fn change_forms(page: &Page, t: T, id: OfficialId, login: &str, errors: &FieldErrors) -> Result<Vec<Content>, PageError> {
    let locale = t.locale();
    Ok(vec![
        form(
            page,
            t.s("official.set_account"),
            &format!("{}/tai-khoan", href(id)),
            vec![
                TextField::new(locale, "login", t.s("official.login")).value(login).error(errors.get("login")).width(20).into(),
                TextField::new(locale, "first", t.s("official.first_password"))
                    .autocomplete("off")
                    .error(errors.get("first"))
                    .width(20)
                    .into(),
                Button::submit(t.s("official.set_account")).secondary().into(),
            ],
        )?,
        form(
            page,
            t.s("official.close_account"),
            &format!("{}/khoa", href(id)),
            vec![Button::submit(t.s("official.close_account")).warning().into()],
        )?,
        form(
            page,
            t.s("official.leave"),
            &format!("{}/nghi", href(id)),
            vec![
                Inset::new(t.s("official.leave_hint")).into(),
                DateField::new(locale, "on", t.s("official.left_on")).error(errors.get("on")).into(),
                Button::submit(t.s("official.leave")).warning().into(),
            ],
        )?,
    ])
}

async fn give_post(
    State(state): State<AppState>,
    visit: Visit,
    Path(id): Path<OfficialId>,
    posted: Posted<Entry>,
) -> Result<Response, PageError> {
    let t = t(visit.op.locale);
    let mut errors = FieldErrors::new();
    let Some(post) = posted.form.post(&mut errors, t) else { return official_page(&state, &visit, id, errors).await };
    let done = match PostId::from_str(&posted.form.replaces) {
        Ok(old) => actions::move_post(&state.app, &visit.op, old, post).await,
        Err(_) => actions::add_post(&state.app, &visit.op, id, post).await,
    };
    match done {
        Ok(_) => Ok(see_other_with(&state.site, &href(id), &Flash::success(t.s("official.saved")))),
        Err(failure) => official_page(&state, &visit, id, errors_of(failure, t)?).await,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AccountEntry {
    login: String,
    first: String,
}

async fn set_account(
    State(state): State<AppState>,
    visit: Visit,
    Path(id): Path<OfficialId>,
    posted: Posted<AccountEntry>,
) -> Result<Response, PageError> {
    let t = t(visit.op.locale);
    match actions::set_account(&state.app, &visit.op, id, &posted.form.login, &posted.form.first).await {
        Ok(()) => Ok(see_other_with(&state.site, &href(id), &Flash::success(t.s("official.account_set")))),
        Err(failure) => official_page(&state, &visit, id, errors_of(failure, t)?).await,
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn close_account(
    State(state): State<AppState>,
    visit: Visit,
    Path(id): Path<OfficialId>,
    _posted: Posted<Nothing>,
) -> Result<Response, PageError> {
    let t = t(visit.op.locale);
    actions::close_account(&state.app, &visit.op, id).await?;
    Ok(see_other_with(&state.site, &href(id), &Flash::success(t.s("official.account_shut"))))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct LeaveEntry {
    on: String,
}

async fn leave(
    State(state): State<AppState>,
    visit: Visit,
    open_work: Option<Extension<OpenWork>>,
    Path(id): Path<OfficialId>,
    posted: Posted<LeaveEntry>,
) -> Result<Response, PageError> {
    access::administer::<Never>(&visit.op)?;
    let t = t(visit.op.locale);
    let Some(day) = parse_date(&posted.form.on) else {
        let mut errors = FieldErrors::new();
        errors.add("on", t.s("official.bad.date"));
        return official_page(&state, &visit, id, errors).await;
    };
    let open = match open_work {
        Some(Extension(count)) => count(state.app.clone(), visit.op.clone(), id).await?,
        None => 0,
    };
    match actions::leave(&state.app, &visit.op, id, day, open).await {
        Ok(()) => Ok(see_other_with(&state.site, &href(id), &Flash::success(t.s("official.has_gone")))),
        Err(failure) => official_page(&state, &visit, id, errors_of(failure, t)?).await,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DelegationEntry {
    from: String,
    to: String,
    first: String,
    last: String,
    reason: String,
}

async fn show_delegations(State(state): State<AppState>, visit: Visit) -> Result<Response, PageError> {
    delegations_page(&state, &visit, &DelegationEntry::default(), FieldErrors::new()).await
}

async fn delegations_page(
    state: &AppState,
    visit: &Visit,
    entry: &DelegationEntry,
    errors: FieldErrors,
) -> Result<Response, PageError> {
    let may = access::administer::<Never>(&visit.op)?;
    let (locale, t, day) = (visit.op.locale, t(visit.op.locale), today(visit));
    let (rows, posts) = state
        .app
        .read(&visit.op, async |tx| {
            Ok::<_, Failure>((store::delegations(tx, may.agency, day).await?, store::posts_at(tx, may.agency, day).await?))
        })
        .await?;
    let page = frame(visit, state, "delegation.list");
    let columns = vec![
        Column::new(t.s("delegation.from")),
        Column::new(t.s("delegation.to")),
        Column::new(t.s("agency.from")),
        Column::new(t.s("delegation.until")),
        Column::new(t.s("delegation.reason")),
        Column::new(t.s("delegation.revoke")),
    ];
    let mut table = Table::new(locale, t.s("delegation.list"), columns).caption_hidden().empty(t.s("delegation.none"));
    for row in rows {
        let revoke = if row.revoked {
            Content::from(t.s("delegation.revoked"))
        } else {
            form(
                &page,
                "",
                &format!("{DELEGATIONS}/{}/thu-hoi", row.id),
                vec![Button::submit(t.s("delegation.revoke")).secondary().into()],
            )?
        };
        table.push(vec![
            Content::from(row.from),
            Content::from(row.to),
            Content::from(format::date(row.valid_from)),
            Content::from(format::date(row.valid_to.pred_opt().unwrap_or(row.valid_to))),
            Content::from(row.reason),
            revoke,
        ]);
    }
    let choices = || posts.iter().map(|(id, text)| Choice::new(id.to_string(), text.as_str())).collect::<Vec<_>>();
    let part = form(
        &page,
        t.s("delegation.new"),
        DELEGATIONS,
        vec![
            Select::new(locale, "from", t.s("delegation.from"), choices()).value(&entry.from).error(errors.get("from")).into(),
            Select::new(locale, "to", t.s("delegation.to"), choices()).value(&entry.to).error(errors.get("to")).into(),
            DateField::new(locale, "first", t.s("agency.from")).value(&entry.first).error(errors.get("first")).into(),
            DateField::new(locale, "last", t.s("delegation.until")).value(&entry.last).error(errors.get("last")).into(),
            TextField::new(locale, "reason", t.s("delegation.reason")).value(&entry.reason).error(errors.get("reason")).into(),
            Button::submit(t.s("delegation.new")).into(),
        ],
    )?;
    desk_page(page, &errors, vec![table.into(), part])
}

async fn delegate(State(state): State<AppState>, visit: Visit, posted: Posted<DelegationEntry>) -> Result<Response, PageError> {
    let t = t(visit.op.locale);
    let entry = posted.form;
    let mut errors = FieldErrors::new();
    let (from, to) = (PostId::from_str(&entry.from).ok(), PostId::from_str(&entry.to).ok());
    let (first, last) = (parse_date(&entry.first), parse_date(&entry.last));
    for (field, missing) in [("first", first.is_none()), ("last", last.is_none())] {
        if missing {
            errors.add(field, t.s("official.bad.date"));
        }
    }
    let (Some(from), Some(to), Some(first), Some(last)) = (from, to, first, last) else {
        return delegations_page(&state, &visit, &entry, errors).await;
    };
    let asked = DelegationForm { from, to, first, last, reason: entry.reason.clone() };
    match actions::delegate(&state.app, &visit.op, asked).await {
        Ok(_) => Ok(see_other_with(&state.site, DELEGATIONS, &Flash::success(t.s("delegation.made")))),
        Err(failure) => delegations_page(&state, &visit, &entry, errors_of(failure, t)?).await,
    }
}

async fn revoke(
    State(state): State<AppState>,
    visit: Visit,
    Path(id): Path<Uuid>,
    _posted: Posted<Nothing>,
) -> Result<Response, PageError> {
    actions::revoke_delegation(&state.app, &visit.op, id).await?;
    Ok(see_other_with(&state.site, DELEGATIONS, &Flash::success(t(visit.op.locale).s("delegation.revoked"))))
}
