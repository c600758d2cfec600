//! The same answer for programs: `GET /api/v1/tracking`, described in OpenAPI.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use chrono::{DateTime, Utc};
use lienthong_kernel::failure::{Failure, FaultKind};
use lienthong_kernel::op::{Locale, Op};
use lienthong_ui::AppState;
use lienthong_ui::http::Visit;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::WORDS;
use super::look::{Limits, look};
use super::model::{TrackRefused, Tracked};

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/api/v1/tracking", get(track))
}

/// The part of the API's description that this room gives.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Liên Thông", description = "Open interface of the province's platform", version = "1"),
    paths(track),
    components(schemas(TrackingAnswer, TrackingStep, TrackingRefusal))
)]
struct Described;

/// What is asked.
#[derive(Debug, Deserialize, IntoParams)]
struct TrackingQuery {
    /// The code of the dossier.
    #[param(min_length = 4, max_length = 60, pattern = "^[0-9A-Za-z./_-]+$")]
    code: String,
    /// The last four characters of the telephone number or of the personal number given with the dossier.
    #[param(min_length = 4, max_length = 4, pattern = "^[0-9A-Za-z]{4}$")]
    fact: String,
}

/// Where a dossier stands. Without personal data.
#[derive(Debug, Serialize, ToSchema)]
struct TrackingAnswer {
    /// The code of the dossier.
    code: String,
    /// The name of the procedure.
    procedure: String,
    /// Status of the national portal, 1 to 10.
    #[schema(minimum = 1, maximum = 10)]
    status: u8,
    /// The status in words.
    status_text: String,
    /// What the citizen has to do now.
    next: String,
    /// Handed in.
    submitted_at: DateTime<Utc>,
    /// Accepted as complete.
    accepted_at: Option<DateTime<Utc>>,
    /// The appointment as it stands.
    due_at: Option<DateTime<Utc>>,
    /// Whether the appointment was counted with a calendar that is not announced yet.
    due_provisional: bool,
    /// Why this appointment, one sentence for each step of the count.
    why: Vec<String>,
    /// The result was there, or the dossier ended without one.
    finished_at: Option<DateTime<Utc>>,
    /// The result was handed over.
    returned_at: Option<DateTime<Utc>>,
    /// Whether the code was given by mistake and cancelled.
    voided: bool,
    /// The steps reached so far, in order.
    steps: Vec<TrackingStep>,
}

/// A step that the dossier has reached.
#[derive(Debug, Serialize, ToSchema)]
struct TrackingStep {
    /// Its name in the flow of the procedure.
    name: String,
    /// When it was reached.
    reached_at: DateTime<Utc>,
}

/// Why nothing is shown.
#[derive(Debug, Serialize, ToSchema)]
struct TrackingRefusal {
    /// `bad_code`, `bad_fact`, `no_match`, `too_often` or `unavailable`.
    error: &'static str,
    /// The same in words.
    message: String,
    /// The reference to name when asking for help.
    reference: String,
}

impl TrackingAnswer {
    fn of(tracked: Tracked, locale: Locale, now: DateTime<Utc>) -> Self {
        Self {
            status: tracked.status().code(),
            status_text: tracked.status_text(locale),
            next: tracked.next(locale, now),
            why: tracked.why(locale),
            code: tracked.code,
            procedure: tracked.procedure,
            submitted_at: tracked.submitted_at,
            accepted_at: tracked.accepted_at,
            due_at: tracked.due,
            due_provisional: tracked.due_provisional,
            finished_at: tracked.finished_at,
            returned_at: tracked.returned_at,
            voided: tracked.voided,
            steps: tracked.steps.into_iter().map(|step| TrackingStep { name: step.name, reached_at: step.at }).collect(),
        }
    }
}

#[utoipa::path(
    get,
    path = "/api/v1/tracking",
    params(TrackingQuery),
    responses(
        (status = 200, description = "Where the dossier stands", body = TrackingAnswer),
        (status = 400, description = "Code or fact cannot be one", body = TrackingRefusal),
        (status = 404, description = "No dossier has this code with this fact; which of the two is wrong is not said", body = TrackingRefusal),
        (status = 429, description = "Asked too often, from one address or for one code", body = TrackingRefusal,
         headers(("retry-after" = u32, description = "Seconds to wait"))),
        (status = 503, description = "The database is away; trying again later helps", body = TrackingRefusal),
    )
)]
async fn track(
    State(state): State<AppState>,
    Extension(limits): Extension<Limits>,
    visit: Visit,
    query: Result<Query<TrackingQuery>, QueryRejection>,
) -> Response {
    let op = &visit.op;
    let Ok(Query(asked)) = query else { return refusal(op, StatusCode::BAD_REQUEST, "bad_code", TrackRefused::BadCode.key()) };
    match look(&state.app, op, &limits, &asked.code, &asked.fact).await {
        Ok(tracked) => {
            let answer = Json(TrackingAnswer::of(tracked, op.locale, op.now));
            ([(header::CACHE_CONTROL, "no-store")], answer).into_response()
        }
        Err(Failure::Refused(why)) => {
            let (status, word) = match why {
                TrackRefused::BadCode => (StatusCode::BAD_REQUEST, "bad_code"),
                TrackRefused::BadFact => (StatusCode::BAD_REQUEST, "bad_fact"),
                TrackRefused::NoMatch => (StatusCode::NOT_FOUND, "no_match"),
                TrackRefused::TooOften => (StatusCode::TOO_MANY_REQUESTS, "too_often"),
            };
            refusal(op, status, word, why.key())
        }
        Err(Failure::NotFound | Failure::Forbidden) => {
            refusal(op, StatusCode::NOT_FOUND, "no_match", TrackRefused::NoMatch.key())
        }
        Err(Failure::Fault(fault)) => {
            tracing::error!(request.id = %op.request, error = ?fault, "tracking a dossier");
            let status = match fault.trouble() {
                FaultKind::Defect => StatusCode::INTERNAL_SERVER_ERROR,
                _ => StatusCode::SERVICE_UNAVAILABLE,
            };
            refusal(op, status, "unavailable", "refused.unavailable")
        }
    }
}

fn refusal(op: &Op, status: StatusCode, error: &'static str, key: &'static str) -> Response {
    let body = Json(TrackingRefusal { error, message: WORDS.get(op.locale, key).to_owned(), reference: op.request.to_string() });
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], body).into_response();
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("3600"));
    }
    response
}
