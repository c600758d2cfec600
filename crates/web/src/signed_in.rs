//! Finds out, once for each request, who holds the session cookie.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lienthong_directory::session;
use lienthong_kernel::failure::Failure;
use lienthong_kernel::op::Op;
use lienthong_ui::AppState;
use lienthong_ui::http::{PageError, Who};

/// Puts [`Who`] into the request. A session that has ended is nobody; a database that is away is said, because acting as
/// nobody would show a page that is not true.
pub(crate) async fn layer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let Some(token) = session::token_in(request.headers(), state.site.secure).map(str::to_owned) else {
        return next.run(request).await;
    };
    match session::actor_of(&state.app, &Op::worker(), &token).await {
        Ok(Some(signed_in)) => {
            request.extensions_mut().insert(Who {
                actor: signed_in.actor.clone(),
                name: signed_in.person.clone(),
                post: signed_in.title.clone(),
                agency: signed_in.agency.clone(),
                form_secret: signed_in.session.to_string(),
            });
            request.extensions_mut().insert(signed_in);
        }
        Ok(None) => {}
        Err(failure) => {
            let failure: Failure = failure;
            return PageError::from(failure).into_response();
        }
    }
    next.run(request).await
}
