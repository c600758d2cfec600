//! What a person types for an unknown value, read by the kind of value that belongs at its path.

use serde_json::{Value, json};

/// Which kind of value belongs at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One text.
    Text,
    /// One text a line.
    Lines,
    /// A whole number.
    Number,
    /// Yes or no.
    YesNo,
    /// A number and its unit.
    Limit,
    /// An amount in đồng for the dossier; 0 is a known "nothing".
    Amount,
}

/// The kind of the value at a path; `None` when the page has no entry for it (lists of forms, steps, exemptions).
pub(crate) fn kind_of(path: &str) -> Option<Kind> {
    Some(match path.rsplit('/').next()? {
        "field" | "announced_by" | "conditions" | "title" | "electronic_source" | "code" => Kind::Text,
        "name" => Kind::Text,
        "kind" if path == "/kind" => Kind::Text,
        "audience" | "order" => Kind::Lines,
        "sets" | "originals" | "copies" | "limit_hours" => Kind::Number,
        "mandatory" | "digitise" | "papers_complete" => Kind::YesNo,
        "limit" => Kind::Limit,
        "fees" => Kind::Amount,
        _ => return None,
    })
}

/// Reads what was typed; `None` when it is no value of that kind.
pub(crate) fn read(kind: Kind, text: &str, unit: &str) -> Option<Value> {
    let text = text.trim();
    let whole = || text.parse::<u32>().ok();
    match kind {
        Kind::Text => (!text.is_empty()).then(|| json!(text)),
        Kind::Lines => {
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            (!lines.is_empty()).then(|| json!(lines))
        }
        Kind::Number => whole().map(|number| json!(number)),
        Kind::YesNo => match text {
            "yes" => Some(json!(true)),
            "no" => Some(json!(false)),
            _ => None,
        },
        Kind::Limit => match unit {
            "same_day" => Some(json!({ "same_day": { "cut_off": "15:00:00" } })),
            _ => whole().filter(|amount| *amount > 0).map(|amount| json!({ "counted": { "amount": amount, "unit": unit } })),
        },
        Kind::Amount => {
            let digits: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
            let amount = digits.parse::<u32>().ok()?;
            Some(if amount == 0 {
                json!([])
            } else {
                json!([{ "kind": { "unknown": {} }, "name": "Phí, lệ phí", "rule": { "rule": "fixed", "amount": amount }, "exemptions": { "unknown": {} } }])
            })
        }
    }
}
