//! A procedure as people read it. What is not settled is said, never left out.

use lienthong_kernel::op::Locale;
use lienthong_ui::components::{Column, Content, StatusTag, SummaryList, Table, Tone, escape};
use lienthong_ui::format;
use lienthong_ui::words::T;

use super::WORDS;
use crate::catalogue::{Fee, FeeRule, Known, Level, Limit, LimitUnit, ProcedureContent};

/// A heading with what stands below it.
pub(super) struct Section {
    pub title: String,
    pub content: Content,
}

fn t(locale: Locale) -> T {
    WORDS.t(locale)
}

/// "Chưa xác định", with what the source says instead.
fn open(locale: Locale, hint: Option<&str>) -> Content {
    let tag = StatusTag::new(t(locale).s("unknown"), Tone::Waiting);
    match hint {
        Some(hint) => Content::html(std::format!("{tag} <span class=\"govuk-hint\">{}</span>", escape(hint))),
        None => tag.into(),
    }
}

/// A value with its source below, or that it is not settled.
fn shown<V>(locale: Locale, known: &Known<V>, show: impl Fn(&V) -> Content) -> Content {
    match known {
        Known::Known { value, .. } => show(value),
        Known::Unknown { hint } => open(locale, hint.as_deref()),
    }
}

#[expect(clippy::ptr_arg, reason = "handed to `shown`, whose values are strings")]
fn text(value: &String) -> Content {
    value.as_str().into()
}

fn bullets<'a>(items: impl IntoIterator<Item = &'a str>) -> Content {
    let lines: String = items.into_iter().map(|item| std::format!("<li>{}</li>", escape(item))).collect();
    Content::html(std::format!("<ul class=\"govuk-list govuk-list--bullet\">{lines}</ul>"))
}

fn yes_no(locale: Locale) -> impl Fn(&bool) -> Content {
    move |value| t(locale).s(if *value { "yes" } else { "no" }).into()
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Ministry => "level.ministry",
        Level::Province => "level.province",
        Level::District => "level.district",
        Level::Commune => "level.commune",
        Level::Other => "level.other",
    }
}

pub(super) fn unit_word(unit: LimitUnit) -> &'static str {
    match unit {
        LimitUnit::Hour => "limit.hour",
        LimitUnit::WorkingDay => "limit.working_day",
        LimitUnit::CalendarDay => "limit.calendar_day",
        LimitUnit::Month => "limit.month",
        LimitUnit::Year => "limit.year",
    }
}

/// A limit in words.
pub(super) fn limit(locale: Locale, limit: &Limit) -> String {
    match limit {
        Limit::SameDay { cut_off } => t(locale).one("limit.same_day", "time", cut_off.format("%H:%M")),
        Limit::Counted { amount, unit } => t(locale).one(unit_word(*unit), "n", amount),
    }
}

fn fee(locale: Locale, fee: &Fee) -> String {
    let t = t(locale);
    let rule = match &fee.rule {
        FeeRule::Free => t.s("fee.free").to_owned(),
        FeeRule::Fixed { amount } => t.one("fee.fixed", "amount", format::vnd(*amount)),
        FeeRule::PerCopy { amount } => t.one("fee.per_copy", "amount", format::vnd(*amount)),
        FeeRule::PerPage { steps, ceiling } => {
            let mut lines: Vec<String> = steps
                .iter()
                .map(|step| t.two("fee.from_page", "page", step.from_page, "amount", format::vnd(step.amount)))
                .collect();
            lines.extend(ceiling.map(|ceiling| t.one("fee.ceiling", "amount", format::vnd(ceiling))));
            lines.join("; ")
        }
    };
    let line = t.two("fee.line", "name", &fee.name, "rule", rule);
    match &fee.note {
        Some(note) => t.two("fee.noted", "line", line, "note", note),
        None => line,
    }
}

/// The facts on top.
pub(super) fn summary(locale: Locale, content: &ProcedureContent) -> SummaryList {
    let t = t(locale);
    let mut list = SummaryList::new(locale)
        .row(t.s("part.code"), content.code.as_str())
        .row(t.s("part.field"), shown(locale, &content.field, text))
        .row(t.s("part.announced_by"), shown(locale, &content.announced_by, text))
        .row(t.s("part.kind"), shown(locale, &content.kind, text))
        .row(
            t.s("part.levels"),
            shown(locale, &content.levels, |levels| bullets(levels.iter().map(|level| t.s(level_word(*level))))),
        )
        .row(t.s("part.audience"), shown(locale, &content.audience, |names| bullets(names.iter().map(String::as_str))));
    for body in &content.bodies {
        list = list.row(t.s("part.bodies"), shown(locale, &body.name, text));
    }
    list.row(t.s("part.sets"), shown(locale, &content.sets, |sets| t.one("sets", "n", sets).into()))
        .row(
            t.s("part.results"),
            shown(locale, &content.results, |results| bullets(results.iter().map(|result| result.name.as_str()))),
        )
        .row(t.s("part.conditions"), shown(locale, &content.conditions, text))
        .row(
            t.s("part.forms"),
            shown(locale, &content.forms, |forms| {
                if forms.is_empty() { t.s("forms.none").into() } else { bullets(forms.iter().map(|form| form.name.as_str())) }
            }),
        )
        .row(
            t.s("part.service_level"),
            shown(locale, &content.service_level, |level| {
                t.two("service_level", "grade", &level.grade, "scheme", &level.scheme).into()
            }),
        )
}

/// Everything below: order, ways, papers, steps, legal basis.
pub(super) fn sections(locale: Locale, content: &ProcedureContent) -> Vec<Section> {
    let t = t(locale);
    let mut found = vec![
        Section {
            title: t.s("part.order").to_owned(),
            content: shown(locale, &content.order, |lines| {
                let lines: String = lines.iter().map(|line| std::format!("<li>{}</li>", escape(line))).collect();
                Content::html(std::format!("<ol class=\"govuk-list govuk-list--number\">{lines}</ol>"))
            }),
        },
        Section { title: t.s("part.channels").to_owned(), content: channels(locale, content).into() },
    ];
    found.push(Section { title: t.s("part.papers").to_owned(), content: papers(locale, content) });
    found.push(Section {
        title: t.s("part.steps").to_owned(),
        content: shown(locale, &content.steps, |steps| {
            let columns = vec![Column::new(t.s("step.name")), Column::new(t.s("step.duty")), Column::numeric(t.s("step.limit"))];
            let mut table = Table::new(locale, t.s("part.steps"), columns).caption_hidden();
            for step in steps {
                table.push(vec![
                    std::format!("{}. {}", step.order, step.name).into(),
                    t.of("duty.", step.duty.word()).into(),
                    shown(locale, &step.limit_hours, |hours| t.one("limit.hour", "n", hours).into()),
                ]);
            }
            let source = content.steps.source().unwrap_or_default();
            Content::html(std::format!("{table}<p class=\"govuk-hint\">{}</p>", escape(source)))
        }),
    });
    found.push(Section {
        title: t.s("part.legal_basis").to_owned(),
        content: shown(locale, &content.legal_basis, |basis| {
            let names: Vec<String> = basis
                .iter()
                .map(|law| {
                    law.title
                        .value()
                        .map_or_else(|| law.number.clone(), |title| t.two("law", "number", &law.number, "title", title))
                })
                .collect();
            bullets(names.iter().map(String::as_str))
        }),
    });
    found
}

fn channels(locale: Locale, content: &ProcedureContent) -> Table {
    let t = t(locale);
    let columns = [t.s("channel"), t.s("case"), t.s("part.limit"), t.s("part.fees"), t.s("source")].map(Column::new).to_vec();
    let mut table = Table::new(locale, t.s("part.channels"), columns).caption_hidden().empty(t.s("unknown"));
    for way in &content.channels {
        for case in &way.cases {
            let fees = shown(locale, &case.fees, |fees| {
                if fees.is_empty() {
                    t.s("fee.free").into()
                } else {
                    let lines: Vec<String> = fees.iter().map(|one| fee(locale, one)).collect();
                    bullets(lines.iter().map(String::as_str))
                }
            });
            table.push(vec![
                t.of("channel.", way.channel.word()).into(),
                case.name.as_deref().unwrap_or_else(|| t.s("case.every")).into(),
                shown(locale, &case.limit, |value| limit(locale, value).into()),
                fees,
                sources([case.limit.source(), case.fees.source()]),
            ]);
        }
    }
    table
}

/// The sources of a row, each once.
fn sources<const N: usize>(all: [Option<&str>; N]) -> Content {
    let mut names: Vec<&str> = all.into_iter().flatten().collect();
    names.dedup();
    if names.is_empty() { "–".into() } else { bullets(names) }
}

fn papers(locale: Locale, content: &ProcedureContent) -> Content {
    let t = t(locale);
    let columns = vec![
        Column::new(t.s("paper.name")),
        Column::numeric(t.s("paper.originals")),
        Column::numeric(t.s("paper.copies")),
        Column::new(t.s("paper.mandatory")),
    ];
    let mut out = String::new();
    for case in &content.papers {
        let caption = case.name.as_deref().unwrap_or_else(|| t.s("case.every"));
        let mut table = Table::new(locale, caption, columns.clone());
        for paper in &case.papers {
            let name = if paper.name_cut { t.one("paper.cut", "name", &paper.name) } else { paper.name.clone() };
            table.push(vec![
                name.into(),
                shown(locale, &paper.originals, |n| n.to_string().into()),
                shown(locale, &paper.copies, |n| n.to_string().into()),
                shown(locale, &paper.mandatory, yes_no(locale)),
            ]);
        }
        out.push_str(&table.to_string());
    }
    if content.papers_complete.value() != Some(&true) {
        let hint = content.papers_complete.hint().unwrap_or_else(|| t.s("papers.perhaps_more"));
        out.push_str(&std::format!("<p class=\"govuk-hint\">{}</p>", escape(hint)));
    }
    Content::html(out)
}

/// A path as a line of words: "Cách thức thực hiện 1 › Trường hợp 1 › Thời hạn".
pub(super) fn path_words(locale: Locale, path: &str) -> String {
    let t = t(locale);
    let mut words: Vec<String> = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty() && !matches!(*segment, "known" | "unknown" | "value")) {
        match segment.parse::<usize>() {
            Ok(at) => {
                if let Some(last) = words.last_mut() {
                    last.push_str(&std::format!(" {}", at + 1));
                }
            }
            Err(_) => {
                let key = std::format!("part.{segment}");
                words.push(WORDS.find(t.locale(), &key).unwrap_or(segment).to_owned());
            }
        }
    }
    words.join(" › ")
}
