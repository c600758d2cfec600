//! Facts below each other: summary lists, files, the course of a matter.

use askama::Template;

use super::{Content, printed};
use crate::words::{Locale, T};

/// One fact with its name.
#[derive(Clone, Debug, Default)]
pub struct SummaryRow {
    /// The name of the fact.
    pub key: String,
    /// The fact.
    pub value: Content,
    /// Where it can be changed; empty for nowhere.
    pub change_href: String,
}

/// Facts with their names; also "check your answers".
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/summary_list.html")]
pub struct SummaryList {
    /// Language of the links.
    pub locale: Locale,
    /// The facts. What is unknown is said in words by the caller, never left out.
    pub rows: Vec<SummaryRow>,
}

impl SummaryList {
    /// An empty list.
    pub fn new(locale: Locale) -> Self {
        Self { locale, rows: Vec::new() }
    }

    /// Adds a fact.
    pub fn row(mut self, key: impl Into<String>, value: impl Into<Content>) -> Self {
        self.rows.push(SummaryRow { key: key.into(), value: value.into(), change_href: String::new() });
        self
    }

    /// Adds a fact if there is one.
    pub fn row_if(self, key: impl Into<String>, value: Option<impl Into<Content>>) -> Self {
        match value {
            Some(value) => self.row(key, value),
            None => self,
        }
    }

    /// Lets the last fact be changed.
    pub fn change(mut self, href: impl Into<String>) -> Self {
        if let Some(row) = self.rows.last_mut() {
            row.change_href = href.into();
        }
        self
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }
}

/// One step of the course.
#[derive(Clone, Debug, Default)]
pub struct TimelineItem {
    /// What happened.
    pub title: String,
    /// Who did it; empty when nobody or hidden.
    pub byline: String,
    /// When, for machines; see [`crate::format::machine_time`].
    pub machine_time: String,
    /// When, for people; see [`crate::format::time`].
    pub time: String,
    /// What more there is to say.
    pub content: Content,
}

/// The course of a matter, newest first. Desk only.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/timeline.html")]
pub struct Timeline {
    /// The steps.
    pub items: Vec<TimelineItem>,
}

/// A file that stands in the store.
#[derive(Clone, Debug, Default)]
pub struct FileItem {
    /// Where it can be read.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Size, kind, digest in words.
    pub facts: String,
}

/// Files below each other.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/file_list.html")]
pub struct FileList {
    /// Language of the empty state.
    pub locale: Locale,
    /// The files.
    pub items: Vec<FileItem>,
}

impl FileList {
    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }
}

printed!(SummaryList, Timeline, FileList);
