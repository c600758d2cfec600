//! What a clerk enters at the counter, and what it must be before a dossier is accepted. All problems are said at once, each with its field.

use chrono::{Datelike as _, NaiveDate};
use lienthong_kernel::clock::{self, Instant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::slips::Reason;

/// A field of the intake form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Applicant's name.
    Name,
    /// Applicant's personal number.
    Number,
    /// Applicant's day of birth.
    Birth,
    /// Applicant's telephone.
    Phone,
    /// Applicant's e-mail.
    Email,
    /// Applicant's address.
    Address,
    /// Owner's number.
    OwnerNumber,
    /// Owner's telephone.
    OwnerPhone,
    /// Content of the request.
    Request,
    /// The papers.
    Papers,
    /// Number of copies.
    Copies,
    /// Number of pages.
    Pages,
    /// Number of sets.
    Sets,
    /// Way of return.
    ReturnWay,
    /// Address for the post.
    ReturnAddress,
    /// When it was handed in.
    ReceivedAt,
    /// Reasons of form 02 or 03.
    Reasons,
}

impl Field {
    /// The name of the input, which is also the anchor of the error summary.
    pub fn input(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Number => "number",
            Field::Birth => "birth",
            Field::Phone => "phone",
            Field::Email => "email",
            Field::Address => "address",
            Field::OwnerNumber => "owner_number",
            Field::OwnerPhone => "owner_phone",
            Field::Request => "request",
            Field::Papers => "papers",
            Field::Copies => "copies",
            Field::Pages => "pages",
            Field::Sets => "sets",
            Field::ReturnWay => "return_way",
            Field::ReturnAddress => "return_address",
            Field::ReceivedAt => "received_at",
            Field::Reasons => "reasons",
        }
    }
}

/// What is wrong with a field; the sentence stands in the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was entered.
    Missing,
    /// Neither 12 digits (căn cước) nor 9 (CMND).
    NumberLength,
    /// The first three digits are no place of birth registration.
    NumberPlace,
    /// Century, sex and year in the number do not fit the day of birth.
    NumberBirth,
    /// Not a day: expects dd/mm/yyyy.
    NotADate,
    /// In the future.
    Future,
    /// Not a Vietnamese telephone number.
    NotAPhone,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a whole number within reason.
    NotANumber,
    /// Not one of the choices.
    NotAChoice,
    /// A paper that is needed was not checked.
    PaperNotChecked,
    /// Longer than the field takes.
    TooLong,
    /// Neither telephone nor e-mail: the citizen could not be told anything.
    NoWayToTell,
}

/// A field and its problem.
pub type Problems = Vec<(Field, Problem)>;

/// A paper line as entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperEntry {
    /// The component of the procedure version; nothing for other papers.
    pub component: Option<String>,
    /// Its name.
    pub name: String,
    /// `original`, `copy`, `electronic`.
    pub kind: String,
    /// How many.
    pub quantity: i32,
    /// Whether it must be there.
    pub needed: bool,
    /// Whether the officer has it and checked it.
    pub checked: bool,
    /// The scanned file.
    pub file: Option<Uuid>,
    /// Reused from a store instead of asked for: `own`, `national`, `personal`.
    pub from_store: Option<String>,
}

/// The form as typed; texts stay as they were when something is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AcceptForm {
    /// The form's own key: the second arrival gets the first answer.
    pub form_key: Uuid,
    /// `person` or `organisation`.
    pub applicant_kind: String,
    /// Name.
    pub name: String,
    /// Personal number.
    pub number: String,
    /// Day of birth, dd/mm/yyyy.
    pub birth: String,
    /// Telephone.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// Address.
    pub address: String,
    /// Whether the applicant acts by authorisation.
    pub authorised: bool,
    /// Owner's name, if another.
    pub owner_name: String,
    /// Owner's number.
    pub owner_number: String,
    /// Owner's telephone.
    pub owner_phone: String,
    /// What is asked for; the procedure's name when empty.
    pub request: String,
    /// Copies asked for.
    pub copies: String,
    /// Pages.
    pub pages: String,
    /// Sets; one when empty.
    pub sets: String,
    /// `counter`, `online`, `post`.
    pub return_way: String,
    /// Address for the post.
    pub return_address: String,
    /// The papers.
    pub papers: Vec<PaperEntry>,
}

/// What passed the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub(crate) applicant_kind: &'static str,
    pub(crate) name: String,
    pub(crate) number: Option<String>,
    pub(crate) birth: Option<NaiveDate>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) authorised: bool,
    pub(crate) owner: Option<(String, Option<String>, Option<String>)>,
    pub(crate) request: Option<String>,
    pub(crate) copies: Option<i32>,
    pub(crate) pages: Option<i32>,
    pub(crate) sets: i32,
    pub(crate) return_way: &'static str,
    pub(crate) return_address: Option<String>,
    pub(crate) papers: Vec<PaperEntry>,
}

fn text(value: &str) -> Option<String> {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!value.is_empty()).then_some(value)
}

/// A telephone number in digits: mobile and fixed numbers of Vietnam, `+84` understood.
pub fn phone(value: &str) -> Result<Option<String>, Problem> {
    let digits: String = value.chars().filter(|c| !c.is_whitespace() && !".-()".contains(*c)).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    let digits = digits.strip_prefix("+84").map_or(digits.clone(), |rest| format!("0{rest}"));
    let fits = digits.bytes().all(|b| b.is_ascii_digit())
        && digits.starts_with('0')
        && match digits.as_bytes().get(1) {
            Some(b'3' | b'5' | b'7' | b'8' | b'9') => digits.len() == 10,
            Some(b'2') => digits.len() == 11,
            _ => false,
        };
    if fits { Ok(Some(digits)) } else { Err(Problem::NotAPhone) }
}

/// A personal number: 12 digits whose place, century, sex and year fit (Nghị định 137/2015/NĐ-CP art. 13), or the older 9.
pub fn personal_number(value: &str, birth: Option<NaiveDate>) -> Result<Option<String>, Problem> {
    let number: String = value.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    if number.is_empty() {
        return Ok(None);
    }
    if !number.bytes().all(|b| b.is_ascii_digit()) || !matches!(number.len(), 9 | 12) {
        return Err(Problem::NumberLength);
    }
    if number.len() == 12 {
        let part = |range: std::ops::Range<usize>| number[range].parse::<i32>().unwrap_or(0);
        if !(1..=96).contains(&part(0..3)) {
            return Err(Problem::NumberPlace);
        }
        let year = 1900 + part(3..4) / 2 * 100 + part(4..6);
        if birth.is_some_and(|birth| birth.year() != year) {
            return Err(Problem::NumberBirth);
        }
    }
    Ok(Some(number))
}

/// A day as people write it: dd/mm/yyyy, or as a date field sends it.
pub fn day(value: &str, now: Instant) -> Result<Option<NaiveDate>, Problem> {
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(value, "%d/%m/%Y")
        .or_else(|_| NaiveDate::parse_from_str(value, "%Y-%m-%d"))
        .map_err(|_| Problem::NotADate)?;
    if day.year() < 1850 {
        return Err(Problem::NotADate);
    }
    if day > clock::local_date(now) { Err(Problem::Future) } else { Ok(Some(day)) }
}

/// An e-mail address as far as its shape can tell.
pub fn email(value: &str) -> Result<Option<String>, Problem> {
    let Some(value) = text(value) else { return Ok(None) };
    let fits = value.len() <= 254
        && !value.contains(char::is_whitespace)
        && value.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
        });
    if fits { Ok(Some(value)) } else { Err(Problem::NotAnEmail) }
}

fn count(value: &str, least: i32, most: i32) -> Result<Option<i32>, Problem> {
    match value.trim() {
        "" => Ok(None),
        value => value.parse().ok().filter(|n| (least..=most).contains(n)).map(Some).ok_or(Problem::NotANumber),
    }
}

impl AcceptForm {
    /// Checks everything and says all problems at once.
    pub fn check(&self, now: Instant) -> Result<Entry, Problems> {
        let mut problems = Problems::new();
        let mut keep = |field: Field, problem: Problem| problems.push((field, problem));
        fn or<T: Default>(result: Result<T, Problem>, field: Field, keep: &mut impl FnMut(Field, Problem)) -> T {
            result.unwrap_or_else(|problem| {
                keep(field, problem);
                T::default()
            })
        }
        let name = text(&self.name);
        match &name {
            None => keep(Field::Name, Problem::Missing),
            Some(name) if name.chars().count() > 200 => keep(Field::Name, Problem::TooLong),
            Some(_) => {}
        }
        let birth = or(day(&self.birth, now), Field::Birth, &mut keep);
        let number = or(personal_number(&self.number, birth), Field::Number, &mut keep);
        let own_phone = phone(&self.phone);
        let own_email = email(&self.email);
        if matches!((&own_phone, &own_email), (Ok(None), Ok(None))) {
            keep(Field::Phone, Problem::NoWayToTell);
        }
        let phone_digits = or(own_phone, Field::Phone, &mut keep);
        let email = or(own_email, Field::Email, &mut keep);
        let address = text(&self.address);
        if address.is_none() {
            keep(Field::Address, Problem::Missing);
        }
        let owner_number = or(personal_number(&self.owner_number, None), Field::OwnerNumber, &mut keep);
        let owner_phone = or(phone(&self.owner_phone), Field::OwnerPhone, &mut keep);
        let copies = or(count(&self.copies, 0, 100_000), Field::Copies, &mut keep);
        let pages = or(count(&self.pages, 0, 100_000), Field::Pages, &mut keep);
        let sets = or(count(&self.sets, 1, 1000), Field::Sets, &mut keep).unwrap_or(1);
        let request = text(&self.request);
        if request.as_ref().is_some_and(|request| request.chars().count() > 1000) {
            keep(Field::Request, Problem::TooLong);
        }
        let return_way = match self.return_way.as_str() {
            "" | "counter" => "counter",
            "online" => "online",
            "post" => "post",
            _ => {
                keep(Field::ReturnWay, Problem::NotAChoice);
                "counter"
            }
        };
        let return_address = text(&self.return_address);
        if return_way == "post" && return_address.is_none() {
            keep(Field::ReturnAddress, Problem::Missing);
        }
        let papers: Vec<PaperEntry> = self.papers.iter().filter(|paper| paper.checked).cloned().collect();
        if self.papers.iter().any(|paper| paper.needed && !paper.checked) {
            keep(Field::Papers, Problem::PaperNotChecked);
        }
        if papers
            .iter()
            .any(|p| p.quantity < 1 || p.name.trim().is_empty() || !matches!(p.kind.as_str(), "original" | "copy" | "electronic"))
        {
            keep(Field::Papers, Problem::NotANumber);
        }
        match name {
            Some(name) if problems.is_empty() => Ok(Entry {
                applicant_kind: if self.applicant_kind == "organisation" { "organisation" } else { "person" },
                name,
                number,
                birth,
                phone: phone_digits,
                email,
                address,
                authorised: self.authorised,
                owner: text(&self.owner_name).map(|name| (name, owner_number, owner_phone)),
                request,
                copies,
                pages,
                sets,
                return_way,
                return_address,
                papers,
            }),
            _ => Err(problems),
        }
    }
}

/// Advice (form 02) or refusal (form 03) at the counter, before any dossier exists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdviceForm {
    /// The form's own key.
    pub form_key: Uuid,
    /// Name of the person.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// What is asked for.
    pub request: String,
    /// What to add or why it is refused, with the legal ground.
    pub reasons: Vec<Reason>,
}

/// Reasons without the empty lines; at least one must be left.
pub fn reasons(entered: &[Reason]) -> Option<Vec<Reason>> {
    let kept: Vec<Reason> = entered
        .iter()
        .filter_map(|reason| Some(Reason { what: text(&reason.what)?, ground: reason.ground.as_deref().and_then(text) }))
        .collect();
    (!kept.is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        "2016-06-01T02:00:00Z".parse().unwrap()
    }

    fn good() -> AcceptForm {
        AcceptForm {
            name: "Nguyễn Thị  Bình".into(),
            number: "026 185 000 123".into(),
            birth: "05/09/1985".into(),
            phone: "0912 345 678".into(),
            address: "Thôn Đồng Găng".into(),
            ..AcceptForm::default()
        }
    }

    fn check(change: impl FnOnce(&mut AcceptForm), expected: &[(Field, Problem)]) {
        let mut form = good();
        change(&mut form);
        let problems = form.check(now()).err().unwrap_or_default();
        assert_eq!(problems, expected);
    }

    #[test]
    fn a_good_form_is_brought_into_shape() {
        let entry = good().check(now()).unwrap();
        assert_eq!(entry.name, "Nguyễn Thị Bình");
        assert_eq!(entry.number.as_deref(), Some("026185000123"));
        assert_eq!(entry.phone.as_deref(), Some("0912345678"));
        assert_eq!((entry.sets, entry.return_way), (1, "counter"));
    }

    #[test]
    fn bad_entries_are_said_beside_their_field() {
        check(|f| f.name = "  ".into(), &[(Field::Name, Problem::Missing)]);
        check(|f| f.number = "12345".into(), &[(Field::Number, Problem::NumberLength)]);
        check(|f| f.number = "099185000123".into(), &[(Field::Number, Problem::NumberPlace)]);
        check(|f| f.birth = "05/09/1986".into(), &[(Field::Number, Problem::NumberBirth)]);
        check(|f| f.birth = "02/06/2016".into(), &[(Field::Birth, Problem::Future)]);
        check(|f| f.birth = "31/02/1985".into(), &[(Field::Birth, Problem::NotADate)]);
        check(|f| f.phone = "123".into(), &[(Field::Phone, Problem::NotAPhone)]);
        check(|f| f.phone = String::new(), &[(Field::Phone, Problem::NoWayToTell)]);
        check(|f| f.email = "binh@".into(), &[(Field::Email, Problem::NotAnEmail)]);
        check(|f| f.pages = "-1".into(), &[(Field::Pages, Problem::NotANumber)]);
        check(|f| f.sets = "0".into(), &[(Field::Sets, Problem::NotANumber)]);
        check(|f| f.return_way = "post".into(), &[(Field::ReturnAddress, Problem::Missing)]);
        check(|f| f.return_way = "pigeon".into(), &[(Field::ReturnWay, Problem::NotAChoice)]);
        let needed =
            PaperEntry {
                name: "Bản chính".into(), kind: "original".into(), quantity: 1, needed: true, ..PaperEntry::default()
            };
        check(|f| f.papers.push(needed), &[(Field::Papers, Problem::PaperNotChecked)]);
    }

    #[test]
    fn all_problems_are_said_at_once() {
        let problems = AcceptForm::default().check(now()).unwrap_err();
        let fields: Vec<Field> = problems.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, [Field::Name, Field::Phone, Field::Address]);
    }

    #[test]
    fn telephone_numbers_are_understood_as_people_write_them() {
        for (typed, read) in
            [("+84 912.345.678", "0912345678"), ("0211 386 2480", "02113862480"), ("(091) 234-5678", "0912345678")]
        {
            assert_eq!(phone(typed), Ok(Some(read.to_owned())), "{typed}");
        }
        for wrong in ["0112345678", "091234567", "09123456789", "abc"] {
            assert_eq!(phone(wrong), Err(Problem::NotAPhone), "{wrong}");
        }
    }
}
