//! The lists.

use chrono::TimeDelta;
use lienthong_kernel::clock::Instant;
use lienthong_kernel::failure::Fault;
use lienthong_kernel::op::OfficialActor;
use lienthong_platform::ReadTx;
use uuid::Uuid;

/// Rows on a page.
pub const PAGE: usize = 50;

/// A row of a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DeskRow {
    pub dossier_id: Uuid,
    pub code: Option<String>,
    pub procedure_name: String,
    pub applicant_name: String,
    pub state: String,
    pub step_name: String,
    pub holder_post_id: Option<Uuid>,
    pub due_current: Option<Instant>,
    pub sort: Instant,
    pub paused: bool,
    pub open: bool,
}

/// Which list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum List {
    /// What the acting post holds.
    #[default]
    Mine,
    /// Everything open at the unit.
    Unit,
    /// What lies with the unit and nobody has taken.
    Waiting,
    /// Due within a day.
    Soon,
    /// Past its date.
    Overdue,
    /// Waits for the citizen.
    Citizen,
    /// Finished and not fetched.
    Uncollected,
}

impl List {
    /// Every list in the order of the page.
    pub const ALL: [List; 7] =
        [List::Mine, List::Unit, List::Waiting, List::Soon, List::Overdue, List::Citizen, List::Uncollected];

    /// The word in the address.
    pub fn word(self) -> &'static str {
        match self {
            List::Mine => "mine",
            List::Unit => "unit",
            List::Waiting => "waiting",
            List::Soon => "soon",
            List::Overdue => "overdue",
            List::Citizen => "citizen",
            List::Uncollected => "uncollected",
        }
    }

    /// Reads the word of the address; the first list when it is strange.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|list| list.word() == word).unwrap_or_default()
    }
}

macro_rules! list {
    ($sort:literal, $where:literal) => {
        concat!(
            "select dossier_id, code, procedure_name, applicant_name, state, step_name, holder_post_id, due_current, ",
            $sort,
            " as sort, paused, open from dossiers.desk where agency_id = $1 and ",
            $where,
            " and (",
            $sort,
            ", dossier_id) > ($2, $3) and $4::uuid is not null and $5::timestamptz is not null and $6::timestamptz is not null order by ",
            $sort,
            ", dossier_id limit 51"
        )
    };
}

/// One page of a list, and one row more when it goes on. `after` is the last row of the page before.
pub async fn list(
    tx: &mut ReadTx,
    official: &OfficialActor,
    list: List,
    after: Option<(Instant, Uuid)>,
    now: Instant,
) -> Result<Vec<DeskRow>, Fault> {
    let sql = match list {
        List::Mine => list!("due_sort", "open and holder_post_id = $4"),
        List::Unit => list!("due_sort", "open"),
        List::Waiting => list!("due_sort", "open and held_here and holder_post_id is null"),
        List::Soon => list!("due_sort", "open and not paused and due_sort >= $5 and due_sort <= $6"),
        List::Overdue => list!("due_sort", "open and not paused and due_sort < $5"),
        List::Citizen => list!("due_sort", "waits_citizen"),
        List::Uncollected => list!("finished_at", "uncollected"),
    };
    let (sort, id) = after.unwrap_or((Instant::UNIX_EPOCH, Uuid::nil()));
    Ok(sqlx::query_as::<_, DeskRow>(sql)
        .bind(official.agency.0)
        .bind(sort)
        .bind(id)
        .bind(official.post.0)
        .bind(now)
        .bind(now + TimeDelta::hours(24))
        .fetch_all(tx.conn())
        .await?)
}

/// Search by code, name without diacritics, or digits of a telephone; within the own desk.
pub async fn search(tx: &mut ReadTx, question: &str) -> Result<Vec<DeskRow>, Fault> {
    Ok(sqlx::query_as::<_, DeskRow>(
        "select dossier_id, code, procedure_name, applicant_name, state, step_name, holder_post_id, due_current,
             due_sort as sort, paused, open
         from dossiers.search($1, 50)",
    )
    .bind(question)
    .fetch_all(tx.conn())
    .await?)
}

/// The versions of several dossiers, for a batch.
pub async fn open_versions(tx: &mut ReadTx, ids: &[Uuid]) -> Result<Vec<(Uuid, i32)>, Fault> {
    let rows = sqlx::query!("select dossier_id, version from dossiers.dossier where dossier_id = any ($1)", ids)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.dossier_id, row.version)).collect())
}
