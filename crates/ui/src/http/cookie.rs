//! Cookies: always `HttpOnly`, `SameSite=Lax`, host-only (no `Domain`), on the whole site, and `Secure` under HTTPS.

use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::Site;

/// The language that a person chose.
pub const LANGUAGE: &str = "lang";
/// One message for the next page, after a redirect.
pub const FLASH: &str = "flash";
/// Binds the forms of people who have not signed in.
pub const VISITOR: &str = "visitor";
/// The session of somebody who has signed in.
pub const SESSION: &str = "session";

/// A cookie for as long as the browser is open.
pub fn new(site: &Site, name: &'static str, value: impl Into<String>) -> Cookie<'static> {
    Cookie::build((name, value.into())).path("/").http_only(true).same_site(SameSite::Lax).secure(site.secure).build()
}

/// A cookie that takes another one away.
pub fn gone(site: &Site, name: &'static str) -> Cookie<'static> {
    let mut cookie = new(site, name, "");
    cookie.make_removal();
    cookie
}
