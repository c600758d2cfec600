//! The public catalogue: search without diacritics, filter by field, and everything about one procedure.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Outcome};
use lienthong_kernel::id::ProcedureVersionId;
use lienthong_ui::components::{
    Breadcrumbs, Choice, Column, Content, FilterBar, Pagination, Select, SummaryList, Table, TextField,
};
use lienthong_ui::http::{PageError, Visit, html};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, NavItem, Page};
use serde::Deserialize;

use super::view::{self, Section};
use super::{CATALOGUE, WORDS, encoded};
use crate::api;
use crate::catalogue::store;

const ROWS: i32 = 20;
const WORDS_AT_MOST: usize = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    q: String,
    field: String,
    after: Option<ProcedureVersionId>,
}

#[derive(Template)]
#[template(path = "pages/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub filter: FilterBar,
    pub table: Table,
    pub pages: Pagination,
}

pub(super) async fn list(State(state): State<AppState>, visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, PageError> {
    let t = WORDS.t(visit.op.locale);
    let q: String = ask.q.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(WORDS_AT_MOST).collect();
    let words = Some(q.as_str()).filter(|q| !q.is_empty());
    let field = Some(ask.field.as_str()).filter(|field| !field.is_empty());
    let (mut found, fields) = state
        .app
        .read(&visit.op, async |tx| -> Outcome<_> {
            let after = match ask.after {
                Some(id) => store::name_fold(tx, id).await?.map(|name| (name, id)),
                None => None,
            };
            let after = after.as_ref().map(|(name, id)| (name.as_str(), *id));
            Ok((api::search(tx, words, field, after, ROWS + 1).await?, api::fields(tx).await?))
        })
        .await?;
    let more = found.len() > ROWS as usize;
    found.truncate(ROWS as usize);
    let address = |after: Option<ProcedureVersionId>| {
        let rest = after.map_or_else(String::new, |id| format!("&after={id}"));
        format!("{CATALOGUE}?q={}&field={}{rest}", encoded(&q), encoded(&ask.field))
    };
    let next = found.last().filter(|_| more).map(|last| address(Some(last.version)));
    let locale = visit.op.locale;
    let mut choices = vec![Choice::new("", t.s("field.all"))];
    choices.extend(fields.iter().map(|name| Choice::new(name.as_str(), name.as_str())));
    let filter = FilterBar::new(locale, CATALOGUE)
        .field(TextField::new(locale, "q", t.s("search.label")).value(q.as_str()).kind("search").hint(t.s("search.hint")))
        .field(Select::new(locale, "field", t.s("part.field"), choices).value(&ask.field))
        .active(words.is_some() || field.is_some());
    let columns = [t.s("part.name"), t.s("part.code"), t.s("part.field")].map(Column::new).to_vec();
    let mut table = Table::new(locale, t.s("list.caption"), columns).caption_hidden().empty(t.s("list.empty"));
    for row in found {
        let field = row.field.map_or_else(|| Content::from(t.s("unknown")), Content::from);
        table.push(vec![Content::link(format!("{CATALOGUE}/{}", row.code), &row.name), row.code.into(), field]);
    }
    let first = ask.after.map(|_| address(None));
    html(&ListPage {
        page: Page::of(&visit, &state, t.s("list.title")),
        filter,
        table,
        pages: Pagination::new(locale, first, next),
    })
}

#[derive(Template)]
#[template(path = "pages/procedure.html")]
pub(super) struct ProcedurePage {
    pub page: Page,
    pub t: T,
    pub way: Breadcrumbs,
    pub summary: SummaryList,
    pub sections: Vec<Section>,
    pub source_url: Option<String>,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Html<String>, PageError> {
    let today = clock::local_date(visit.op.now);
    let content = state
        .app
        .read(&visit.op, async |tx| -> Outcome<_> {
            let version = api::version_on(tx, &code, today).await?.ok_or(Failure::NotFound)?;
            api::content(tx, version).await
        })
        .await?;
    let locale = visit.op.locale;
    let t = WORDS.t(locale);
    html(&ProcedurePage {
        way: Breadcrumbs::new(locale, vec![NavItem::new(CATALOGUE, t.s("list.title"))]),
        summary: view::summary(locale, &content),
        sections: view::sections(locale, &content),
        // only an address of the web becomes a link
        source_url: content.source_url.filter(|url| url.starts_with("https://")),
        page: Page::of(&visit, &state, content.name),
        t,
    })
}
