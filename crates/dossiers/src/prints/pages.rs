//! `/phieu/{id}`: the slip as a sheet that the browser prints on A5; `/phieu/{id}/pdf`: the PDF once it is there.

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lienthong_kernel::clock;
use lienthong_kernel::failure::Failure;
use lienthong_kernel::id::SlipId;
use lienthong_kernel::op::{Actor, Locale};
use lienthong_kernel::text::{money, when};
use lienthong_platform::files;
use lienthong_ui::components::Content;
use lienthong_ui::http::{PageError, Visit, html};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, Page};
use qrcode::QrCode;
use qrcode::render::svg;

use super::WORDS;
use super::shape::{form_mark, limit_text, number, return_at, why};
use crate::slips::{self, Purpose, Slip};
use crate::tracking::track_url;

/// The routes of the prints.
pub fn routes() -> Router<AppState> {
    Router::new().route("/phieu/{id}", get(sheet)).route("/phieu/{id}/pdf", get(pdf))
}

#[derive(Template)]
#[template(path = "prints/sheet.html")]
struct SheetPage {
    page: Page,
    t: T,
    slip: Slip,
    mark: &'static str,
    number: String,
    dated: String,
    rows: Vec<(String, String)>,
    why: Vec<String>,
    qr: Option<Content>,
    pdf: Option<String>,
}

async fn find(state: &AppState, visit: &Visit, id: SlipId) -> Result<Slip, PageError> {
    // a slip carries personal data: officials of an agency that takes part, nobody else
    if !matches!(visit.op.actor, Actor::Official(_)) {
        return Err(PageError::not_found());
    }
    let found = state.app.read(&visit.op, async |tx| Ok::<_, Failure>(slips::find(tx, id).await?)).await?;
    found.ok_or_else(PageError::not_found)
}

fn read_id(text: &str) -> Result<SlipId, PageError> {
    text.parse().map_err(|_| PageError::not_found())
}

async fn sheet(State(state): State<AppState>, visit: Visit, Path(id): Path<String>) -> Result<Response, PageError> {
    let slip = find(&state, &visit, read_id(&id)?).await?;
    let mut response = html(&sheet_page(&visit, &state, slip))?.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(response)
}

/// An official form is Vietnamese, whatever the language of the desk.
fn sheet_page(visit: &Visit, state: &AppState, slip: Slip) -> SheetPage {
    let vi = Locale::Vi;
    let t = WORDS.t(vi);
    let s = &slip.snapshot;
    let unknown = || t.s("unknown").to_owned();
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut row = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            rows.push((WORDS.get(vi, key).to_owned(), value));
        }
    };
    row("row.code", s.code.clone());
    row("row.applicant", Some(s.applicant_name.clone()));
    row("row.address", s.applicant_address.clone());
    row("row.phone", s.applicant_phone.clone());
    row("row.email", s.applicant_email.clone());
    row("row.owner", s.owner_name.clone());
    row("row.procedure", Some(s.procedure_name.clone()));
    row("row.request", Some(s.request.clone()));
    if slip.purpose == Purpose::Receipt {
        row("row.sets", Some(s.sets.to_string()));
        row("row.limit", Some(s.limit.map_or_else(unknown, |limit| limit_text(limit, vi))));
        row("row.received", s.received_at.map(when::date_time));
        row("row.due", Some(s.due.map_or_else(unknown, when::date_time)));
        row("row.fee", Some(fee(s.fee_status.as_str(), s.fee_amount)));
        row("row.return", Some(return_at(s, vi)));
    }
    row("row.answer_by", s.answer_by.map(when::date_time));
    let qr = s.code.as_ref().and_then(|code| QrCode::new(track_url(&state.site.public_url, code)).ok()).map(|code| {
        let drawn = code.render::<svg::Color>().min_dimensions(110, 110).build();
        Content::html(drawn.trim_start_matches("<?xml version=\"1.0\" standalone=\"yes\"?>"))
    });
    let title = WORDS.get(vi, title_key(slip.purpose));
    SheetPage {
        page: Page::of(visit, state, title),
        mark: form_mark(&slip),
        number: number(&slip),
        dated: when::letter_date(clock::local_date(slip.issued_at), vi),
        rows,
        why: why(s, vi),
        qr,
        pdf: slip.file.is_some().then(|| format!("/phieu/{}/pdf", slip.id)),
        t,
        slip,
    }
}

fn fee(status: &str, amount: Option<i64>) -> String {
    let key = match status {
        "free" => "fee.free",
        "exempt" => "fee.exempt",
        "paid" => "fee.paid",
        "due" => "fee.due",
        _ => "fee.unknown",
    };
    match (status, amount) {
        ("paid" | "due", Some(amount)) => WORDS.with(Locale::Vi, key, &[("amount", &money::vnd(amount))]),
        ("paid" | "due", None) | ("unknown", _) => WORDS.get(Locale::Vi, "fee.unknown").to_owned(),
        _ => WORDS.get(Locale::Vi, key).to_owned(),
    }
}

fn title_key(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Receipt => "title.receipt",
        Purpose::Supplement => "title.supplement",
        Purpose::Refusal => "title.refusal",
        Purpose::Apology => "title.apology",
        Purpose::Stop => "title.stop",
    }
}

async fn pdf(State(state): State<AppState>, visit: Visit, Path(id): Path<String>) -> Result<Response, PageError> {
    let slip = find(&state, &visit, read_id(&id)?).await?;
    let Some(file) = slip.file else { return Err(PageError::not_found()) };
    let stored = state.app.read(&visit.op, async |tx| Ok::<_, Failure>(files::find(tx, file).await?)).await?;
    let stored = stored.ok_or_else(PageError::not_found)?;
    let bytes = state.files.read(stored.digest).await?;
    let headers = [
        (header::CONTENT_TYPE, stored.media_type.clone()),
        (header::CONTENT_LENGTH, stored.size.to_string()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"phieu-{}-{}.pdf\"", slip.year, slip.number)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(bytes)).into_response())
}
