//! Agencies: search, and one agency with its codes and history.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use lienthong_kernel::clock;
use lienthong_kernel::failure::{Failure, Never};
use lienthong_kernel::id::AgencyId;
use lienthong_ui::components::{Column, Content, SearchBox, SummaryList, Table};
use lienthong_ui::forms::{FieldErrors, parse_date};
use lienthong_ui::http::{PageError, Visit, see_other};
use lienthong_ui::{AppState, format};
use serde::Deserialize;

use super::{desk_page, frame, t};
use crate::access;
use crate::agencies::store;

const LIST: &str = "/quan-tri/co-quan";
const MOST: i64 = 300;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/quan-tri", get(async || see_other("/quan-tri/can-bo")))
        .route(LIST, get(list))
        .route("/quan-tri/co-quan/{agency}", get(show))
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    /// As of which day; today when empty.
    #[serde(default)]
    ngay: String,
}

pub(super) fn agency_href(agency: AgencyId) -> String {
    format!("{LIST}/{agency}")
}

async fn list(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    access::look_up::<Never>(&visit.op)?;
    let (locale, t) = (visit.op.locale, t(visit.op.locale));
    let day = parse_date(&asked.ngay).unwrap_or_else(|| clock::local_date(visit.op.now));
    let found =
        state.app.read(&visit.op, async |tx| Ok::<_, Failure>(store::find(tx, &asked.q, None, None, day, MOST).await?)).await?;
    let columns = vec![
        Column::new(t.s("agency.name")),
        Column::new(t.s("agency.kind")),
        Column::new(t.s("agency.qd20")),
        Column::new(t.s("agency.qcvn102")),
    ];
    let mut table = Table::new(locale, t.one("agency.as_of", "day", format::date(day)), columns).empty(t.s("agency.none"));
    for agency in found {
        table.push(vec![
            Content::link(agency_href(agency.id), &agency.name),
            Content::from(t.of("agency.kind_", agency.kind.word())),
            Content::from(agency.qd20.unwrap_or_default()),
            Content::from(agency.qcvn102.unwrap_or_default()),
        ]);
    }
    let page = frame(&visit, &state, "agency.list");
    let search = SearchBox::new(locale, LIST, "q", t.s("agency.search")).value(asked.q.clone());
    desk_page(page, &FieldErrors::new(), vec![search.into(), table.into()])
}

async fn show(State(state): State<AppState>, visit: Visit, Path(id): Path<AgencyId>) -> Result<Response, PageError> {
    access::look_up::<Never>(&visit.op)?;
    let (locale, t) = (visit.op.locale, t(visit.op.locale));
    let today = clock::local_date(visit.op.now);
    let (agency, history, parent, area) = state
        .app
        .read(&visit.op, async |tx| {
            let history = store::history(tx, id).await?;
            let now = store::as_of(tx, id, today).await?;
            let agency = now.or_else(|| history.last().cloned()).ok_or(Failure::NotFound)?;
            let parent = match agency.parent {
                Some(parent) => store::as_of(tx, parent, today).await?,
                None => None,
            };
            let area = match agency.area {
                Some(area) => crate::areas::store::history(tx, area).await?,
                None => Vec::new(),
            };
            Ok::<_, Failure>((agency, history, parent, area))
        })
        .await?;
    let facts = SummaryList::new(locale)
        .row(t.s("agency.kind"), t.of("agency.kind_", agency.kind.word()))
        .row_if(t.s("agency.qd20"), agency.qd20.clone())
        .row_if(t.s("agency.qcvn102"), agency.qcvn102.clone())
        .row_if(t.s("agency.parent"), parent.map(|parent| Content::link(agency_href(parent.id), parent.name)))
        .row_if(t.s("agency.area"), area.last().map(|area| area.title()))
        .row_if(t.s("agency.area_code"), area.last().and_then(|area| area.code.clone()))
        .row_if(t.s("agency.one_stop"), agency.one_stop.clone())
        .row_if(t.s("agency.address"), agency.address.clone())
        .row_if(t.s("agency.phone"), agency.phone.clone());
    let columns = vec![
        Column::new(t.s("agency.from")),
        Column::new(t.s("agency.to")),
        Column::new(t.s("agency.name")),
        Column::new(t.s("agency.qd20")),
    ];
    let mut table = Table::new(locale, t.s("agency.history"), columns);
    for version in &history {
        table.push(vec![
            Content::from(format::date(version.valid_from)),
            Content::from(version.valid_to.map(format::date).unwrap_or_default()),
            Content::from(version.name.as_str()),
            Content::from(version.qd20.clone().unwrap_or_default()),
        ]);
    }
    let people = Content::link(format!("/quan-tri/can-bo?co_quan={id}"), t.s("agency.people"));
    let page = frame(&visit, &state, "agency.list").titled(agency.name.clone());
    desk_page(page, &FieldErrors::new(), vec![facts.into(), people, table.into()])
}
