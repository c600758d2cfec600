//! From the list of 2016 and the events to versions, codes and successions. Pure: the same files give the same history, ids apart.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use lienthong_kernel::id::{AgencyId, AreaId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::files::{AreaEntry, Change, EventEntry, Files};
use crate::agencies::AgencyKind;
use crate::areas::AreaKind;

/// Why the files do not fit together.
#[derive(Debug)]
pub(crate) struct Misfit(String);

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misfit {}

pub(crate) struct AreaVersion {
    pub area: AreaId,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub kind: AreaKind,
    pub name: String,
    pub parent: Option<AreaId>,
}

pub(crate) struct AreaCode {
    pub area: AreaId,
    pub code: String,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

pub(crate) struct AreaEvent {
    pub id: Uuid,
    pub effective: NaiveDate,
    pub kind: &'static str,
    pub instrument: String,
    pub source: String,
    pub confidence: String,
    pub detail: Value,
    pub successions: Vec<(AreaId, Option<AreaId>)>,
}

pub(crate) struct AgencyVersion {
    pub agency: AgencyId,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub kind: AgencyKind,
    pub name: String,
    pub short: String,
    pub parent: Option<AgencyId>,
    pub area: Option<AreaId>,
    pub one_stop: Option<String>,
}

pub(crate) struct AgencyCode {
    pub agency: AgencyId,
    pub scheme: &'static str,
    pub code: String,
    pub from: NaiveDate,
    pub origin: &'static str,
}

#[derive(Default)]
pub(crate) struct History {
    pub areas: Vec<AreaId>,
    pub versions: Vec<AreaVersion>,
    pub codes: Vec<AreaCode>,
    pub events: Vec<AreaEvent>,
    pub agencies: Vec<AgencyId>,
    pub agency_versions: Vec<AgencyVersion>,
    pub agency_codes: Vec<AgencyCode>,
    /// Where the open version of an area stands in `versions`, and of a code in `codes`.
    open_version: HashMap<AreaId, usize>,
    open_code: BTreeMap<String, usize>,
}

/// Works out everything.
pub(super) fn build(files: &Files) -> Result<History, Misfit> {
    let mut history = History::default();
    let units = &files.units;
    let day = units.as_of;
    let province = history.open(&units.province.code, &units.province.name, kind(&units.province.kind)?, None, day)?;
    let mut tree = Vec::new();
    for district in &units.districts {
        let area = history.open(&district.code, &district.name, kind(&district.kind)?, Some(province), day)?;
        let mut communes = Vec::new();
        for commune in &district.communes {
            communes.push(history.open(&commune.code, &commune.name, kind(&commune.kind)?, Some(area), day)?);
        }
        tree.push((area, communes));
    }
    for event in &files.events.events {
        history.apply(event, &units.province.code)?;
    }
    history.agencies_of(files, province, &tree);
    Ok(history)
}

fn kind(word: &str) -> Result<AreaKind, Misfit> {
    AreaKind::of_word(word).ok_or_else(|| Misfit(format!("unknown kind of area: {word}")))
}

impl History {
    fn open(&mut self, code: &str, name: &str, kind: AreaKind, parent: Option<AreaId>, day: NaiveDate) -> Result<AreaId, Misfit> {
        if self.open_code.contains_key(code) {
            return Err(Misfit(format!("code {code} is still in use on {day}")));
        }
        let area = AreaId::new();
        self.areas.push(area);
        self.open_version.insert(area, self.versions.len());
        self.versions.push(AreaVersion { area, from: day, to: None, kind, name: name.to_owned(), parent });
        self.open_code.insert(code.to_owned(), self.codes.len());
        self.codes.push(AreaCode { area, code: code.to_owned(), from: day, to: None });
        Ok(area)
    }

    fn close(&mut self, code: &str, day: NaiveDate) -> Result<AreaId, Misfit> {
        let at = self.open_code.remove(code).ok_or_else(|| Misfit(format!("code {code} means nothing on {day}")))?;
        self.codes[at].to = Some(day);
        let area = self.codes[at].area;
        if let Some(at) = self.open_version.remove(&area) {
            self.versions[at].to = Some(day);
        }
        Ok(area)
    }

    fn area_of(&self, code: &str) -> Result<AreaId, Misfit> {
        self.open_code.get(code).map(|at| self.codes[*at].area).ok_or_else(|| Misfit(format!("code {code} means nothing")))
    }

    fn apply(&mut self, event: &EventEntry, own_province: &str) -> Result<(), Misfit> {
        // the new province must stand before communes can lie in it, and districts end after the communes have left them
        let order = |change: &Change| match change {
            Change::MergeProvince { .. } => 0,
            Change::AbolishLevel { .. } => 2,
            _ => 1,
        };
        let mut changes: Vec<&Change> = event.changes.iter().collect();
        changes.sort_by_key(|change| order(change));
        for change in changes {
            self.apply_one(event, change, own_province)?;
        }
        let orphan = self
            .open_version
            .values()
            .map(|at| &self.versions[*at])
            .find(|version| version.parent.is_some_and(|parent| !self.open_version.contains_key(&parent)));
        match orphan {
            Some(version) => Err(Misfit(format!("{} lies in an area that ended on {}", version.name, event.effective))),
            None => Ok(()),
        }
    }

    fn apply_one(&mut self, event: &EventEntry, change: &Change, own_province: &str) -> Result<(), Misfit> {
        let day = event.effective;
        let mut successions = Vec::new();
        let mut detail = json!({});
        let word = match change {
            Change::Retype { code, to, name } => {
                let area = self.area_of(code)?;
                let at = self.open_version.get(&area).copied().ok_or_else(|| Misfit(format!("{code} has no open version")))?;
                self.versions[at].to = Some(day);
                let parent = self.versions[at].parent;
                self.open_version.insert(area, self.versions.len());
                self.versions.push(AreaVersion { area, from: day, to: None, kind: kind(to)?, name: name.clone(), parent });
                successions.push((area, Some(area)));
                "retype"
            }
            Change::Merge { into, from, confidence } => {
                let parent = self.parent_of_merged(into, from)?;
                let predecessors = from.iter().map(|code| self.close(code, day)).collect::<Result<Vec<_>, _>>()?;
                let area = self.open(&into.code, &into.name, kind(&into.kind)?, parent, day)?;
                successions.extend(predecessors.into_iter().map(|before| (before, Some(area))));
                if let Some(confidence) = confidence {
                    detail["confidence"] = json!(confidence);
                }
                "merge"
            }
            Change::Dissolve { from, confidence } => {
                for code in from {
                    successions.push((self.close(code, day)?, None));
                }
                detail["confidence"] = json!(confidence);
                "dissolve"
            }
            Change::AbolishLevel { level, codes } => {
                for code in codes {
                    successions.push((self.close(code, day)?, None));
                }
                detail["level"] = json!(level);
                "abolish_level"
            }
            Change::MergeProvince { into, from } => {
                let outside: Vec<&String> = from.iter().filter(|entry| code_of(entry) != own_province).collect();
                detail["outside"] = json!(outside);
                let before = self.close(own_province, day)?;
                let area = self.open(&into.code, &into.name, kind(&into.kind)?, None, day)?;
                successions.push((before, Some(area)));
                "merge"
            }
        };
        self.events.push(AreaEvent {
            id: Uuid::now_v7(),
            effective: day,
            kind: word,
            instrument: event.instrument.clone(),
            source: event.source.clone(),
            confidence: event.effective_confidence.clone(),
            detail,
            successions,
        });
        Ok(())
    }

    /// The parent named by the event, else the parent that the first predecessor has.
    fn parent_of_merged(&self, into: &AreaEntry, from: &[String]) -> Result<Option<AreaId>, Misfit> {
        if let Some(code) = &into.parent {
            return self.area_of(code).map(Some);
        }
        let first = from.first().ok_or_else(|| Misfit(format!("{} is merged from nothing", into.name)))?;
        let area = self.area_of(first)?;
        Ok(self.open_version.get(&area).and_then(|at| self.versions[*at].parent))
    }

    fn agencies_of(&mut self, files: &Files, province: AreaId, tree: &[(AreaId, Vec<AreaId>)]) {
        let day = files.units.as_of;
        let top = &files.units.province.agency_code_qd20;
        let plan = &files.departments;
        let origin = if plan.suffix_origin == "official" { "official" } else { "demonstration" };
        let root = self.agency(
            AgencyKind::Province,
            None,
            Some(province),
            day,
            &[(day, plan.province.name.clone(), plan.province.short.clone())],
        );
        self.code(root, top.clone(), format!("000.00.00.{top}"), day, "official");
        for department in &plan.departments {
            let kind = AgencyKind::of_word(&department.kind).unwrap_or(AgencyKind::Department);
            let short = department.short.clone().unwrap_or_else(|| department.name.clone());
            let agency = self.agency(kind, Some(root), None, day, &[(day, department.name.clone(), short)]);
            self.code(agency, format!("{top}.{}", department.suffix), format!("000.00.{}.{top}", department.suffix), day, origin);
        }
        for (suffix, (district, communes)) in (plan.district_suffixes_start..).zip(tree) {
            let names = self.committee_names(*district);
            let agency = self.agency(AgencyKind::District, Some(root), Some(*district), day, &names);
            self.code(agency, format!("{top}.{suffix:02}"), format!("000.00.{suffix:02}.{top}"), day, origin);
            for (number, commune) in (1..).zip(communes) {
                let names = self.committee_names(*commune);
                let below = self.agency(AgencyKind::Commune, Some(agency), Some(*commune), day, &names);
                self.code(
                    below,
                    format!("{top}.{suffix:02}.{number:02}"),
                    format!("000.{number:02}.{suffix:02}.{top}"),
                    day,
                    origin,
                );
            }
        }
    }

    /// The names of the people's committee of an area, one for each version of the area: a change of kind changes the name on every form.
    fn committee_names(&self, area: AreaId) -> Vec<(NaiveDate, String, String)> {
        self.versions
            .iter()
            .filter(|version| version.area == area)
            .map(|version| {
                let title = format!("{} {}", version.kind.label(), version.name);
                (version.from, format!("Ủy ban nhân dân {title}"), format!("UBND {title}"))
            })
            .collect()
    }

    fn agency(
        &mut self,
        kind: AgencyKind,
        parent: Option<AgencyId>,
        area: Option<AreaId>,
        day: NaiveDate,
        names: &[(NaiveDate, String, String)],
    ) -> AgencyId {
        let agency = AgencyId::new();
        self.agencies.push(agency);
        let one_stop = (kind != AgencyKind::Section).then(|| "Bộ phận tiếp nhận và trả kết quả".to_owned());
        for (at, (from, name, short)) in names.iter().enumerate() {
            self.agency_versions.push(AgencyVersion {
                agency,
                from: (*from).max(day),
                to: names.get(at + 1).map(|next| next.0),
                kind,
                name: name.clone(),
                short: short.clone(),
                parent,
                area,
                one_stop: one_stop.clone(),
            });
        }
        agency
    }

    fn code(&mut self, agency: AgencyId, qd20: String, qcvn102: String, day: NaiveDate, origin: &'static str) {
        for (scheme, code) in [("qd20", qd20), ("qcvn102", qcvn102)] {
            self.agency_codes.push(AgencyCode { agency, scheme, code, from: day, origin });
        }
    }
}

fn code_of(entry: &str) -> &str {
    entry.split_whitespace().next().unwrap_or(entry)
}
