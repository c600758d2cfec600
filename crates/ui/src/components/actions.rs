//! What can be pressed: buttons, search and filters.

use askama::Template;

use super::{Content, printed};
use crate::words::{Locale, T};

/// A button of a form, or a link that looks like one.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/button.html")]
pub struct Button {
    /// Its words: a verb.
    pub text: String,
    /// Where it leads; empty for a button that sends the form.
    pub href: String,
    /// Empty, `secondary` or `warning`.
    pub look: &'static str,
    /// Name and value that the button adds to its form; empty for none.
    pub name: String,
    /// See `name`.
    pub value: String,
}

impl Button {
    /// Sends the form it stands in.
    pub fn submit(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Leads to another page.
    pub fn link(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), ..Self::default() }
    }

    /// Beside the main button.
    pub fn secondary(mut self) -> Self {
        self.look = "secondary";
        self
    }

    /// For what cannot be undone.
    pub fn warning(mut self) -> Self {
        self.look = "warning";
        self
    }

    /// Adds a field to the form when pressed, so that one form has several ways out.
    pub fn named(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.name = name.into();
        self.value = value.into();
        self
    }
}

/// Buttons and links beside each other.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/button_group.html")]
pub struct ButtonGroup {
    /// Buttons first, then links.
    pub items: Vec<Content>,
}

impl ButtonGroup {
    /// A group that begins with its main button.
    pub fn new(first: impl Into<Content>) -> Self {
        Self { items: vec![first.into()] }
    }

    /// Adds a button or link.
    pub fn and(mut self, item: impl Into<Content>) -> Self {
        self.items.push(item.into());
        self
    }
}

/// One box and a button; the form is sent by GET.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/search_box.html")]
pub struct SearchBox {
    /// Language of the button.
    pub locale: Locale,
    /// Where the form is sent.
    pub action: String,
    /// Name of the field.
    pub name: String,
    /// The label, above the box.
    pub label: String,
    /// What is looked for.
    pub value: String,
    /// Whether F2 and the barcode scanner come here.
    pub scanner: bool,
    /// Other parameters that stay, as name and value.
    pub keep: Vec<(String, String)>,
}

impl SearchBox {
    /// A search box.
    pub fn new(locale: Locale, action: impl Into<String>, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { locale, action: action.into(), name: name.into(), label: label.into(), ..Self::default() }
    }

    /// Sets what is looked for.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Brings F2 and the barcode scanner here.
    pub fn scanner(mut self) -> Self {
        self.scanner = true;
        self
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }
}

/// Fields that narrow a list; the form is sent by GET.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/filter_bar.html")]
pub struct FilterBar {
    /// Language of the buttons.
    pub locale: Locale,
    /// Where the form is sent.
    pub action: String,
    /// The fields.
    pub fields: Vec<Content>,
    /// Whether a filter is set, so that it can be cleared.
    pub active: bool,
}

impl FilterBar {
    /// A bar without fields.
    pub fn new(locale: Locale, action: impl Into<String>) -> Self {
        Self { locale, action: action.into(), ..Self::default() }
    }

    /// Adds a field.
    pub fn field(mut self, field: impl Into<Content>) -> Self {
        self.fields.push(field.into());
        self
    }

    /// Says whether a filter is set.
    pub fn active(mut self, active: bool) -> Self {
        self.active = active;
        self
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }
}

printed!(Button, ButtonGroup, SearchBox, FilterBar);
