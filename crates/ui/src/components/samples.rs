//! Interesting states of every component: empty, full, long, wrong. The gallery shows them and a test renders them.

use super::*;
use crate::forms::FieldErrors;
use crate::page::NavItem;
use crate::words::Locale;

/// Name of a component and one of its states.
pub type Sample = (&'static str, Content);

/// Every component in its states, in a language.
pub fn samples(locale: Locale) -> Vec<Sample> {
    let vi = locale == Locale::Vi;
    let w = |one: &'static str, other: &'static str| if vi { one } else { other };
    let mut errors = FieldErrors::new();
    errors.add("applicant_name", w("Nhập họ và tên", "Enter the full name"));
    errors.add("", w("Hồ sơ đã được người khác tiếp nhận", "Somebody else has accepted the dossier"));
    let long = "Nguyễn Phúc Hoàng Thiên Bảo Ngọc <b>Công Tằng Tôn Nữ</b> & Cộng sự";
    let channels = || {
        vec![
            Choice::new("direct", w("Trực tiếp", "At the counter")),
            Choice::new("online", w("Trực tuyến", "Online")).hint(w("Qua cổng dịch vụ công", "Through the service portal")),
            Choice::new("post", w("Bưu chính công ích", "By public post")),
        ]
    };
    let mut list: Vec<Sample> = vec![
        (
            "TextField",
            TextField::new(locale, "citizen_name", w("Họ và tên", "Full name"))
                .hint(w("Như trên giấy tờ tuỳ thân", "As on the identity paper"))
                .autocomplete("name")
                .value(long)
                .into(),
        ),
        (
            "TextField",
            TextField::new(locale, "applicant_name", w("Họ và tên người nộp", "Name of the applicant"))
                .error(errors.get("applicant_name"))
                .into(),
        ),
        (
            "TextField",
            TextField::new(locale, "fee", w("Lệ phí", "Fee")).numeric().width(10).suffix(w("đồng", "VND")).value("20.000").into(),
        ),
        (
            "TextField",
            TextField::new(locale, "password", w("Mật khẩu", "Password"))
                .kind("password")
                .autocomplete("current-password")
                .into(),
        ),
        ("DateField", DateField::new(locale, "born", w("Ngày sinh", "Date of birth")).value("3/9/1985").into()),
        (
            "DateField",
            DateField::new(locale, "due", w("Ngày hẹn", "Due date"))
                .value("31/02/2026")
                .error(Some(w("Ngày 31/02/2026 không có trong lịch", "31/02/2026 is not a day")))
                .into(),
        ),
        (
            "TextArea",
            TextArea::new(locale, "reason", w("Lý do trả lại", "Reason for returning")).maxlength(500).value("<script>").into(),
        ),
        (
            "FileField",
            FileField::new(locale, "scan", w("Bản quét", "Scan"))
                .hint(w("PDF, JPG hoặc PNG, tối đa 20 MB", "PDF, JPG or PNG, at most 20 MB"))
                .accept(".pdf,.jpg,.png")
                .into(),
        ),
        ("Select", Select::new(locale, "agency", w("Cơ quan", "Agency"), channels()).value("post").into()),
        ("Radios", Radios::new(locale, "channel", w("Cách nộp", "Way of filing"), channels()).value("direct").into()),
        (
            "Radios",
            Radios::new(
                locale,
                "result_by",
                w("Nhận kết quả", "Receiving the result"),
                vec![
                    Choice::new("here", w("Tại quầy", "At the counter")),
                    Choice::new("post", w("Qua bưu chính", "By post"))
                        .inside(TextField::new(locale, "address", w("Địa chỉ nhận", "Address")).autocomplete("street-address")),
                ],
            )
            .error(Some(w("Chọn cách nhận kết quả", "Choose how to receive the result")))
            .small()
            .into(),
        ),
        (
            "Checkboxes",
            Checkboxes::new(locale, "papers", w("Giấy tờ đã nhận", "Papers received"), channels())
                .value("direct")
                .value("post")
                .small()
                .into(),
        ),
        ("ErrorSummary", ErrorSummary::new(locale, &errors).into()),
        (
            "Button",
            ButtonGroup::new(Button::submit(w("Tiếp nhận", "Accept")))
                .and(Button::submit(w("Lưu nháp", "Save draft")).secondary().named("then", "draft"))
                .and(Content::link("#", w("Huỷ", "Cancel")))
                .into(),
        ),
        ("Button", Button::submit(w("Huỷ phiếu", "Void the slip")).warning().into()),
        (
            "SearchBox",
            SearchBox::new(locale, "/gallery", "q", w("Mã hồ sơ, họ tên hoặc số điện thoại", "Code, name or phone number"))
                .scanner()
                .into(),
        ),
        (
            "FilterBar",
            FilterBar::new(locale, "/gallery")
                .field(Select::new(locale, "state", w("Trạng thái", "State"), channels()))
                .active(true)
                .into(),
        ),
        ("NotificationBanner", NotificationBanner::success(locale, w("Đã tiếp nhận hồ sơ", "The dossier was accepted")).into()),
        (
            "Warning",
            Warning::new(locale, w("Hồ sơ này đã quá hạn 3 ngày làm việc", "This dossier is 3 working days overdue")).into(),
        ),
        ("Inset", Inset::new(w("Chưa xác định: nguồn không ghi thời hạn.", "Not yet known: the source names no limit.")).into()),
        (
            "Details",
            Details::new(
                w("Vì sao là ngày này?", "Why this date?"),
                w(
                    "Nhận lúc 15:20, sau 15:00, nên tính từ ngày làm việc tiếp theo.",
                    "Received at 15:20, after 15:00, so counted from the next working day.",
                ),
            )
            .into(),
        ),
        ("Panel", Panel::new(w("Đã tiếp nhận", "Accepted"), Code::new("000.00.12.H62-261123-0042")).into()),
        ("Code", Code::large("000.00.12.H62-261123-0042").into()),
        (
            "Breadcrumbs",
            Breadcrumbs::new(locale, vec![NavItem::new("#", w("Trang chủ", "Home")), NavItem::new("#", w("Hồ sơ", "Dossiers"))])
                .into(),
        ),
        (
            "SubNavigation",
            SubNavigation::new(
                w("Danh sách việc", "Work lists"),
                vec![
                    NavItem::new("#", w("Của tôi", "Mine")).active(true),
                    NavItem::new("#", w("Của đơn vị", "Unit's")),
                    NavItem::new("#", w("Quá hạn", "Overdue")),
                ],
            )
            .into(),
        ),
        (
            "Tabs",
            Tabs {
                title: w("Hồ sơ", "Dossier").into(),
                tabs: vec![
                    Tab {
                        id: "tab-papers".into(),
                        title: w("Giấy tờ", "Papers").into(),
                        content: w("Ba giấy tờ.", "Three papers.").into(),
                    },
                    Tab {
                        id: "tab-course".into(),
                        title: w("Quá trình", "Course").into(),
                        content: w("Hai bước.", "Two steps.").into(),
                    },
                ],
            }
            .into(),
        ),
        ("Pagination", Pagination::new(locale, Some("#".into()), Some("#".into())).into()),
        (
            "SummaryList",
            SummaryList::new(locale)
                .row(w("Người nộp", "Applicant"), long)
                .change("#")
                .row(w("Trạng thái", "State"), StatusTag::new(w("Đang xử lý", "In work"), Tone::Active))
                .into(),
        ),
        (
            "Timeline",
            Timeline {
                items: vec![
                    TimelineItem {
                        title: w("Chuyển thụ lý", "Handed to the handler").into(),
                        byline: "Trần Thị Bình".into(),
                        machine_time: "2026-11-23T02:05:00Z".into(),
                        time: "09:05 23/11/2026".into(),
                        content: w("Đủ giấy tờ.", "Papers complete.").into(),
                    },
                    TimelineItem {
                        title: w("Tiếp nhận", "Accepted").into(),
                        machine_time: "2026-11-23T01:00:00Z".into(),
                        time: "08:00 23/11/2026".into(),
                        ..TimelineItem::default()
                    },
                ],
            }
            .into(),
        ),
        (
            "FileList",
            FileList {
                locale,
                items: vec![FileItem {
                    href: "#".into(),
                    name: "giay-khai-sinh.pdf".into(),
                    facts: "PDF, 1,2 MB, SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
                }],
            }
            .into(),
        ),
        ("FileList", FileList { locale, items: vec![] }.into()),
    ];
    let columns = || {
        vec![
            Column::new(w("Mã hồ sơ", "Code")),
            Column::new(w("Người nộp", "Applicant")).sorted("#", Sort::No),
            Column::new(w("Hạn", "Due")).sorted("#", Sort::Ascending),
            Column::new(w("Trạng thái", "State")),
            Column::numeric(w("Lệ phí", "Fee")),
        ]
    };
    let tones = [
        (Tone::Neutral, w("Mới", "New")),
        (Tone::Active, w("Đang xử lý", "In work")),
        (Tone::Waiting, w("Chờ bổ sung", "Waiting for papers")),
        (Tone::Good, w("Đã trả", "Returned")),
        (Tone::Soon, w("Sắp đến hạn", "Due soon")),
        (Tone::Bad, w("Quá hạn", "Overdue")),
    ];
    let mut table = Table::new(locale, w("Hồ sơ của tôi", "My dossiers"), columns());
    for (i, (tone, text)) in tones.into_iter().enumerate() {
        let code = format!("000.00.12.H62-261123-{:04}", i + 1);
        table.push(vec![
            Content::code_link(format!("#{code}"), &code),
            if i == 0 { long.into() } else { "Nguyễn Văn An".into() },
            "24/11/2026".into(),
            StatusTag::new(text, tone).into(),
            crate::format::number(i as i64 * 12_500).into(),
        ]);
    }
    list.push(("Table", table.into()));
    list.push((
        "Table",
        Table::new(locale, w("Hồ sơ quá hạn", "Overdue dossiers"), columns())
            .empty(w("Không có hồ sơ nào quá hạn.", "No dossier is overdue."))
            .into(),
    ));
    list
}
