//! Writing an entry.

use chrono::{DateTime, Utc};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::{AgencyId, DossierId, OfficialId, ProcedureVersionId};
use lienthong_kernel::op::{Actor, Op};
use serde_json::Value;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

/// What an event is about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The kind of thing: `dossier`, `official`, `agency`, …
    pub kind: &'static str,
    /// Its id.
    pub id: Option<Uuid>,
}

impl Subject {
    /// A thing of some kind.
    pub fn of(kind: &'static str, id: impl Into<Uuid>) -> Self {
        Self { kind, id: Some(id.into()) }
    }

    /// A dossier.
    pub fn dossier(id: DossierId) -> Self {
        Self::of("dossier", id)
    }

    /// An agency.
    pub fn agency(id: AgencyId) -> Self {
        Self::of("agency", id)
    }

    /// An official.
    pub fn official(id: OfficialId) -> Self {
        Self::of("official", id)
    }

    /// Nothing in particular: the platform, a refused attempt.
    pub fn none() -> Self {
        Self { kind: "platform", id: None }
    }

    /// The key under which work about this subject keeps its order.
    pub fn order_key(&self) -> String {
        match self.id {
            Some(id) => format!("{}/{id}", self.kind),
            None => self.kind.to_owned(),
        }
    }
}

/// One entry to be written. Detail holds before and after, never personal data in clear.
#[derive(Clone, Debug)]
pub struct Event {
    pub(crate) kind: &'static str,
    pub(crate) subject: Subject,
    pub(crate) detail: Value,
    outcome: &'static str,
    occurred_at: Option<DateTime<Utc>>,
    subject_agency: Option<AgencyId>,
    procedure: Option<ProcedureVersionId>,
}

impl Event {
    /// An event of a kind (`room.past_tense`, lower case) about a subject, occurring at the operation's time.
    pub fn new(kind: &'static str, subject: Subject) -> Self {
        Self {
            kind,
            subject,
            detail: Value::Object(Default::default()),
            outcome: "done",
            occurred_at: None,
            subject_agency: None,
            procedure: None,
        }
    }

    /// When it really happened, if that is not the operation's time (later entry of a paper book).
    pub fn occurred_at(mut self, at: DateTime<Utc>) -> Self {
        self.occurred_at = Some(at);
        self
    }

    /// The agency that the subject belongs to, when it is not the actor's.
    pub fn agency(mut self, agency: AgencyId) -> Self {
        self.subject_agency = Some(agency);
        self
    }

    /// The procedure version in force.
    pub fn procedure(mut self, version: ProcedureVersionId) -> Self {
        self.procedure = Some(version);
        self
    }

    /// Before, after and whatever a later question will need.
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }

    pub(crate) fn outcome(mut self, outcome: &'static str) -> Self {
        self.outcome = outcome;
        self
    }

    pub(crate) async fn insert(&self, op: &Op, conn: &mut PgConnection) -> Result<(), Fault> {
        let (actor, official, post, behalf, agency, citizen, session) = match &op.actor {
            Actor::Public => ("public", None, None, None, None, None, None),
            Actor::Worker => ("worker", None, None, None, None, None, None),
            Actor::Citizen { citizen, session } => ("citizen", None, None, None, None, Some(citizen.0), session.map(|s| s.0)),
            Actor::Official(o) => (
                "official",
                Some(o.official.0),
                Some(o.post.0),
                o.on_behalf_of.map(|p| p.0),
                Some(o.agency.0),
                None,
                o.session.map(|s| s.0),
            ),
        };
        sqlx::query!(
            "insert into platform.event (kind, outcome, subject_kind, subject_id, occurred_at, actor_kind, official_id, post_id, on_behalf_of,
                 agency_id, citizen_id, session_id, subject_agency_id, procedure_version_id, channel, request_id, address, detail)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
            self.kind,
            self.outcome,
            self.subject.kind,
            self.subject.id,
            self.occurred_at.unwrap_or(op.now),
            actor,
            official,
            post,
            behalf,
            agency,
            citizen,
            session,
            self.subject_agency.map(|a| a.0),
            self.procedure.map(|p| p.0),
            op.channel.word(),
            op.request.0,
            op.address.map(|a| a.to_string()),
            self.detail,
        )
        .execute(conn)
        .await?;
        Ok(())
    }
}
