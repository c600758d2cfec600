//! What an area is as of a day.

use chrono::NaiveDate;
use lienthong_kernel::id::AreaId;

/// The level of an area; which levels exist depends on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AreaLevel {
    /// Cấp tỉnh.
    Province,
    /// Cấp huyện, until 2025-06-30.
    District,
    /// Cấp xã.
    Commune,
}

impl AreaLevel {
    /// The word stored in the database.
    pub fn word(self) -> &'static str {
        match self {
            AreaLevel::Province => "province",
            AreaLevel::District => "district",
            AreaLevel::Commune => "commune",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        [AreaLevel::Province, AreaLevel::District, AreaLevel::Commune].into_iter().find(|level| level.word() == word)
    }
}

/// The kind of an area (loại hình đơn vị hành chính, Luật Tổ chức chính quyền địa phương article 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AreaKind {
    /// Tỉnh.
    Tinh,
    /// Thành phố trực thuộc trung ương.
    ThanhPhoTw,
    /// Thành phố thuộc tỉnh.
    ThanhPho,
    /// Thị xã.
    ThiXa,
    /// Quận.
    Quan,
    /// Huyện.
    Huyen,
    /// Xã.
    Xa,
    /// Phường.
    Phuong,
    /// Thị trấn.
    ThiTran,
}

impl AreaKind {
    /// Every kind.
    pub const ALL: [AreaKind; 9] = [
        AreaKind::Tinh,
        AreaKind::ThanhPhoTw,
        AreaKind::ThanhPho,
        AreaKind::ThiXa,
        AreaKind::Quan,
        AreaKind::Huyen,
        AreaKind::Xa,
        AreaKind::Phuong,
        AreaKind::ThiTran,
    ];

    /// The word stored in the database and in the import files.
    pub fn word(self) -> &'static str {
        match self {
            AreaKind::Tinh => "tinh",
            AreaKind::ThanhPhoTw => "thanh_pho_tw",
            AreaKind::ThanhPho => "thanh_pho",
            AreaKind::ThiXa => "thi_xa",
            AreaKind::Quan => "quan",
            AreaKind::Huyen => "huyen",
            AreaKind::Xa => "xa",
            AreaKind::Phuong => "phuong",
            AreaKind::ThiTran => "thi_tran",
        }
    }

    /// Reads the stored word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The kind as it stands before the name on a form, in lower case.
    pub fn label(self) -> &'static str {
        match self {
            AreaKind::Tinh => "tỉnh",
            AreaKind::ThanhPhoTw | AreaKind::ThanhPho => "thành phố",
            AreaKind::ThiXa => "thị xã",
            AreaKind::Quan => "quận",
            AreaKind::Huyen => "huyện",
            AreaKind::Xa => "xã",
            AreaKind::Phuong => "phường",
            AreaKind::ThiTran => "thị trấn",
        }
    }

    /// The level that areas of this kind stand on.
    pub fn level(self) -> AreaLevel {
        match self {
            AreaKind::Tinh | AreaKind::ThanhPhoTw => AreaLevel::Province,
            AreaKind::ThanhPho | AreaKind::ThiXa | AreaKind::Quan | AreaKind::Huyen => AreaLevel::District,
            AreaKind::Xa | AreaKind::Phuong | AreaKind::ThiTran => AreaLevel::Commune,
        }
    }
}

/// An area as of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Its identity.
    pub id: AreaId,
    /// Its kind.
    pub kind: AreaKind,
    /// Its name without the kind.
    pub name: String,
    /// The area it lies in.
    pub parent: Option<AreaId>,
    /// Its code of the statistics office.
    pub code: Option<String>,
    /// The first day of this version.
    pub valid_from: NaiveDate,
    /// The first day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
}

impl Area {
    /// Kind and name as a heading: `Phường Tích Sơn`.
    pub fn title(&self) -> String {
        let label = self.kind.label();
        let mut letters = label.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{first}{} {}", letters.as_str(), self.name)
    }
}

/// What became of an area, or what it came from, in one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The day of the event.
    pub effective: NaiveDate,
    /// The legal instrument.
    pub instrument: String,
    /// The area before.
    pub predecessor: AreaId,
    /// The area after; `None` while no source names the receiver.
    pub successor: Option<AreaId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_from_its_word() {
        for kind in AreaKind::ALL {
            assert_eq!(AreaKind::of_word(kind.word()), Some(kind));
            assert_eq!(AreaLevel::of_word(kind.level().word()), Some(kind.level()));
        }
        assert_eq!(AreaKind::of_word("khu_vuc"), None);
    }
}
