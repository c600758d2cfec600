//! Sums of money in Vietnamese words, as receipts must carry them.

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
/// Names of the groups of three digits below a thousand million; "tỷ" then counts the rest.
const GROUPS: [&str; 3] = ["", " nghìn", " triệu"];

/// The amount of đồng in words, first letter capital: `21000` gives "Hai mươi mốt nghìn đồng".
/// Amounts below zero begin with "Âm".
///
/// ```
/// assert_eq!(lienthong_docgen::amount_in_words(105_000), "Một trăm linh năm nghìn đồng");
/// ```
pub fn in_words(dong: i64) -> String {
    let mut words = String::new();
    if dong < 0 {
        words.push_str("âm ");
    }
    words.push_str(&number(dong.unsigned_abs(), false));
    words.push_str(" đồng");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

/// A whole number; `follows` says that a higher part was read before it, so that empty hundreds are spoken.
fn number(n: u64, follows: bool) -> String {
    const MILLIARD: u64 = 1_000_000_000;
    if n == 0 {
        return DIGITS[0].to_owned();
    }
    let mut parts = Vec::new();
    let high = n / MILLIARD;
    if high > 0 {
        parts.push(format!("{} tỷ", number(high, follows)));
    }
    for group in (0..3_u32).rev() {
        let three = n / 1000_u64.pow(group) % 1000;
        if three > 0 {
            let spoken = below_thousand(three as usize, follows || !parts.is_empty());
            parts.push(format!("{spoken}{}", GROUPS[group as usize]));
        }
    }
    parts.join(" ")
}

/// One to 999. With `follows`, "không trăm" is spoken: 1,005 is "một nghìn không trăm linh năm".
fn below_thousand(n: usize, follows: bool) -> String {
    let (hundred, ten, one) = (n / 100, n / 10 % 10, n % 10);
    let mut words = Vec::new();
    if hundred > 0 || follows {
        words.push(DIGITS[hundred]);
        words.push("trăm");
    }
    match ten {
        0 if one > 0 && !words.is_empty() => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([DIGITS[ten], "mươi"]),
    }
    match one {
        0 => {}
        1 if ten > 1 => words.push("mốt"),
        4 if ten > 1 => words.push("tư"),
        5 if ten > 0 => words.push("lăm"),
        _ => words.push(DIGITS[one]),
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_a_cashier_reads_them() {
        for (dong, words) in [
            (0, "Không đồng"),
            (2_000, "Hai nghìn đồng"),
            (15_000, "Mười lăm nghìn đồng"),
            (21_000, "Hai mươi mốt nghìn đồng"),
            (24_500, "Hai mươi tư nghìn năm trăm đồng"),
            (101_000, "Một trăm linh một nghìn đồng"),
            (200_000, "Hai trăm nghìn đồng"),
            (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
            (1_000_010, "Một triệu không trăm mười đồng"),
            (2_000_000_000, "Hai tỷ đồng"),
            (1_000_000_005, "Một tỷ không trăm linh năm đồng"),
            (-5_000, "Âm năm nghìn đồng"),
        ] {
            assert_eq!(in_words(dong), words, "{dong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn different_amounts_never_read_alike(a in 0_i64..1_000_000_000_000, b in 0_i64..1_000_000_000_000) {
            proptest::prop_assert!(a == b || in_words(a) != in_words(b));
        }
    }
}
