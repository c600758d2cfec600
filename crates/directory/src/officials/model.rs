//! People and posts, and what makes an entry about them good.

use chrono::NaiveDate;
use lienthong_kernel::id::{AgencyId, OfficialId, PostId};
use lienthong_kernel::op::Duty;
use uuid::Uuid;

/// One line of a list of officials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialRow {
    /// The person.
    pub id: OfficialId,
    /// The name.
    pub name: String,
    /// The short name of the employing agency.
    pub agency_name: String,
    /// The titles of the posts held today, one after the other.
    pub titles: Vec<String>,
    /// E-mail in the service.
    pub email: Option<String>,
    /// Telephone in the service.
    pub phone: Option<String>,
    /// Whether an account is open.
    pub has_account: bool,
    /// First day out of service.
    pub left_on: Option<NaiveDate>,
    /// The name as it is ordered, for the next page.
    pub(crate) name_fold: String,
}

/// A post of an official, present or past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostRow {
    /// The post.
    pub id: PostId,
    /// The agency.
    pub agency: AgencyId,
    /// Its short name on the first day of the post.
    pub agency_name: String,
    /// The title.
    pub title: String,
    /// The part of the agency.
    pub department: Option<String>,
    /// What the post is for.
    pub duties: Vec<Duty>,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no longer held.
    pub valid_to: Option<NaiveDate>,
}

/// An official with everything that the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialDetail {
    /// The person.
    pub id: OfficialId,
    /// The employing agency.
    pub agency: AgencyId,
    /// Its short name.
    pub agency_name: String,
    /// The name.
    pub name: String,
    /// The number in the staff list.
    pub staff_number: Option<String>,
    /// E-mail in the service.
    pub email: Option<String>,
    /// Telephone in the service.
    pub phone: Option<String>,
    /// Whether an account is open.
    pub has_account: bool,
    /// First day in service here.
    pub joined_on: NaiveDate,
    /// First day out of service.
    pub left_on: Option<NaiveDate>,
}

/// A delegation of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegationRow {
    /// Its id.
    pub id: Uuid,
    /// Who is away, and in which post.
    pub from: String,
    /// Who acts.
    pub to: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no longer in force.
    pub valid_to: NaiveDate,
    /// Why.
    pub reason: String,
    /// Whether it was taken back.
    pub revoked: bool,
}

/// A person as entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonForm {
    /// The employing agency.
    pub agency: AgencyId,
    /// The name.
    pub name: String,
    /// The number in the staff list.
    pub staff_number: Option<String>,
    /// E-mail in the service.
    pub email: Option<String>,
    /// Telephone in the service.
    pub phone: Option<String>,
}

/// A post as entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostForm {
    /// The agency.
    pub agency: AgencyId,
    /// The title.
    pub title: String,
    /// The part of the agency.
    pub department: Option<String>,
    /// What the post is for.
    pub duties: Vec<Duty>,
    /// First day.
    pub from: NaiveDate,
}

/// Why an entry is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPost {
    /// No name.
    NoName,
    /// The e-mail address is none.
    BadEmail,
    /// The e-mail address belongs to somebody else in service.
    EmailTaken,
    /// The number stands in the staff list already.
    StaffNumberTaken,
    /// No title.
    NoTitle,
    /// The day lies before the post began.
    DayBeforeStart,
    /// The last day lies before the first.
    EndsBeforeStart,
    /// A delegation without a reason.
    NoReason,
    /// The post cannot be delegated to its own holder.
    SamePerson,
    /// The login is empty or belongs to somebody else.
    LoginTaken,
    /// The new first password does not serve.
    WeakPassword,
    /// The person has left the service.
    HasLeft,
    /// Open work must be handed over first.
    OpenWork,
}

impl PersonForm {
    /// Trims and checks; empty texts become none.
    pub fn checked(mut self) -> Result<Self, BadPost> {
        self.name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.name.is_empty() {
            return Err(BadPost::NoName);
        }
        for text in [&mut self.staff_number, &mut self.email, &mut self.phone] {
            *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        }
        match &self.email {
            Some(email) if !looks_like_email(email) => Err(BadPost::BadEmail),
            _ => Ok(self),
        }
    }
}

impl PostForm {
    /// Trims and checks.
    pub fn checked(mut self) -> Result<Self, BadPost> {
        self.title = self.title.trim().to_owned();
        self.department = self.department.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        self.duties.sort_unstable();
        self.duties.dedup();
        if self.title.is_empty() { Err(BadPost::NoTitle) } else { Ok(self) }
    }
}

/// One `@` with something before it and a dotted name after it; more is for the mail server to say.
pub(crate) fn looks_like_email(text: &str) -> bool {
    !text.chars().any(char::is_whitespace)
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !host.contains('@') && host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_needs_a_name_and_an_address_that_could_be_one() {
        let form = |name: &str, email: &str| PersonForm {
            agency: AgencyId::new(),
            name: name.into(),
            staff_number: Some(" ".into()),
            email: Some(email.into()),
            phone: None,
        };
        assert_eq!(form("  ", "").checked(), Err(BadPost::NoName));
        for bad in ["lan", "@vinhphuc.gov.vn", "lan@", "lan@gov", "lan@a..vn", "l an@gov.vn", "a@b@gov.vn"] {
            assert_eq!(form("Lan", bad).checked(), Err(BadPost::BadEmail), "{bad}");
        }
        let good = form(" Nguyễn   Thị Lan ", "lan@vinhphuc.gov.vn").checked().unwrap();
        assert_eq!((good.name.as_str(), good.staff_number), ("Nguyễn Thị Lan", None));
    }
}
