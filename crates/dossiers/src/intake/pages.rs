//! The counter on one page: procedure, applicant, papers, pages and fee, return way. Works with the keyboard alone and without script.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Never};
use lienthong_kernel::op::{Duty, Locale};
use lienthong_procedures::api as procedures;
use lienthong_ui::components::{Checkboxes, Choice, Details, ErrorSummary, Radios, Select, SummaryList, TextArea, TextField};
use lienthong_ui::forms::FieldErrors;
use lienthong_ui::http::{PageError, Posted, Visit, html, see_other, see_other_with};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, Flash, Page, format};
use serde::Deserialize;

use super::actions::{AcceptRefused, Advice, Fee, accept, advise};
use super::model::{AcceptForm, AdviceForm, PaperEntry};
use super::terms::{self, Gathered, TermsRefused};
use crate::slips::Reason;

lienthong_ui::words!();

pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/tiep-nhan", get(show).post(submit))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    thu_tuc: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Fields {
    thu_tuc: String,
    case: String,
    applicant_kind: String,
    name: String,
    number: String,
    birth: String,
    phone: String,
    email: String,
    address: String,
    owner_name: String,
    request: String,
    pages: String,
    copies: String,
    sets: String,
    return_way: String,
    return_address: String,
    papers: Vec<usize>,
    other_paper: String,
    reasons: String,
    ground: String,
    act: String,
}

#[derive(Template)]
#[template(path = "intake/choose.html")]
struct ChoosePage {
    page: Page,
    t: T,
    procedures: Select,
    none: bool,
}

#[derive(Template)]
#[template(path = "intake/intake.html")]
struct IntakePage {
    page: Page,
    t: T,
    code: String,
    name: String,
    summary: Option<ErrorSummary>,
    preview: SummaryList,
    case: Option<Select>,
    person: Vec<TextField>,
    owner: Details,
    papers: Checkboxes,
    other_paper: TextField,
    work: Vec<TextField>,
    request: TextArea,
    return_way: Radios,
    return_address: TextField,
    advice: Details,
}

async fn show(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let t = WORDS.t(visit.op.locale);
    let official = visit.op.official().filter(|_| visit.op.has_duty(Duty::Receive)).ok_or_else(PageError::forbidden)?.clone();
    if asked.thu_tuc.is_empty() {
        let today = clock::local_date(visit.op.now);
        let received = state
            .app
            .read::<_, Never>(&visit.op, async |tx| Ok(procedures::received_by(tx, official.agency, today).await?))
            .await?;
        let choices = received.iter().map(|row| Choice::new(&row.code, format!("{} – {}", row.code, row.name))).collect();
        let procedures = Select::new(visit.op.locale, "thu_tuc", t.s("procedure"), choices).hint(t.s("procedure.hint"));
        let page = ChoosePage { page: Page::of(&visit, &state, t.s("title")), t, procedures, none: received.is_empty() };
        return Ok(html(&page)?.into_response());
    }
    let fields = Fields {
        thu_tuc: asked.thu_tuc,
        copies: "1".into(),
        sets: "1".into(),
        return_way: "counter".into(),
        ..Fields::default()
    };
    let gathered = gather(&state, &visit, &fields).await?;
    Ok(html(&view(&state, &visit, &gathered, &fields, &FieldErrors::new()))?.into_response())
}

async fn gather(state: &AppState, visit: &Visit, fields: &Fields) -> Result<Gathered, PageError> {
    let official = visit.op.official().ok_or_else(PageError::forbidden)?.clone();
    let (pages, copies) = (fields.pages.trim().parse().unwrap_or(0), fields.copies.trim().parse().unwrap_or(1));
    let gathered = state
        .app
        .read(&visit.op, async |tx| terms::gather(&visit.op, tx, &official, &fields.thu_tuc, &fields.case, pages, copies).await)
        .await;
    gathered.map_err(|failure| match failure {
        // the administrator has to settle it: nothing can be received before
        Failure::Refused(TermsRefused::NoRuleSet | TermsRefused::NoAgencyCode) => PageError::status(StatusCode::CONFLICT),
        other => other.into(),
    })
}

async fn submit(State(state): State<AppState>, visit: Visit, posted: Posted<Fields>) -> Result<Response, PageError> {
    let t = WORDS.t(visit.op.locale);
    let fields = posted.form;
    let gathered = gather(&state, &visit, &fields).await?;
    let refused = match fields.act.as_str() {
        "check" => return Ok(html(&view(&state, &visit, &gathered, &fields, &FieldErrors::new()))?.into_response()),
        "advise" | "refuse" => {
            let advice = if fields.act == "refuse" { Advice::Refusal } else { Advice::Supplement };
            let ground = Some(fields.ground.trim().to_owned()).filter(|ground| !ground.is_empty());
            let reasons = fields.reasons.lines().map(|line| Reason { what: line.to_owned(), ground: ground.clone() }).collect();
            let form = AdviceForm {
                form_key: posted.key,
                name: fields.name.clone(),
                phone: fields.phone.clone(),
                address: fields.address.clone(),
                request: fields.request.clone(),
                reasons,
            };
            match state.app.write(&visit.op, async |tx| advise(&visit.op, tx, &gathered.terms, advice, &form).await).await {
                Ok(slip) => return Ok(see_other(&format!("/phieu/{slip}"))),
                Err(Failure::Refused(refused)) => refused,
                Err(other) => return Err(other.into()),
            }
        }
        _ => {
            let form = accept_form(posted.key, &fields, &gathered);
            match state
                .app
                .write(&visit.op, async |tx| accept(&visit.op, tx, &gathered.terms, &gathered.calendar, &form).await)
                .await
            {
                Ok(accepted) => {
                    return Ok(see_other_with(
                        &state.site,
                        &format!("/ho-so/{}", accepted.dossier),
                        &Flash::success(t.s("accepted")),
                    ));
                }
                Err(Failure::Refused(refused)) => refused,
                Err(other) => return Err(other.into()),
            }
        }
    };
    let mut errors = FieldErrors::new();
    match refused {
        AcceptRefused::Entry(problems) => {
            for (field, problem) in problems {
                let key = format!("problem.{}", format!("{problem:?}").to_lowercase());
                errors.add(field.input(), t.s(&key));
            }
        }
        AcceptRefused::NoWorkingDay => errors.add("", t.s("problem.nocalendar")),
        AcceptRefused::NumbersUsedUp => errors.add("", t.s("problem.numbersusedup")),
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&view(&state, &visit, &gathered, &fields, &errors))?).into_response())
}

/// The papers of all cases, in the order of the page.
fn papers(gathered: &Gathered) -> Vec<PaperEntry> {
    let cases = gathered.intake.content.papers.iter();
    cases
        .flat_map(|case| {
            case.papers.iter().map(|paper| {
                let (originals, copies) =
                    (paper.originals.value().copied().unwrap_or(0), paper.copies.value().copied().unwrap_or(0));
                PaperEntry {
                    component: paper.code.value().cloned(),
                    name: paper.name.clone(),
                    kind: if originals == 0 && copies > 0 { "copy" } else { "original" }.to_owned(),
                    quantity: i32::try_from(originals.max(copies).max(1)).unwrap_or(1),
                    needed: case.name.is_none() && paper.mandatory.value().copied().unwrap_or(false),
                    ..PaperEntry::default()
                }
            })
        })
        .collect()
}

fn accept_form(form_key: uuid::Uuid, fields: &Fields, gathered: &Gathered) -> AcceptForm {
    let mut papers = papers(gathered);
    for (index, paper) in papers.iter_mut().enumerate() {
        paper.checked = fields.papers.contains(&index);
    }
    if !fields.other_paper.trim().is_empty() {
        papers.push(PaperEntry {
            name: fields.other_paper.clone(),
            kind: "original".into(),
            quantity: 1,
            checked: true,
            ..PaperEntry::default()
        });
    }
    let fields = fields.clone();
    AcceptForm {
        form_key,
        applicant_kind: fields.applicant_kind,
        name: fields.name,
        number: fields.number,
        birth: fields.birth,
        phone: fields.phone,
        email: fields.email,
        address: fields.address,
        owner_name: fields.owner_name,
        request: fields.request,
        copies: fields.copies,
        pages: fields.pages,
        sets: fields.sets,
        return_way: fields.return_way,
        return_address: fields.return_address,
        papers,
        ..AcceptForm::default()
    }
}

fn fee_words(fee: Fee, t: T) -> String {
    match fee {
        Fee::Unknown => t.s("fee.unknown").to_owned(),
        Fee::ByPage => t.s("fee.by_page").to_owned(),
        Fee::Free => t.s("fee.free").to_owned(),
        Fee::Due(amount) | Fee::Exempt(amount) => format::vnd(amount),
    }
}

fn view(state: &AppState, visit: &Visit, gathered: &Gathered, fields: &Fields, errors: &FieldErrors) -> IntakePage {
    let locale: Locale = visit.op.locale;
    let t = WORDS.t(locale);
    let line =
        |name: &'static str, value: &str| TextField::new(locale, name, t.of("field.", name)).value(value).error(errors.get(name));
    let deadline = gathered.terms.time.deadline(&gathered.calendar, visit.op.now, &[]).ok().flatten();
    let due = deadline.as_ref().map_or_else(|| t.s("due.unknown").to_owned(), |deadline| format::time(deadline.due));
    let why: Vec<String> = deadline.iter().flat_map(|deadline| &deadline.trace).map(|step| step.sentence(locale)).collect();
    let preview = SummaryList::new(locale)
        .row(t.s("due"), due)
        .row(t.s("due.why"), why.join(" "))
        .row(t.s("fee"), fee_words(gathered.terms.fee, t));
    let cases = terms::cases(&gathered.intake, visit.op.channel);
    let case = (cases.len() > 1).then(|| {
        let choices = cases.iter().filter_map(|case| case.name.clone()).map(|name| Choice::new(name.clone(), name)).collect();
        Select::new(locale, "case", t.s("field.case"), choices).value(&fields.case)
    });
    let mut choices = Vec::new();
    for (index, paper) in papers(gathered).into_iter().enumerate() {
        let hint = if paper.needed { t.s("paper.needed") } else { "" };
        let mut choice = Choice::new(index.to_string(), paper.name).hint(hint);
        choice.chosen = fields.papers.contains(&index);
        choices.push(choice);
    }
    let ways = ["counter", "online", "post"].map(|way| Choice::new(way, t.of("return.", way))).to_vec();
    let open_advice = matches!(fields.act.as_str(), "advise" | "refuse");
    let reasons = TextArea::new(locale, "reasons", t.s("field.reasons"))
        .hint(t.s("field.reasons.hint"))
        .rows(3)
        .value(&fields.reasons)
        .error(errors.get("reasons"));
    let buttons = format!(
        "{}{}<button type=\"submit\" name=\"act\" value=\"advise\" class=\"govuk-button govuk-button--secondary\">{}</button> <button type=\"submit\" name=\"act\" value=\"refuse\" class=\"govuk-button govuk-button--warning\">{}</button>",
        reasons,
        line("ground", &fields.ground),
        t.s("advise"),
        t.s("refuse"),
    );
    let mut advice = Details::new(t.s("advice"), lienthong_ui::components::Content::html(buttons));
    advice.open = open_advice;
    let owner = Details::new(t.s("owner"), line("owner_name", &fields.owner_name));
    IntakePage {
        page: Page::of(visit, state, t.s("title")).with_errors(!errors.is_empty()),
        t,
        code: gathered.terms.procedure_code.clone(),
        name: gathered.terms.procedure_name.clone(),
        summary: (!errors.is_empty()).then(|| ErrorSummary::new(locale, errors)),
        preview,
        case,
        person: vec![
            line("name", &fields.name).focused(),
            line("number", &fields.number).numeric().width(20),
            line("birth", &fields.birth).numeric().width(10),
            line("phone", &fields.phone).kind("tel").width(20),
            line("email", &fields.email).kind("email"),
            line("address", &fields.address),
        ],
        owner,
        papers: Checkboxes::new(locale, "papers", t.s("field.papers"), choices).error(errors.get("papers")).small(),
        other_paper: line("other_paper", &fields.other_paper),
        work: vec![
            line("pages", &fields.pages).numeric().width(5),
            line("copies", &fields.copies).numeric().width(5),
            line("sets", &fields.sets).numeric().width(5),
        ],
        request: TextArea::new(locale, "request", t.s("field.request"))
            .hint(t.s("field.request.hint"))
            .rows(2)
            .value(&fields.request)
            .error(errors.get("request")),
        return_way: Radios::new(locale, "return_way", t.s("field.return_way"), ways)
            .value(&fields.return_way)
            .small()
            .inline()
            .error(errors.get("return_way")),
        return_address: line("return_address", &fields.return_address),
        advice,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_languages_say_everything() {
        super::WORDS.check().unwrap();
    }
}
