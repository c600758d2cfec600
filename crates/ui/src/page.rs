//! What every page carries: language, title, who is signed in, navigation, the hidden fields of its forms.

use std::fmt::Display;
use std::sync::OnceLock;

use lienthong_kernel::op::Op;
use uuid::Uuid;

use crate::AppState;
use crate::components::{Content, NotificationBanner};
use crate::http::Visit;
use crate::words::{Locale, T};

/// Where the sign-out form is posted to.
pub const SIGN_OUT: &str = "/dang-xuat";

/// Where people sign in; `tiep` is where they come back to.
pub const SIGN_IN: &str = "/dang-nhap";

static NAVIGATION: OnceLock<fn(&Op) -> Vec<NavItem>> = OnceLock::new();

/// Says once, at start, which entries the main navigation has for whom. `web` composes them from the rooms.
pub fn set_navigation(entries: fn(&Op) -> Vec<NavItem>) {
    // a second call is a second router in the same process, as tests make: the first stays
    let _ = NAVIGATION.set(entries);
}

/// The frame of a page; every page struct has a field `page: Page` that the layouts read.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The language.
    pub locale: Locale,
    /// The title of this page, the same words as its first heading; the layout adds the name of the platform.
    pub title: String,
    /// The path and query that was asked for; where the language switch comes back to.
    pub path: String,
    /// Who is signed in.
    pub identity: Option<Identity>,
    /// The entries of the main navigation.
    pub navigation: Vec<NavItem>,
    /// The token against forged forms, bound to this browser.
    pub csrf: String,
    /// A fresh key for one form: sent twice, the action runs once.
    pub form_key: Uuid,
    /// What the last action has to say, shown once.
    pub flash: Option<Flash>,
    /// Whether this is a demonstration with invented people.
    pub demo: bool,
    /// Whether the page has errors of a form; the title says so.
    pub has_errors: bool,
    /// The name of the province, beside the wordmark.
    pub place: String,
}

impl Page {
    /// The frame of a page in a visit.
    pub fn of(visit: &Visit, state: &AppState, title: impl Into<String>) -> Self {
        let locale = visit.op.locale;
        let navigation = NAVIGATION.get().map(|entries| entries(&visit.op)).unwrap_or_default();
        let path = visit.path.split('?').next().unwrap_or("/");
        let navigation = navigation
            .into_iter()
            .map(|item| {
                let active = path == item.href || (item.href != "/" && path.starts_with(&format!("{}/", item.href)));
                item.active(active)
            })
            .collect();
        Self {
            locale,
            title: title.into(),
            path: visit.path.clone(),
            identity: visit.who.as_ref().map(|who| Identity {
                name: who.name.clone(),
                post: who.post.clone().unwrap_or_default(),
                agency: who.agency.clone().unwrap_or_default(),
                sign_out_href: SIGN_OUT.to_owned(),
            }),
            navigation,
            csrf: visit.token.as_str().to_owned(),
            form_key: Uuid::now_v7(),
            flash: visit.flash.as_deref().and_then(Flash::of_cookie),
            demo: state.site.demonstration,
            has_errors: false,
            place: state.site.name.clone(),
        }
    }

    /// The address of this page in another language.
    pub fn language_href(&self, lang: &str) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        // two slashes at the start would lead to another host
        let path = format!("/{}", path.trim_start_matches(['/', '\\']));
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
        let and = if kept.is_empty() { "" } else { "&" };
        format!("{path}?{}{and}lang={lang}", kept.join("&"))
    }

    /// The banner of the last action, if it has something to say.
    pub fn banner(&self) -> Option<NotificationBanner> {
        self.flash.as_ref().map(|flash| NotificationBanner {
            locale: self.locale,
            success: flash.success,
            content: flash.text.as_str().into(),
        })
    }

    /// The same frame with the title of this page.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The same frame, saying in its title that the form has errors.
    pub fn with_errors(mut self, has_errors: bool) -> Self {
        self.has_errors = has_errors;
        self
    }

    /// The shared words of the layouts.
    pub fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }

    /// `vi` or `en`.
    pub fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    /// The hidden fields that stand first in every form: the token and the form key.
    pub fn form_fields(&self) -> Content {
        Content::html(format!(
            "<input type=\"hidden\" name=\"csrf\" value=\"{}\"><input type=\"hidden\" name=\"form_key\" value=\"{}\">",
            crate::components::escape(&self.csrf),
            self.form_key
        ))
    }

    /// The address of a file of the asset bundles, with its digest in the name.
    pub fn asset(&self, name: &str) -> String {
        crate::assets::href(name)
    }
}

/// Who is signed in, as the header says it.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// Full name.
    pub name: String,
    /// The post acted in; empty for a citizen.
    pub post: String,
    /// The agency; empty for a citizen.
    pub agency: String,
    /// Where the sign-out form is posted to.
    pub sign_out_href: String,
}

/// An entry of a navigation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// Its words in the language of the page.
    pub text: String,
    /// Whether the page lies within it.
    pub active: bool,
}

impl NavItem {
    /// An entry that is not the current one.
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into(), active: false }
    }

    /// Says whether it is the current one.
    pub fn active(mut self, active: bool) -> Self {
        self.active = active;
        self
    }
}

/// What the last action has to say; survives one redirect in a cookie.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Flash {
    /// Whether something was done (green), or only something is to be known.
    pub success: bool,
    /// The sentence, in the language of the page.
    pub text: String,
}

impl Flash {
    /// Something was done.
    pub fn success(text: impl Display) -> Self {
        Self { success: true, text: text.to_string() }
    }

    /// Something is to be known.
    pub fn notice(text: impl Display) -> Self {
        Self { success: false, text: text.to_string() }
    }
}

impl Flash {
    /// As a cookie value.
    pub(crate) fn to_cookie(&self) -> String {
        let sign = if self.success { '+' } else { '-' };
        hex::encode(format!("{sign}{}", self.text))
    }

    /// Reads a cookie value; anything strange is nothing.
    pub(crate) fn of_cookie(value: &str) -> Option<Self> {
        let text = String::from_utf8(hex::decode(value).ok()?).ok()?;
        let (success, text) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return None,
        };
        Some(Self { success, text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_switch_keeps_the_query_and_the_host() {
        let page = |path: &str| Page { path: path.into(), ..Page::default() };
        assert_eq!(page("/a?x=1&lang=vi&y=2").language_href("en"), "/a?x=1&y=2&lang=en");
        assert_eq!(page("/a").language_href("en"), "/a?lang=en");
        assert_eq!(page("//evil.example/a").language_href("en"), "/evil.example/a?lang=en");
    }

    #[test]
    fn a_message_survives_one_redirect_and_strange_cookies_do_not() {
        let flash = Flash::success("Đã tiếp nhận hồ sơ; mã 000.00.12");
        assert_eq!(Flash::of_cookie(&flash.to_cookie()), Some(flash));
        assert_eq!(Flash::of_cookie("zz"), None);
        assert_eq!(Flash::of_cookie(""), None);
    }
}
