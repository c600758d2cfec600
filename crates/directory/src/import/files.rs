//! The shape of the files in `data/units`.

use chrono::NaiveDate;
use lienthong_kernel::failure::Fault;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Units {
    pub province: ProvinceEntry,
    pub as_of: NaiveDate,
    pub districts: Vec<DistrictEntry>,
}

#[derive(Deserialize)]
pub(super) struct ProvinceEntry {
    pub code: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub agency_code_qd20: String,
}

#[derive(Deserialize)]
pub(super) struct DistrictEntry {
    pub code: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub communes: Vec<AreaEntry>,
}

#[derive(Deserialize)]
pub(super) struct AreaEntry {
    pub code: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub parent: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Events {
    pub events: Vec<EventEntry>,
}

#[derive(Deserialize)]
pub(super) struct EventEntry {
    pub effective: NaiveDate,
    pub effective_confidence: String,
    pub instrument: String,
    pub source: String,
    pub changes: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Change {
    Retype {
        code: String,
        to: String,
        name: String,
    },
    Merge {
        into: AreaEntry,
        from: Vec<String>,
        confidence: Option<String>,
    },
    Dissolve {
        from: Vec<String>,
        confidence: Option<String>,
    },
    AbolishLevel {
        level: String,
        codes: Vec<String>,
    },
    /// `from` holds code and name, because the other provinces are not in our tree.
    MergeProvince {
        into: AreaEntry,
        from: Vec<String>,
    },
}

#[derive(Deserialize)]
pub(super) struct Departments {
    pub suffix_origin: String,
    pub province: NameEntry,
    pub departments: Vec<DepartmentEntry>,
    pub district_suffixes_start: u32,
}

#[derive(Deserialize)]
pub(super) struct NameEntry {
    pub name: String,
    pub short: String,
}

#[derive(Deserialize)]
pub(super) struct DepartmentEntry {
    pub suffix: String,
    pub kind: String,
    pub name: String,
    pub short: Option<String>,
}

pub(super) struct Files {
    pub units: Units,
    pub events: Events,
    pub departments: Departments,
}

/// Reads the files that are compiled in.
pub(super) fn read() -> Result<Files, Fault> {
    Ok(Files {
        units: parse("units-2016.json", include_str!("../../../../data/units/units-2016.json"))?,
        events: parse("events.json", include_str!("../../../../data/units/events.json"))?,
        departments: parse("departments.json", include_str!("../../../../data/units/departments.json"))?,
    })
}

fn parse<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::of(format!("reading data/units/{name}"), error))
}
