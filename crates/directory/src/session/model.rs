//! The words of signing in.

use chrono::{DateTime, Duration, Utc};
use lienthong_kernel::failure::Fault;
use lienthong_kernel::id::SessionId;
use lienthong_kernel::op::Actor;
use uuid::Uuid;

use crate::accounts::secret;

/// Without use for so long, a session ends.
pub(crate) const IDLE: Duration = Duration::minutes(60);
/// A session ends so long after its start, used or not: a working day.
pub(crate) const LIFE: Duration = Duration::hours(12);
/// The time for the steps after the password.
pub(crate) const PENDING: Duration = Duration::minutes(10);
/// The last use is written at most this often.
pub(crate) const TOUCH: Duration = Duration::minutes(1);

/// The secret of a cookie: 32 random bytes in base64url. Never logged, never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(pub(crate) String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    pub(crate) fn new() -> Result<Self, Fault> {
        use base64::Engine as _;
        Ok(Self(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secret::random::<32>()?)))
    }

    /// The text that travels in the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(text: &str) -> Vec<u8> {
        secret::sha256(text.as_bytes())
    }
}

/// What is still asked before the session is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A one-time code or a recovery code.
    SecondFactor,
    /// Which post to act in.
    Post,
    /// Nothing.
    Open,
}

impl Stage {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Stage::SecondFactor => "second_factor",
            Stage::Post => "post",
            Stage::Open => "open",
        }
    }
}

/// A step forward: the new token for the cookie, and what comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// For the cookie.
    pub token: Token,
    /// What comes next.
    pub stage: Stage,
}

/// Why a sign-in goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInRefused {
    /// Login or password wrong, or the account locked or closed: the words do not tell which.
    NotAccepted,
    /// The second factor was not right, or was used before.
    WrongCode,
    /// The steps took too long; begin again.
    TooLate,
    /// Everything right, but the person holds no post today.
    NoPost,
}

/// Who holds a session, with the names that every page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// For [`lienthong_kernel::op::Op`].
    pub actor: Actor,
    /// The account.
    pub account: Uuid,
    /// The session.
    pub session: SessionId,
    /// The person's name.
    pub person: String,
    /// The title of the acting post; citizens have none.
    pub title: Option<String>,
    /// The part of the agency.
    pub department: Option<String>,
    /// The short name of the agency acted for.
    pub agency: Option<String>,
    /// A first password that must be changed before anything else.
    pub must_change: bool,
    /// Whether a second factor was given.
    pub second_factor: bool,
}

/// One of somebody's sessions, for the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// The network address it began from.
    pub address: Option<String>,
    /// The browser it began in, shortened.
    pub agent: Option<String>,
}
