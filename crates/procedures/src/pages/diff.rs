//! The difference of two versions, value by value.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalogue::ProcedureContent;

/// One value that differs; `None`: it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What differs between two contents, in the order of the paths.
pub(crate) fn between(before: &ProcedureContent, after: &ProcedureContent) -> Vec<Change> {
    let (mut old, mut new) = (leaves(before), leaves(after));
    let mut paths: Vec<String> = old.keys().chain(new.keys()).cloned().collect();
    paths.sort_unstable();
    paths.dedup();
    paths
        .into_iter()
        .filter_map(|path| {
            let (before, after) = (old.remove(&path), new.remove(&path));
            (before != after).then_some(Change { path, before, after })
        })
        .collect()
}

fn leaves(content: &ProcedureContent) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Ok(value) = serde_json::to_value(content) {
        collect(&value, String::new(), &mut found);
    }
    found
}

fn collect(value: &Value, path: String, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, inner)| collect(inner, format!("{path}/{name}"), found)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, inner)| collect(inner, format!("{path}/{at}"), found)),
        Value::String(text) => drop(found.insert(path, text.clone())),
        Value::Null => {}
        other => drop(found.insert(path, other.to_string())),
    }
}
