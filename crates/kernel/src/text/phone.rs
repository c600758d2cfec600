//! Vietnamese telephone numbers.

/// The number in the form `0912345678`: spaces, dots, dashes and parentheses removed, `+84`, `84` and `0084` turned into `0`.
/// `None` when it cannot be a Vietnamese number: mobiles have 10 digits (03, 05, 07, 08, 09), fixed lines 11 (02).
pub fn normalise(text: &str) -> Option<String> {
    let mut digits = String::new();
    let mut international = false;
    for (place, letter) in text.trim().chars().enumerate() {
        match letter {
            '0'..='9' => digits.push(letter),
            '+' if place == 0 => international = true,
            ' ' | '.' | '-' | '(' | ')' | '\u{a0}' => {}
            _ => return None,
        }
    }
    if digits.starts_with("0084") {
        digits.drain(..2);
        international = true;
    }
    // no national number starts with 8, but a careless `84912345678` does
    let number = if international || digits.starts_with("84") && digits.len() >= 11 {
        let national = digits.strip_prefix("84")?;
        // `+84 (0)912…` keeps the trunk zero beside the country code
        format!("0{}", national.strip_prefix('0').unwrap_or(national))
    } else if digits.starts_with('0') {
        digits
    } else {
        return None;
    };
    let right = match number.as_bytes().get(1) {
        Some(b'3' | b'5' | b'7' | b'8' | b'9') => number.len() == 10,
        Some(b'2') => number.len() == 11,
        _ => false,
    };
    right.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::normalise;
    use proptest::prelude::*;

    #[test]
    fn every_usual_spelling_is_the_same_number() {
        for typed in ["0912345678", "+84912345678", "84912345678", "0084 912 345 678", "+84 (0)912-345-678", " 0912.345.678 "] {
            assert_eq!(normalise(typed).as_deref(), Some("0912345678"), "{typed}");
        }
        assert_eq!(normalise("(0211) 3862 481").as_deref(), Some("02113862481"));
        assert_eq!(normalise("+84 211 3862 481").as_deref(), Some("02113862481"));
        assert_eq!(normalise("0845678901").as_deref(), Some("0845678901"), "084 is a mobile prefix");
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        for typed in [
            "",
            "912345678",
            "091234567",
            "09123456789",
            "0112345678",
            "0912x45678",
            "+1 202 555 0100",
            "+0912345678",
            "09+12345678",
        ] {
            assert_eq!(normalise(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn normalising_again_changes_nothing(text in "[+0-9 ().-]{0,16}") {
            if let Some(number) = normalise(&text) {
                prop_assert_eq!(normalise(&number), Some(number));
            }
        }
    }
}
