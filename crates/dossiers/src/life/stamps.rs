//! The stamps of a dossier are facts; early, late, paused, due soon are read from them and never stored.

use chrono::TimeDelta;
use lienthong_kernel::clock::{self, Instant};
use lienthong_kernel::deadline::{Pause, PauseCause};

/// Why an appointment moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppointmentCause {
    /// The clock had stood: the citizen's time is not the office's.
    Pause,
    /// The calendar of a year was announced or changed.
    Calendar,
    /// An apology with a new date (form 04): for display only, the statistics keep the earlier date.
    Apology,
}

impl AppointmentCause {
    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            AppointmentCause::Pause => "pause",
            AppointmentCause::Calendar => "calendar",
            AppointmentCause::Apology => "apology",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        [AppointmentCause::Pause, AppointmentCause::Calendar, AppointmentCause::Apology]
            .into_iter()
            .find(|cause| cause.word() == word)
    }

    /// Whether the date that statistics judge by moves too.
    pub fn counts(self) -> bool {
        !matches!(self, AppointmentCause::Apology)
    }
}

/// One move of the appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppointmentChange {
    /// Why.
    pub cause: AppointmentCause,
    /// When it was moved.
    pub at: Instant,
    /// The earlier date.
    pub from: Instant,
    /// The new date.
    pub to: Instant,
}

/// All stamps of one dossier (one-stop practice; the base of every indicator).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamps {
    /// When the citizen handed it in or sent it.
    pub submitted_at: Option<Instant>,
    /// When it was accepted; written once, also after supplements.
    pub accepted_at: Option<Instant>,
    /// The date promised at acceptance; never changes.
    pub due_original: Option<Instant>,
    /// The date that the citizen sees now.
    pub due_current: Option<Instant>,
    /// The date that statistics judge by: moved by pauses and calendars, not by apologies.
    pub due_counted: Option<Instant>,
    /// The times in which the clock stood, in order.
    pub pauses: Vec<Pause>,
    /// When the result was there (`NgayKetThucXuLy`), or the dossier was refused or stopped.
    pub finished_at: Option<Instant>,
    /// When the result was in the citizen's hands.
    pub returned_at: Option<Instant>,
    /// Every move of the appointment, in order.
    pub appointments: Vec<AppointmentChange>,
}

/// A stamp that would be written against the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadStamp {
    /// The acceptance is written once.
    AcceptedTwice,
    /// The clock stands already.
    AlreadyPaused,
    /// The clock does not stand.
    NotPaused,
    /// Something would be stamped before what it follows.
    BackInTime,
}

impl Stamps {
    /// Stamps the acceptance with its promise. Written once.
    pub fn accept(&mut self, at: Instant, due: Option<Instant>) -> Result<(), BadStamp> {
        if self.accepted_at.is_some() {
            return Err(BadStamp::AcceptedTwice);
        }
        if self.submitted_at.is_some_and(|submitted| at < submitted) {
            return Err(BadStamp::BackInTime);
        }
        self.submitted_at.get_or_insert(at);
        self.accepted_at = Some(at);
        self.due_original = due;
        self.due_current = due;
        self.due_counted = due;
        Ok(())
    }

    /// The pause in which the clock stands now.
    pub fn open_pause(&self) -> Option<&Pause> {
        self.pauses.last().filter(|pause| pause.to.is_none())
    }

    /// Stops the clock.
    pub fn pause(&mut self, cause: PauseCause, at: Instant) -> Result<(), BadStamp> {
        if self.open_pause().is_some() {
            return Err(BadStamp::AlreadyPaused);
        }
        let after = self.pauses.last().and_then(|pause| pause.to).or(self.accepted_at);
        if after.is_some_and(|after| at < after) {
            return Err(BadStamp::BackInTime);
        }
        self.pauses.push(Pause { cause, from: at, to: None });
        Ok(())
    }

    /// Lets the clock run again and gives back the pause. The new due date is computed by the caller and set with [`Stamps::appoint`].
    pub fn resume(&mut self, at: Instant) -> Result<Pause, BadStamp> {
        match self.pauses.last_mut() {
            Some(pause) if pause.to.is_none() => {
                if at < pause.from {
                    return Err(BadStamp::BackInTime);
                }
                pause.to = Some(at);
                Ok(*pause)
            }
            _ => Err(BadStamp::NotPaused),
        }
    }

    /// Moves the appointment. An apology moves what the citizen sees, not what statistics judge by.
    pub fn appoint(&mut self, cause: AppointmentCause, at: Instant, to: Instant) {
        let from = self.due_current.unwrap_or(to);
        self.appointments.push(AppointmentChange { cause, at, from, to });
        self.due_current = Some(to);
        if cause.counts() {
            self.due_counted = Some(to);
        }
    }
}

/// What counts as early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyBy {
    /// Finished on an earlier day than promised.
    Day,
    /// Finished any time before the promised minute.
    Minute,
}

/// How progress is read; part of a unit's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgressRule {
    /// What counts as early.
    pub early: EarlyBy,
    /// How long before the due date a dossier counts as due soon.
    pub soon: TimeDelta,
}

impl Default for ProgressRule {
    fn default() -> Self {
        Self { early: EarlyBy::Day, soon: TimeDelta::hours(24) }
    }
}

/// How a dossier stands against its promise. Always derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// Not accepted yet: nothing was promised.
    NotStarted,
    /// Accepted, but the limit is not known (chưa xác định).
    Unknown,
    /// In hand, not due.
    Open,
    /// In hand, due soon.
    DueSoon,
    /// In hand and past its date (quá hạn).
    Overdue,
    /// The clock stands.
    Paused,
    /// Finished early (trước hạn).
    Early,
    /// Finished on time (đúng hạn).
    OnTime,
    /// Finished late (trễ hạn).
    Late,
}

impl Progress {
    /// Reads the progress from the stamps. Finished work is judged by the counted date, work in hand by the date the citizen sees.
    pub fn of(stamps: &Stamps, now: Instant, rule: ProgressRule) -> Self {
        if stamps.accepted_at.is_none() {
            return Progress::NotStarted;
        }
        let (Some(current), Some(counted)) = (stamps.due_current, stamps.due_counted) else {
            return Progress::Unknown;
        };
        if let Some(finished) = stamps.finished_at {
            let early = match rule.early {
                EarlyBy::Day => clock::local_date(finished) < clock::local_date(counted),
                EarlyBy::Minute => finished < counted,
            };
            return if finished > counted {
                Progress::Late
            } else if early {
                Progress::Early
            } else {
                Progress::OnTime
            };
        }
        if stamps.open_pause().is_some() {
            Progress::Paused
        } else if now > current {
            Progress::Overdue
        } else if current - now <= rule.soon {
            Progress::DueSoon
        } else {
            Progress::Open
        }
    }
}
