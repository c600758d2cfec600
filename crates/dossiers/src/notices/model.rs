//! What a notice says and to whom.

use chrono::{DateTime, Utc};
use lienthong_kernel::op::Locale;
use lienthong_kernel::text::when;

use super::WORDS;
use crate::tracking::track_url;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// The dossier was accepted.
    Accepted,
    /// Papers are wanted.
    Supplement,
    /// The result is there.
    Finished,
    /// The result was returned.
    Returned,
}

impl Template {
    /// Which notice an event calls for.
    pub fn of_event(event: &str) -> Option<Self> {
        match event {
            "dossier.accepted" => Some(Template::Accepted),
            "dossier.supplement_requested" => Some(Template::Supplement),
            "dossier.finished" => Some(Template::Finished),
            "dossier.returned" => Some(Template::Returned),
            _ => None,
        }
    }

    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            Template::Accepted => "accepted",
            Template::Supplement => "supplement",
            Template::Finished => "finished",
            Template::Returned => "returned",
        }
    }
}

/// How a notice goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A letter by e-mail.
    Email,
    /// A text message.
    Text,
}

impl Way {
    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            Way::Email => "email",
            Way::Text => "text",
        }
    }
}

/// What a notice is written from.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) code: String,
    pub(super) procedure: String,
    pub(super) due: Option<DateTime<Utc>>,
    pub(super) answer_by: Option<DateTime<Utc>>,
    pub(super) return_way: String,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
}

impl Told {
    /// What happened and what to do, in one or two sentences.
    pub(super) fn sentence(&self, template: Template, locale: Locale) -> String {
        let due = self.due.map(when::date_time).unwrap_or_default();
        let by = self.answer_by.map(when::date_time).unwrap_or_default();
        let key = match template {
            Template::Accepted if self.due.is_some() => "accepted",
            Template::Accepted => "accepted_without_date",
            Template::Supplement if self.answer_by.is_some() => "supplement_by",
            Template::Supplement => "supplement",
            Template::Finished => match self.return_way.as_str() {
                "online" => "finished_online",
                "post" => "finished_post",
                _ => "finished_counter",
            },
            Template::Returned => "returned",
        };
        match key {
            "accepted" => WORDS.with(locale, key, &[("code", &self.code), ("due", &due)]),
            "supplement_by" => WORDS.with(locale, key, &[("code", &self.code), ("by", &by)]),
            _ => WORDS.with(locale, key, &[("code", &self.code)]),
        }
    }

    /// The text message: Vietnamese, one or two sentences and the way to follow.
    pub(super) fn text(&self, template: Template, public_url: &str) -> String {
        WORDS.with(
            Locale::Vi,
            "text",
            &[("sentence", &self.sentence(template, Locale::Vi)), ("url", &track_url(public_url, &self.code))],
        )
    }

    /// Subject and text of the letter: Vietnamese first, then English.
    pub(super) fn letter(&self, template: Template, public_url: &str) -> (String, String) {
        let url = track_url(public_url, &self.code);
        let part = |locale| {
            let sentence = self.sentence(template, locale);
            WORDS.with(
                locale,
                "letter",
                &[("sentence", &sentence), ("procedure", &self.procedure), ("code", &self.code), ("url", &url)],
            )
        };
        (
            WORDS.with(Locale::Vi, "subject", &[("code", &self.code)]),
            format!("{}\n\n---\n\n{}\n", part(Locale::Vi), part(Locale::En)),
        )
    }
}

/// The address with most of it hidden: the last three digits, or the first letter and the domain.
pub(super) fn masked(way: Way, address: &str) -> String {
    match way {
        Way::Text => {
            let shown = address.chars().count().saturating_sub(3);
            address.chars().enumerate().map(|(at, c)| if at < shown { '*' } else { c }).collect()
        }
        Way::Email => match address.split_once('@') {
            Some((name, domain)) => format!("{}***@{domain}", name.chars().next().unwrap_or('*')),
            None => "***".to_owned(),
        },
    }
}
