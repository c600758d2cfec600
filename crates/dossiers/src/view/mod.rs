//! The page of a dossier: summary, why this date, papers, course, handovers, slips, and the actions that are allowed, each with its form.

mod act;
#[cfg(test)]
mod pages_tests;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use lienthong_directory::api as directory;
use lienthong_kernel::clock;
use lienthong_kernel::deadline::TraceStep;
use lienthong_kernel::failure::{Failure, Never};
use lienthong_kernel::id::{AgencyId, DossierId, PostId};
use lienthong_kernel::op::Locale;
use lienthong_ui::components::{Code, Column, Content, StatusTag, SummaryList, Table, Timeline, TimelineItem, Tone};
use lienthong_ui::http::{PageError, Visit, html, see_other};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, Page, format};
use serde::Deserialize;

use crate::dossier::Dossier;
use crate::dossier::store::{self, HandoverRow, PaperRow};
use crate::life::{NationalStatus, Progress, ProgressRule, State as LifeState};
use crate::slips::{self, Slip};

lienthong_ui::words!();

pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/ho-so/{id}", get(show)).route("/ho-so/{id}/{act}", post(act::submit)).route("/tim", get(find))
}

/// How a state is shown.
pub(crate) fn tag(state: &str, t: T) -> StatusTag {
    let tone = match LifeState::of_word(state).map(LifeState::national) {
        Some(NationalStatus::Refused | NationalStatus::Stopped) => Tone::Bad,
        Some(NationalStatus::SupplementRequested | NationalStatus::PaymentRequested | NationalStatus::WithdrawalRequested) => {
            Tone::Waiting
        }
        Some(NationalStatus::Finished | NationalStatus::Returned) => Tone::Good,
        Some(NationalStatus::Processing) => Tone::Active,
        _ => Tone::Neutral,
    };
    StatusTag::new(t.of("state.", state), tone)
}

/// How the progress is shown.
pub(crate) fn progress_tag(progress: Progress, t: T) -> StatusTag {
    let (word, tone) = match progress {
        Progress::NotStarted => ("notstarted", Tone::Neutral),
        Progress::Unknown => ("unknown", Tone::Neutral),
        Progress::Open => ("open", Tone::Active),
        Progress::DueSoon => ("duesoon", Tone::Soon),
        Progress::Overdue => ("overdue", Tone::Bad),
        Progress::Paused => ("paused", Tone::Waiting),
        Progress::Early => ("early", Tone::Good),
        Progress::OnTime => ("ontime", Tone::Good),
        Progress::Late => ("late", Tone::Bad),
    };
    StatusTag::new(t.of("progress.", word), tone)
}

/// The words of this page, also for the lists.
pub(crate) fn words(locale: Locale) -> T {
    WORDS.t(locale)
}

#[derive(Template)]
#[template(path = "view/dossier.html")]
struct DossierPage {
    page: Page,
    t: T,
    code: Code,
    procedure: String,
    tags: Vec<StatusTag>,
    problem: String,
    summary: SummaryList,
    why: Vec<String>,
    papers: Table,
    handovers: Table,
    course: Timeline,
    slips: Vec<(String, String)>,
    acts: Vec<Content>,
}

struct Seen {
    dossier: Dossier,
    papers: Vec<PaperRow>,
    handovers: Vec<HandoverRow>,
    slips: Vec<Slip>,
    posts: std::collections::HashMap<PostId, (String, String)>,
    agencies: std::collections::HashMap<AgencyId, String>,
    colleagues: Vec<directory::PostHolder>,
}

async fn read(state: &AppState, visit: &Visit, id: DossierId) -> Result<Seen, PageError> {
    let today = clock::local_date(visit.op.now);
    let official = visit.op.official().ok_or_else(PageError::forbidden)?.clone();
    let seen = state
        .app
        .read::<_, Never>(&visit.op, async |tx| {
            let dossier = store::find(tx, id).await?.ok_or(Failure::NotFound)?;
            let papers = store::papers(tx, id).await?;
            let handovers = store::handovers(tx, id).await?;
            let slips = slips::of_dossier(tx, id).await?;
            let posts: Vec<PostId> =
                handovers.iter().flat_map(|one| [one.from_post, one.to_post]).flatten().map(PostId).collect();
            let posts = directory::post_names(tx, &posts).await?;
            let mut agencies: Vec<AgencyId> = handovers.iter().map(|one| AgencyId(one.to_agency)).collect();
            agencies.extend([dossier.reception_agency, dossier.competent_agency]);
            let agencies = directory::agency_names(tx, &agencies, today).await?;
            // who may be given the next step, or this one
            let mut colleagues: Vec<directory::PostHolder> = Vec::new();
            for index in [dossier.step, dossier.step + 1] {
                if let Some(step) = dossier.flow.get(index) {
                    for holder in directory::posts_with_duty(tx, dossier.place_of(step), step.duty, None, today).await? {
                        if !colleagues.iter().any(|known| known.post == holder.post) && holder.post != official.post {
                            colleagues.push(holder);
                        }
                    }
                }
            }
            Ok(Seen { dossier, papers, handovers, slips, posts, agencies, colleagues })
        })
        .await?;
    Ok(seen)
}

async fn show(State(state): State<AppState>, visit: Visit, Path(id): Path<DossierId>) -> Result<Response, PageError> {
    let seen = read(&state, &visit, id).await?;
    Ok(html(&page(&state, &visit, &seen, String::new()))?.into_response())
}

fn page(state: &AppState, visit: &Visit, seen: &Seen, problem: String) -> DossierPage {
    let locale = visit.op.locale;
    let t = WORDS.t(locale);
    let dossier = &seen.dossier;
    let stamps = &dossier.stamps;
    let code = dossier.code.clone().unwrap_or_default();
    let time = |at: Option<clock::Instant>| at.map(format::time);
    let agency = |id: AgencyId| seen.agencies.get(&id).cloned().unwrap_or_default();
    let person = |post: Option<uuid::Uuid>| {
        post.and_then(|id| seen.posts.get(&PostId(id))).map(|(name, title)| format!("{name} ({title})"))
    };
    let mut tags =
        vec![tag(dossier.life.state().word(), t), progress_tag(dossier.progress(visit.op.now, ProgressRule::default()), t)];
    if dossier.voided.is_some() {
        tags.push(StatusTag::new(t.s("voided"), Tone::Bad));
    }
    let due = time(stamps.due_current).unwrap_or_else(|| t.s("progress.unknown").to_owned());
    let summary = SummaryList::new(locale)
        .row(t.s("applicant"), dossier.applicant_name.clone())
        .row_if(t.s("number"), dossier.applicant_number.clone())
        .row_if(t.s("phone"), dossier.applicant_phone.clone())
        .row_if(t.s("address"), dossier.applicant_address.clone())
        .row_if(t.s("owner"), dossier.owner_name.clone())
        .row(t.s("request"), dossier.request.clone())
        .row(t.s("reception"), agency(dossier.reception_agency))
        .row(t.s("competent"), agency(dossier.competent_agency))
        .row_if(t.s("accepted_at"), time(stamps.accepted_at))
        .row(t.s("due"), due)
        .row_if(t.s("due_original"), time(stamps.due_original).filter(|_| stamps.due_original != stamps.due_current))
        .row_if(t.s("finished_at"), time(stamps.finished_at))
        .row_if(t.s("returned_at"), time(stamps.returned_at))
        .row_if(t.s("closed_at"), time(dossier.closed_at))
        .row_if(t.s("step"), dossier.current_step().map(|step| step.name.clone()))
        .row(
            t.s("holder"),
            dossier.holder_post.and_then(|post| person(Some(post.0))).unwrap_or_else(|| agency(dossier.holder_agency)),
        )
        .row_if(t.s("fee"), dossier.fee_amount.map(format::vnd))
        .row_if(t.s("end_reason"), dossier.end_reason.clone())
        .row_if(t.s("void_reason"), dossier.voided.as_ref().map(|(_, reason)| reason.clone()));
    let trace: Vec<TraceStep> =
        dossier.due_trace.clone().and_then(|trace| serde_json::from_value(trace).ok()).unwrap_or_default();
    let mut papers =
        Table::new(locale, t.s("papers"), [t.s("paper"), t.s("paper.kind"), t.s("paper.quantity")].map(Column::new).to_vec())
            .empty(t.s("papers.none"));
    for paper in &seen.papers {
        papers.push(vec![paper.name.clone().into(), t.of("kind.", &paper.kind).into(), paper.quantity.to_string().into()]);
    }
    let columns = [
        t.s("handover.from"),
        t.s("handover.to"),
        t.s("handover.step"),
        t.s("handover.given"),
        t.s("handover.received"),
        t.s("handover.outcome"),
        t.s("handover.note"),
    ];
    let mut handovers = Table::new(locale, t.s("handovers"), columns.map(Column::new).to_vec()).empty(t.s("handovers.none"));
    let step_name =
        |key: &str| dossier.flow.iter().find(|step| step.key == key).map_or_else(|| key.to_owned(), |step| step.name.clone());
    let mut items = Vec::new();
    for one in &seen.handovers {
        let to = person(one.to_post).unwrap_or_else(|| agency(AgencyId(one.to_agency)));
        handovers.push(vec![
            person(one.from_post).unwrap_or_else(|| t.s("handover.applicant").to_owned()).into(),
            to.clone().into(),
            step_name(&one.step).into(),
            format::time(one.given_at).into(),
            time(one.received_at).unwrap_or_default().into(),
            one.outcome.as_deref().map(|outcome| t.of("outcome.", outcome)).unwrap_or_default().into(),
            one.note.clone().unwrap_or_default().into(),
        ]);
        items.push(TimelineItem {
            title: t.one(&format!("way.{}", one.way), "step", step_name(&one.step)),
            byline: to,
            machine_time: format::machine_time(one.given_at),
            time: format::time(one.given_at),
            content: one.note.clone().unwrap_or_default().into(),
        });
    }
    items.reverse();
    let frame = Page::of(visit, state, t.one("title", "code", &code)).with_errors(!problem.is_empty());
    let acts = act::forms(visit, &frame, seen, t);
    DossierPage {
        page: frame,
        t,
        code: Code::large(&code),
        procedure: format!("{} – {}", dossier.procedure_code, dossier.procedure_name),
        tags,
        problem,
        summary,
        why: trace.iter().map(|step| step.sentence(locale)).collect(),
        papers,
        handovers,
        course: Timeline { items },
        slips: seen
            .slips
            .iter()
            .map(|slip| {
                let name = t.of("slip.", slip.purpose.word());
                (
                    format!("/phieu/{}", slip.id),
                    t.with(
                        "slip.line",
                        &[
                            ("name", &name),
                            ("number", &slip.number),
                            ("year", &slip.year),
                            ("time", &format::time(slip.issued_at)),
                        ],
                    ),
                )
            })
            .collect(),
        acts,
    }
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    q: String,
}

/// Where the barcode scanner leads: a whole code opens its dossier, anything else becomes a search.
async fn find(State(state): State<AppState>, visit: Visit, Query(question): Query<Question>) -> Result<Response, PageError> {
    visit.op.official().ok_or_else(PageError::forbidden)?;
    let code = question.q.trim().to_uppercase();
    let id = state.app.read::<_, Never>(&visit.op, async |tx| Ok(store::by_code(tx, &code).await?)).await?;
    Ok(match id {
        Some(id) => see_other(&format!("/ho-so/{id}")),
        None => {
            let query: String = question
                .q
                .bytes()
                .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
                .collect();
            see_other(&format!("/viec?q={query}"))
        }
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_languages_say_everything() {
        super::WORDS.check().unwrap();
    }
}
