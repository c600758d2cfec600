//! Tables with captions, row headers, sortable columns and a word for nothing found.

use askama::Template;

use super::{Content, printed};
use crate::words::{Locale, T};

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// It is not what the list is sorted by.
    #[default]
    No,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Sort {
    fn aria(self) -> &'static str {
        match self {
            Sort::No => "none",
            Sort::Ascending => "ascending",
            Sort::Descending => "descending",
        }
    }
}

/// A column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// The address that sorts by it; empty when it cannot.
    pub sort_href: String,
    /// How it is sorted now.
    pub sort: Sort,
    /// Whether it holds numbers, set to the right.
    pub numeric: bool,
}

impl Column {
    /// A column of texts.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// A column of numbers.
    pub fn numeric(title: impl Into<String>) -> Self {
        Self { title: title.into(), numeric: true, ..Self::default() }
    }

    /// Lets the list be sorted by it.
    pub fn sorted(mut self, href: impl Into<String>, sort: Sort) -> Self {
        self.sort_href = href.into();
        self.sort = sort;
        self
    }
}

/// What a cell holds: a text, a link, a [`super::StatusTag`], any component.
pub type Cell = Content;

/// A row; its first cell is its header.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// As many cells as columns.
    pub cells: Vec<Cell>,
}

/// A table.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/table.html")]
pub struct Table {
    /// Language of the hidden words.
    pub locale: Locale,
    /// What the table shows.
    pub caption: String,
    /// Whether the caption is read out but not seen, because a heading stands above.
    pub caption_hidden: bool,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What to say when there are no rows.
    pub empty: String,
}

impl Table {
    /// A table without rows.
    pub fn new(locale: Locale, caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { locale, caption: caption.into(), columns, ..Self::default() }
    }

    /// Adds a row.
    pub fn row(mut self, cells: Vec<Cell>) -> Self {
        self.push(cells);
        self
    }

    /// Adds a row in a loop.
    pub fn push(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row { cells });
    }

    /// Sets what to say when there are no rows.
    pub fn empty(mut self, text: impl Into<String>) -> Self {
        self.empty = text.into();
        self
    }

    /// Hides the caption from the eye, because a heading stands above.
    pub fn caption_hidden(mut self) -> Self {
        self.caption_hidden = true;
        self
    }

    fn t(&self) -> T {
        crate::WORDS.t(self.locale)
    }

    fn is_numeric(&self, index: &usize) -> bool {
        self.columns.get(*index).is_some_and(|column| column.numeric)
    }
}

printed!(Table);
