//! Ways through the pages.

use askama::Template;

use super::{Content, printed};
use crate::page::NavItem;
use crate::words::{Locale, T};

/// The way from the start to here.
#[derive(Clone, Debug, Template)]
#[template(path = "components/breadcrumbs.html")]
pub struct Breadcrumbs {
    /// Language of the label.
    pub locale: Locale,
    /// From the start to the page above this one.
    pub items: Vec<NavItem>,
}

impl Breadcrumbs {
    /// The way to this page.
    pub fn new(locale: Locale, items: Vec<NavItem>) -> Self {
        Self { locale, items }
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }
}

/// Neighbouring pages, for example the work lists.
#[derive(Clone, Debug, Template)]
#[template(path = "components/sub_navigation.html")]
pub struct SubNavigation {
    /// What these pages are, for people who do not see the line.
    pub label: String,
    /// The pages.
    pub items: Vec<NavItem>,
}

impl SubNavigation {
    /// Neighbouring pages.
    pub fn new(label: impl Into<String>, items: Vec<NavItem>) -> Self {
        Self { label: label.into(), items }
    }
}

/// One part of a page under its tab.
#[derive(Clone, Debug)]
pub struct Tab {
    /// The id of the part, unique on the page.
    pub id: String,
    /// The words on the tab.
    pub title: String,
    /// What stands below it.
    pub content: Content,
}

/// Parts of one page, one shown at a time; all below each other without script. Desk only.
#[derive(Clone, Debug, Template)]
#[template(path = "components/tabs.html")]
pub struct Tabs {
    /// What the parts belong to.
    pub title: String,
    /// The parts.
    pub tabs: Vec<Tab>,
}

/// Keyset pages: only forth and back, because page numbers over a living list lie.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/pagination.html")]
pub struct Pagination {
    /// Language of the links.
    pub locale: Locale,
    /// The address of the page before, if there is one.
    pub previous: Option<String>,
    /// The address of the next page, if there is one.
    pub next: Option<String>,
}

impl Pagination {
    /// Forth and back.
    pub fn new(locale: Locale, previous: Option<String>, next: Option<String>) -> Self {
        Self { locale, previous, next }
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }
}

printed!(Breadcrumbs, SubNavigation, Tabs, Pagination);
