//! Text as Vietnam writes it: folding for search, names, phones, personal numbers, tax codes, masks, money, dates.

pub mod fold;
pub mod identity;
pub mod mask;
pub mod money;
pub mod phone;
pub mod when;
