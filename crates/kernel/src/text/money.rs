//! Vietnamese đồng, as numbers and in words. Money is `i64`, whole đồng.

/// `1.234.567 đ`, in both languages: the amount stands on Vietnamese paper.
pub fn vnd(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    format!("{sign}{} đ", grouped(amount.unsigned_abs()))
}

/// `1.234.567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// The amount in Vietnamese words for a receipt (biên lai): `Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng`.
pub fn vnd_in_words(amount: i64) -> String {
    let words = number_in_words(amount.unsigned_abs());
    let signed = if amount < 0 { format!("âm {words} đồng") } else { format!("{words} đồng") };
    let mut letters = signed.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A number in Vietnamese words, lower case, as the north says it (nghìn, tư, mốt, lăm, linh).
pub fn number_in_words(number: u64) -> String {
    if number == 0 {
        return "không".to_owned();
    }
    let mut words = Vec::new();
    say(number, false, &mut words);
    words.join(" ")
}

/// Says a positive number; after a larger part its hundreds are said even when there are none (`một nghìn không trăm linh một`).
fn say(number: u64, follows: bool, words: &mut Vec<&'static str>) {
    const BILLION: u64 = 1_000_000_000;
    if number >= BILLION {
        // "tỷ" repeats for what is beyond a thousand billion
        say(number / BILLION, follows, words);
        words.push("tỷ");
        let rest = number % BILLION;
        if rest > 0 {
            say(rest, true, words);
        }
        return;
    }
    let groups = [(number / 1_000_000, "triệu"), (number / 1000 % 1000, "nghìn"), (number % 1000, "")];
    let mut follows = follows;
    for (group, name) in groups {
        if group == 0 {
            continue;
        }
        say_group(group, follows, words);
        if !name.is_empty() {
            words.push(name);
        }
        follows = true;
    }
}

fn say_group(group: u64, follows: bool, words: &mut Vec<&'static str>) {
    const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
    let digit = |value: u64| DIGITS[(value % 10) as usize];
    let (hundreds, tens, ones) = (group / 100, group / 10 % 10, group % 10);
    if hundreds > 0 || follows {
        words.extend([digit(hundreds), "trăm"]);
    }
    match tens {
        0 if ones > 0 && (hundreds > 0 || follows) => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([digit(tens), "mươi"]),
    }
    match (tens, ones) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        (_, ones) => words.push(digit(ones)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_grouped_by_dots() {
        for (amount, text) in [(0, "0 đ"), (999, "999 đ"), (1000, "1.000 đ"), (1_234_567, "1.234.567 đ"), (-20_000, "-20.000 đ")]
        {
            assert_eq!(vnd(amount), text);
        }
        assert_eq!(vnd(i64::MIN), "-9.223.372.036.854.775.808 đ");
    }

    #[test]
    fn amounts_are_said_as_cashiers_write_them() {
        for (amount, words) in [
            (0, "Không đồng"),
            (5, "Năm đồng"),
            (10, "Mười đồng"),
            (11, "Mười một đồng"),
            (14, "Mười bốn đồng"),
            (15, "Mười lăm đồng"),
            (21, "Hai mươi mốt đồng"),
            (24, "Hai mươi tư đồng"),
            (25, "Hai mươi lăm đồng"),
            (105, "Một trăm linh năm đồng"),
            (110, "Một trăm mười đồng"),
            (2_000, "Hai nghìn đồng"),
            (1_001, "Một nghìn không trăm linh một đồng"),
            (200_000, "Hai trăm nghìn đồng"),
            (1_234_567, "Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng"),
            (1_000_005, "Một triệu không trăm linh năm đồng"),
            (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
            (3_000_000_000, "Ba tỷ đồng"),
            (2_000_000_000_000, "Hai nghìn tỷ đồng"),
            (-20_000, "Âm hai mươi nghìn đồng"),
        ] {
            assert_eq!(vnd_in_words(amount), words);
        }
    }

    proptest! {
        #[test]
        fn two_amounts_are_never_said_alike(one in 0u64..10_000_000_000, other in 0u64..10_000_000_000) {
            prop_assert_eq!(one == other, number_in_words(one) == number_in_words(other));
        }

        #[test]
        fn grouping_loses_no_digit(number in any::<u64>()) {
            prop_assert_eq!(grouped(number).replace('.', ""), number.to_string());
        }
    }

    #[test]
    fn small_numbers_are_all_said_differently() {
        let said: std::collections::HashSet<String> = (0..20_000).map(number_in_words).collect();
        assert_eq!(said.len(), 20_000);
    }
}
