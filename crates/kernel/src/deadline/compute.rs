//! The count itself: deterministic, from pinned data only, in whole minutes.

use chrono::{Days, Duration, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::trace::NotedDay;
use super::{DeadlineRule, Extension, Limit, LimitUnit, Pause, PauseCause, TraceStep};
use crate::calendar::{Calendar, DayKind, NeverOpen, whole_minute};
use crate::clock::{self, Instant};

/// When a dossier is due, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Due now, with pauses and extensions: what the citizen is told. While the clock stands, the due time as it was when it stopped.
    pub due: Instant,
    /// Due with pauses, without extensions: what statistics judge, since an apology does not undo a delay.
    pub due_unextended: Instant,
    /// Due as promised on the day of reception.
    pub due_original: Instant,
    /// From when the time is counted.
    pub counted_from: Instant,
    /// Working minutes from `counted_from` to `due` that the body has for itself (pauses taken out).
    pub allowed_minutes: i64,
    /// The clock stands since then.
    pub paused_since: Option<Instant>,
    /// A year without announced days off was needed; the date may change once.
    pub provisional: bool,
    /// How it came about.
    pub trace: Vec<TraceStep>,
}

/// The deadline by law and by the body's own promise; the shorter one is the date of the slip (one-stop.md §6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// By law.
    pub legal: Deadline,
    /// By the body's commitment (cam kết), when it made one.
    pub committed: Option<Deadline>,
}

impl Promise {
    /// The one that the citizen is told: the earlier.
    pub fn binding(&self) -> &Deadline {
        self.committed.as_ref().filter(|committed| committed.due < self.legal.due).unwrap_or(&self.legal)
    }
}

/// Reckons when a dossier is due. `pauses` and `extensions` may come in any order.
pub fn deadline(
    calendar: &Calendar,
    rule: &DeadlineRule,
    limit: Limit,
    received_at: Instant,
    pauses: &[Pause],
    extensions: &[Extension],
) -> Result<Deadline, NeverOpen> {
    let received = whole_minute(received_at);
    let (start, first_step) = start(calendar, rule, received)?;
    let pauses = merged(pauses, received);
    let original = Count::run(calendar, rule, limit, start, &[], &[])?;
    let unextended = Count::run(calendar, rule, limit, start, &pauses, &[])?;
    let count = Count::run(calendar, rule, limit, start, &pauses, extensions)?;

    let mut trace = vec![first_step];
    trace.extend(count.steps);
    let (first, last) = (clock::local_date(received), clock::local_date(count.due));
    if limit.unit.counts_work() {
        let days = noted_days(calendar, first, last, DayKind::Off);
        if !days.is_empty() {
            trace.push(TraceStep::DaysOffSkipped { days });
        }
        let days = noted_days(calendar, first, last, DayKind::Work);
        if !days.is_empty() {
            trace.push(TraceStep::MakeUpDaysCounted { days });
        }
    }
    let years = calendar.provisional_years(first, last);
    let provisional = !years.is_empty();
    if provisional {
        trace.push(TraceStep::Provisional { years });
    }
    trace.push(TraceStep::Due { due: count.due });

    let stood: i64 = count.stood.iter().map(|(from, to)| calendar.minutes_between((*from).max(start), (*to).max(start))).sum();
    Ok(Deadline {
        due: count.due,
        due_unextended: unextended.due,
        due_original: original.due,
        counted_from: start,
        allowed_minutes: calendar.minutes_between(start, count.due) - stood,
        paused_since: count.paused_since,
        provisional,
        trace,
    })
}

/// From when the time runs: §6.2, first line.
fn start(calendar: &Calendar, rule: &DeadlineRule, received: Instant) -> Result<(Instant, TraceStep), NeverOpen> {
    let local = clock::local(received);
    let Some(closes) = calendar.hours_of(local.date()).closes() else {
        let start = calendar.next_morning(local.date())?;
        return Ok((start, TraceStep::StartsAfterDayOff { received, start }));
    };
    if let Some(cutoff) = rule.cutoff.filter(|cutoff| local.time() > *cutoff) {
        let start = calendar.next_morning(local.date())?;
        return Ok((start, TraceStep::StartsAfterCutoff { received, cutoff, start }));
    }
    if local.time() >= closes {
        let start = calendar.next_morning(local.date())?;
        return Ok((start, TraceStep::StartsAfterClose { received, start }));
    }
    let start = calendar.next_working_minute(received)?;
    let step =
        if start == received { TraceStep::StartsAtOnce { received } } else { TraceStep::StartsWhenOpen { received, start } };
    Ok((start, step))
}

/// One stretch in which the clock stood; `to` is `None` while it stands.
struct Stood {
    cause: PauseCause,
    from: Instant,
    to: Option<Instant>,
}

/// Pauses cut to minutes and to the time after reception, in order, overlapping ones joined under the first cause.
fn merged(pauses: &[Pause], received: Instant) -> Vec<Stood> {
    let cut = pauses.iter().map(|pause| Stood {
        cause: pause.cause,
        from: whole_minute(pause.from).max(received),
        to: pause.to.map(whole_minute),
    });
    let mut sorted: Vec<Stood> = cut.filter(|pause| pause.to.is_none_or(|to| to > pause.from)).collect();
    sorted.sort_by_key(|pause| pause.from);
    let mut joined: Vec<Stood> = Vec::new();
    for pause in sorted {
        match joined.last_mut() {
            Some(last) if last.to.is_none_or(|to| pause.from <= to) => {
                last.to = last.to.zip(pause.to).map(|(one, other)| one.max(other));
            }
            _ => joined.push(pause),
        }
    }
    joined
}

/// A count under way.
struct Count<'a> {
    calendar: &'a Calendar,
    due: Instant,
    /// The day on which a limit over the calendar ends, before it is rolled over days off.
    nominal: Option<NaiveDate>,
    stood: Vec<(Instant, Instant)>,
    paused_since: Option<Instant>,
    steps: Vec<TraceStep>,
}

impl<'a> Count<'a> {
    fn run(
        calendar: &'a Calendar,
        rule: &DeadlineRule,
        limit: Limit,
        start: Instant,
        pauses: &[Stood],
        extensions: &[Extension],
    ) -> Result<Self, NeverOpen> {
        let mut count = Self { calendar, due: start, nominal: None, stood: Vec::new(), paused_since: None, steps: Vec::new() };
        count.lay_out(rule, limit, start)?;
        let mut extensions: Vec<&Extension> = extensions.iter().collect();
        extensions.sort_by_key(|extension| extension.at);
        let mut extensions = extensions.into_iter().peekable();
        for pause in pauses {
            while let Some(extension) = extensions.next_if(|extension| extension.at <= pause.from) {
                count.extend(extension)?;
            }
            count.pause(pause)?;
        }
        extensions.try_for_each(|extension| count.extend(extension))?;
        Ok(count)
    }

    /// The limit from the start, without pauses: §6.2.
    fn lay_out(&mut self, rule: &DeadlineRule, limit: Limit, start: Instant) -> Result<(), NeverOpen> {
        let (calendar, day, amount) = (self.calendar, clock::local_date(start), u32::from(limit.amount));
        match limit.unit {
            LimitUnit::Hour => {
                self.due = calendar.add_minutes(start, i64::from(limit.amount) * 60)?;
                self.steps.push(TraceStep::Counted { limit, start, end: self.due });
            }
            LimitUnit::WorkingDay if rule.same_day => {
                self.due = self.close(calendar.add_working_days(day, amount.saturating_sub(1))?)?;
                self.steps.push(TraceStep::CountedSameDay { limit, start, end: self.due });
            }
            LimitUnit::WorkingDay => {
                let last = calendar.add_working_days(day, amount)?;
                self.due = if rule.by_clock_time {
                    calendar.next_working_minute(clock::instant(last.and_time(clock::local(start).time())))?
                } else {
                    self.close(last)?
                };
                self.steps.push(TraceStep::Counted { limit, start, end: self.due });
            }
            LimitUnit::CalendarDay | LimitUnit::Month | LimitUnit::Year => {
                let end = over_calendar(day, limit)?;
                self.steps.push(TraceStep::CountedOverCalendar { limit, start: day, end });
                self.end_on(end)?;
            }
        }
        Ok(())
    }

    fn pause(&mut self, pause: &Stood) -> Result<(), NeverOpen> {
        let Stood { cause, from, to } = *pause;
        if from > self.due {
            // a pause after the due time must not hide that it had passed
            self.steps.push(TraceStep::PausedTooLate { cause, from });
            return Ok(());
        }
        let Some(to) = to else {
            self.paused_since = Some(from);
            self.steps.push(TraceStep::PausedSince { cause, from });
            return Ok(());
        };
        match self.nominal {
            None => {
                let minutes = self.calendar.minutes_between(from, to);
                self.due = self.calendar.add_minutes(self.due, minutes)?;
                self.steps.push(TraceStep::Paused { cause, from, to, minutes, due: self.due });
            }
            Some(nominal) => {
                // what was left when the clock stopped is left when it resumes; in the days off after the end nothing is left
                let (stopped, resumed) = (clock::local_date(from), clock::local_date(to));
                let left = (nominal - stopped).max(Duration::zero());
                let end = resumed.checked_add_signed(left).ok_or(NeverOpen(resumed))?;
                let days = (resumed - stopped).num_days();
                self.steps.push(TraceStep::PausedOverCalendar { cause, from, to, days, end });
                self.end_on(end)?;
            }
        }
        self.stood.push((from, to));
        Ok(())
    }

    fn extend(&mut self, extension: &Extension) -> Result<(), NeverOpen> {
        let (by, day) = (extension.by, clock::local_date(self.due));
        let over_the_calendar = self.nominal.is_some();
        let place = self.steps.len();
        match by.unit {
            LimitUnit::Hour => self.due = self.calendar.add_minutes(self.due, i64::from(by.amount) * 60)?,
            LimitUnit::WorkingDay => self.due = self.close(self.calendar.add_working_days(day, u32::from(by.amount))?)?,
            LimitUnit::CalendarDay | LimitUnit::Month | LimitUnit::Year => self.end_on(over_calendar(day, by)?)?,
        }
        // the limit goes on in its own way of counting, whatever the extension was counted in
        self.nominal = match (over_the_calendar, by.unit.counts_work()) {
            (false, _) => None,
            (true, true) => Some(clock::local_date(self.due)),
            (true, false) => self.nominal,
        };
        self.steps.insert(place, TraceStep::Extended { by, at: extension.at, due: self.due });
        Ok(())
    }

    /// Ends a limit over the calendar: at the close of the day, or of the next working day (Bộ luật Dân sự 2015 art. 148.5).
    fn end_on(&mut self, nominal: NaiveDate) -> Result<(), NeverOpen> {
        let day = self.calendar.working_day_from(nominal)?;
        if day != nominal {
            self.steps.push(TraceStep::RolledForward { from: nominal, to: day });
        }
        self.nominal = Some(nominal);
        self.due = self.close(day)?;
        Ok(())
    }

    fn close(&self, day: NaiveDate) -> Result<Instant, NeverOpen> {
        self.calendar.close_of_office(day).ok_or(NeverOpen(day))
    }
}

/// The day so many days, months or years later; the last of the month where the day is missing.
fn over_calendar(day: NaiveDate, limit: Limit) -> Result<NaiveDate, NeverOpen> {
    let amount = u32::from(limit.amount);
    let end = match limit.unit {
        LimitUnit::Month => day.checked_add_months(Months::new(amount)),
        LimitUnit::Year => day.checked_add_months(Months::new(amount * 12)),
        _ => day.checked_add_days(Days::new(amount.into())),
    };
    end.ok_or(NeverOpen(day))
}

/// Days of one kind in (from, to] on which the calendar departs from the ordinary week.
fn noted_days(calendar: &Calendar, from: NaiveDate, to: NaiveDate, kind: DayKind) -> Vec<NotedDay> {
    let days = from.iter_days().skip(1).take_while(|day| *day <= to);
    let noted = days.filter_map(|day| {
        let word = calendar.exception(day).filter(|word| word.kind == kind)?;
        let ordinarily_open = calendar.week_of(day).is_some_and(|week| !week.hours_of(day).is_closed());
        let departs = ordinarily_open == (kind == DayKind::Off);
        departs.then(|| NotedDay { day, reason: word.reason.clone() })
    });
    noted.collect()
}
