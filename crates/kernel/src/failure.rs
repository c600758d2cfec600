//! How things go wrong: refusals that a person can act on, and faults that only we can.

use std::error::Error as StdError;
use std::fmt;
use std::panic::Location;

/// What an action gives back: its value, or a [`Failure`] with the refusals of that action.
pub type Outcome<T, R = Never> = Result<T, Failure<R>>;

/// The refusal type of operations that cannot be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

/// Why something was not done.
#[derive(Debug)]
pub enum Failure<R = Never> {
    /// A rule says no, and the person can do something about it. The sentence lives in the words of the feature.
    Refused(R),
    /// It is not there, or the actor may not know that it is (HTTP 404).
    NotFound,
    /// The actor may see it but may not do this (HTTP 403).
    Forbidden,
    /// Something unexpected; logged once at the edge, shown as a reference number only.
    Fault(Fault),
}

impl<R> Failure<R> {
    /// Turns the refusal into another type, for an action that calls another.
    pub fn map_refused<S>(self, f: impl FnOnce(R) -> S) -> Failure<S> {
        match self {
            Failure::Refused(refusal) => Failure::Refused(f(refusal)),
            Failure::NotFound => Failure::NotFound,
            Failure::Forbidden => Failure::Forbidden,
            Failure::Fault(fault) => Failure::Fault(fault),
        }
    }
}

impl Failure<Never> {
    /// A failure without refusals fits everywhere.
    pub fn widen<S>(self) -> Failure<S> {
        self.map_refused(|never| match never {})
    }
}

impl<R: fmt::Debug> fmt::Display for Failure<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused(refusal) => write!(f, "refused: {refusal:?}"),
            Failure::NotFound => f.write_str("not found"),
            Failure::Forbidden => f.write_str("forbidden"),
            Failure::Fault(fault) => fault.fmt(f),
        }
    }
}

impl<R: fmt::Debug> StdError for Failure<R> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Failure::Fault(fault) => fault.source(),
            _ => None,
        }
    }
}

impl<R> From<Fault> for Failure<R> {
    fn from(fault: Fault) -> Self {
        Failure::Fault(fault)
    }
}

impl<R> From<sqlx::Error> for Failure<R> {
    #[track_caller]
    fn from(error: sqlx::Error) -> Self {
        Failure::Fault(error.into())
    }
}

impl<R> From<std::io::Error> for Failure<R> {
    #[track_caller]
    fn from(error: std::io::Error) -> Self {
        Failure::Fault(error.into())
    }
}

/// What kind of trouble a fault is; decides the page and the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A defect of ours (500).
    Defect,
    /// The database or another needed service is away; trying again later helps (503).
    Unavailable,
    /// There is no room left on the disk (507).
    NoSpace,
    /// Two transactions met; the same request may be tried again at once.
    Contention,
}

/// An unexpected error with its source chain and the place where it arose.
pub struct Fault {
    kind: FaultKind,
    context: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
    place: &'static Location<'static>,
}

impl Fault {
    /// A defect of ours, said in words.
    #[track_caller]
    pub fn new(context: impl Into<String>) -> Self {
        Self { kind: FaultKind::Defect, context: context.into(), source: None, place: Location::caller() }
    }

    /// Wraps a lower error with what was being done.
    #[track_caller]
    pub fn of(context: impl Into<String>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: FaultKind::Defect, context: context.into(), source: Some(source.into()), place: Location::caller() }
    }

    /// A row that breaks our own rules.
    #[track_caller]
    pub fn bad_row(table: &str, column: &str, id: impl fmt::Display) -> Self {
        Self::new(format!("{table}.{column} of {id} holds a value that our own rules forbid"))
    }

    /// Says which kind of trouble it is.
    pub fn kind(mut self, kind: FaultKind) -> Self {
        self.kind = kind;
        self
    }

    /// The kind of trouble.
    pub fn trouble(&self) -> FaultKind {
        self.kind
    }

    /// Where it arose.
    pub fn place(&self) -> &'static Location<'static> {
        self.place
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.context)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.context, self.place)?;
        let mut source = self.source.as_deref().map(|source| source as &dyn StdError);
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl Fault {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<sqlx::Error> for Fault {
    #[track_caller]
    fn from(error: sqlx::Error) -> Self {
        let kind = match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Tls(_) => FaultKind::Unavailable,
            sqlx::Error::Database(database) => match database.code().as_deref() {
                Some("53100") => FaultKind::NoSpace,
                Some("40001" | "40P01" | "55P03") => FaultKind::Contention,
                Some(code) if code.starts_with("57P") || code.starts_with("08") || code == "53300" => FaultKind::Unavailable,
                _ => FaultKind::Defect,
            },
            _ => FaultKind::Defect,
        };
        Fault::of("the database refused a statement", error).kind(kind)
    }
}

impl From<std::io::Error> for Fault {
    #[track_caller]
    fn from(error: std::io::Error) -> Self {
        let kind = if error.kind() == std::io::ErrorKind::StorageFull { FaultKind::NoSpace } else { FaultKind::Defect };
        Fault::of("reading or writing a file", error).kind(kind)
    }
}
