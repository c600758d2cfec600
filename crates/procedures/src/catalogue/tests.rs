use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::import::shipped;

fn certified() -> FeeRule {
    FeeRule::PerPage {
        steps: vec![PageStep { from_page: 1, amount: 2_000 }, PageStep { from_page: 3, amount: 1_000 }],
        ceiling: Some(200_000),
    }
}

fn procedure(code: &str) -> ProcedureContent {
    shipped().unwrap().into_iter().find(|content| content.code == code).unwrap()
}

#[test]
fn a_certified_copy_costs_two_thousand_a_page_then_one_thousand_up_to_its_ceiling() {
    for (pages, copies, amount) in [
        (0, 1, 0),
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (10, 1, 12_000),
        (198, 1, 200_000),
        (199, 1, 200_000),
        (5, 3, 21_000),
        (500, 2, 400_000),
        (4, 0, 0),
    ] {
        assert_eq!(certified().amount(pages, copies), amount, "{pages} pages, {copies} copies");
    }
}

proptest! {
    #[test]
    fn a_longer_paper_never_costs_less(pages in 0u32..5_000, more in 0u32..500, copies in 0u32..100) {
        prop_assert!(certified().amount(pages, copies) <= certified().amount(pages + more, copies));
    }

    #[test]
    fn copies_cost_the_same_together_and_apart(pages in 0u32..5_000, a in 0u32..100, b in 0u32..100) {
        prop_assert_eq!(certified().amount(pages, a + b), certified().amount(pages, a) + certified().amount(pages, b));
    }

    #[test]
    fn a_copy_costs_the_sum_of_its_pages_until_the_ceiling(pages in 0u32..400) {
        let sum: i64 = (1..=pages).map(|page| if page < 3 { 2_000 } else { 1_000 }).sum();
        prop_assert_eq!(certified().amount(pages, 1), sum.min(200_000));
    }
}

#[test]
fn the_shipped_fee_of_certified_copies_is_that_rule() {
    let content = procedure("2.000815");
    let case = content.cases(lienthong_kernel::op::Channel::Direct).next().unwrap();
    assert_eq!(case.fees.value().unwrap()[0].rule, certified());
    assert!(matches!(case.limit.value(), Some(Limit::SameDay { cut_off }) if cut_off.format("%H:%M").to_string() == "15:00"));
    assert_eq!(
        content.steps.value().unwrap().iter().map(|step| step.duty.word()).collect::<Vec<_>>(),
        ["receive", "handle", "approve", "clerk", "return"]
    );
}

#[test]
fn certified_copies_have_every_mandatory_part_and_guardianship_says_which_it_misses() {
    assert_eq!(procedure("2.000815").missing_parts(), []);
    assert_eq!(
        procedure("1.004837").missing_parts(),
        [MandatoryPart::Order, MandatoryPart::Papers, MandatoryPart::Sets, MandatoryPart::Body]
    );
}

#[test]
fn an_unknown_value_is_settled_once_and_only_by_a_value_that_fits() {
    let content = procedure("1.004837");
    assert!(content.unknowns().iter().any(|unknown| unknown.path == "/sets"));
    assert!(content.settled("/sets", json!("một"), "Quyết định 163/QĐ-BTP").is_none());
    assert!(content.settled("/sets", json!(1), "  ").is_none());
    assert!(content.settled("/name", json!("khác"), "x").is_none());
    let next = content.settled("/sets", json!(1), "Quyết định 163/QĐ-BTP").unwrap();
    assert_eq!((next.sets.value(), next.sets.source()), (Some(&1), Some("Quyết định 163/QĐ-BTP")));
    assert_eq!(next.unknowns().len() + 1, content.unknowns().len());
    assert!(next.settled("/sets", json!(2), "x").is_none());
}

#[test]
fn a_bad_fee_or_code_is_named() {
    let mut content = procedure("2.000815");
    content.code = "2.00815".to_owned();
    assert_eq!(content.mistakes().len(), 1);
    assert!(FeeRule::PerPage { steps: vec![PageStep { from_page: 2, amount: 1 }], ceiling: None }.mistake().is_some());
    assert!(FeeRule::Fixed { amount: -1 }.mistake().is_some());
}
