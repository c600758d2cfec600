//! The forms of the allowed actions and what they do. Each opens first, so that no change happens by one careless key.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::{DossierId, PostId};
use lienthong_platform::Tx;
use lienthong_ui::components::{Choice, Content, DateField, Details, Radios, Select, TextArea, TextField};
use lienthong_ui::forms::parse_date;
use lienthong_ui::http::{PageError, Posted, Visit, html, see_other_with};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, Flash, Page, format};
use serde::Deserialize;

use super::{Seen, WORDS, page, read};
use crate::access::{self, Act};
use crate::handling::supplement::{Signer, receive_supplement, request_supplement};
use crate::handling::{WorkRefused, actions, ending};
use crate::intake::model::PaperEntry;
use crate::intake::terms;
use crate::life::State as LifeState;
use crate::slips::Reason;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    version: i32,
    post: String,
    note: String,
    reasons: String,
    ground: String,
    day: String,
    step: String,
    name: String,
    number: String,
    outcome: String,
    taken_by: String,
    identity: String,
    proof: String,
    reference: String,
}

impl Fields {
    fn to(&self) -> Option<PostId> {
        self.post.parse().ok()
    }

    fn said(&self) -> Option<&str> {
        Some(self.note.trim()).filter(|note| !note.is_empty())
    }

    fn reasons(&self) -> Vec<Reason> {
        let ground = Some(self.ground.trim().to_owned()).filter(|ground| !ground.is_empty());
        self.reasons.lines().map(|line| Reason { what: line.to_owned(), ground: ground.clone() }).collect()
    }
}

pub(super) async fn submit(
    State(state): State<AppState>,
    visit: Visit,
    Path((id, act)): Path<(DossierId, String)>,
    posted: Posted<Fields>,
) -> Result<Response, PageError> {
    let t = WORDS.t(visit.op.locale);
    let fields = posted.form;
    let done = state.app.write(&visit.op, async |tx| run(&visit, tx, id, &act, &fields).await).await;
    match done {
        Ok(()) => Ok(see_other_with(&state.site, &format!("/ho-so/{id}"), &Flash::success(t.of("done.", &act)))),
        Err(Failure::Refused(refused)) => {
            let seen = read(&state, &visit, id).await?;
            let problem = say(&refused, &seen, t);
            let status = if matches!(refused, WorkRefused::Stale { .. }) {
                StatusCode::CONFLICT
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            Ok((status, html(&page(&state, &visit, &seen, problem))?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn run(visit: &Visit, tx: &mut Tx, id: DossierId, act: &str, fields: &Fields) -> Outcome<(), WorkRefused> {
    let (op, seen) = (&visit.op, fields.version);
    let today = clock::local_date(op.now);
    match act {
        "take" => actions::take(op, tx, id, seen).await,
        "assign" => match fields.to() {
            Some(post) => actions::assign(op, tx, id, seen, post, fields.said()).await,
            None => Err(Failure::Refused(WorkRefused::NoSuchStep)),
        },
        "forward" => actions::hand_over(op, tx, id, seen, fields.to(), fields.said()).await,
        "approve" => actions::approve(op, tx, id, seen, fields.to(), fields.said()).await,
        "back" => actions::return_to_former_step(op, tx, id, seen, &fields.step, &fields.note).await,
        "supplement" => {
            let signer = signer(visit, tx).await?;
            // the day for papers ends with it
            let by = parse_date(&fields.day).and_then(|day| day.and_hms_opt(23, 59, 0)).map(clock::instant);
            request_supplement(op, tx, id, seen, &fields.reasons(), by, &signer).await.map(drop)
        }
        "supplemented" => {
            let official = op.official().ok_or(Failure::Forbidden)?;
            let calendar = terms::calendar(tx, official.agency, today).await?;
            let papers: Vec<PaperEntry> = fields
                .reasons
                .lines()
                .map(|line| PaperEntry {
                    name: line.to_owned(),
                    kind: "original".into(),
                    quantity: 1,
                    checked: true,
                    ..PaperEntry::default()
                })
                .collect();
            receive_supplement(op, tx, id, seen, &calendar, &papers, fields.said()).await
        }
        "result" => {
            let form = ending::ResultForm {
                granted: fields.outcome != "rejected",
                name: fields.name.clone(),
                number: Some(fields.number.trim().to_owned()).filter(|number| !number.is_empty()),
                issued_on: parse_date(&fields.day).ok_or(Failure::Refused(WorkRefused::ResultIncomplete))?,
                signer: None,
                file: None,
            };
            ending::record_result(op, tx, id, seen, &form).await
        }
        "return" => {
            let proof = match fields.proof.as_str() {
                "code" => ending::Proof::Code,
                "postal" => ending::Proof::Postal,
                _ => ending::Proof::Signature,
            };
            let form = ending::ReturnForm {
                taken_by: fields.taken_by.clone(),
                identity_checked: fields.identity == "yes",
                proof,
                reference: Some(fields.reference.clone()),
            };
            ending::return_result(op, tx, id, seen, &form).await
        }
        "reopen" => ending::reopen(op, tx, id, seen, &fields.note).await,
        "refuse" => {
            let signer = signer(visit, tx).await?;
            ending::refuse(op, tx, id, seen, &fields.reasons(), &signer).await.map(drop)
        }
        "withdraw" => ending::request_withdrawal(op, tx, id, seen, &fields.note).await,
        "keep" => ending::refuse_withdrawal(op, tx, id, seen, &fields.note).await,
        "stop" => {
            let signer = signer(visit, tx).await?;
            ending::stop(op, tx, id, seen, &fields.reasons(), &signer).await.map(drop)
        }
        "close" => ending::close(op, tx, id, seen).await,
        "void" => ending::void(op, tx, id, seen, &fields.note).await,
        _ => Err(Failure::NotFound),
    }
}

async fn signer(visit: &Visit, tx: &mut Tx) -> Outcome<Signer, WorkRefused> {
    let official = visit.op.official().ok_or(Failure::Forbidden)?;
    let office = terms::office(tx, official.agency, clock::local_date(visit.op.now)).await?;
    Ok(Signer { office, officer: visit.who.as_ref().map(|who| who.name.clone()).unwrap_or_default() })
}

fn say(refused: &WorkRefused, seen: &Seen, t: T) -> String {
    match refused {
        WorkRefused::Stale { at, .. } => {
            // who it was, where the course names the person; the moment in any case
            let last = seen.handovers.iter().rev().find(|one| one.given_at == *at).and_then(|one| one.from_post.or(one.to_post));
            let name = last.and_then(|post| seen.posts.get(&PostId(post))).map(|(name, _)| name.clone());
            let code = seen.dossier.code.clone().unwrap_or_default();
            match name {
                Some(name) => t.with("refused.stale.by", &[("code", &code), ("name", &name), ("time", &format::time(*at))]),
                None => t.two("refused.stale", "code", code, "time", format::time(*at)),
            }
        }
        WorkRefused::NoSuchWay { .. } => t.s("refused.nosuchway").to_owned(),
        WorkRefused::Voided => t.s("refused.voided").to_owned(),
        WorkRefused::ReasonMissing => t.s("refused.reasonmissing").to_owned(),
        WorkRefused::NoSuchStep => t.s("refused.nosuchstep").to_owned(),
        WorkRefused::BadStamp(_) => t.s("refused.badstamp").to_owned(),
        WorkRefused::ResultMissing => t.s("refused.resultmissing").to_owned(),
        WorkRefused::ResultIncomplete => t.s("refused.resultincomplete").to_owned(),
        WorkRefused::EvidenceMissing => t.s("refused.evidencemissing").to_owned(),
        WorkRefused::NoWorkingDay => t.s("refused.noworkingday").to_owned(),
        WorkRefused::NotEnded => t.s("refused.notended").to_owned(),
        WorkRefused::Closed => t.s("refused.closed").to_owned(),
    }
}

/// The forms of what this actor may do with this dossier now.
pub(super) fn forms(visit: &Visit, frame: &Page, seen: &Seen, t: T) -> Vec<Content> {
    let (op, dossier) = (&visit.op, &seen.dossier);
    let locale = op.locale;
    if dossier.voided.is_some() {
        return Vec::new();
    }
    let may = |act| access::allows(op, act, dossier);
    let state = dossier.life.state();
    let goes = |to| dossier.life.may_go(to);
    let mut forms = Vec::new();
    let mut add = |act: &'static str, fields: Vec<Content>| {
        let inner: String = fields.iter().map(ToString::to_string).collect();
        // distinct ids: the same field name stands in several forms of this page
        let inner = inner
            .replace("id=\"", &format!("id=\"{act}-"))
            .replace("for=\"", &format!("for=\"{act}-"))
            .replace("aria-describedby=\"", &format!("aria-describedby=\"{act}-"));
        let form = format!(
            "<form method=\"post\" action=\"/ho-so/{}/{act}\" novalidate>{}<input type=\"hidden\" name=\"version\" value=\"{}\">{inner}<button type=\"submit\" class=\"govuk-button\" data-module=\"govuk-button\" data-prevent-double-click=\"true\">{}</button></form>",
            dossier.id,
            frame.form_fields(),
            dossier.version,
            lienthong_ui::components::escape(&t.of("confirm.", act)),
        );
        forms.push(Content::html(Details::new(t.of("act.", act), Content::html(form))));
    };
    let note = || Content::from(TextField::new(locale, "note", t.s("note")));
    let why = || Content::from(TextField::new(locale, "note", t.s("reason")));
    let reasons = || Content::from(TextArea::new(locale, "reasons", t.s("reasons")).hint(t.s("reasons.hint")).rows(3));
    let ground = || Content::from(TextField::new(locale, "ground", t.s("ground")));
    let colleagues = |unit: bool| {
        let mut choices: Vec<Choice> = if unit { vec![Choice::new("", t.s("post.unit"))] } else { Vec::new() };
        choices.extend(
            seen.colleagues
                .iter()
                .filter(|one| !one.on_leave)
                .map(|one| Choice::new(one.post.to_string(), format!("{} ({})", one.name, one.title))),
        );
        Content::from(Select::new(locale, "post", t.s("post"), choices))
    };
    let ended = dossier.life.national().ends();
    let waits = dossier.life.national().waits();
    let unreceived = seen.handovers.last().is_some_and(|last| last.received_at.is_none());
    if !ended && may(Act::Take) && (dossier.holder_post.is_none() || unreceived) {
        add("take", Vec::new());
    }
    if !ended && !waits && state != LifeState::Finished && may(Act::Assign) && !seen.colleagues.is_empty() {
        add("assign", vec![colleagues(false), note()]);
    }
    if may(Act::Approve) && state == LifeState::Approving {
        add("approve", vec![colleagues(true), note()]);
    } else if may(Act::Work)
        && !waits
        && !ended
        && !matches!(state, LifeState::Stamping | LifeState::Finished | LifeState::Approving)
    {
        add("forward", vec![colleagues(true), note()]);
    }
    if may(Act::RecordResult) && state == LifeState::Stamping {
        let kinds = vec![Choice::new("granted", t.s("result.granted")), Choice::new("rejected", t.s("result.rejected"))];
        add(
            "result",
            vec![
                Radios::new(locale, "outcome", t.s("result"), kinds).value("granted").small().inline().into(),
                TextField::new(locale, "name", t.s("result.name")).value(&dossier.procedure_name).into(),
                TextField::new(locale, "number", t.s("result.number")).width(10).into(),
                DateField::new(locale, "day", t.s("result.day")).day(Some(clock::local_date(op.now))).into(),
            ],
        );
    }
    if may(Act::Return) && state == LifeState::Finished {
        let proofs = ["signature", "code", "postal"].map(|proof| Choice::new(proof, t.of("proof.", proof))).to_vec();
        let identity = vec![Choice::new("yes", t.s("identity"))];
        add(
            "return",
            vec![
                TextField::new(locale, "taken_by", t.s("taken_by")).value(&dossier.applicant_name).into(),
                lienthong_ui::components::Checkboxes::new(locale, "identity", t.s("identity.title"), identity).small().into(),
                Radios::new(locale, "proof", t.s("proof"), proofs).value("signature").small().inline().into(),
                TextField::new(locale, "reference", t.s("reference")).width(20).into(),
            ],
        );
    }
    if may(Act::ServeCitizen) && state == LifeState::Supplementing {
        let brought = TextArea::new(locale, "reasons", t.s("brought")).hint(t.s("brought.hint")).rows(3);
        add("supplemented", vec![brought.into(), note()]);
    }
    if may(Act::Work) && goes(LifeState::Supplementing) {
        add("supplement", vec![reasons(), ground(), DateField::new(locale, "day", t.s("answer_by")).into()]);
    }
    if may(Act::Work) && !waits && !ended && dossier.step > 0 && state != LifeState::Finished {
        let steps = dossier.flow.iter().take(dossier.step).map(|step| Choice::new(&step.key, &step.name)).collect();
        add("back", vec![Select::new(locale, "step", t.s("step"), steps).into(), why()]);
    }
    if may(Act::Refuse) && goes(LifeState::Refused) {
        add("refuse", vec![reasons(), ground()]);
    }
    if may(Act::ServeCitizen) && goes(LifeState::Withdrawing) {
        add("withdraw", vec![why()]);
    }
    if may(Act::Judge) && state == LifeState::Withdrawing {
        add("keep", vec![why()]);
    }
    if may(Act::Judge) && goes(LifeState::Stopped) {
        add("stop", vec![reasons(), ground()]);
    }
    if may(Act::Judge) && state == LifeState::Finished {
        add("reopen", vec![why()]);
    }
    if may(Act::Close) && ended && dossier.closed_at.is_none() {
        add("close", Vec::new());
    }
    if may(Act::Void) && !matches!(state, LifeState::Finished | LifeState::Returned) {
        add("void", vec![why()]);
    }
    forms
}
