//! What an agency is as of a day.

use chrono::NaiveDate;
use lienthong_kernel::id::{AgencyId, AreaId};
use serde::{Deserialize, Serialize};

/// What kind of body an agency is; the indicators count by these classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AgencyKind {
    /// Ủy ban nhân dân tỉnh.
    Province,
    /// Văn phòng Ủy ban nhân dân tỉnh.
    Office,
    /// Sở and bodies of the same rank.
    Department,
    /// Ban.
    Board,
    /// Ủy ban nhân dân cấp huyện.
    District,
    /// Ủy ban nhân dân cấp xã.
    Commune,
    /// A part of another agency that acts under its own name.
    Section,
}

impl AgencyKind {
    /// Every kind, from the top down.
    pub const ALL: [AgencyKind; 7] = [
        AgencyKind::Province,
        AgencyKind::Office,
        AgencyKind::Department,
        AgencyKind::Board,
        AgencyKind::District,
        AgencyKind::Commune,
        AgencyKind::Section,
    ];

    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            AgencyKind::Province => "tinh",
            AgencyKind::Office => "vp",
            AgencyKind::Department => "so",
            AgencyKind::Board => "ban",
            AgencyKind::District => "huyen",
            AgencyKind::Commune => "xa",
            AgencyKind::Section => "section",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// The generation of an agency code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CodeScheme {
    /// Quyết định 20/2020/QĐ-TTg: `H62.31.02`.
    Qd20,
    /// QCVN 102:2016/BTTTT: `000.02.31.H62`.
    Qcvn102,
}

impl CodeScheme {
    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            CodeScheme::Qd20 => "qd20",
            CodeScheme::Qcvn102 => "qcvn102",
        }
    }
}

/// An agency as of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its identity.
    pub id: AgencyId,
    /// Its kind.
    pub kind: AgencyKind,
    /// The full name, as on a letterhead.
    pub name: String,
    /// The short name, for lists: `UBND phường Liên Bảo`.
    pub short_name: String,
    /// The agency above.
    pub parent: Option<AgencyId>,
    /// The area it governs.
    pub area: Option<AreaId>,
    /// Postal address.
    pub address: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// The receiving section, where there is one.
    pub one_stop: Option<String>,
    /// Code of Quyết định 20/2020/QĐ-TTg.
    pub qd20: Option<String>,
    /// Code of QCVN 102:2016/BTTTT.
    pub qcvn102: Option<String>,
    /// First day of this version.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_from_its_word() {
        for kind in AgencyKind::ALL {
            assert_eq!(AgencyKind::of_word(kind.word()), Some(kind));
        }
        assert_eq!(AgencyKind::of_word("cuc"), None);
    }
}
