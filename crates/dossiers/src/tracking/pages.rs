//! The page `/tra-cuu`. The form is posted, so that the second fact stands in no address, history or log; nothing is changed by it,
//! so it works without a form token, also for somebody without cookies.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Form, Router};
use lienthong_kernel::failure::Failure;
use lienthong_kernel::text::when;
use lienthong_ui::components::{
    Button, ErrorSummary, Inset, StatusTag, SummaryList, TextField, Timeline, TimelineItem, Tone, Warning,
};
use lienthong_ui::forms::FieldErrors;
use lienthong_ui::http::{PageError, Visit, html};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, Page, format};
use serde::Deserialize;

use super::WORDS;
use super::look::{Limits, look};
use super::model::{TrackRefused, Tracked};
use crate::life::NationalStatus;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/tra-cuu", get(ask).post(answer))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// The code, as the QR code of a slip brings it.
    #[serde(default)]
    ma: String,
}

#[derive(Debug, Default, Deserialize)]
struct TrackForm {
    #[serde(default)]
    ma: String,
    #[serde(default)]
    so: String,
}

/// The form, with what was typed and what is wrong with it.
#[derive(Template)]
#[template(path = "tracking/ask.html")]
struct AskPage {
    page: Page,
    t: T,
    errors: Option<ErrorSummary>,
    code: TextField,
    fact: TextField,
    submit: Button,
}

/// Where the dossier stands.
#[derive(Template)]
#[template(path = "tracking/answer.html")]
struct AnswerPage {
    page: Page,
    t: T,
    status: StatusTag,
    next: Inset,
    facts: SummaryList,
    why: Vec<String>,
    provisional: Option<Warning>,
    steps: Timeline,
}

async fn ask(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let typed = TrackForm { ma: asked.ma.chars().take(60).collect(), so: String::new() };
    Ok(html(&ask_page(&visit, &state, &typed, &FieldErrors::new()))?.into_response())
}

fn ask_page(visit: &Visit, state: &AppState, typed: &TrackForm, errors: &FieldErrors) -> AskPage {
    let locale = visit.op.locale;
    let t = WORDS.t(locale);
    AskPage {
        page: Page::of(visit, state, t.s("ask.title")).with_errors(!errors.is_empty()),
        errors: (!errors.is_empty()).then(|| ErrorSummary::new(locale, errors)),
        code: TextField::new(locale, "ma", t.s("ask.code"))
            .hint(t.s("ask.code.hint"))
            .value(typed.ma.as_str())
            .error(errors.get("ma"))
            .maxlength(60),
        // what was typed is not sent back
        fact: TextField::new(locale, "so", t.s("ask.fact"))
            .hint(t.s("ask.fact.hint"))
            .error(errors.get("so"))
            .width(4)
            .maxlength(4)
            .autocomplete("off"),
        submit: Button::submit(t.s("ask.submit")),
        t,
    }
}

async fn answer(
    State(state): State<AppState>,
    Extension(limits): Extension<Limits>,
    visit: Visit,
    Form(typed): Form<TrackForm>,
) -> Result<Response, PageError> {
    let op = &visit.op;
    let mut response = match look(&state.app, op, &limits, &typed.ma, &typed.so).await {
        Ok(tracked) => html(&answer_page(&visit, &state, tracked))?.into_response(),
        Err(Failure::Refused(why)) => {
            let (status, field) = match why {
                TrackRefused::BadCode => (StatusCode::UNPROCESSABLE_ENTITY, "ma"),
                TrackRefused::BadFact => (StatusCode::UNPROCESSABLE_ENTITY, "so"),
                TrackRefused::NoMatch => (StatusCode::NOT_FOUND, "ma"),
                TrackRefused::TooOften => (StatusCode::TOO_MANY_REQUESTS, "ma"),
            };
            let mut errors = FieldErrors::new();
            errors.add(field, WORDS.get(op.locale, why.key()));
            (status, html(&ask_page(&visit, &state, &typed, &errors))?).into_response()
        }
        Err(other) => return Err(other.into()),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn answer_page(visit: &Visit, state: &AppState, tracked: Tracked) -> AnswerPage {
    let locale = visit.op.locale;
    let t = WORDS.t(locale);
    let time = |at| when::date_time(at);
    let facts = SummaryList::new(locale)
        .row(t.s("answer.code"), tracked.code.as_str())
        .row(t.s("answer.procedure"), tracked.procedure.as_str())
        .row(t.s("answer.submitted"), time(tracked.submitted_at))
        .row_if(t.s("answer.accepted"), tracked.accepted_at.map(time))
        .row_if(t.s("answer.due"), tracked.due.map(time))
        .row_if(t.s("answer.finished"), tracked.finished_at.map(time))
        .row_if(t.s("answer.returned"), tracked.returned_at.map(time));
    let items = tracked
        .steps
        .iter()
        .map(|step| TimelineItem {
            title: step.name.clone(),
            machine_time: format::machine_time(step.at),
            time: time(step.at),
            ..TimelineItem::default()
        })
        .collect();
    AnswerPage {
        page: Page::of(visit, state, t.s("answer.title")),
        status: StatusTag::new(tracked.status_text(locale), tone(&tracked)),
        next: Inset::new(tracked.next(locale, visit.op.now)),
        why: tracked.why(locale),
        provisional: tracked.due_provisional.then(|| Warning::new(locale, t.s("answer.provisional"))),
        steps: Timeline { items },
        facts,
        t,
    }
}

fn tone(tracked: &Tracked) -> Tone {
    use NationalStatus as N;
    match tracked.status() {
        _ if tracked.voided => Tone::Neutral,
        N::Registered | N::WithdrawalRequested => Tone::Neutral,
        N::Accepted | N::Processing => Tone::Active,
        N::SupplementRequested | N::PaymentRequested => Tone::Waiting,
        N::Finished | N::Returned => Tone::Good,
        N::Refused | N::Stopped => Tone::Bad,
    }
}
