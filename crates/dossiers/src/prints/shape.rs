//! The data of a slip as the typesetter takes it: texts as printed, local times without offset, money in VND.

use chrono::{DateTime, Utc};
use lienthong_kernel::clock;
use lienthong_kernel::deadline::{Limit, LimitUnit, TraceStep};
use lienthong_kernel::op::Locale;
use serde_json::{Value, json};

use super::WORDS;
use crate::slips::{Purpose, Slip, Snapshot};
use crate::tracking::track_url;

/// The mark at the top of a form: its number in the circular that the rule set stands for.
pub(super) fn form_mark(slip: &Slip) -> &'static str {
    match (slip.rule_set.as_str(), slip.purpose) {
        ("2018", Purpose::Receipt) => "Mẫu số 01 (Thông tư số 01/2018/TT-VPCP)",
        ("2018", Purpose::Supplement) => "Mẫu số 02 (Thông tư số 01/2018/TT-VPCP)",
        ("2018", Purpose::Refusal) => "Mẫu số 03 (Thông tư số 01/2018/TT-VPCP)",
        ("2018", Purpose::Apology) => "Mẫu số 04 (Thông tư số 01/2018/TT-VPCP)",
        ("2025", Purpose::Receipt) => "Mẫu số 01 (Thông tư số 03/2025/TT-VPCP)",
        ("2025", Purpose::Supplement) => "Mẫu số 02 (Thông tư số 03/2025/TT-VPCP)",
        ("2025", Purpose::Refusal) => "Mẫu số 03 (Thông tư số 03/2025/TT-VPCP)",
        ("2025", Purpose::Apology) => "Mẫu số 04 (Thông tư số 03/2025/TT-VPCP)",
        ("2025", Purpose::Stop) => "Mẫu số 05 (Thông tư số 03/2025/TT-VPCP)",
        _ => "",
    }
}

/// The number of a slip as printed.
pub(super) fn number(slip: &Slip) -> String {
    format!("{}/BPTNTKQ", slip.number)
}

/// The limit in words: `03 ngày làm việc`.
pub(super) fn limit_text(limit: Limit, locale: Locale) -> String {
    let key = match limit.unit {
        LimitUnit::Hour => "limit.hour",
        LimitUnit::WorkingDay => "limit.working_day",
        LimitUnit::CalendarDay => "limit.calendar_day",
        LimitUnit::Month => "limit.month",
        LimitUnit::Year => "limit.year",
    };
    WORDS.with(locale, key, &[("amount", &format!("{:02}", limit.amount))])
}

/// Why this date, one sentence for each step of the count.
pub(super) fn why(snapshot: &Snapshot, locale: Locale) -> Vec<String> {
    let steps: Vec<TraceStep> =
        snapshot.due_trace.clone().and_then(|trace| serde_json::from_value(trace).ok()).unwrap_or_default();
    steps.iter().map(|step| step.sentence(locale)).collect()
}

/// Where the result is handed over.
pub(super) fn return_at(snapshot: &Snapshot, locale: Locale) -> String {
    match (snapshot.return_way.as_str(), &snapshot.return_address) {
        ("post", Some(address)) => WORDS.with(locale, "return.post", &[("address", address)]),
        ("online", _) => WORDS.get(locale, "return.online").to_owned(),
        _ => WORDS.with(locale, "return.counter", &[("office", &snapshot.office.name), ("body", &snapshot.office.body)]),
    }
}

fn local(at: DateTime<Utc>) -> String {
    clock::local(at).format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// What the typesetter gets; `None` when the form cannot be filled honestly.
pub fn shape(slip: &Slip, public_url: &str) -> Option<Value> {
    let s = &slip.snapshot;
    let vi = Locale::Vi;
    let head = json!({
        "level": s.office.body, "section": s.office.name, "number": number(slip), "place": s.office.place.clone().unwrap_or_default(),
        "issued_on": clock::local_date(slip.issued_at), "form": form_mark(slip), "replaces": null,
    });
    let office = json!({
        "name": WORDS.with(vi, "return.counter", &[("office", &s.office.name), ("body", &s.office.body)]),
        "address": s.office.address.clone().unwrap_or_default(), "hotline": s.office.phone,
        "lookup": public_url.split_once("://").map_or(public_url, |(_, host)| host),
    });
    let submitter = json!({
        "name": s.applicant_name, "identity": s.applicant_number, "address": s.applicant_address, "phone": s.applicant_phone,
        "email": s.applicant_email,
    });
    let grounds: Vec<Value> = s.reasons.iter().map(|r| json!({ "reason": r.what, "legal_ground": r.ground })).collect();
    match slip.purpose {
        Purpose::Receipt => {
            let (code, received, due) = (s.code.as_ref()?, s.received_at?, s.due?);
            let fee = s.fee_amount.filter(|amount| *amount > 0);
            let state = match (s.fee_status.as_str(), fee) {
                ("free" | "exempt", _) => "free",
                ("paid", Some(_)) => "paid",
                ("due", Some(_)) => "to_pay",
                _ => return None,
            };
            let fees: Vec<Value> = fee
                .filter(|_| state != "free")
                .map(|amount| json!({ "name": WORDS.get(vi, "fee"), "amount": amount }))
                .into_iter()
                .collect();
            let papers: Vec<Value> = s
                .papers
                .iter()
                .map(|paper| json!({ "name": paper.name, "quantity": paper.quantity, "kind": paper.kind }))
                .collect();
            let processing = s.limit.map_or_else(|| WORDS.get(vi, "unknown").to_owned(), |limit| limit_text(limit, vi));
            Some(json!({
                "head": head, "dossier_code": code, "tracking_url": track_url(public_url, code), "office": office, "submitter": submitter,
                "owner": s.owner_name, "content": s.request, "papers": papers, "sets": s.sets, "processing_time": processing,
                "received_at": local(received), "due_at": local(due), "why_this_date": why(s, vi), "return_at": return_at(s, vi),
                "fees": fees, "fee_state": state, "register_book": format!("01/{}", slip.year), "register_order": slip.number,
                "receiving_officer": s.officer,
            }))
        }
        Purpose::Supplement => {
            let items: Vec<Value> =
                s.reasons.iter().map(|r| json!({ "what": r.what, "reason": "", "legal_ground": r.ground })).collect();
            Some(json!({
                "head": head, "office": office, "submitter": submitter, "content": s.request, "dossier_code": s.code, "items": items,
                "supply_by": s.answer_by.map(local), "contact_name": s.officer, "contact_phone": s.office.phone, "guiding_officer": s.officer,
            }))
        }
        Purpose::Refusal => Some(json!({
            "head": head, "office": office, "submitter": submitter, "content": s.request, "dossier_code": s.code, "reasons": grounds,
            "guidance": null, "receiving_officer": s.officer,
        })),
        Purpose::Stop => Some(json!({
            "head": head, "addressee": submitter, "dossier_code": s.code.as_ref()?, "content": s.request, "received_at": local(s.received_at?),
            "stopped_at": local(slip.issued_at), "reasons": grounds, "next_steps": null, "signer": { "post": "", "name": s.officer },
            "recipients": [],
        })),
        // its data does not name the body that caused the delay, nor the former date
        Purpose::Apology => None,
    }
}
