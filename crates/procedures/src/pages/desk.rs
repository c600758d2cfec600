//! At the desk: what is unknown in the agency's procedures, the versions of one with the difference of two, and settling
//! a value as a new version with its source.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::ProcedureVersionId;
use lienthong_kernel::op::Op;
use lienthong_ui::components::{
    Breadcrumbs, Button, Choice, Column, Content, ErrorSummary, Radios, Select, Table, TextArea, TextField,
};
use lienthong_ui::forms::FieldErrors;
use lienthong_ui::http::{PageError, Posted, Visit, html, see_other_with};
use lienthong_ui::words::{Locale, T};
use lienthong_ui::{AppState, Flash, NavItem, Page, format};
use serde::Deserialize;

use super::entry::{Kind, kind_of, read};
use super::{CATALOGUE, DESK, WORDS, diff, encoded, view};
use crate::catalogue::{CompleteRefused, LimitUnit, ProcedureContent, accept, complete};
use crate::{access, api};

fn official_of(op: &Op) -> Result<&lienthong_kernel::op::OfficialActor, PageError> {
    op.official().ok_or_else(PageError::forbidden)
}

#[derive(Template)]
#[template(path = "pages/unknowns.html")]
pub(super) struct UnknownsPage {
    pub page: Page,
    pub t: T,
    pub table: Table,
}

pub(super) async fn unknowns(State(state): State<AppState>, visit: Visit) -> Result<Html<String>, PageError> {
    let agency = official_of(&visit.op)?.agency;
    let today = clock::local_date(visit.op.now);
    let rows = state.app.read(&visit.op, async |tx| -> Outcome<_> { Ok(api::of_agency(tx, agency, today).await?) }).await?;
    let locale = visit.op.locale;
    let t = WORDS.t(locale);
    let columns = vec![
        Column::new(t.s("part.name")),
        Column::new(t.s("part.code")),
        Column::numeric(t.s("version")),
        Column::numeric(t.s("unknown.count")),
    ];
    let mut table = Table::new(locale, t.s("desk.title"), columns).caption_hidden().empty(t.s("desk.empty"));
    for row in rows {
        table.push(vec![
            Content::link(format!("{DESK}/{}", row.code), &row.name),
            row.code.into(),
            row.number.to_string().into(),
            row.unknown_count.to_string().into(),
        ]);
    }
    html(&UnknownsPage { page: Page::of(&visit, &state, t.s("desk.title")), t, table })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Compare {
    from: Option<i32>,
    to: Option<i32>,
}

#[derive(Template)]
#[template(path = "pages/versions.html")]
pub(super) struct VersionsPage {
    pub page: Page,
    pub t: T,
    pub way: Breadcrumbs,
    pub public_href: String,
    pub unknowns: Table,
    pub versions: Table,
    pub changes: Option<(String, Table)>,
    pub draft: Option<(ProcedureVersionId, String, Button)>,
    pub accept_href: String,
}

pub(super) async fn versions(
    State(state): State<AppState>,
    visit: Visit,
    Path(code): Path<String>,
    Query(compare): Query<Compare>,
) -> Result<Html<String>, PageError> {
    official_of(&visit.op)?;
    let (rows, current, pair) = state
        .app
        .read(&visit.op, async |tx| -> Outcome<_> {
            let rows = api::versions(tx, &code).await?;
            let newest = rows.first().ok_or(Failure::NotFound)?;
            let current = api::content(tx, rows.iter().find(|row| row.state == "public").unwrap_or(newest).id).await?;
            let numbered = |number: Option<i32>| rows.iter().find(|row| Some(row.number) == number);
            let pair = match (numbered(compare.from), numbered(compare.to)) {
                (Some(from), Some(to)) => {
                    Some((api::content(tx, from.id).await?, api::content(tx, to.id).await?, from.number, to.number))
                }
                _ => None,
            };
            Ok((rows, current, pair))
        })
        .await?;
    let locale = visit.op.locale;
    let t = WORDS.t(locale);
    let mut versions = Table::new(
        locale,
        t.s("versions.title"),
        [t.s("version"), t.s("state"), t.s("valid_from"), t.s("reason"), t.s("compare")].map(Column::new).to_vec(),
    );
    for row in &rows {
        let with = if row.number > 1 {
            Content::link(
                format!("{DESK}/{code}?from={}&to={}", row.number - 1, row.number),
                t.one("compare.with", "n", row.number - 1),
            )
        } else {
            "–".into()
        };
        versions.push(vec![
            row.number.to_string().into(),
            t.of("state.", &row.state).into(),
            format::date(row.valid_from).into(),
            row.reason.as_str().into(),
            with,
        ]);
    }
    let changes = pair.map(|(from, to, a, b)| {
        let columns = [t.s("part"), t.s("before"), t.s("after")].map(Column::new).to_vec();
        let mut table =
            Table::new(locale, t.two("changes", "from", a, "to", b), columns).caption_hidden().empty(t.s("changes.none"));
        for change in diff::between(&from, &to) {
            let side = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned()).into();
            table.push(vec![view::path_words(locale, &change.path).into(), side(change.before), side(change.after)]);
        }
        (t.two("changes", "from", a, "to", b), table)
    });
    html(&VersionsPage {
        way: Breadcrumbs::new(locale, vec![NavItem::new(DESK, t.s("desk.title"))]),
        unknowns: unknown_table(locale, &code, &current, access::may_complete(&visit.op)),
        public_href: format!("{CATALOGUE}/{code}"),
        draft: rows
            .iter()
            .find(|row| row.state == "draft" && access::may_complete(&visit.op))
            .map(|row| (row.id, t.one("draft.text", "n", row.number), Button::submit(t.s("draft.accept")))),
        accept_href: format!("{DESK}/{code}/chap-nhan"),
        versions,
        changes,
        page: Page::of(&visit, &state, current.name),
        t,
    })
}

fn unknown_table(locale: Locale, code: &str, content: &ProcedureContent, may: bool) -> Table {
    let t = WORDS.t(locale);
    let columns = [t.s("part"), t.s("hint"), t.s("settle")].map(Column::new).to_vec();
    let mut table = Table::new(locale, t.s("unknowns.title"), columns).empty(t.s("unknowns.none"));
    for unknown in content.unknowns() {
        let way = if kind_of(&unknown.path).is_some() && may {
            Content::link(format!("{DESK}/{code}/bo-sung?path={}", encoded(&unknown.path)), t.s("settle"))
        } else {
            "–".into()
        };
        table.push(vec![
            view::path_words(locale, &unknown.path).into(),
            unknown.hint.unwrap_or_else(|| "–".to_owned()).into(),
            way,
        ]);
    }
    table
}

#[derive(Debug, Deserialize)]
pub(super) struct Where {
    path: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    path: String,
    seen: ProcedureVersionId,
    value: String,
    unit: String,
    source: String,
}

#[derive(Template)]
#[template(path = "pages/complete.html")]
pub(super) struct CompletePage {
    pub page: Page,
    pub t: T,
    pub way: Breadcrumbs,
    pub procedure: String,
    pub errors: ErrorSummary,
    pub fields: Vec<Content>,
    pub path: String,
    pub seen: ProcedureVersionId,
    pub send: Button,
}

pub(super) async fn form(
    State(state): State<AppState>,
    visit: Visit,
    Path(code): Path<String>,
    Query(place): Query<Where>,
) -> Result<Html<String>, PageError> {
    if !access::may_complete(&visit.op) {
        return Err(PageError::forbidden());
    }
    let (version, content) = current(&state, &visit.op, &code).await?;
    let entry = Entry { path: place.path, seen: version, ..Entry::default() };
    let page = complete_page(&state, &visit, &code, &content, &entry, &FieldErrors::new()).ok_or_else(PageError::not_found)?;
    html(&page)
}

async fn current(state: &AppState, op: &Op, code: &str) -> Outcome<(ProcedureVersionId, ProcedureContent)> {
    let today = clock::local_date(op.now);
    state
        .app
        .read(op, async |tx| -> Outcome<_> {
            let version = api::version_on(tx, code, today).await?.ok_or(Failure::NotFound)?;
            Ok((version, api::content(tx, version).await?))
        })
        .await
}

/// `None`: nothing that can be settled here stands at the path.
fn complete_page(
    state: &AppState,
    visit: &Visit,
    code: &str,
    content: &ProcedureContent,
    entry: &Entry,
    errors: &FieldErrors,
) -> Option<CompletePage> {
    let locale = visit.op.locale;
    let t = WORDS.t(locale);
    let unknown = content.unknowns().into_iter().find(|unknown| unknown.path == entry.path)?;
    let kind = kind_of(&unknown.path)?;
    let label = view::path_words(locale, &unknown.path);
    let hint = match (&unknown.hint, kind) {
        (Some(hint), _) => hint.clone(),
        (None, Kind::Lines) => t.s("entry.lines").to_owned(),
        (None, Kind::Amount) => t.s("entry.amount").to_owned(),
        (None, _) => String::new(),
    };
    let error = errors.get("value");
    let mut fields: Vec<Content> = Vec::new();
    match kind {
        Kind::Lines => fields.push(TextArea::new(locale, "value", label).hint(hint).value(&entry.value).error(error).into()),
        Kind::YesNo => {
            let choices = vec![Choice::new("yes", t.s("yes")), Choice::new("no", t.s("no"))];
            fields.push(Radios::new(locale, "value", label, choices).hint(hint).value(&entry.value).error(error).into());
        }
        Kind::Limit => {
            fields.push(
                TextField::new(locale, "value", label).hint(hint).value(&entry.value).error(error).numeric().width(4).into(),
            );
            let choices = [LimitUnit::WorkingDay, LimitUnit::CalendarDay, LimitUnit::Hour, LimitUnit::Month, LimitUnit::Year]
                .map(|unit| {
                    let key = view::unit_word(unit).trim_start_matches("limit.");
                    Choice::new(key, t.of("unit.", key))
                })
                .into_iter()
                .chain([Choice::new("same_day", t.s("unit.same_day"))])
                .collect();
            fields.push(Select::new(locale, "unit", t.s("unit"), choices).value(&entry.unit).into());
        }
        Kind::Number | Kind::Amount => fields
            .push(TextField::new(locale, "value", label).hint(hint).value(&entry.value).error(error).numeric().width(10).into()),
        Kind::Text => fields.push(TextField::new(locale, "value", label).hint(hint).value(&entry.value).error(error).into()),
    }
    let source =
        TextField::new(locale, "source", t.s("source")).hint(t.s("source.hint")).value(&entry.source).error(errors.get("source"));
    fields.push(source.into());
    Some(CompletePage {
        page: Page::of(visit, state, t.s("complete.title")).with_errors(!errors.is_empty()),
        way: Breadcrumbs::new(
            locale,
            vec![NavItem::new(DESK, t.s("desk.title")), NavItem::new(format!("{DESK}/{code}"), content.name.as_str())],
        ),
        procedure: content.name.clone(),
        errors: ErrorSummary::new(locale, errors),
        fields,
        path: entry.path.clone(),
        seen: entry.seen,
        send: Button::submit(t.s("complete.send")),
        t,
    })
}

pub(super) async fn save(
    State(state): State<AppState>,
    visit: Visit,
    Path(code): Path<String>,
    posted: Posted<Entry>,
) -> Result<Response, PageError> {
    let (entry, key) = (posted.form, posted.key);
    let t = WORDS.t(visit.op.locale);
    let kind = kind_of(&entry.path).ok_or_else(PageError::not_found)?;
    let mut errors = FieldErrors::new();
    let value = read(kind, &entry.value, &entry.unit);
    if value.is_none() {
        errors.add("value", t.s("error.value"));
    }
    if entry.source.trim().is_empty() {
        errors.add("source", t.s("error.source"));
    }
    if let (Some(value), true) = (value, errors.is_empty()) {
        let done = state
            .app
            .write(&visit.op, async |tx| -> Outcome<(), CompleteRefused> {
                if tx.once(&visit.op, key, "procedures.complete").await?.is_none() {
                    let id = complete(&visit.op, tx, &code, entry.seen, &entry.path, value, &entry.source).await?;
                    tx.remember(key, id).await?;
                }
                Ok(())
            })
            .await;
        match done {
            Ok(()) => return Ok(see_other_with(&state.site, &format!("{DESK}/{code}"), &Flash::success(t.s("complete.done")))),
            Err(Failure::Refused(CompleteRefused::Stale)) => return Err(PageError::conflict()),
            Err(Failure::Refused(CompleteRefused::NoSource)) => errors.add("source", t.s("error.source")),
            Err(Failure::Refused(CompleteRefused::DoesNotFit)) => errors.add("value", t.s("error.value")),
            Err(other) => return Err(other.into()),
        }
    }
    if !access::may_complete(&visit.op) {
        return Err(PageError::forbidden());
    }
    let (_, content) = current(&state, &visit.op, &code).await?;
    let page = complete_page(&state, &visit, &code, &content, &entry, &errors).ok_or_else(PageError::conflict)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct Take {
    draft: ProcedureVersionId,
}

pub(super) async fn take(
    State(state): State<AppState>,
    visit: Visit,
    Path(_): Path<String>,
    posted: Posted<Take>,
) -> Result<Response, PageError> {
    let (draft, key) = (posted.form.draft, posted.key);
    let code = state
        .app
        .write(&visit.op, async |tx| -> Outcome<String> {
            if let Some(code) = tx.once(&visit.op, key, "procedures.accept").await? {
                return Ok(code);
            }
            let code = accept(&visit.op, tx, draft).await?;
            tx.remember(key, &code).await?;
            Ok(code)
        })
        .await?;
    let t = WORDS.t(visit.op.locale);
    Ok(see_other_with(&state.site, &format!("{DESK}/{code}"), &Flash::success(t.s("complete.done"))))
}
