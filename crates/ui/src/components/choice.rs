//! Fields that choose: radios, checkboxes, select.

use askama::Template;

use super::{Content, printed};
use crate::words::{Locale, T};

/// One thing that can be chosen.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// Help below the label.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Further fields that belong to this choice; shown when it is chosen, always there without script.
    pub inside: Content,
}

impl Choice {
    /// A choice that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    /// Sets the hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Sets the fields that belong to this choice.
    pub fn inside(mut self, fields: impl Into<Content>) -> Self {
        self.inside = fields.into();
        self
    }
}

macro_rules! choosing {
    ($(#[$meta:meta])* $name:ident, $path:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Template)]
        #[template(path = $path)]
        pub struct $name {
            /// Language of the error prefix.
            pub locale: Locale,
            /// Name of the form field; the first element has it as id.
            pub name: String,
            /// The question.
            pub legend: String,
            /// Help below the question.
            pub hint: String,
            /// What is wrong; empty when nothing is.
            pub error: String,
            /// What can be chosen.
            pub choices: Vec<Choice>,
            /// Whether the controls are small and close, for the desk.
            pub small: bool,
            /// Whether the choices stand beside each other.
            pub inline: bool,
            /// Whether the question is the heading of the page.
            pub heading: bool,
        }

        impl $name {
            /// The field with its choices.
            pub fn new(locale: Locale, name: impl Into<String>, legend: impl Into<String>, choices: Vec<Choice>) -> Self {
                Self {
                    locale,
                    name: name.into(),
                    legend: legend.into(),
                    hint: String::new(),
                    error: String::new(),
                    choices,
                    small: false,
                    inline: false,
                    heading: false,
                }
            }

            /// Sets the hint.
            pub fn hint(mut self, hint: impl Into<String>) -> Self {
                self.hint = hint.into();
                self
            }

            /// Sets what is wrong, if something is.
            pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
                self.error = error.map(Into::into).unwrap_or_default();
                self
            }

            /// Chooses what the form brought.
            pub fn value(mut self, value: impl AsRef<str>) -> Self {
                for choice in &mut self.choices {
                    choice.chosen |= choice.value == value.as_ref();
                }
                self
            }

            /// Small controls, for the desk.
            pub fn small(mut self) -> Self {
                self.small = true;
                self
            }

            /// Choices beside each other.
            pub fn inline(mut self) -> Self {
                self.inline = true;
                self
            }

            fn t(&self) -> T {
                crate::WORDS.t(self.locale)
            }

            fn described_by(&self) -> String {
                let hint = if self.hint.is_empty() { String::new() } else { format!("{}-hint", self.name) };
                let error = if self.error.is_empty() { String::new() } else { format!("{}-error", self.name) };
                format!("{hint} {error}").trim().to_owned()
            }

            fn id(&self, index: &usize) -> String {
                if *index == 0 { self.name.clone() } else { format!("{}-{}", self.name, index + 1) }
            }
        }
    };
}

choosing!(
    /// One of several, all seen at once.
    Radios, "components/radios.html"
);
choosing!(
    /// Any number of several. Each brings the field `name` once more.
    Checkboxes, "components/checkboxes.html"
);

/// One of many, in a list that opens.
#[derive(Clone, Debug, Template)]
#[template(path = "components/select.html")]
pub struct Select {
    /// Language of the error prefix.
    pub locale: Locale,
    /// Name of the form field and id of the element.
    pub name: String,
    /// The label.
    pub label: String,
    /// Help below the label.
    pub hint: String,
    /// What is wrong; empty when nothing is.
    pub error: String,
    /// What can be chosen.
    pub choices: Vec<Choice>,
}

impl Select {
    /// The list.
    pub fn new(locale: Locale, name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { locale, name: name.into(), label: label.into(), hint: String::new(), error: String::new(), choices }
    }

    /// Sets the hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Sets what is wrong, if something is.
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into).unwrap_or_default();
        self
    }

    /// Chooses what the form brought.
    pub fn value(mut self, value: impl AsRef<str>) -> Self {
        for choice in &mut self.choices {
            choice.chosen = choice.value == value.as_ref();
        }
        self
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }

    fn described_by(&self) -> String {
        super::fields::described_by(&self.name, &self.hint, &self.error)
    }
}

printed!(Radios, Checkboxes, Select);
