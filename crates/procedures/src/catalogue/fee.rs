//! Fees: phí (for a service) and lệ phí (statutory), by rule. Amounts are whole đồng (VND).

use serde::{Deserialize, Serialize};

use super::model::Known;

/// The two kinds of payment (Luật Phí và lệ phí): separate lines and separate receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Phí: the price of a service.
    ServiceFee,
    /// Lệ phí: a statutory amount.
    Charge,
}

/// From this page of a copy on, a page costs this much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageStep {
    /// First page of the step, counted from 1.
    pub from_page: u32,
    /// Price of one page, in đồng.
    pub amount: i64,
}

/// How a fee is reckoned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum FeeRule {
    /// Nothing is to be paid.
    Free,
    /// One amount for the dossier.
    Fixed {
        /// In đồng.
        amount: i64,
    },
    /// One amount for each copy, whatever its length.
    PerCopy {
        /// In đồng.
        amount: i64,
    },
    /// By page of each copy, in steps, with an optional ceiling for each copy.
    PerPage {
        /// The steps, in ascending order of `from_page`, the first from page 1.
        steps: Vec<PageStep>,
        /// At most this much for one copy, in đồng.
        ceiling: Option<i64>,
    },
}

impl FeeRule {
    /// What `copies` copies of a paper of `pages` pages cost, in đồng. Nothing handed in costs nothing by page.
    pub fn amount(&self, pages: u32, copies: u32) -> i64 {
        match self {
            FeeRule::Free => 0,
            FeeRule::Fixed { amount } => *amount,
            FeeRule::PerCopy { amount } => amount.saturating_mul(i64::from(copies)),
            FeeRule::PerPage { steps, ceiling } => {
                let one = one_copy(steps, pages);
                ceiling.map_or(one, |ceiling| one.min(ceiling)).saturating_mul(i64::from(copies))
            }
        }
    }

    /// Whether the rule needs the number of pages.
    pub fn needs_pages(&self) -> bool {
        matches!(self, FeeRule::PerPage { .. })
    }

    /// What is wrong with the rule, if something is.
    pub fn mistake(&self) -> Option<&'static str> {
        match self {
            FeeRule::Free => None,
            FeeRule::Fixed { amount } | FeeRule::PerCopy { amount } => (*amount < 0).then_some("a fee below zero"),
            FeeRule::PerPage { steps, ceiling } => {
                if steps.first().is_none_or(|step| step.from_page != 1) {
                    Some("the first step of a fee by page begins at page 1")
                } else if steps.windows(2).any(|pair| pair[0].from_page >= pair[1].from_page) {
                    Some("the steps of a fee by page ascend")
                } else if steps.iter().any(|step| step.amount < 0) || ceiling.is_some_and(|ceiling| ceiling < 0) {
                    Some("a fee below zero")
                } else {
                    None
                }
            }
        }
    }
}

/// The price of one copy without its ceiling: each page at the price of the step that it lies in.
fn one_copy(steps: &[PageStep], pages: u32) -> i64 {
    steps.iter().enumerate().fold(0i64, |sum, (at, step)| {
        let end = steps.get(at + 1).map_or(pages, |next| pages.min(next.from_page.saturating_sub(1)));
        let count = end.saturating_sub(step.from_page.saturating_sub(1));
        sum.saturating_add(step.amount.saturating_mul(i64::from(count)))
    })
}

/// A ground on which a person pays nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// Short code, unique in the fee.
    pub code: String,
    /// What the person must be or show.
    pub name: String,
    /// The article that grants it.
    pub basis: String,
}

/// One fee of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Phí or lệ phí; the source often does not say which.
    pub kind: Known<FeeKind>,
    /// What stands on the receipt.
    pub name: String,
    /// How it is reckoned.
    pub rule: FeeRule,
    /// Grounds of exemption.
    pub exemptions: Known<Vec<Exemption>>,
    /// What else the source says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
