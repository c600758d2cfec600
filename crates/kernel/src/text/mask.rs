//! Personal data as others may see it: enough for its owner to recognise, not enough for a stranger to use.

/// A name with every word but the last reduced to its first letter: `N*** V*** Đức`. A name of one word keeps its first letter.
/// The stars never tell the length.
pub fn name(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let starred = |word: &str| word.chars().next().map(|first| format!("{first}***")).unwrap_or_default();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => starred(only),
        Some((last, before)) => {
            let mut shown: Vec<String> = before.iter().map(|word| starred(word)).collect();
            shown.push((*last).to_owned());
            shown.join(" ")
        }
    }
}

/// A phone number with its last three digits: `*******678`.
pub fn phone(phone: &str) -> String {
    tail(phone, 3)
}

/// A personal number with its last three digits: `*********234`. Province and year of birth stay hidden.
pub fn personal_number(number: &str) -> String {
    tail(number, 3)
}

/// A mail address with the first letter of its box: `d***@example.vn`.
pub fn email(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((mailbox, domain)) => match mailbox.chars().next() {
            Some(first) => format!("{first}***@{domain}"),
            None => format!("***@{domain}"),
        },
        None => "***".to_owned(),
    }
}

/// All but the last `shown` characters as stars; everything when it is too short for both.
fn tail(text: &str, shown: usize) -> String {
    let length = text.chars().count();
    if length < shown * 2 {
        return "*".repeat(length);
    }
    text.chars().enumerate().map(|(place, c)| if place < length - shown { '*' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_keep_what_the_owner_recognises() {
        assert_eq!(name("Nguyễn Văn Đức"), "N*** V*** Đức");
        assert_eq!(name("Đức"), "Đ***");
        assert_eq!(name("  "), "");
        assert_eq!(phone("0912345678"), "*******678");
        assert_eq!(personal_number("026085001234"), "*********234");
        assert_eq!(personal_number("12345"), "*****");
        assert_eq!(email("duc.nguyen@example.vn"), "d***@example.vn");
        assert_eq!(email("not an address"), "***");
    }
}
