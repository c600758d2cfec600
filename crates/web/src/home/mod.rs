//! The front door: what a citizen came for, and the way in for officials.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use lienthong_kernel::op::Actor;
use lienthong_ui::http::{PageError, Visit, html, see_other};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, Page};

lienthong_ui::words!();

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    page: Page,
    t: T,
}

pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/", get(home))
}

/// Officials start at their work; everybody else at the front door.
async fn home(State(state): State<AppState>, visit: Visit) -> Result<Response, PageError> {
    if matches!(visit.op.actor, Actor::Official(_)) {
        return Ok(see_other(crate::DESK));
    }
    let t = WORDS.t(visit.op.locale);
    let page: Html<String> = html(&HomePage { page: Page::of(&visit, &state, t.s("title")), t })?;
    Ok(page.into_response())
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_languages_have_the_same_words() {
        super::WORDS.check().unwrap();
    }
}
