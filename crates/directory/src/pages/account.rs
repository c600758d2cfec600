//! The own account: sessions, password, second factor.

use axum::Extension;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use lienthong_kernel::failure::Failure;
use lienthong_kernel::id::SessionId;
use lienthong_ui::components::{Button, ButtonGroup, Column, Content, Inset, SummaryList, Table, TextField, escape};
use lienthong_ui::forms::FieldErrors;
use lienthong_ui::http::{PageError, Posted, Visit, see_other, see_other_with};
use lienthong_ui::{AppState, Flash, format};
use serde::Deserialize;

use super::{citizen_page, form, frame, paragraph, t};
use crate::accounts::actions::{self, AccountRefused};
use crate::accounts::{BadPassword, MIN_PASSWORD};
use crate::session::{self, SignedIn};

const ACCOUNT: &str = "/tai-khoan";
const PASSWORD: &str = crate::session::PASSWORD_PAGE;
const SECOND: &str = "/tai-khoan/xac-thuc";

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(ACCOUNT, get(show))
        .route("/tai-khoan/phien/{session}", post(end_session))
        .route(PASSWORD, get(show_password).post(change_password))
        .route(SECOND, get(show_second).post(confirm_second))
        .route("/tai-khoan/xac-thuc/ma.png", get(picture))
        .route("/tai-khoan/xac-thuc/go", post(remove_second))
}

type Me = Option<Extension<SignedIn>>;

/// Whoever is not signed in is led to the sign-in and back.
#[expect(clippy::result_large_err, reason = "the error is the answer itself, made once and returned at once")]
fn signed_in(me: Me, visit: &Visit) -> Result<SignedIn, Response> {
    me.map(|Extension(me)| me).ok_or_else(|| {
        tracing::debug!(path = visit.path, "asked for without a session");
        see_other("/dang-nhap?tiep=/tai-khoan")
    })
}

async fn show(State(state): State<AppState>, visit: Visit, me: Me) -> Result<Response, PageError> {
    let me = match signed_in(me, &visit) {
        Ok(me) => me,
        Err(redirect) => return Ok(redirect),
    };
    let (locale, t) = (visit.op.locale, t(visit.op.locale));
    let page = frame(&visit, &state, "account.title");
    let mut table = Table::new(
        locale,
        t.s("account.sessions"),
        vec![
            Column::new(t.s("account.since")),
            Column::new(t.s("account.last_seen")),
            Column::new(t.s("account.address")),
            Column::new(t.s("account.agent")),
            Column::new(t.s("account.end")),
        ],
    );
    for row in session::list(&state.app, &visit.op, &me).await? {
        let end = if row.id == me.session {
            Content::from(t.s("account.this_session"))
        } else {
            form(&page, "", &format!("/tai-khoan/phien/{}", row.id), vec![Button::submit(t.s("account.end")).secondary().into()])?
        };
        table.push(vec![
            Content::from(format::time(row.created_at)),
            Content::from(format::time(row.last_seen_at)),
            Content::from(row.address.unwrap_or_default()),
            Content::from(row.agent.unwrap_or_default()),
            end,
        ]);
    }
    let who = SummaryList::new(locale)
        .row(t.s("account.name"), me.person.clone())
        .row_if(t.s("account.post"), me.title.clone())
        .row_if(t.s("account.agency"), me.agency.clone());
    let links = ButtonGroup::new(Button::link(PASSWORD, t.s("password.title")))
        .and(Button::link(SECOND, t.s("factor.title")).secondary())
        .and(Content::link("/dang-nhap/vi-tri", t.s("post.change")));
    citizen_page(page, &FieldErrors::new(), vec![who.into(), links.into(), table.into()])
}

#[derive(Deserialize)]
struct Nothing {}

async fn end_session(
    State(state): State<AppState>,
    visit: Visit,
    me: Me,
    Path(id): Path<SessionId>,
    _posted: Posted<Nothing>,
) -> Result<Response, PageError> {
    let me = match signed_in(me, &visit) {
        Ok(me) => me,
        Err(redirect) => return Ok(redirect),
    };
    session::revoke(&state.app, &visit.op, &me, id).await?;
    Ok(see_other_with(&state.site, ACCOUNT, &Flash::success(t(visit.op.locale).s("account.session_ended"))))
}

async fn show_password(State(state): State<AppState>, visit: Visit, me: Me) -> Result<Response, PageError> {
    match signed_in(me, &visit) {
        Ok(me) => password_page(&state, &visit, &me, FieldErrors::new()),
        Err(redirect) => Ok(redirect),
    }
}

fn password_page(state: &AppState, visit: &Visit, me: &SignedIn, errors: FieldErrors) -> Result<Response, PageError> {
    let (locale, t) = (visit.op.locale, t(visit.op.locale));
    let page = frame(visit, state, "password.title");
    let field = |name: &str, key: &'static str, kind: &'static str| {
        TextField::new(locale, name, t.s(key)).kind("password").autocomplete(kind).error(errors.get(name))
    };
    let mut parts = Vec::new();
    if me.must_change {
        parts.push(Inset::new(t.s("password.must_change")).into());
    }
    parts.push(form(
        &page,
        "",
        PASSWORD,
        vec![
            field("present", "password.present", "current-password").into(),
            field("new", "password.new", "new-password").hint(t.one("password.hint", "n", MIN_PASSWORD)).into(),
            field("again", "password.again", "new-password").into(),
            Button::submit(t.s("password.submit")).into(),
        ],
    )?);
    citizen_page(page, &errors, parts)
}

#[derive(Deserialize)]
struct PasswordForm {
    #[serde(default)]
    present: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

async fn change_password(
    State(state): State<AppState>,
    visit: Visit,
    me: Me,
    posted: Posted<PasswordForm>,
) -> Result<Response, PageError> {
    let me = match signed_in(me, &visit) {
        Ok(me) => me,
        Err(redirect) => return Ok(redirect),
    };
    let t = t(visit.op.locale);
    let PasswordForm { present, new, again } = posted.form;
    let mut errors = FieldErrors::new();
    if new != again {
        errors.add("again", t.s("password.differs"));
        return password_page(&state, &visit, &me, errors);
    }
    match actions::change_password(&state.app, &visit.op, &me, &present, &new).await {
        Ok(()) => return Ok(see_other_with(&state.site, ACCOUNT, &Flash::success(t.s("password.changed")))),
        Err(Failure::Refused(AccountRefused::Password(bad))) => match bad {
            BadPassword::TooShort => errors.add("new", t.one("password.too_short", "n", MIN_PASSWORD)),
            BadPassword::HoldsLogin => errors.add("new", t.s("password.holds_login")),
            BadPassword::TooPlain => errors.add("new", t.s("password.too_plain")),
        },
        Err(Failure::Refused(_)) => errors.add("present", t.s("password.wrong")),
        Err(failure) => return Err(failure.into()),
    }
    password_page(&state, &visit, &me, errors)
}

async fn show_second(State(state): State<AppState>, visit: Visit, me: Me) -> Result<Response, PageError> {
    match signed_in(me, &visit) {
        Ok(me) => second_page(&state, &visit, &me, FieldErrors::new()).await,
        Err(redirect) => Ok(redirect),
    }
}

async fn second_page(state: &AppState, visit: &Visit, me: &SignedIn, errors: FieldErrors) -> Result<Response, PageError> {
    let (locale, t) = (visit.op.locale, t(visit.op.locale));
    let page = frame(visit, state, "factor.title");
    let parts = match actions::propose_second_factor(&state.app, &visit.op, me).await {
        Ok(proposed) => vec![
            paragraph(t.s("factor.intro")),
            Content::html(format!("<p><img src=\"/tai-khoan/xac-thuc/ma.png\" alt=\"{}\"></p>", escape(t.s("factor.picture")))),
            SummaryList::new(locale).row(t.s("factor.secret"), proposed.base32).into(),
            form(
                &page,
                "",
                SECOND,
                vec![
                    TextField::new(locale, "code", t.s("second.code"))
                        .width(10)
                        .autocomplete("one-time-code")
                        .error(errors.get("code"))
                        .into(),
                    Button::submit(t.s("factor.confirm")).into(),
                ],
            )?,
        ],
        Err(Failure::Refused(_)) => vec![
            paragraph(t.s("factor.on")),
            form(
                &page,
                "",
                "/tai-khoan/xac-thuc/go",
                vec![
                    TextField::new(locale, "present", t.s("password.present"))
                        .kind("password")
                        .autocomplete("current-password")
                        .error(errors.get("present"))
                        .into(),
                    Button::submit(t.s("factor.remove")).warning().into(),
                ],
            )?,
        ],
        Err(failure) => return Err(failure.into()),
    };
    citizen_page(page, &errors, parts)
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
}

async fn confirm_second(
    State(state): State<AppState>,
    visit: Visit,
    me: Me,
    posted: Posted<CodeForm>,
) -> Result<Response, PageError> {
    let me = match signed_in(me, &visit) {
        Ok(me) => me,
        Err(redirect) => return Ok(redirect),
    };
    let t = t(visit.op.locale);
    match actions::confirm_second_factor(&state.app, &visit.op, &me, &posted.form.code).await {
        Ok(codes) => {
            let items: String = codes.iter().map(|code| format!("<li><code>{}</code></li>", escape(code))).collect();
            let list = Content::html(format!("<ul class=\"govuk-list\">{items}</ul>"));
            let page = frame(&visit, &state, "factor.codes");
            let done = Button::link(ACCOUNT, t.s("factor.done")).into();
            citizen_page(page, &FieldErrors::new(), vec![paragraph(t.s("factor.codes_intro")), list, done])
        }
        Err(Failure::Refused(AccountRefused::AlreadySetUp)) => Ok(see_other(SECOND)),
        Err(Failure::Refused(_)) => {
            let mut errors = FieldErrors::new();
            errors.add("code", t.s("second.wrong"));
            second_page(&state, &visit, &me, errors).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn picture(State(state): State<AppState>, visit: Visit, me: Me) -> Result<Response, PageError> {
    let me = me.ok_or_else(PageError::not_found)?.0;
    let proposed = actions::propose_second_factor(&state.app, &visit.op, &me).await?;
    Ok(([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-store")], proposed.png).into_response())
}

#[derive(Deserialize)]
struct PresentForm {
    #[serde(default)]
    present: String,
}

async fn remove_second(
    State(state): State<AppState>,
    visit: Visit,
    me: Me,
    posted: Posted<PresentForm>,
) -> Result<Response, PageError> {
    let me = match signed_in(me, &visit) {
        Ok(me) => me,
        Err(redirect) => return Ok(redirect),
    };
    let t = t(visit.op.locale);
    match actions::remove_second_factor(&state.app, &visit.op, &me, &posted.form.present).await {
        Ok(()) => Ok(see_other_with(&state.site, ACCOUNT, &Flash::success(t.s("factor.removed")))),
        Err(Failure::Refused(_)) => {
            let mut errors = FieldErrors::new();
            errors.add("present", t.s("password.wrong"));
            second_page(&state, &visit, &me, errors).await
        }
        Err(failure) => Err(failure.into()),
    }
}
