//! The pattern of dossier codes, for example `{unit}-{yymmdd}-{nnnn}`.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A checked pattern: literal text and the places `{unit}`, `{yymmdd}` or `{yyyymmdd}`, and `{n…}` for the number of the
/// day with as many digits. Each of the three stands in it exactly once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DossierPattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Unit,
    Day(&'static str),
    Number(usize),
}

impl DossierPattern {
    /// The code of the `n`th dossier of a unit on a day. `None` when the number no longer fits its digits: numbers are
    /// never used again, so there is no other answer.
    pub fn render(&self, unit: &str, day: NaiveDate, n: u32) -> Option<String> {
        let mut code = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => code.push_str(text),
                Part::Unit => code.push_str(unit),
                Part::Day(format) => code.push_str(&day.format(format).to_string()),
                Part::Number(digits) => {
                    let number = format!("{n:0digits$}");
                    if number.len() > *digits {
                        return None;
                    }
                    code.push_str(&number);
                }
            }
        }
        Some(code)
    }
}

impl TryFrom<String> for DossierPattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some(open) = rest.find('{') {
            let close = rest[open..].find('}').map(|at| open + at).ok_or_else(|| format!("{text}: a brace is not closed"))?;
            if open > 0 {
                parts.push(Part::Text(rest[..open].to_owned()));
            }
            parts.push(match &rest[open + 1..close] {
                "unit" => Part::Unit,
                "yymmdd" => Part::Day("%y%m%d"),
                "yyyymmdd" => Part::Day("%Y%m%d"),
                digits if !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte == b'n') => {
                    Part::Number(digits.len())
                }
                other => return Err(format!("{text}: {{{other}}} is not one of {{unit}}, {{yymmdd}}, {{yyyymmdd}}, {{nnnn}}")),
            });
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let count = |test: fn(&Part) -> bool| parts.iter().filter(|part| test(part)).count();
        let once = count(|p| *p == Part::Unit) == 1
            && count(|p| matches!(p, Part::Day(_))) == 1
            && count(|p| matches!(p, Part::Number(_))) == 1;
        if !once {
            return Err(format!("{text}: unit, day and number stand in a dossier code exactly once each"));
        }
        Ok(Self { text, parts })
    }
}

impl From<DossierPattern> for String {
    fn from(pattern: DossierPattern) -> Self {
        pattern.text
    }
}

impl fmt::Display for DossierPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
