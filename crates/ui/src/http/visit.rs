//! The visit: one extractor that gives a handler the operation, who is signed in, the form token and the message left by
//! the page before.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use lienthong_kernel::clock;
use lienthong_kernel::id::RequestId;
use lienthong_kernel::op::{Actor, Channel, Locale, Op};

use super::csrf::FormToken;
use super::{cookie, limit};
use crate::AppState;

/// Who is signed in, as the sign-in layer found out. Stands in the request's extensions.
#[derive(Clone, Debug)]
pub struct Who {
    /// The actor of every operation of this request.
    pub actor: Actor,
    /// The person's name.
    pub name: String,
    /// The title of the acting post, for an official.
    pub post: Option<String>,
    /// The agency of the acting post, for an official.
    pub agency: Option<String>,
    /// Binds form tokens to the session.
    pub form_secret: String,
}

/// A request as a handler sees it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Who, when, why. Actions take it as their first argument.
    pub op: Op,
    /// Who is signed in.
    pub who: Option<Who>,
    /// The token that forms of this page carry and must bring back.
    pub token: FormToken,
    /// The path and query asked for.
    pub path: String,
    /// A key of words that the page before left, with its argument after a `|`.
    pub flash: Option<String>,
}

impl Visit {
    /// Whether a form brought the right token.
    pub fn form_is_ours(&self, brought: &str) -> bool {
        self.token.matches(brought)
    }
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let jar = CookieJar::from_headers(&parts.headers);
        let who = parts.extensions.get::<Who>().cloned();
        let request = parts.extensions.get::<RequestId>().copied().unwrap_or_default();
        let socket: Option<IpAddr> = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let secret = match (&who, jar.get(cookie::VISITOR)) {
            (Some(who), _) => who.form_secret.clone(),
            (None, Some(visitor)) => visitor.value().to_owned(),
            // the visitor layer of `web` sets the cookie with the page that carries the form
            (None, None) => parts.extensions.get::<NewVisitor>().map(|new| new.0.clone()).unwrap_or_default(),
        };
        Ok(Self {
            op: Op {
                actor: who.as_ref().map_or(Actor::Public, |who| who.actor.clone()),
                now: clock::now(),
                request,
                locale: locale(parts, &jar),
                address: limit::client_address(&parts.headers, socket, state.site.behind_proxy),
                channel: if matches!(who.as_ref().map(|w| &w.actor), Some(Actor::Official(_))) {
                    Channel::Direct
                } else {
                    Channel::Online
                },
            },
            token: FormToken::of(&state.site, &secret),
            who,
            path: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), |path| path.as_str().to_owned()),
            flash: jar.get(cookie::FLASH).map(|flash| flash.value().to_owned()).filter(|flash| !flash.is_empty()),
        })
    }
}

/// The secret of a visitor who comes for the first time, until the browser sends the cookie back.
#[derive(Clone, Debug)]
pub struct NewVisitor(pub String);

/// `?lang=`, else the cookie, else what the browser prefers, else Vietnamese.
fn locale(parts: &Parts, jar: &CookieJar) -> Locale {
    let asked = parts.uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")));
    let asked = asked.filter(|tag| matches!(*tag, "vi" | "en"));
    let chosen = asked.or_else(|| jar.get(cookie::LANGUAGE).map(|c| c.value()));
    match chosen {
        Some("en") => Locale::En,
        Some("vi") => Locale::Vi,
        _ => {
            let preferred = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or("");
            let speaks = |tag: &str| preferred.split(',').any(|one| one.trim_start().to_ascii_lowercase().starts_with(tag));
            if speaks("en") && !speaks("vi") { Locale::En } else { Locale::Vi }
        }
    }
}
