//! `/bien-lai`: the books of the agency; `/bien-lai/{id}`: a receipt as a sheet to print.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lienthong_kernel::clock;
use lienthong_kernel::failure::Failure;
use lienthong_kernel::id::ReceiptId;
use lienthong_kernel::op::Locale;
use lienthong_kernel::text::{money, when};
use lienthong_ui::http::{PageError, Visit, html};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, Page};

use super::model::{Book, BookKind, Receipt};
use super::{WORDS, store};
use crate::access;

pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/bien-lai", get(list)).route("/bien-lai/{id}", get(sheet))
}

#[derive(Template)]
#[template(path = "receipts/books.html")]
struct BooksPage {
    page: Page,
    t: T,
    rows: Vec<[String; 5]>,
}

#[derive(Template)]
#[template(path = "receipts/sheet.html")]
struct SheetPage {
    page: Page,
    t: T,
    receipt: Receipt,
    number: String,
    dated: String,
    in_words: String,
    lines: Vec<[String; 4]>,
    reduction: String,
    total: String,
}

async fn list(State(state): State<AppState>, visit: Visit) -> Result<Response, PageError> {
    access::read::<()>(&visit.op)?;
    let books = state.app.read(&visit.op, async |tx| Ok::<_, Failure>(store::books(tx).await?)).await?;
    let t = WORDS.t(visit.op.locale);
    let row = |book: &Book| {
        let state = if book.closed_at.is_some() { "books.closed" } else { "books.open" };
        [
            t.s(title_key(book.kind)).to_owned(),
            book.form.clone(),
            book.series.clone(),
            book.last_number.to_string(),
            t.s(state).to_owned(),
        ]
    };
    let rows = books.iter().map(row).collect();
    Ok(html(&BooksPage { page: Page::of(&visit, &state, t.s("books.title")), rows, t })?.into_response())
}

async fn sheet(State(state): State<AppState>, visit: Visit, Path(id): Path<String>) -> Result<Response, PageError> {
    access::read::<()>(&visit.op)?;
    let id: ReceiptId = id.parse().map_err(|_| PageError::not_found())?;
    let receipt = state.app.read(&visit.op, async |tx| Ok::<_, Failure>(store::find(tx, id).await?)).await?;
    let receipt = receipt.ok_or_else(PageError::not_found)?;
    // a receipt is an official form: Vietnamese, whatever the language of the desk
    let t = WORDS.t(Locale::Vi);
    let page = SheetPage {
        page: Page::of(&visit, &state, t.s(title_key(receipt.kind))),
        number: receipt.number_text(),
        dated: when::letter_date(clock::local_date(receipt.issued_at), Locale::Vi),
        in_words: money::vnd_in_words(receipt.total),
        lines: receipt
            .lines
            .iter()
            .map(|line| [line.name.clone(), line.quantity.to_string(), money::vnd(line.unit_price), money::vnd(line.amount)])
            .collect(),
        reduction: receipt.exemption.as_ref().map(|exemption| money::vnd(exemption.reduction)).unwrap_or_default(),
        total: money::vnd(receipt.total),
        receipt,
        t,
    };
    let mut response = html(&page)?.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn title_key(kind: BookKind) -> &'static str {
    match kind {
        BookKind::Phi => "title.phi",
        BookKind::LePhi => "title.le_phi",
    }
}
