//! The operation: who acts, in which post, when and why. The first argument of every action.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::clock::{self, Instant};
use crate::id::{AgencyId, CitizenId, OfficialId, PostId, RequestId, SessionId};

/// The language of a page or letter. Vietnamese comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl Locale {
    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Locale::Vi => "vi",
            Locale::En => "en",
        }
    }
}

/// The way a matter came in; the national code is `KenhThucHien`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// At the counter (trực tiếp), 1.
    Direct,
    /// Online (trực tuyến), 2.
    Online,
    /// By public post (bưu chính công ích), 3.
    Post,
}

impl Channel {
    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Direct => "direct",
            Channel::Online => "online",
            Channel::Post => "post",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "direct" => Some(Channel::Direct),
            "online" => Some(Channel::Online),
            "post" => Some(Channel::Post),
            _ => None,
        }
    }

    /// `KenhThucHien` of the national portal.
    pub fn national_code(self) -> u8 {
        match self {
            Channel::Direct => 1,
            Channel::Online => 2,
            Channel::Post => 3,
        }
    }
}

/// What a post is for. A post may carry several duties; each room's `access.rs` says which duty may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Receives dossiers at the counter (cán bộ tiếp nhận).
    Receive,
    /// Hands work to others (phân công).
    Assign,
    /// Works on dossiers (thụ lý).
    Handle,
    /// Decides (lãnh đạo phê duyệt).
    Approve,
    /// Numbers, stamps (văn thư).
    Clerk,
    /// Hands results to citizens (trả kết quả).
    Return,
    /// Takes fees (thu phí).
    Cashier,
    /// Watches over a receiving section (giám sát); second person for voids.
    Supervise,
    /// Keeps the catalogue of procedures (kiểm soát TTHC).
    ProcedureControl,
    /// Keeps agencies, officials and accounts (quản trị).
    Administer,
    /// Reads the audit log (thanh tra, kiểm toán).
    Audit,
}

impl Duty {
    /// Every duty, in the order of the forms.
    pub const ALL: [Duty; 11] = [
        Duty::Receive,
        Duty::Assign,
        Duty::Handle,
        Duty::Approve,
        Duty::Clerk,
        Duty::Return,
        Duty::Cashier,
        Duty::Supervise,
        Duty::ProcedureControl,
        Duty::Administer,
        Duty::Audit,
    ];

    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            Duty::Receive => "receive",
            Duty::Assign => "assign",
            Duty::Handle => "handle",
            Duty::Approve => "approve",
            Duty::Clerk => "clerk",
            Duty::Return => "return",
            Duty::Cashier => "cashier",
            Duty::Supervise => "supervise",
            Duty::ProcedureControl => "procedure_control",
            Duty::Administer => "administer",
            Duty::Audit => "audit",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duty| duty.word() == word)
    }
}

/// An official acting in one post. Everything that the walls need stands here, read once at sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialActor {
    /// The person.
    pub official: OfficialId,
    /// The post acted in.
    pub post: PostId,
    /// The agency of the post: the wall around every row.
    pub agency: AgencyId,
    /// What the post is for.
    pub duties: Vec<Duty>,
    /// The session, when there is one.
    pub session: Option<SessionId>,
    /// Whose post it is when acting by delegation (uỷ quyền khi vắng).
    pub on_behalf_of: Option<PostId>,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// Somebody who has not signed in.
    Public,
    /// A signed-in citizen.
    Citizen {
        /// The account.
        citizen: CitizenId,
        /// The session, when there is one.
        session: Option<SessionId>,
    },
    /// An official in a post.
    Official(OfficialActor),
    /// The platform itself: jobs, commands, imports.
    Worker,
}

/// Who, when and why: one for each request, job or command.
#[derive(Clone, Debug)]
pub struct Op {
    /// Who acts.
    pub actor: Actor,
    /// The one time of this operation.
    pub now: Instant,
    /// The reference in logs and on error pages.
    pub request: RequestId,
    /// The language of the answer.
    pub locale: Locale,
    /// Where the request came from.
    pub address: Option<IpAddr>,
    /// The way in.
    pub channel: Channel,
}

impl Op {
    /// An operation of the platform itself, now.
    pub fn worker() -> Self {
        Self {
            actor: Actor::Worker,
            now: clock::now(),
            request: RequestId::new(),
            locale: Locale::Vi,
            address: None,
            channel: Channel::Direct,
        }
    }

    /// The official acting, if one is.
    pub fn official(&self) -> Option<&OfficialActor> {
        match &self.actor {
            Actor::Official(official) => Some(official),
            _ => None,
        }
    }

    /// Whether the acting post carries the duty.
    pub fn has_duty(&self, duty: Duty) -> bool {
        self.official().is_some_and(|official| official.duties.contains(&duty))
    }

    /// The same operation done by somebody else, for example by the platform on behalf of a request.
    pub fn as_actor(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }
}
