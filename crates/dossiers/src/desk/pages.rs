//! The lists as a page, with search and batch actions.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::TimeDelta;
use lienthong_directory::api as directory;
use lienthong_kernel::clock::{self, Instant};
use lienthong_kernel::failure::{Failure, Never};
use lienthong_kernel::id::{DossierId, PostId};
use lienthong_kernel::op::Duty;
use lienthong_ui::components::{Choice, Pagination, SearchBox, Select, StatusTag, SubNavigation, Tone};
use lienthong_ui::http::{PageError, Posted, Visit, html, see_other_with};
use lienthong_ui::words::T;
use lienthong_ui::{AppState, Flash, NavItem, Page, format};
use serde::Deserialize;
use uuid::Uuid;

use super::store::{self, DeskRow, List};
use crate::handling::{WorkRefused, actions};
use crate::view;

lienthong_ui::words!();

pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/viec", get(show)).route("/viec/lo", post(batch))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Asked {
    list: String,
    q: String,
    after: String,
}

/// A row as the page shows it.
struct Shown {
    id: Uuid,
    code: String,
    procedure: String,
    applicant: String,
    state: StatusTag,
    step: String,
    holder: String,
    due: String,
    progress: Option<StatusTag>,
}

#[derive(Template)]
#[template(path = "desk/list.html")]
struct ListPage {
    page: Page,
    t: T,
    lists: SubNavigation,
    list: &'static str,
    search: SearchBox,
    rows: Vec<Shown>,
    pagination: Pagination,
    may_assign: bool,
    posts: Option<Select>,
}

fn cursor(row: &DeskRow) -> String {
    format!("{}.{}", row.sort.timestamp_micros(), row.dossier_id.simple())
}

fn read_cursor(text: &str) -> Option<(Instant, Uuid)> {
    let (time, id) = text.split_once('.')?;
    Some((chrono::DateTime::from_timestamp_micros(time.parse().ok()?)?, id.parse().ok()?))
}

async fn show(State(state): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let official = visit.op.official().ok_or_else(PageError::forbidden)?.clone();
    let t = WORDS.t(visit.op.locale);
    let list = List::of_word(&asked.list);
    let question = asked.q.trim().to_owned();
    let now = visit.op.now;
    let may_assign = visit.op.has_duty(Duty::Assign);
    let (mut rows, names, colleagues) = state
        .app
        .read::<_, Never>(&visit.op, async |tx| {
            let rows = if question.is_empty() {
                store::list(tx, &official, list, read_cursor(&asked.after), now).await?
            } else {
                store::search(tx, &question).await?
            };
            let holders: Vec<PostId> = rows.iter().filter_map(|row| row.holder_post_id).map(PostId).collect();
            let names = directory::post_names(tx, &holders).await?;
            let today = clock::local_date(now);
            let colleagues = if may_assign {
                directory::posts_with_duty(tx, official.agency, Duty::Handle, None, today).await?
            } else {
                Vec::new()
            };
            Ok((rows, names, colleagues))
        })
        .await?;
    let next = (question.is_empty() && rows.len() > store::PAGE).then(|| {
        rows.truncate(store::PAGE);
        rows.last().map(|row| format!("/viec?list={}&after={}", list.word(), cursor(row))).unwrap_or_default()
    });
    let words = view::words(visit.op.locale);
    let shown = rows
        .into_iter()
        .map(|row| Shown {
            id: row.dossier_id,
            progress: progress(&row, now, t),
            state: view::tag(&row.state, words),
            holder: row
                .holder_post_id
                .and_then(|post| names.get(&PostId(post)))
                .map(|(name, _)| name.clone())
                .unwrap_or_default(),
            due: row.due_current.map_or_else(|| t.s("due.unknown").to_owned(), format::time),
            code: row.code.unwrap_or_default(),
            procedure: row.procedure_name,
            applicant: row.applicant_name,
            step: row.step_name,
        })
        .collect();
    let items = List::ALL
        .iter()
        .map(|one| {
            NavItem::new(format!("/viec?list={}", one.word()), t.of("list.", one.word()))
                .active(question.is_empty() && *one == list)
        })
        .collect();
    let posts = (!colleagues.is_empty()).then(|| {
        let choices = colleagues
            .iter()
            .filter(|one| !one.on_leave)
            .map(|one| Choice::new(one.post.to_string(), format!("{} ({})", one.name, one.title)))
            .collect();
        Select::new(visit.op.locale, "post", t.s("post"), choices)
    });
    let page = ListPage {
        page: Page::of(&visit, &state, t.s("title")),
        t,
        lists: SubNavigation::new(t.s("lists"), items),
        list: list.word(),
        search: SearchBox::new(visit.op.locale, "/tim", "q", t.s("search")).value(question).scanner(),
        rows: shown,
        pagination: Pagination::new(visit.op.locale, None, next),
        may_assign,
        posts,
    };
    Ok(html(&page)?.into_response())
}

/// What a list says about the promise: read from the due date, like everywhere.
fn progress(row: &DeskRow, now: Instant, t: T) -> Option<StatusTag> {
    let due = row.due_current.filter(|_| row.open)?;
    if row.paused {
        Some(StatusTag::new(t.s("paused"), Tone::Waiting))
    } else if now > due {
        Some(StatusTag::new(t.s("overdue"), Tone::Bad))
    } else {
        (due - now <= TimeDelta::hours(24)).then(|| StatusTag::new(t.s("soon"), Tone::Soon))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Batch {
    list: String,
    id: Vec<DossierId>,
    act: String,
    post: String,
}

/// Receives or assigns several dossiers: each in its own transaction, so that one that somebody else changed does not hold back the rest.
async fn batch(State(state): State<AppState>, visit: Visit, posted: Posted<Batch>) -> Result<Response, PageError> {
    let t = WORDS.t(visit.op.locale);
    visit.op.official().ok_or_else(PageError::forbidden)?;
    let form = posted.form;
    let ids: Vec<Uuid> = form.id.iter().take(store::PAGE).map(|id| id.0).collect();
    let versions = state.app.read::<_, Never>(&visit.op, async |tx| Ok(store::open_versions(tx, &ids).await?)).await?;
    let to: Option<PostId> = form.post.parse().ok();
    let (mut done, mut refused) = (0, 0);
    for (id, version) in versions {
        let id = DossierId(id);
        let one = state
            .app
            .write(&visit.op, async |tx| match (form.act.as_str(), to) {
                ("assign", Some(post)) => actions::assign(&visit.op, tx, id, version, post, None).await,
                ("assign", None) => Err(Failure::Refused(WorkRefused::NoSuchStep)),
                _ => actions::take(&visit.op, tx, id, version).await,
            })
            .await;
        match one {
            Ok(()) => done += 1,
            Err(Failure::Fault(fault)) => return Err(fault.into()),
            Err(_) => refused += 1,
        }
    }
    let flash = match (done, refused) {
        (done, 0) => Flash::success(t.one("batch.done", "done", done)),
        (done, refused) => Flash::notice(t.two("batch.some", "done", done, "refused", refused)),
    };
    Ok(see_other_with(&state.site, &format!("/viec?list={}", List::of_word(&form.list).word()), &flash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_everything() {
        WORDS.check().unwrap();
    }

    #[test]
    fn strange_cursors_begin_at_the_beginning() {
        for text in ["", "x.y", "1", "999999999999999999999.0", "1.zz"] {
            assert_eq!(read_cursor(text), None, "{text}");
        }
    }
}
