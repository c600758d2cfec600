//! Folding for search and comparison, and the tidying of names.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without diacritics, đ as d, one space between words: `Nguyễn  Văn ĐỨC` becomes `nguyen van duc`.
/// Composed and decomposed input fold alike.
pub fn fold(text: &str) -> String {
    let plain = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let plain: String = plain.map(|c| if c == 'đ' { 'd' } else { c }).collect();
    one_spaced(&plain)
}

/// Composed form (NFC), outer space removed, inner space single. For anything a person typed.
pub fn tidy(text: &str) -> String {
    one_spaced(&text.nfc().collect::<String>())
}

/// A person's name as registers write it: tidied, each word with a capital first letter (`nguyễn văn ĐỨC`, `Nguyễn Văn Đức`).
/// Words in parentheses or after a hyphen or apostrophe start anew (`h'hen niê`, `H'Hen Niê`).
pub fn person_name(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut at_start = true;
    for letter in tidy(text).chars() {
        if at_start {
            name.extend(letter.to_uppercase());
        } else {
            name.extend(letter.to_lowercase());
        }
        at_start = !letter.is_alphanumeric();
    }
    name
}

fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_vietnamese_letter_folds_to_its_plain_one() {
        let letters = "àáảãạăằắẳẵặâầấẩẫậ èéẻẽẹêềếểễệ ìíỉĩị òóỏõọôồốổỗộơờớởỡợ ùúủũụưừứửữự ỳýỷỹỵ đ";
        let plain = format!(
            "{} {} {} {} {} {} d",
            "a".repeat(17),
            "e".repeat(11),
            "i".repeat(5),
            "o".repeat(17),
            "u".repeat(11),
            "y".repeat(5)
        );
        assert_eq!(fold(letters), plain);
        assert_eq!(fold(&letters.to_uppercase()), plain);
        assert_eq!(fold(&letters.nfd().collect::<String>()), plain);
    }

    #[test]
    fn names_get_capitals_and_single_spaces() {
        for (typed, name) in [
            ("  nguyễn   văn ĐỨC ", "Nguyễn Văn Đức"),
            ("TRẦN THỊ ÁNH", "Trần Thị Ánh"),
            ("h'hen niê", "H'Hen Niê"),
            ("đặng thị mai-anh", "Đặng Thị Mai-Anh"),
        ] {
            assert_eq!(person_name(typed), name);
        }
        assert_eq!(person_name(&"ngô bảo".nfd().collect::<String>()), "Ngô Bảo");
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn composed_and_decomposed_fold_alike(text in "[a-zA-ZÀ-ỹđĐ ]{0,40}") {
            prop_assert_eq!(fold(&text.nfc().collect::<String>()), fold(&text.nfd().collect::<String>()));
        }
    }
}
