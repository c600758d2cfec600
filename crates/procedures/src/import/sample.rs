//! Reads the public snapshot of forty procedures (`data/procedures/snapshot-2026-07-20.json`) into [`ProcedureContent`].
//!
//! The snapshot is lossy, so the reader is strict about what it does not say: a bare number without a unit, a fee of "0"
//! (the page showed none), a fee that the provincial people's council sets, and an absurd number of originals stay unknown,
//! with a hint of what the page showed. Nothing is guessed.

use lienthong_kernel::op::Channel;
use serde::Deserialize;

use super::BadCatalogue;
use crate::catalogue::{
    Body, BodyRole, Case, ChannelWay, Fee, FeeRule, Known, LegalBasis, Level, Limit, LimitUnit, Paper, PaperCase,
    ProcedureContent, ProcedureResult, is_code,
};

/// Where the values of the snapshot come from.
pub const SOURCE: &str = "Trang thủ tục trên Cổng Dịch vụ công quốc gia, bản chụp ngày 20/7/2026";

/// The snapshot keeps at most this many papers of a procedure, and this many characters of a name.
const PAPERS_KEPT: usize = 12;
const NAME_KEPT: usize = 140;
/// More originals than this is a year glued on by the crawl, not a number of papers.
const ORIGINALS_PLAUSIBLE: u32 = 50;
/// The page of this procedure shows an online fee of "100"; what was meant is not certain.
const DOUBTFUL_ONLINE_FEE: &str = "2.001610";

#[derive(Deserialize)]
struct Snapshot {
    procedures: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    announced_by: Option<String>,
    levels: Vec<String>,
    field: Option<String>,
    kind: Option<String>,
    audience: Vec<String>,
    competent_body: Option<String>,
    channels: Vec<RowChannel>,
    components: Vec<RowPaper>,
    results: Vec<RowResult>,
    legal_basis: Vec<String>,
    source_url: Option<String>,
}

#[derive(Deserialize)]
struct RowChannel {
    channel: String,
    time: Option<u32>,
    time_unit: Option<String>,
    fee: Option<RowFee>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct RowFee {
    amount: i64,
    currency: String,
}

#[derive(Deserialize)]
struct RowPaper {
    name: String,
    originals: u32,
    copies: u32,
    case: Option<String>,
}

#[derive(Deserialize)]
struct RowResult {
    name: String,
    code: Option<String>,
}

/// Reads the whole snapshot.
pub fn from_sample_json(text: &str) -> Result<Vec<ProcedureContent>, BadCatalogue> {
    let snapshot: Snapshot = serde_json::from_str(text).map_err(|error| BadCatalogue::new("snapshot", &error))?;
    snapshot.procedures.into_iter().map(procedure).collect()
}

fn procedure(row: Row) -> Result<ProcedureContent, BadCatalogue> {
    if !is_code(&row.code) {
        return Err(BadCatalogue::new(&row.code, &"not a procedure code n.nnnnnn"));
    }
    let bad = |what: String| BadCatalogue::new(&row.code, &what);
    let levels =
        row.levels.iter().map(|word| level(word).ok_or_else(|| bad(format!("level {word}")))).collect::<Result<Vec<_>, _>>()?;
    let mut channels: Vec<ChannelWay> = Vec::new();
    for entry in &row.channels {
        let channel = channel(&entry.channel).ok_or_else(|| bad(format!("channel {}", entry.channel)))?;
        let case = Case { name: case_name(entry), limit: limit(entry).map_err(&bad)?, fees: fees(&row.code, channel, entry) };
        match channels.iter_mut().find(|way| way.channel == channel) {
            Some(way) => way.cases.push(case),
            None => channels.push(ChannelWay { channel, cases: vec![case] }),
        }
    }
    channels.sort_by_key(|way| way.channel.national_code());
    let papers_complete = if row.components.len() >= PAPERS_KEPT {
        Known::hinted("Bản chụp chỉ giữ 12 giấy tờ đầu tiên")
    } else {
        Known::unknown()
    };
    Ok(ProcedureContent {
        name: tidy(&row.name),
        field: text(row.field),
        announced_by: text(row.announced_by),
        kind: text(row.kind),
        levels: list(levels),
        audience: list(row.audience.iter().map(|name| tidy(name)).collect()),
        bodies: vec![Body { role: BodyRole::Competent, name: text(row.competent_body) }],
        order: Known::unknown(),
        channels,
        papers: papers(row.components),
        papers_complete,
        sets: Known::unknown(),
        results: list(
            row.results.into_iter().map(|result| ProcedureResult { code: result.code, name: tidy(&result.name) }).collect(),
        ),
        conditions: Known::unknown(),
        legal_basis: list(row.legal_basis.into_iter().map(|number| LegalBasis { number, title: Known::unknown() }).collect()),
        forms: Known::unknown(),
        service_level: Known::unknown(),
        steps: Known::unknown(),
        source_url: row.source_url,
        code: row.code,
    })
}

/// Pages carry no-break spaces and doubled blanks.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(value: Option<String>) -> Known<String> {
    value
        .map(|value| tidy(&value))
        .filter(|value| !value.is_empty())
        .map_or_else(Known::unknown, |value| Known::of(value, SOURCE))
}

fn list<T>(values: Vec<T>) -> Known<Vec<T>> {
    if values.is_empty() { Known::unknown() } else { Known::of(values, SOURCE) }
}

fn level(word: &str) -> Option<Level> {
    match word {
        "bo" => Some(Level::Ministry),
        "tinh" => Some(Level::Province),
        "huyen" => Some(Level::District),
        "xa" => Some(Level::Commune),
        "khac" => Some(Level::Other),
        _ => None,
    }
}

fn channel(word: &str) -> Option<Channel> {
    match word {
        "truc_tiep" => Some(Channel::Direct),
        "truc_tuyen" => Some(Channel::Online),
        "buu_chinh" => Some(Channel::Post),
        _ => None,
    }
}

fn case_name(entry: &RowChannel) -> Option<String> {
    let abroad = entry.fee.as_ref().is_some_and(|fee| fee.currency != "VND");
    abroad.then(|| "Tại cơ quan đại diện Việt Nam ở nước ngoài".to_owned())
}

fn limit(entry: &RowChannel) -> Result<Known<Limit>, String> {
    let unit = match entry.time_unit.as_deref() {
        None => None,
        Some("hour") => Some(LimitUnit::Hour),
        Some("working_day") => Some(LimitUnit::WorkingDay),
        Some("calendar_day") => Some(LimitUnit::CalendarDay),
        Some("month") => Some(LimitUnit::Month),
        Some("year") => Some(LimitUnit::Year),
        Some(other) => return Err(format!("unit {other}")),
    };
    Ok(match (entry.time, unit) {
        (Some(0), _) => Known::hinted("Trang nguồn ghi số 0"),
        (Some(amount), Some(unit)) => Known::of(Limit::Counted { amount, unit }, SOURCE),
        (Some(amount), None) => Known::hinted(format!("Trang nguồn ghi số {amount}, không ghi đơn vị thời gian")),
        (None, _) => Known::unknown(),
    })
}

fn fees(code: &str, channel: Channel, entry: &RowChannel) -> Known<Vec<Fee>> {
    let Some(fee) = &entry.fee else { return Known::unknown() };
    let council = entry.note.as_deref().is_some_and(|note| note.contains("People's Council"));
    let amount = fee.amount;
    if fee.currency != "VND" {
        return Known::hinted(format!("Trang nguồn ghi {amount} {}", fee.currency));
    }
    match (amount, council) {
        (0, true) => return Known::hinted("Mức thu do Hội đồng nhân dân tỉnh quyết định"),
        (0, false) => return Known::hinted("Trang nguồn không ghi mức thu trong phần có cấu trúc"),
        (_, true) => {
            return Known::hinted(format!("Mức thu do Hội đồng nhân dân tỉnh quyết định; trang nguồn ghi {amount} đồng"));
        }
        (_, false) if code == DOUBTFUL_ONLINE_FEE && channel == Channel::Online => {
            return Known::hinted("Trang nguồn ghi \"100\", không rõ là 100 đồng hay 100 nghìn đồng");
        }
        (_, false) => {}
    }
    let (rule, note) = match entry.note.as_deref() {
        None | Some("per case" | "per will" | "per transaction") => (FeeRule::Fixed { amount }, None),
        Some("50% of the base fee (fee relief in force)") => {
            (FeeRule::Fixed { amount }, Some("Bằng 50% mức thu gốc, đang trong thời gian giảm".to_owned()))
        }
        Some(note) => return Known::hinted(format!("Trang nguồn ghi {amount} đồng, kèm ghi chú: {note}")),
    };
    let fee = Fee { kind: Known::unknown(), name: "Phí, lệ phí".to_owned(), rule, exemptions: Known::unknown(), note };
    Known::of(vec![fee], SOURCE)
}

fn papers(rows: Vec<RowPaper>) -> Vec<PaperCase> {
    let mut cases: Vec<PaperCase> = Vec::new();
    for row in rows {
        let name_cut = row.name.chars().count() >= NAME_KEPT;
        let originals = if row.originals > ORIGINALS_PLAUSIBLE {
            Known::hinted(format!("Bản chụp ghi {}, không phải số bản", row.originals))
        } else {
            Known::of(row.originals, SOURCE)
        };
        let paper = Paper {
            code: Known::unknown(),
            name: tidy(&row.name),
            name_cut,
            originals,
            copies: Known::of(row.copies, SOURCE),
            mandatory: Known::unknown(),
            digitise: Known::unknown(),
            electronic_source: Known::unknown(),
        };
        let name = row.case.map(|name| tidy(&name)).filter(|name| !name.is_empty());
        match cases.iter_mut().find(|case| case.name == name) {
            Some(case) => case.papers.push(paper),
            None => cases.push(PaperCase { name, papers: vec![paper] }),
        }
    }
    cases
}
