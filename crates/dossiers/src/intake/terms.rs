//! What the catalogue, the rule set, the calendar and the directory say on the day of reception, gathered for an intake.

use chrono::NaiveDate;
use lienthong_directory::api as directory;
use lienthong_kernel::calendar::Calendar;
use lienthong_kernel::clock;
use lienthong_kernel::deadline::{DeadlineRule, Limit, LimitUnit};
use lienthong_kernel::failure::{Failure, Fault, Outcome};
use lienthong_kernel::id::AgencyId;
use lienthong_kernel::op::{Channel, Duty, OfficialActor, Op};
use lienthong_platform::ReadTx;
use lienthong_procedures::api::{self as procedures, ForIntake};
use lienthong_procedures::catalogue;
use lienthong_procedures::rules::UnitScheme;

use super::actions::{Fee, Terms};
use crate::dossier::{Step, StepPlace};
use crate::life::State;
use crate::promise::TimeTerms;
use crate::slips::Office;

/// Why nothing can be received now; for the administrator to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermsRefused {
    /// No rule set is in force on the day.
    NoRuleSet,
    /// The agency has no code at all.
    NoAgencyCode,
}

/// Everything an intake needs.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// What the dossier will pin.
    pub terms: Terms,
    /// The unit's calendar.
    pub calendar: Calendar,
    /// The procedure version with its content.
    pub intake: ForIntake,
}

/// The calendar that an agency works by; the ordinary week, with every year provisional, when nobody assigned one.
pub(crate) async fn calendar(tx: &mut ReadTx, agency: AgencyId, day: NaiveDate) -> Result<Calendar, Fault> {
    Ok(directory::calendar_of(tx, agency, day).await?.unwrap_or_else(|| Calendar::ordinary("ordinary")))
}

/// The head of the forms of an agency on a day.
pub(crate) async fn office(tx: &mut ReadTx, agency: AgencyId, day: NaiveDate) -> Result<Office, Fault> {
    let agency = directory::agency(tx, agency, day).await?;
    Ok(agency.map_or_else(Office::default, |agency| Office {
        name: agency.one_stop.unwrap_or_else(|| agency.name.clone()),
        place: Some(agency.short_name),
        body: agency.name,
        address: agency.address,
        phone: agency.phone,
    }))
}

/// Gathers the terms for a procedure, a case, pages and copies.
pub async fn gather(
    op: &Op,
    tx: &mut ReadTx,
    official: &OfficialActor,
    code: &str,
    case: &str,
    pages: u32,
    copies: u32,
) -> Outcome<Gathered, TermsRefused> {
    let today = clock::local_date(op.now);
    let intake = procedures::version_for_intake(tx, official.agency, code, today).await.map_err(Failure::widen)?;
    let Some(rule_id) = procedures::rule_set_on(tx, today).await? else { return Err(Failure::Refused(TermsRefused::NoRuleSet)) };
    let rules = procedures::rule_set(tx, &rule_id).await.map_err(Failure::widen)?;
    let agency = directory::agency(tx, official.agency, today).await?.ok_or(Failure::NotFound)?;
    let agency_code = match rules.code.unit_scheme {
        // an agency that was never given the newer code keeps using the one it has
        UnitScheme::Qcvn102 => agency.qcvn102.clone().or(agency.qd20.clone()),
        UnitScheme::Qd20 => agency.qd20.clone().or(agency.qcvn102.clone()),
    };
    let agency_code = agency_code.ok_or(Failure::Refused(TermsRefused::NoAgencyCode))?;
    let cases = cases(&intake, op.channel);
    let chosen = cases.iter().find(|one| one.name.as_deref() == Some(case)).or(cases.first()).cloned();
    let legal = chosen.as_ref().and_then(|case| case.limit.value().copied());
    let rule = rule(legal.as_ref(), rules.deadlines.cut_off.value.0, rules.deadlines.first_day_counts.value);
    let time = TimeTerms { legal: legal.map(limit), committed: intake.row.committed_limit.map(limit), rule };
    let fee = match chosen.as_ref().and_then(|case| procedures::fee_lines(case, pages, copies)) {
        None => Fee::Unknown,
        Some(lines) if pages == 0 && lines.iter().any(|(fee, _)| fee.rule.needs_pages()) => Fee::ByPage,
        Some(lines) => match lines.iter().map(|(_, amount)| *amount).sum::<i64>() {
            0 => Fee::Free,
            amount => Fee::Due(amount),
        },
    };
    let competent = if intake.row.handles { official.agency } else { agency.parent.unwrap_or(official.agency) };
    let names = directory::post_names(tx, &[official.post]).await?;
    let terms = Terms {
        rule_set: rule_id,
        pattern: rules.code.pattern.clone(),
        agency_code,
        version: intake.row.version,
        procedure_code: intake.row.code.clone(),
        procedure_name: intake.row.name.clone(),
        case: chosen.and_then(|case| case.name),
        competent_agency: competent,
        submission_agency: None,
        flow: intake.steps().map(flow).unwrap_or_default(),
        time,
        fee,
        office: office(tx, official.agency, today).await?,
        officer: names.get(&official.post).map(|(name, _)| name.clone()).unwrap_or_default(),
    };
    let calendar = calendar(tx, official.agency, today).await?;
    Ok(Gathered { terms, calendar, intake })
}

/// The cases of a channel; of direct filing when the procedure does not name the channel.
pub(crate) fn cases(intake: &ForIntake, channel: Channel) -> Vec<catalogue::Case> {
    let word = channel.word();
    let of = |word: &str| {
        intake
            .content
            .channels
            .iter()
            .find(|way| serde_json::to_value(way.channel).is_ok_and(|value| value == word))
            .map(|way| way.cases.clone())
    };
    of(word).or_else(|| of("direct")).unwrap_or_default()
}

fn limit(limit: catalogue::Limit) -> Limit {
    match limit {
        catalogue::Limit::SameDay { .. } => Limit::new(LimitUnit::WorkingDay, 1),
        catalogue::Limit::Counted { amount, unit } => Limit::new(
            match unit {
                catalogue::LimitUnit::Hour => LimitUnit::Hour,
                catalogue::LimitUnit::WorkingDay => LimitUnit::WorkingDay,
                catalogue::LimitUnit::CalendarDay => LimitUnit::CalendarDay,
                catalogue::LimitUnit::Month => LimitUnit::Month,
                catalogue::LimitUnit::Year => LimitUnit::Year,
            },
            u16::try_from(amount).unwrap_or(u16::MAX),
        ),
    }
}

fn rule(limit: Option<&catalogue::Limit>, cutoff: chrono::NaiveTime, first_day_counts: bool) -> DeadlineRule {
    match limit {
        Some(catalogue::Limit::SameDay { cut_off }) => DeadlineRule { cutoff: Some(*cut_off), ..DeadlineRule::same_day() },
        _ => DeadlineRule { cutoff: Some(cutoff), by_clock_time: false, same_day: first_day_counts },
    }
}

/// The steps of the catalogue as steps of a dossier. What a result needs is always there: a step of numbering and one of returning.
pub(crate) fn flow(steps: &[catalogue::Step]) -> Vec<Step> {
    let mut flow: Vec<Step> = steps
        .iter()
        .map(|step| {
            let (state, place) = match step.duty {
                Duty::Receive | Duty::Cashier => (State::Accepted, StepPlace::Receiving),
                Duty::Assign => (State::Assigning, StepPlace::Competent),
                Duty::Approve => (State::Approving, StepPlace::Competent),
                Duty::Clerk => (State::Stamping, StepPlace::Competent),
                Duty::Return => (State::Finished, StepPlace::Receiving),
                _ => (State::Handling, StepPlace::Competent),
            };
            let minutes = step.limit_hours.value().map(|hours| i64::from(*hours) * 60);
            Step { key: format!("s{}", step.order), name: step.name.clone(), duty: step.duty, state, place, minutes }
        })
        .collect();
    let ordinary = crate::dossier::ordinary_flow();
    if flow.first().is_none_or(|step| step.state != State::Accepted) {
        flow.insert(0, ordinary[0].clone());
    }
    if !flow.iter().any(|step| step.state == State::Stamping) {
        let at = flow.iter().position(|step| step.state == State::Finished).unwrap_or(flow.len());
        flow.insert(at, ordinary[4].clone());
    }
    if flow.last().is_none_or(|step| step.state != State::Finished) {
        flow.push(ordinary[5].clone());
    }
    flow
}
