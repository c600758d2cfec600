use lienthong_kernel::op::Locale;
use serde_json::json;

use super::entry::{Kind, kind_of, read};
use super::{WORDS, diff, encoded, view};
use crate::import::shipped;

#[test]
fn every_word_stands_in_both_languages() {
    WORDS.check().unwrap();
}

#[test]
fn every_procedure_shows_in_both_languages_and_says_what_is_unknown() {
    for content in shipped().unwrap() {
        for locale in [Locale::Vi, Locale::En] {
            let page: String = view::sections(locale, &content).iter().map(|section| section.content.to_string()).collect();
            let page = format!("{}{page}", view::summary(locale, &content));
            assert!(page.contains(&content.code));
            let word = WORDS.get(locale, "unknown");
            assert!(page.contains(word), "{} has unknown values", content.code);
        }
    }
}

#[test]
fn certified_copies_show_their_fee_and_limit_in_words() {
    let content = shipped().unwrap().into_iter().find(|content| content.code == "2.000815").unwrap();
    let page: String = view::sections(Locale::Vi, &content).iter().map(|section| section.content.to_string()).collect();
    for part in ["từ trang 1: 2.000 đồng một trang", "từ trang 3: 1.000 đồng một trang", "tối đa 200.000 đồng một bản", "tiếp nhận sau 15:00", "Điều 7"] {
        assert!(page.contains(part), "{part} is missing");
    }
}

#[test]
fn what_is_typed_settles_every_kind_of_value() {
    let content = shipped().unwrap().into_iter().find(|content| content.code == "1.001193").unwrap();
    let settles = |path: &str, text: &str, unit: &str| {
        let value = read(kind_of(path).unwrap(), text, unit)?;
        content.settled(path, value, "QĐ")
    };
    for (path, text, unit) in [
        ("/sets", "1", ""),
        ("/conditions", "Không", ""),
        ("/order", "Nộp\nNhận", ""),
        ("/papers_complete", "yes", ""),
        ("/channels/0/cases/0/limit", "3", "working_day"),
        ("/channels/0/cases/0/limit", "", "same_day"),
        ("/channels/0/cases/0/fees", "0", ""),
        ("/channels/0/cases/0/fees", "8.000", ""),
        ("/papers/0/papers/0/mandatory", "no", ""),
        ("/bodies/0/name", "Ủy ban nhân dân xã", ""),
        ("/legal_basis/known/value/0/title", "Nghị định", ""),
    ] {
        assert!(settles(path, text, unit).is_some(), "{path} does not take {text}");
    }
    for (path, text, unit) in [("/sets", "-1", ""), ("/sets", "một", ""), ("/channels/0/cases/0/limit", "0", "month"), ("/channels/0/cases/0/limit", "3", "week"), ("/order", " \n", "")] {
        assert!(settles(path, text, unit).is_none(), "{path} takes {text}");
    }
    assert_eq!(kind_of("/steps"), None);
    assert_eq!(kind_of("/papers/0/papers/0/code"), Some(Kind::Text));
}

#[test]
fn the_difference_of_two_versions_is_what_was_settled() {
    let before = shipped().unwrap().remove(0);
    assert_eq!(diff::between(&before, &before), []);
    let after = before.settled("/sets", json!(1), "QĐ").unwrap();
    let changes = diff::between(&before, &after);
    assert_eq!(changes.len(), 2);
    assert_eq!((changes[1].path.as_str(), changes[1].before.as_deref(), changes[1].after.as_deref()), ("/sets/known/value", None, Some("1")));
    assert_eq!(view::path_words(Locale::Vi, "/channels/0/cases/1/limit"), "Cách thức thực hiện 1 › Trường hợp 2 › Thời hạn giải quyết");
}

#[test]
fn a_query_value_carries_any_text() {
    assert_eq!(encoded("/a b&đ"), "%2Fa%20b%26%C4%91");
}
