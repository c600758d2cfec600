//! What a receipt is and what makes one right.

use chrono::{DateTime, Utc};
use lienthong_kernel::id::{AgencyId, DossierId, OfficialId, PostId, ReceiptId};

lienthong_kernel::id!(
    /// A book of receipts (quyển biên lai).
    ReceiptBookId
);

/// What the money is. The two have separate books, so separate receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookKind {
    /// Phí: pays for a service.
    Phi,
    /// Lệ phí: a statutory charge.
    LePhi,
}

impl BookKind {
    /// Both kinds, in the order of the forms.
    pub const ALL: [BookKind; 2] = [BookKind::Phi, BookKind::LePhi];

    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            BookKind::Phi => "phi",
            BookKind::LePhi => "le_phi",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A book of an agency.
#[derive(Clone, Debug)]
pub struct Book {
    /// Its id.
    pub id: ReceiptBookId,
    /// Whose it is.
    pub agency: AgencyId,
    /// Phí or lệ phí.
    pub kind: BookKind,
    /// Mẫu số.
    pub form: String,
    /// Ký hiệu.
    pub series: String,
    /// The last number used; 0 before the first.
    pub last_number: i64,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was closed; a closed book gives no number.
    pub closed_at: Option<DateTime<Utc>>,
}

/// A new book.
#[derive(Clone, Debug)]
pub struct BookForm {
    /// Phí or lệ phí.
    pub kind: BookKind,
    /// Mẫu số, 1 to 40 characters.
    pub form: String,
    /// Ký hiệu, 1 to 40 characters.
    pub series: String,
}

/// Why a book cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookRefused {
    /// Form or series is empty or longer than 40 characters.
    BadName,
    /// This form and series exist already.
    Exists,
    /// Another book of the kind is open; it must be closed first.
    AnotherIsOpen,
}

/// One line of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is paid for.
    pub name: String,
    /// How many (pages, copies).
    pub quantity: i32,
    /// VND for one.
    pub unit_price: i64,
    /// VND for all: quantity × unit price, or less where a ceiling or a lower step applies.
    pub amount: i64,
}

/// Why less or nothing is paid (miễn, giảm).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// The legal ground, in words.
    pub ground: String,
    /// VND taken off.
    pub reduction: i64,
}

/// What a receipt is written from.
#[derive(Clone, Debug)]
pub struct ReceiptForm {
    /// Which book: that of this kind that is open at the agency.
    pub kind: BookKind,
    /// The dossier that the fee belongs to.
    pub dossier: Option<DossierId>,
    /// Its code, as printed.
    pub dossier_code: Option<String>,
    /// Who pays.
    pub payer_name: String,
    /// Where the payer lives.
    pub payer_address: Option<String>,
    /// At least one.
    pub lines: Vec<Line>,
    /// Less or nothing to pay, with its ground.
    pub exemption: Option<Exemption>,
}

/// Why no receipt is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueRefused {
    /// The agency has no open book of the kind.
    NoOpenBook,
    /// Nobody is named as payer, or the name or address is too long.
    BadPayer,
    /// No line, or a line without a name or with impossible figures.
    BadLine,
    /// The reduction is not between 1 and the amount, or has no ground.
    BadExemption,
}

/// The checked sums of a receipt, in VND.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// All lines.
    pub amount: i64,
    /// What is taken off.
    pub reduction: i64,
    /// What is paid.
    pub total: i64,
}

impl ReceiptForm {
    /// Whether a receipt can be written from it, and for how much. Sums that do not fit are refused, never wrapped.
    pub fn check(&self) -> Result<Sums, IssueRefused> {
        let long = |text: &str, most: usize| text.chars().count() > most;
        if self.payer_name.trim().is_empty()
            || long(&self.payer_name, 200)
            || self.payer_address.as_deref().is_some_and(|a| long(a, 400))
        {
            return Err(IssueRefused::BadPayer);
        }
        if self.lines.is_empty() {
            return Err(IssueRefused::BadLine);
        }
        let mut amount: i64 = 0;
        for line in &self.lines {
            let most = i64::from(line.quantity).checked_mul(line.unit_price).ok_or(IssueRefused::BadLine)?;
            let good = !line.name.trim().is_empty()
                && !long(&line.name, 300)
                && line.quantity > 0
                && line.unit_price >= 0
                && (0..=most).contains(&line.amount);
            if !good {
                return Err(IssueRefused::BadLine);
            }
            amount = amount.checked_add(line.amount).ok_or(IssueRefused::BadLine)?;
        }
        let reduction = match &self.exemption {
            None => 0,
            Some(e) if (1..=amount).contains(&e.reduction) && !e.ground.trim().is_empty() && !long(&e.ground, 400) => e.reduction,
            Some(_) => return Err(IssueRefused::BadExemption),
        };
        Ok(Sums { amount, reduction, total: amount - reduction })
    }
}

/// What the caller learns of a new receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The receipt.
    pub id: ReceiptId,
    /// Its number in the book.
    pub number: i64,
    /// VND paid.
    pub total: i64,
}

/// A receipt as it was written, with its void when there is one.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Its id.
    pub id: ReceiptId,
    /// The agency that took the money.
    pub agency: AgencyId,
    /// Phí or lệ phí.
    pub kind: BookKind,
    /// Mẫu số.
    pub form: String,
    /// Ký hiệu.
    pub series: String,
    /// Số.
    pub number: i64,
    /// The dossier.
    pub dossier: Option<DossierId>,
    /// The dossier's code.
    pub dossier_code: Option<String>,
    /// Who paid.
    pub payer_name: String,
    /// Where the payer lives.
    pub payer_address: Option<String>,
    /// In the order of the paper.
    pub lines: Vec<Line>,
    /// VND before reduction.
    pub amount: i64,
    /// Why less was paid.
    pub exemption: Option<Exemption>,
    /// VND paid.
    pub total: i64,
    /// Who took the money.
    pub issued_by: OfficialId,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// The void, asked for or confirmed.
    pub void: Option<Void>,
}

impl Receipt {
    /// The number as printed: seven digits.
    pub fn number_text(&self) -> String {
        format!("{:07}", self.number)
    }

    /// Whether it no longer counts.
    pub fn is_void(&self) -> bool {
        self.void.as_ref().is_some_and(|void| void.confirmed_at.is_some())
    }
}

/// A void: asked for by one person, confirmed by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Void {
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: OfficialId,
    /// In which post.
    pub requested_post: PostId,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Who confirmed.
    pub confirmed_by: Option<OfficialId>,
    /// When; the receipt is void from then on.
    pub confirmed_at: Option<DateTime<Utc>>,
}

impl Void {
    /// Two persons in two posts: who asked cannot confirm, neither in the same nor in another post.
    pub fn may_be_confirmed_by(&self, official: OfficialId, post: PostId) -> Result<(), VoidRefused> {
        if self.confirmed_at.is_some() {
            Err(VoidRefused::AlreadyVoid)
        } else if self.requested_by == official || self.requested_post == post {
            Err(VoidRefused::SamePerson)
        } else {
            Ok(())
        }
    }
}

/// Why a void is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoidRefused {
    /// The reason is shorter than 5 or longer than 1,000 characters.
    BadReason,
    /// Somebody has asked already.
    AlreadyRequested,
    /// It is void already.
    AlreadyVoid,
    /// Nobody has asked for it.
    NotRequested,
    /// The person or post that asked cannot confirm.
    SamePerson,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form(lines: Vec<Line>, exemption: Option<Exemption>) -> ReceiptForm {
        ReceiptForm {
            kind: BookKind::Phi,
            dossier: None,
            dossier_code: None,
            payer_name: "Nguyễn Thị Hạnh".into(),
            payer_address: None,
            lines,
            exemption,
        }
    }

    fn line(quantity: i32, unit_price: i64, amount: i64) -> Line {
        Line { name: "Chứng thực bản sao".into(), quantity, unit_price, amount }
    }

    #[test]
    fn a_ceiling_may_lower_a_line_but_nothing_may_raise_it() {
        assert_eq!(form(vec![line(150, 2_000, 200_000)], None).check().map(|s| s.total), Ok(200_000));
        assert_eq!(form(vec![line(2, 2_000, 4_001)], None).check(), Err(IssueRefused::BadLine));
    }

    #[test]
    fn less_is_paid_only_with_a_ground() {
        let exempt = |ground: &str, reduction| Some(Exemption { ground: ground.into(), reduction });
        let lines = vec![line(2, 2_000, 4_000)];
        assert_eq!(form(lines.clone(), exempt("Người có công", 4_000)).check().map(|s| s.total), Ok(0));
        assert_eq!(form(lines.clone(), exempt(" ", 4_000)).check(), Err(IssueRefused::BadExemption));
        assert_eq!(form(lines.clone(), exempt("Người có công", 4_001)).check(), Err(IssueRefused::BadExemption));
        assert_eq!(form(lines, exempt("Người có công", 0)).check(), Err(IssueRefused::BadExemption));
    }

    #[test]
    fn who_asked_for_a_void_cannot_confirm_it_in_any_post() {
        let now = lienthong_testkit::at("2026-03-02T02:00:00Z");
        let (person, post) = (OfficialId::new(), PostId::new());
        let void = Void {
            reason: "Ghi sai tên".into(),
            requested_by: person,
            requested_post: post,
            requested_at: now,
            confirmed_by: None,
            confirmed_at: None,
        };
        assert_eq!(void.may_be_confirmed_by(person, PostId::new()), Err(VoidRefused::SamePerson));
        assert_eq!(void.may_be_confirmed_by(OfficialId::new(), post), Err(VoidRefused::SamePerson));
        assert_eq!(void.may_be_confirmed_by(OfficialId::new(), PostId::new()), Ok(()));
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_the_lines_less_the_reduction(
            figures in prop::collection::vec((1i32..500, 0i64..1_000_000, 0i64..100), 1..8),
            share in 0i64..=100,
        ) {
            let lines: Vec<Line> = figures.iter().map(|(q, p, percent)| line(*q, *p, i64::from(*q) * p * percent / 100)).collect();
            let amount: i64 = lines.iter().map(|l| l.amount).sum();
            let reduction = amount * share / 100;
            let exemption = (reduction > 0).then(|| Exemption { ground: "Hộ nghèo".into(), reduction });
            let sums = form(lines, exemption).check().unwrap();
            prop_assert_eq!(sums, Sums { amount, reduction, total: amount - reduction });
            prop_assert!(sums.total >= 0);
        }

        #[test]
        fn figures_of_any_size_never_wrap(quantity in any::<i32>(), price in any::<i64>(), amount in any::<i64>()) {
            if let Ok(sums) = form(vec![line(quantity, price, amount), line(quantity, price, amount)], None).check() {
                prop_assert!(sums.total >= 0 && i128::from(sums.total) == 2 * i128::from(amount));
            }
        }
    }
}
