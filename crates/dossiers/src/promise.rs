//! The promise of a dossier: when its result is due, and why.
//!
//! Limits by law and by commitment are both pinned at reception; the earlier date is the promise. A later recount (the clock stood, the
//! calendar of a year was announced) uses the pinned limits and rule, so that a changed procedure never moves an old promise.

use lienthong_kernel::calendar::{Calendar, NeverOpen};
use lienthong_kernel::clock::Instant;
use lienthong_kernel::deadline::{self, Deadline, DeadlineRule, Limit, Pause};

/// Limits and the rule of counting, as pinned at reception.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeTerms {
    /// The limit by law; nothing while nobody knows it (chưa xác định).
    pub legal: Option<Limit>,
    /// The shorter limit that the body promised (cam kết).
    pub committed: Option<Limit>,
    /// The rule of counting.
    pub rule: DeadlineRule,
}

impl TimeTerms {
    /// The deadline: the earlier of both limits. Nothing when neither is known: no date is ever guessed.
    pub fn deadline(&self, calendar: &Calendar, received_at: Instant, pauses: &[Pause]) -> Result<Option<Deadline>, NeverOpen> {
        let of = |limit: Option<Limit>| {
            limit.map(|limit| deadline::deadline(calendar, &self.rule, limit, received_at, pauses, &[])).transpose()
        };
        let both = of(self.legal)?.into_iter().chain(of(self.committed)?);
        Ok(both.min_by_key(|deadline| deadline.due))
    }

    /// The limit that made the promise, for the slip.
    pub fn binding(&self, calendar: &Calendar, received_at: Instant) -> Option<Limit> {
        [self.committed, self.legal]
            .into_iter()
            .flatten()
            .filter_map(|limit| Some((limit, deadline::deadline(calendar, &self.rule, limit, received_at, &[], &[]).ok()?.due)))
            .min_by_key(|(_, due)| *due)
            .map(|(limit, _)| limit)
    }
}
