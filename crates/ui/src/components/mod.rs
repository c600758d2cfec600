//! Components: typed structs with their templates and samples. They print themselves, so a template says `{{ field }}`
//! (or `{{ field|safe }}`); every text given to them is escaped unless it is [`Content::html`].

use std::fmt;

mod actions;
mod choice;
mod fields;
mod lists;
mod messages;
mod navigation;
pub mod samples;
mod table;

pub use actions::{Button, ButtonGroup, FilterBar, SearchBox};
pub use choice::{Checkboxes, Choice, Radios, Select};
pub use fields::{DateField, FileField, TextArea, TextField};
pub use lists::{FileItem, FileList, SummaryList, SummaryRow, Timeline, TimelineItem};
pub use messages::{Code, Details, ErrorSummary, Inset, NotificationBanner, Panel, StatusTag, Tone, Warning};
pub use navigation::{Breadcrumbs, Pagination, SubNavigation, Tab, Tabs};
pub use table::{Cell, Column, Row, Sort, Table};

/// A piece of a page: text that is escaped, or markup that a template of ours made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Escaped when printed.
    Text(String),
    /// Printed as it is; only ever made by templates and components.
    Html(String),
}

impl Content {
    /// Markup made by a template or component. Never give it anything that a person typed.
    pub fn html(markup: impl fmt::Display) -> Self {
        Content::Html(markup.to_string())
    }

    /// A link.
    pub fn link(href: impl AsRef<str>, text: impl AsRef<str>) -> Self {
        Content::Html(format!("<a class=\"govuk-link\" href=\"{}\">{}</a>", escape(href.as_ref()), escape(text.as_ref())))
    }

    /// A link whose words are a code, never broken in two.
    pub fn code_link(href: impl AsRef<str>, code: impl AsRef<str>) -> Self {
        Content::Html(format!(
            "<a class=\"govuk-link\" href=\"{}\"><span class=\"lt-code\" translate=\"no\">{}</span></a>",
            escape(href.as_ref()),
            escape(code.as_ref())
        ))
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        match self {
            Content::Text(text) | Content::Html(text) => text.is_empty(),
        }
    }
}

impl Default for Content {
    fn default() -> Self {
        Content::Text(String::new())
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Content::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Content::Text(text)
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Content::Text(text) => f.write_str(&escape(text)),
            Content::Html(markup) => f.write_str(markup),
        }
    }
}

impl askama::FastWritable for Content {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        match self {
            Content::Text(text) => dest.write_str(&escape(text))?,
            Content::Html(markup) => dest.write_str(markup)?,
        }
        Ok(())
    }
}

impl askama::filters::HtmlSafe for Content {}

/// Escapes a text for an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Components print themselves unescaped, and turn into [`Content`].
macro_rules! printed {
    ($($name:ty),+ $(,)?) => {$(
        impl askama::filters::HtmlSafe for $name {}
        impl From<$name> for $crate::components::Content {
            fn from(component: $name) -> Self {
                $crate::components::Content::html(component)
            }
        }
    )+};
}
pub(crate) use printed;
