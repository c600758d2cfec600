//! What is not settled, by path, and what art. 8.2 of Nghị định 63/2010/NĐ-CP still misses.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::model::{Known, ProcedureContent};

/// One value that no source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Where it stands in the content, as a JSON pointer: `/channels/0/cases/0/limit`.
    pub path: String,
    /// What the source says instead.
    pub hint: Option<String>,
}

/// The parts that a procedure must have before it is made public (Nghị định 63/2010/NĐ-CP art. 8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MandatoryPart {
    /// Tên.
    Name,
    /// Trình tự thực hiện.
    Order,
    /// Cách thức thực hiện.
    Manner,
    /// Thành phần hồ sơ.
    Papers,
    /// Số lượng hồ sơ.
    Sets,
    /// Thời hạn giải quyết.
    Limit,
    /// Đối tượng thực hiện.
    Audience,
    /// Cơ quan thực hiện.
    Body,
}

impl ProcedureContent {
    /// Every value that is not settled, in the order of the document.
    pub fn unknowns(&self) -> Vec<Unknown> {
        let mut found = Vec::new();
        if let Ok(value) = serde_json::to_value(self) {
            collect(&value, &mut String::new(), &mut found);
        }
        found
    }

    /// The mandatory parts that are missing.
    pub fn missing_parts(&self) -> Vec<MandatoryPart> {
        use MandatoryPart as Part;
        let cases = || self.channels.iter().flat_map(|way| &way.cases);
        [
            (Part::Name, self.name.trim().is_empty()),
            (Part::Order, self.order.value().is_none_or(Vec::is_empty)),
            (Part::Manner, self.channels.is_empty()),
            (Part::Papers, self.papers.iter().all(|case| case.papers.is_empty()) || self.papers_complete.value() != Some(&true)),
            (Part::Sets, self.sets.is_unknown()),
            (Part::Limit, cases().count() == 0 || cases().any(|case| case.limit.is_unknown())),
            (Part::Audience, self.audience.value().is_none_or(Vec::is_empty)),
            (Part::Body, !self.bodies.iter().any(|body| !body.name.is_unknown())),
        ]
        .into_iter()
        .filter_map(|(part, missing)| missing.then_some(part))
        .collect()
    }

    /// The same procedure with one unknown value settled. `None` when nothing unknown stands at the path, or when the
    /// value does not fit there.
    pub fn settled(&self, path: &str, value: Value, source: &str) -> Option<Self> {
        if source.trim().is_empty() {
            return None;
        }
        let mut whole = serde_json::to_value(self).ok()?;
        let place = whole.pointer_mut(path)?;
        let open: Known<Value> = read(place)?;
        if !open.is_unknown() {
            return None;
        }
        *place = serde_json::to_value(Known::of(value, source.trim())).ok()?;
        read::<Self>(&whole).filter(|content| content.mistakes().is_empty())
    }

    /// What stands at a path, for the log.
    pub(crate) fn value_at(&self, path: &str) -> Option<Value> {
        serde_json::to_value(self).ok()?.pointer(path).cloned()
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

fn collect(value: &Value, path: &mut String, found: &mut Vec<Unknown>) {
    let here = path.len();
    match value {
        Value::Object(fields) => {
            if let (1, Some(Value::Object(unknown))) = (fields.len(), fields.get("unknown")) {
                found.push(Unknown { path: path.clone(), hint: unknown.get("hint").and_then(Value::as_str).map(str::to_owned) });
                return;
            }
            for (name, inner) in fields {
                path.push('/');
                path.push_str(name);
                collect(inner, path, found);
                path.truncate(here);
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                path.push_str(&format!("/{at}"));
                collect(inner, path, found);
                path.truncate(here);
            }
        }
        _ => {}
    }
}
