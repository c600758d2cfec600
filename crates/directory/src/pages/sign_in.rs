//! Signing in: password, second factor, choice of the post; and signing out.

use axum::Extension;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum_extra::extract::CookieJar;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::PostId;
use lienthong_kernel::op::Op;
use lienthong_ui::components::{Button, Choice, Content, Radios, TextField, escape};
use lienthong_ui::forms::FieldErrors;
use lienthong_ui::http::{PageError, Posted, Visit, cookie, see_other};
use lienthong_ui::{AppState, Site};
use serde::Deserialize;
use uuid::Uuid;

use super::{citizen_page, form, frame, paragraph, safe_next, t};
use crate::session::{self, SignInRefused, SignedIn, Stage, Started};

const SIGN_IN: &str = "/dang-nhap";
const SECOND: &str = "/dang-nhap/xac-thuc";
const POST: &str = "/dang-nhap/vi-tri";

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(SIGN_IN, get(show).post(submit))
        .route(SECOND, get(show_second).post(submit_second))
        .route(POST, get(show_posts).post(submit_post))
        .route("/dang-xuat", post(sign_out))
}

#[derive(Default, Deserialize)]
struct Next {
    tiep: Option<String>,
}

fn hidden_next(next: Option<&str>) -> Content {
    match safe_next(next) {
        Some(next) => Content::html(format!("<input type=\"hidden\" name=\"tiep\" value=\"{}\">", escape(next))),
        None => Content::default(),
    }
}

/// The address of a step with the way on from it.
fn with_next(step: &str, next: Option<&str>) -> String {
    match safe_next(next) {
        Some(next) => format!("{step}?tiep={}", percent(next)),
        None => step.to_owned(),
    }
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// What the refusal is called in words.
fn sentence(refused: SignInRefused) -> &'static str {
    match refused {
        SignInRefused::NotAccepted => "sign_in.not_accepted",
        SignInRefused::WrongCode => "second.wrong",
        SignInRefused::TooLate => "sign_in.too_late",
        SignInRefused::NoPost => "sign_in.no_post",
    }
}

/// After a step: the new token in the cookie, and on to what is still asked.
fn onward(site: &Site, started: &Started, next: Option<&str>) -> Response {
    let href = match started.stage {
        Stage::SecondFactor => with_next(SECOND, next),
        Stage::Post => with_next(POST, next),
        Stage::Open => safe_next(next).unwrap_or("/").to_owned(),
    };
    let jar = CookieJar::new().add(cookie::new(site, cookie::SESSION, started.token.reveal()));
    (jar, see_other(&href)).into_response()
}

async fn show(State(state): State<AppState>, visit: Visit, Query(next): Query<Next>) -> Result<Response, PageError> {
    sign_in_page(&state, &visit, "", next.tiep.as_deref(), None)
}

fn sign_in_page(
    state: &AppState,
    visit: &Visit,
    login: &str,
    next: Option<&str>,
    refused: Option<SignInRefused>,
) -> Result<Response, PageError> {
    let (locale, t) = (visit.op.locale, t(visit.op.locale));
    let mut errors = FieldErrors::new();
    if let Some(refused) = refused {
        errors.add("login", t.s(sentence(refused)));
    }
    let page = frame(visit, state, "sign_in.title");
    let parts = vec![
        paragraph(t.s("sign_in.intro")),
        form(
            &page,
            "",
            SIGN_IN,
            vec![
                hidden_next(next),
                TextField::new(locale, "login", t.s("sign_in.login"))
                    .autocomplete("username")
                    .value(login)
                    .error(errors.get("login"))
                    .into(),
                TextField::new(locale, "password", t.s("sign_in.password"))
                    .kind("password")
                    .autocomplete("current-password")
                    .into(),
                Button::submit(t.s("sign_in.submit")).into(),
            ],
        )?,
    ];
    citizen_page(page, &errors, parts)
}

#[derive(Deserialize)]
struct SignInForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    tiep: Option<String>,
}

async fn submit(
    State(state): State<AppState>,
    visit: Visit,
    headers: HeaderMap,
    posted: Posted<SignInForm>,
) -> Result<Response, PageError> {
    let SignInForm { login, password, tiep } = posted.form;
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    match session::sign_in(&state.app, &visit.op, &login, &password, agent).await {
        Ok(started) => Ok(onward(&state.site, &started, tiep.as_deref())),
        Err(Failure::Refused(refused)) => sign_in_page(&state, &visit, &login, tiep.as_deref(), Some(refused)),
        Err(failure) => Err(failure.into()),
    }
}

/// The token of the cookie, whatever stage it stands for.
fn token(jar: &CookieJar) -> String {
    jar.get(cookie::SESSION).map(|cookie| cookie.value().to_owned()).unwrap_or_default()
}

async fn show_second(
    State(state): State<AppState>,
    visit: Visit,
    jar: CookieJar,
    Query(next): Query<Next>,
) -> Result<Response, PageError> {
    match session::waiting(&state.app, &visit.op, &token(&jar)).await? {
        Some((Stage::SecondFactor, _)) => second_page(&state, &visit, next.tiep.as_deref(), None),
        _ => Ok(see_other(&with_next(SIGN_IN, next.tiep.as_deref()))),
    }
}

fn second_page(
    state: &AppState,
    visit: &Visit,
    next: Option<&str>,
    refused: Option<SignInRefused>,
) -> Result<Response, PageError> {
    let (locale, t) = (visit.op.locale, t(visit.op.locale));
    let mut errors = FieldErrors::new();
    if let Some(refused) = refused {
        errors.add("code", t.s(sentence(refused)));
    }
    let page = frame(visit, state, "second.title");
    let field =
        TextField::new(locale, "code", t.s("second.code")).hint(t.s("second.hint")).autocomplete("one-time-code").width(20);
    let parts = vec![form(
        &page,
        "",
        SECOND,
        vec![hidden_next(next), field.error(errors.get("code")).into(), Button::submit(t.s("sign_in.continue")).into()],
    )?];
    citizen_page(page, &errors, parts)
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    code: String,
    tiep: Option<String>,
}

async fn submit_second(
    State(state): State<AppState>,
    visit: Visit,
    jar: CookieJar,
    posted: Posted<CodeForm>,
) -> Result<Response, PageError> {
    let CodeForm { code, tiep } = posted.form;
    match session::second_factor(&state.app, &visit.op, &token(&jar), &code).await {
        Ok(started) => Ok(onward(&state.site, &started, tiep.as_deref())),
        Err(Failure::Refused(SignInRefused::TooLate)) => {
            sign_in_page(&state, &visit, "", tiep.as_deref(), Some(SignInRefused::TooLate))
        }
        Err(Failure::Refused(refused)) => second_page(&state, &visit, tiep.as_deref(), Some(refused)),
        Err(failure) => Err(failure.into()),
    }
}

async fn show_posts(
    State(state): State<AppState>,
    visit: Visit,
    jar: CookieJar,
    Query(next): Query<Next>,
) -> Result<Response, PageError> {
    posts_page(&state, &visit, &token(&jar), next.tiep.as_deref(), false).await
}

async fn posts_page(state: &AppState, visit: &Visit, token: &str, next: Option<&str>, none: bool) -> Result<Response, PageError> {
    let t = t(visit.op.locale);
    let choices = match session::waiting(&state.app, &visit.op, token).await? {
        Some((Stage::Post | Stage::Open, choices)) => choices,
        _ => return Ok(see_other(&with_next(SIGN_IN, next))),
    };
    let mut errors = FieldErrors::new();
    if none {
        errors.add("post", t.s("post.choose"));
    }
    let options = choices
        .iter()
        .map(|choice| {
            let value = match choice.delegation {
                Some(delegation) => format!("{}/{delegation}", choice.post),
                None => choice.post.to_string(),
            };
            let hint = match &choice.holder {
                Some(holder) => t.one("post.on_behalf", "name", holder),
                None => choice.department.clone().unwrap_or_default(),
            };
            let text = t.two("post.at", "title", &choice.title, "agency", &choice.agency_name);
            let option = Choice::new(value, text);
            if hint.is_empty() { option } else { option.hint(hint) }
        })
        .collect();
    let page = frame(visit, state, "post.title");
    let radios = Radios::new(visit.op.locale, "post", t.s("post.label"), options).error(errors.get("post"));
    let parts =
        vec![form(&page, "", POST, vec![hidden_next(next), radios.into(), Button::submit(t.s("sign_in.continue")).into()])?];
    citizen_page(page, &errors, parts)
}

#[derive(Deserialize)]
struct PostForm {
    #[serde(default)]
    post: String,
    tiep: Option<String>,
}

async fn submit_post(
    State(state): State<AppState>,
    visit: Visit,
    jar: CookieJar,
    posted: Posted<PostForm>,
) -> Result<Response, PageError> {
    let PostForm { post, tiep } = posted.form;
    let token = token(&jar);
    let Some((post, delegation)) = chosen(&post) else { return posts_page(&state, &visit, &token, tiep.as_deref(), true).await };
    match choose(&state, &visit.op, &token, post, delegation).await {
        Ok(started) => Ok(onward(&state.site, &started, tiep.as_deref())),
        Err(Failure::Refused(refused)) => sign_in_page(&state, &visit, "", tiep.as_deref(), Some(refused)),
        Err(failure) => Err(failure.into()),
    }
}

async fn choose(
    state: &AppState,
    op: &Op,
    token: &str,
    post: PostId,
    delegation: Option<Uuid>,
) -> Outcome<Started, SignInRefused> {
    session::choose_post(&state.app, op, token, post, delegation).await
}

fn chosen(text: &str) -> Option<(PostId, Option<Uuid>)> {
    match text.split_once('/') {
        Some((post, delegation)) => Some((post.parse().ok()?, Some(delegation.parse().ok()?))),
        None => Some((text.parse().ok()?, None)),
    }
}

async fn sign_out(
    State(state): State<AppState>,
    visit: Visit,
    me: Option<Extension<SignedIn>>,
    _posted: Posted<Next>,
) -> Result<Response, PageError> {
    if let Some(Extension(me)) = me {
        match session::sign_out(&state.app, &visit.op, &me).await {
            // ended elsewhere in the meantime: that is what was asked
            Ok(()) | Err(Failure::NotFound) => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    let jar = CookieJar::new().add(cookie::gone(&state.site, cookie::SESSION));
    Ok((jar, see_other(SIGN_IN)).into_response())
}
