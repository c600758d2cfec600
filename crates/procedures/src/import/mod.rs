//! Loading what the product ships: the catalogue and the rule sets. Loading again changes nothing; changed content becomes
//! a new version beside the old one.

mod sample;

#[cfg(test)]
mod tests;

use std::fmt;

use chrono::NaiveDate;
use lienthong_kernel::failure::{Fault, Outcome};
use lienthong_kernel::op::Op;
use lienthong_platform::{App, Event, Subject};
use serde_json::json;

use crate::catalogue::{ProcedureContent, store};
use crate::rules::{RuleSet, SHIPPED};

pub use sample::from_sample_json;

const SNAPSHOT: &str = include_str!("../../../../data/procedures/snapshot-2026-07-20.json");
/// Procedures completed by hand take the place of their snapshot.
const BY_HAND: [(&str, &str); 2] = [
    ("data/procedures/2.000815.json", include_str!("../../../../data/procedures/2.000815.json")),
    ("data/procedures/1.004837.json", include_str!("../../../../data/procedures/1.004837.json")),
];

/// A catalogue file that cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub struct BadCatalogue {
    /// The file or procedure.
    pub place: String,
    /// What is wrong; line and column where the file is no JSON.
    pub what: String,
}

impl BadCatalogue {
    pub(crate) fn new(place: &str, what: &dyn fmt::Display) -> Self {
        Self { place: place.to_owned(), what: what.to_string() }
    }
}

impl fmt::Display for BadCatalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl std::error::Error for BadCatalogue {}

/// What a load did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Procedures that were not there before.
    pub new: usize,
    /// Procedures that got another version.
    pub changed: usize,
    /// Procedures whose change waits as a draft, because an official completed the version in force.
    pub waiting: usize,
    /// Procedures that already stood as they are.
    pub unchanged: usize,
}

/// The shipped catalogue: the snapshot with the procedures completed by hand in their places.
pub fn shipped() -> Result<Vec<ProcedureContent>, BadCatalogue> {
    let mut all = from_sample_json(SNAPSHOT)?;
    for (file, text) in BY_HAND {
        let content: ProcedureContent = serde_json::from_str(text).map_err(|error| BadCatalogue::new(file, &error))?;
        let place = all.iter_mut().find(|other| other.code == content.code);
        *place.ok_or_else(|| BadCatalogue::new(file, &"not in the snapshot"))? = content;
    }
    for content in &all {
        if let Some(mistake) = content.mistakes().first() {
            return Err(BadCatalogue::new(&content.code, mistake));
        }
    }
    Ok(all)
}

/// Loads everything that is shipped: rule sets and catalogue, new versions valid from `valid_from`. Idempotent.
pub async fn load(app: &App, op: &Op, valid_from: NaiveDate) -> Outcome<Loaded> {
    let contents = shipped().map_err(|bad| Fault::of("the shipped catalogue", bad))?;
    let sets = SHIPPED.iter().map(|(file, text)| RuleSet::from_toml(file, text)).collect::<Result<Vec<_>, _>>();
    let sets = sets.map_err(|bad| Fault::of("the shipped rule sets", bad))?;
    load_contents(app, op, &contents, &sets, valid_from).await
}

async fn load_contents(
    app: &App,
    op: &Op,
    contents: &[ProcedureContent],
    sets: &[RuleSet],
    valid_from: NaiveDate,
) -> Outcome<Loaded> {
    app.write(op, async |tx| {
        for set in sets {
            store::save_rule_set(tx, set, op.now).await?;
        }
        let mut loaded = Loaded::default();
        for content in contents {
            match store::save_imported(tx, op, content, valid_from, "nạp danh mục kèm theo phần mềm").await? {
                store::Saved::Unchanged => loaded.unchanged += 1,
                store::Saved::Draft { id, number } => {
                    loaded.waiting += 1;
                    let detail = json!({ "code": content.code, "number": number });
                    tx.record(
                        op,
                        Event::new("procedures.drafted", Subject::of("procedure_version", id.0)).procedure(id).detail(detail),
                    )
                    .await?;
                }
                store::Saved::Version { id, number } => {
                    if number == 1 {
                        loaded.new += 1;
                    } else {
                        loaded.changed += 1;
                    }
                    let detail = json!({ "code": content.code, "number": number, "unknown": content.unknowns().len() });
                    tx.record(
                        op,
                        Event::new("procedures.imported", Subject::of("procedure_version", id.0)).procedure(id).detail(detail),
                    )
                    .await?;
                }
            }
        }
        Ok(loaded)
    })
    .await
}
