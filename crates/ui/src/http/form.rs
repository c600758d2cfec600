//! Forms on their way in, and the redirect that follows them.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{PageError, Visit, cookie};
use crate::page::Flash;
use crate::{AppState, Site};

/// A form sent by POST whose token was checked. Fields that come more than once are read into a `Vec` (with `#[serde(default)]`);
/// empty numbers into `Option`. Larger or binary forms use `axum::extract::Multipart` and [`Visit::form_is_ours`].
#[derive(Debug)]
pub struct Posted<T> {
    /// The fields.
    pub form: T,
    /// The key that makes a double click one action (`tx.once`).
    pub key: Uuid,
}

#[derive(Deserialize)]
struct Hidden {
    #[serde(default)]
    csrf: String,
    form_key: Option<Uuid>,
}

impl<T: DeserializeOwned> FromRequest<AppState> for Posted<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let Ok(visit) = Visit::from_request_parts(&mut parts, state).await;
        let bytes = Bytes::from_request(Request::from_parts(parts, body), state).await.map_err(too_large_or_bad)?;
        let bad = |error: serde_html_form::de::Error| {
            tracing::debug!(%error, "a form could not be read");
            PageError::status(StatusCode::BAD_REQUEST)
        };
        let hidden: Hidden = serde_html_form::from_bytes(&bytes).map_err(bad)?;
        if !visit.form_is_ours(&hidden.csrf) {
            return Err(PageError::foreign_form());
        }
        let form = serde_html_form::from_bytes(&bytes).map_err(bad)?;
        Ok(Self { form, key: hidden.form_key.unwrap_or_else(Uuid::now_v7) })
    }
}

fn too_large_or_bad(rejection: BytesRejection) -> PageError {
    PageError::status(rejection.status())
}

/// The redirect after a POST (303).
pub fn see_other(href: &str) -> Response {
    Redirect::to(href).into_response()
}

/// The redirect after a POST, with something to say on the next page.
pub fn see_other_with(site: &Site, href: &str, flash: &Flash) -> Response {
    (CookieJar::new().add(cookie::new(site, cookie::FLASH, flash.to_cookie())), Redirect::to(href)).into_response()
}
