//! What the page says: errors, notices, states, codes.

use askama::Template;

use super::{Content, printed};
use crate::words::{Locale, T};

/// The list of errors on top of a form; each links to its field. Shows nothing when there is no error.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    /// Language of the title.
    pub locale: Locale,
    /// Field name (empty when the error belongs to none) and sentence.
    pub errors: Vec<(String, String)>,
}

impl ErrorSummary {
    /// From errors of fields.
    pub fn new(locale: Locale, errors: &crate::forms::FieldErrors) -> Self {
        Self { locale, errors: errors.iter().map(|(field, text)| (field.to_owned(), text.to_owned())).collect() }
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }
}

/// A notice below the header.
#[derive(Clone, Debug, Template)]
#[template(path = "components/notification_banner.html")]
pub struct NotificationBanner {
    /// Language of the title.
    pub locale: Locale,
    /// Whether something was done.
    pub success: bool,
    /// What it says.
    pub content: Content,
}

impl NotificationBanner {
    /// Something was done.
    pub fn success(locale: Locale, content: impl Into<Content>) -> Self {
        Self { locale, success: true, content: content.into() }
    }

    /// Something is to be known.
    pub fn notice(locale: Locale, content: impl Into<Content>) -> Self {
        Self { locale, success: false, content: content.into() }
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }
}

/// A warning with its sign.
#[derive(Clone, Debug, Template)]
#[template(path = "components/warning.html")]
pub struct Warning {
    /// Language of the hidden prefix.
    pub locale: Locale,
    /// What it says.
    pub content: Content,
}

impl Warning {
    /// A warning.
    pub fn new(locale: Locale, content: impl Into<Content>) -> Self {
        Self { locale, content: content.into() }
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }
}

/// A text set apart.
#[derive(Clone, Debug, Template)]
#[template(source = "<div class=\"govuk-inset-text\">{{ content }}</div>", ext = "html")]
pub struct Inset {
    /// What it says.
    pub content: Content,
}

impl Inset {
    /// A text set apart.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into() }
    }
}

/// A text that opens when asked for, for example how a due date was found.
#[derive(Clone, Debug, Template)]
#[template(path = "components/details.html")]
pub struct Details {
    /// The words that open it.
    pub summary: String,
    /// What it says.
    pub content: Content,
    /// Whether it is open at first.
    pub open: bool,
}

impl Details {
    /// Closed at first.
    pub fn new(summary: impl Into<String>, content: impl Into<Content>) -> Self {
        Self { summary: summary.into(), content: content.into(), open: false }
    }
}

/// The good end of a way: a title and what comes now.
#[derive(Clone, Debug, Template)]
#[template(
    source = "<div class=\"govuk-panel govuk-panel--confirmation\"><h1 class=\"govuk-panel__title\">{{ title }}</h1><div class=\"govuk-panel__body\">{{ content }}</div></div>",
    ext = "html"
)]
pub struct Panel {
    /// What was done; the heading of the page.
    pub title: String,
    /// The code or number to keep.
    pub content: Content,
}

impl Panel {
    /// A panel.
    pub fn new(title: impl Into<String>, content: impl Into<Content>) -> Self {
        Self { title: title.into(), content: content.into() }
    }
}

/// How a state feels; the words say what it is, never the colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad: new, closed.
    #[default]
    Neutral,
    /// Somebody works on it.
    Active,
    /// Waits for somebody outside.
    Waiting,
    /// Done well.
    Good,
    /// Soon due.
    Soon,
    /// Overdue, refused, failed.
    Bad,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Neutral => "grey",
            Tone::Active => "teal",
            Tone::Waiting => "purple",
            Tone::Good => "green",
            Tone::Soon => "orange",
            Tone::Bad => "red",
        }
    }
}

/// A state in a coloured box.
#[derive(Clone, Debug, Template)]
#[template(source = "<strong class=\"govuk-tag govuk-tag--{{ tone.class() }}\">{{ text }}</strong>", ext = "html")]
pub struct StatusTag {
    /// The state in words.
    pub text: String,
    /// How it feels.
    pub tone: Tone,
}

impl StatusTag {
    /// A state.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

/// A dossier code or number in letters that cannot be mistaken, selectable as one.
#[derive(Clone, Debug, Template)]
#[template(
    source = "<span class=\"lt-code{% if large %} lt-code--large{% endif %}\" translate=\"no\">{{ text }}</span>",
    ext = "html"
)]
pub struct Code {
    /// The code as printed below its barcode.
    pub text: String,
    /// Whether it is what the page is about.
    pub large: bool,
}

impl Code {
    /// Within a line.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), large: false }
    }

    /// On its own.
    pub fn large(text: impl Into<String>) -> Self {
        Self { text: text.into(), large: true }
    }
}

printed!(ErrorSummary, NotificationBanner, Warning, Inset, Details, Panel, StatusTag, Code);
