//! Around every route: turns the session cookie into [`Who`] for the pages and [`SignedIn`] for this room.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use lienthong_kernel::op::{Actor, Op};
use lienthong_ui::AppState;
use lienthong_ui::http::{PageError, Who, cookie};

use super::{SignedIn, actor_of};
use crate::accounts::secret;

/// Where a first password is changed; nothing else is open before.
pub(crate) const PASSWORD_PAGE: &str = "/tai-khoan/mat-khau";

/// Mount it inside the layer of error pages: `from_fn_with_state(state, directory::session::layer)`. Assets and health are not asked about.
pub async fn layer(State(state): State<AppState>, jar: CookieJar, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/assets/") || path.starts_with("/static/") || path == "/healthz" || path == "/metrics" {
        return next.run(request).await;
    }
    let Some(token) = jar.get(cookie::SESSION).map(|cookie| cookie.value().to_owned()).filter(|token| token.len() <= 64) else {
        return next.run(request).await;
    };
    let op = Op::worker().as_actor(Actor::Public);
    let me: SignedIn = match actor_of(&state.app, &op, &token).await {
        Ok(Some(me)) => me,
        Ok(None) => return next.run(request).await,
        Err(failure) => return PageError::from(failure).into_response(),
    };
    let on_the_way = path.starts_with("/tai-khoan") || path.starts_with("/dang-");
    if me.must_change && !on_the_way {
        return Redirect::to(PASSWORD_PAGE).into_response();
    }
    request.extensions_mut().insert(Who {
        actor: me.actor.clone(),
        name: me.person.clone(),
        post: me.title.clone(),
        agency: me.agency.clone(),
        // not the token itself: a form token that leaks must not lead back to it
        form_secret: secret::sha256(format!("form/{token}").as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect(),
    });
    request.extensions_mut().insert(me);
    next.run(request).await
}
