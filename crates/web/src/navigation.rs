//! The entries of the main navigation, for who may use them.

use lienthong_kernel::op::{Actor, Duty, Locale, Op};
use lienthong_ui::NavItem;

/// What the person who acts may go to.
pub(crate) fn entries(op: &Op) -> Vec<NavItem> {
    let all: &[(&str, &str, &str, &[Duty])] = match &op.actor {
        Actor::Official(_) => &[
            ("/viec", "Việc của tôi", "My work", &[]),
            ("/tiep-nhan", "Tiếp nhận", "Intake", &[Duty::Receive]),
            ("/bien-lai", "Biên lai", "Receipts", &[Duty::Cashier, Duty::Supervise]),
            ("/quan-ly/thu-tuc", "Thủ tục", "Procedures", &[]),
            ("/quan-tri/can-bo", "Quản trị", "Administration", &[Duty::Administer]),
        ],
        _ => &[("/thu-tuc", "Thủ tục hành chính", "Procedures", &[]), ("/tra-cuu", "Tra cứu hồ sơ", "Track a dossier", &[])],
    };
    all.iter()
        .filter(|(.., duties)| duties.is_empty() || duties.iter().any(|duty| op.has_duty(*duty)))
        .map(|(href, vi, en, _)| NavItem::new(*href, if op.locale == Locale::En { *en } else { *vi }))
        .collect()
}
