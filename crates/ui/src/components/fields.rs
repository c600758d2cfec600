//! Fields for text, dates and files.

use askama::Template;

use super::printed;
use crate::words::{Locale, T};

/// What the label, hint and error of every field share: `id` of the field, `hint` and `error` ids derived from it.
pub(super) fn described_by(id: &str, hint: &str, error: &str) -> String {
    let mut ids = Vec::new();
    if !hint.is_empty() {
        ids.push(format!("{id}-hint"));
    }
    if !error.is_empty() {
        ids.push(format!("{id}-error"));
    }
    ids.join(" ")
}

/// One line of text.
#[derive(Clone, Debug, Template)]
#[template(path = "components/text_field.html")]
pub struct TextField {
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
    /// What stands in it.
    pub value: String,
    /// `text`, `email`, `tel`, `password`, `search`.
    pub kind: &'static str,
    /// `numeric`, `decimal`, `tel`; empty for the ordinary keyboard.
    pub inputmode: &'static str,
    /// The `autocomplete` token (`name`, `tel`, `street-address`, `current-password`, ...), or empty.
    pub autocomplete: &'static str,
    /// Width in characters: 2, 3, 4, 5, 10, 20 or 30; 0 is full width.
    pub width: u8,
    /// What stands behind the box, for example `đồng`.
    pub suffix: String,
    /// Longest value in characters; 0 is unlimited.
    pub maxlength: u32,
    /// Whether the cursor starts here.
    pub autofocus: bool,
    /// Whether the label is the heading of the page.
    pub heading: bool,
    /// Whether F2 and the barcode scanner come here.
    pub scanner: bool,
}

impl TextField {
    /// A text field.
    pub fn new(locale: Locale, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            locale,
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            error: String::new(),
            value: String::new(),
            kind: "text",
            inputmode: "",
            autocomplete: "",
            width: 0,
            suffix: String::new(),
            maxlength: 0,
            autofocus: false,
            heading: false,
            scanner: false,
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

    /// Sets the value.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Sets the input type.
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// A number of digits: numeric keyboard, no spell check.
    pub fn numeric(mut self) -> Self {
        self.inputmode = "numeric";
        self
    }

    /// Sets the autocomplete token.
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    /// Sets the width in characters.
    pub fn width(mut self, characters: u8) -> Self {
        self.width = characters;
        self
    }

    /// Sets what stands behind the box.
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = suffix.into();
        self
    }

    /// Sets the longest value.
    pub fn maxlength(mut self, characters: u32) -> Self {
        self.maxlength = characters;
        self
    }

    /// Puts the cursor here when the page opens.
    pub fn focused(mut self) -> Self {
        self.autofocus = true;
        self
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }

    fn described_by(&self) -> String {
        described_by(&self.name, &self.hint, &self.error)
    }
}

/// Several lines of text.
#[derive(Clone, Debug, Template)]
#[template(path = "components/text_area.html")]
pub struct TextArea {
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
    /// What stands in it.
    pub value: String,
    /// Lines shown.
    pub rows: u8,
    /// Longest text in characters, counted while typing; 0 is unlimited.
    pub maxlength: u32,
}

impl TextArea {
    /// A text area of five lines.
    pub fn new(locale: Locale, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            locale,
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            error: String::new(),
            value: String::new(),
            rows: 5,
            maxlength: 0,
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

    /// Sets the value.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Sets the number of lines shown.
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    /// Sets the longest text.
    pub fn maxlength(mut self, characters: u32) -> Self {
        self.maxlength = characters;
        self
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }

    fn described_by(&self) -> String {
        let mut ids = described_by(&self.name, &self.hint, &self.error);
        if self.maxlength > 0 {
            if !ids.is_empty() {
                ids.push(' ');
            }
            ids.push_str(&format!("{}-info", self.name));
        }
        ids
    }
}

/// A date typed as `dd/mm/yyyy` in one box, as Vietnamese forms write it. Read back with [`crate::forms::parse_date`].
#[derive(Clone, Debug, Template)]
#[template(path = "components/date_field.html")]
pub struct DateField {
    /// Language of the error prefix and of the hint.
    pub locale: Locale,
    /// Name of the form field and id of the element.
    pub name: String,
    /// The label.
    pub label: String,
    /// Help below the label; when empty the shared example is shown.
    pub hint: String,
    /// What is wrong; empty when nothing is.
    pub error: String,
    /// What stands in it, as typed.
    pub value: String,
    /// The `autocomplete` token, `bday` for a date of birth.
    pub autocomplete: &'static str,
}

impl DateField {
    /// A date field.
    pub fn new(locale: Locale, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            locale,
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            error: String::new(),
            value: String::new(),
            autocomplete: "",
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

    /// Sets the value as typed.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Sets the value from a day.
    pub fn day(mut self, day: Option<chrono::NaiveDate>) -> Self {
        self.value = day.map(crate::format::date).unwrap_or_default();
        self
    }

    /// Sets the autocomplete token.
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }

    fn described_by(&self) -> String {
        described_by(&self.name, "hint", &self.error)
    }
}

/// A file to hand in. The form needs `enctype="multipart/form-data"`.
#[derive(Clone, Debug, Template)]
#[template(path = "components/file_field.html")]
pub struct FileField {
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
    /// The `accept` list, for example `.pdf,.jpg,.png`.
    pub accept: String,
    /// Whether several files may be chosen.
    pub multiple: bool,
    /// Whether a phone should open its camera.
    pub camera: bool,
}

impl FileField {
    /// A field for one file.
    pub fn new(locale: Locale, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            locale,
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            error: String::new(),
            accept: String::new(),
            multiple: false,
            camera: false,
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

    /// Sets the list of accepted kinds.
    pub fn accept(mut self, accept: impl Into<String>) -> Self {
        self.accept = accept.into();
        self
    }

    /// Lets several files be chosen.
    pub fn multiple(mut self) -> Self {
        self.multiple = true;
        self
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }

    fn described_by(&self) -> String {
        described_by(&self.name, &self.hint, &self.error)
    }
}

printed!(TextField, TextArea, DateField, FileField);
