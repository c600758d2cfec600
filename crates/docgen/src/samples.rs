//! Filled examples of every form, and what makes a form contradict itself.
//!
//! The people are invented; the procedures, units and the shape of codes are those of the demonstration province.

use crate::forms::*;
use chrono::{NaiveDate, NaiveDateTime};

const CODE: &str = "000.00.12.H62-161103-0004";

fn moment(text: &str) -> NaiveDateTime {
    text.parse().unwrap_or_default()
}

fn head(number: &str, form: &str) -> SlipHead {
    SlipHead {
        level: "UBND thị trấn Hương Canh".into(),
        section: "Bộ phận Tiếp nhận và Trả kết quả".into(),
        number: number.into(),
        place: "Hương Canh".into(),
        issued_on: NaiveDate::from_ymd_opt(2016, 11, 3).unwrap_or_default(),
        form: form.into(),
        replaces: None,
    }
}

fn office() -> Office {
    Office {
        name: "Bộ phận Tiếp nhận và Trả kết quả UBND thị trấn Hương Canh".into(),
        address: "Tổ dân phố Chợ Cánh, thị trấn Hương Canh, huyện Bình Xuyên".into(),
        hotline: Some("0211 3866 000".into()),
        lookup: Some("dichvucong.vinhphuc.example".into()),
    }
}

fn citizen() -> Person {
    Person {
        name: "Nguyễn Thị Thùy Dương".into(),
        identity: Some("CCCD 026190001234".into()),
        address: Some("Số 12, ngõ 5, thôn Đồng Nhất, thị trấn Hương Canh, huyện Bình Xuyên".into()),
        phone: Some("0912 345 678".into()),
        email: Some("thuyduong@thu.example".into()),
    }
}

fn chairman() -> Signer {
    Signer { post: "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH".into(), name: "Trần Quốc Vượng".into() }
}

fn copies(what: &str) -> String {
    format!("Chứng thực bản sao từ bản chính {what}")
}

impl Form for ReceiptSlip {
    fn sample() -> Self {
        ReceiptSlip {
            head: head("128/BPTNTKQ", "Mẫu số 01 (Thông tư số 01/2018/TT-VPCP)"),
            dossier_code: CODE.into(),
            tracking_url: format!("https://dichvucong.vinhphuc.example/tra-cuu/{CODE}"),
            office: office(),
            submitter: citizen(),
            owner: Some("Nguyễn Văn Khoẻ".into()),
            content: copies("giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam cấp"),
            papers: vec![
                PaperLine {
                    name: "Bằng tốt nghiệp trung học phổ thông".into(), quantity: 1, kind: PaperKind::Original
                },
                PaperLine { name: "Bản sao cần chứng thực (03 trang)".into(), quantity: 5, kind: PaperKind::Copy },
            ],
            sets: 1,
            processing_time: "trong ngày làm việc".into(),
            received_at: moment("2016-11-03T15:10:00"),
            due_at: moment("2016-11-04T17:00:00"),
            why_this_date: vec![
                "Hồ sơ nhận lúc 15 giờ 10 phút, sau 15 giờ, nên tính từ ngày làm việc tiếp theo: thứ Sáu 04/11/2016.".into(),
                "Thủ tục giải quyết trong ngày làm việc: trả trước 17 giờ 00 phút, giờ kết thúc làm việc.".into(),
            ],
            return_at: "Bộ phận Tiếp nhận và Trả kết quả UBND thị trấn Hương Canh".into(),
            fees: vec![FeeLine { name: "Phí chứng thực".into(), amount: 50_000 }],
            fee_state: FeeState::Paid,
            register_book: "01/2016".into(),
            register_order: 128,
            receiving_officer: "Lê Thị Ngọc Ánh".into(),
        }
    }

    fn contradiction(&self) -> Option<String> {
        if self.due_at < self.received_at {
            Some("the result is due before the dossier was received".into())
        } else if self.sets == 0 {
            Some("a dossier has at least one set".into())
        } else if self.fees.is_empty() && self.fee_state != FeeState::Free {
            Some("a fee is to be paid but none is listed".into())
        } else {
            None
        }
    }
}

impl Form for SupplementSlip {
    fn sample() -> Self {
        SupplementSlip {
            head: head("36/BPTNTKQ", "Mẫu số 02 (Thông tư số 01/2018/TT-VPCP)"),
            office: office(),
            submitter: citizen(),
            content: "Đăng ký khai sinh có yếu tố nước ngoài".into(),
            dossier_code: Some(CODE.into()),
            items: vec![
                SupplementItem {
                    what: "Giấy chứng sinh bản chính".into(),
                    reason: "Hồ sơ mới có bản chụp, chưa có bản chính để đối chiếu".into(),
                    legal_ground: Some("Luật Hộ tịch năm 2014, Điều 16".into()),
                },
                SupplementItem {
                    what: "Tờ khai đăng ký khai sinh: ghi lại nơi sinh theo đơn vị hành chính hiện nay".into(),
                    reason: "Tên xã ghi trong tờ khai không còn dùng".into(),
                    legal_ground: None,
                },
            ],
            supply_by: Some(moment("2016-12-05T17:00:00")),
            contact_name: "Lê Thị Ngọc Ánh".into(),
            contact_phone: Some("0211 3866 001".into()),
            guiding_officer: "Lê Thị Ngọc Ánh".into(),
        }
    }

    fn contradiction(&self) -> Option<String> {
        self.items.is_empty().then(|| "nothing is asked for".into())
    }
}

impl Form for RefusalSlip {
    fn sample() -> Self {
        RefusalSlip {
            head: head("07/BPTNTKQ", "Mẫu số 03 (Thông tư số 01/2018/TT-VPCP)"),
            office: office(),
            submitter: citizen(),
            content: "Cấp giấy phép xây dựng nhà ở riêng lẻ".into(),
            dossier_code: None,
            reasons: vec![Ground {
                reason: "Việc cấp giấy phép xây dựng nhà ở riêng lẻ không thuộc thẩm quyền của UBND thị trấn".into(),
                legal_ground: Some("Luật Xây dựng năm 2014, Điều 103".into()),
            }],
            guidance: Some(
                "Nộp hồ sơ tại Bộ phận Tiếp nhận và Trả kết quả UBND huyện Bình Xuyên, thị trấn Hương Canh, \
                 trong giờ hành chính"
                    .into(),
            ),
            receiving_officer: "Lê Thị Ngọc Ánh".into(),
        }
    }

    fn contradiction(&self) -> Option<String> {
        self.reasons.is_empty().then(|| "a refusal without a reason".into())
    }
}

impl ApologySlip {
    /// The 2025 letter: apology and request for extension.
    pub fn sample_2025() -> Self {
        ApologySlip {
            head: SlipHead {
                level: "UBND xã Bình Nguyên".into(),
                section: "Trung tâm Phục vụ hành chính công".into(),
                place: "Bình Nguyên".into(),
                issued_on: NaiveDate::from_ymd_opt(2025, 11, 6).unwrap_or_default(),
                ..head("15/TTPVHCC", "Mẫu số 04 (Thông tư số 03/2025/TT-VPCP)")
            },
            dossier_code: "H62.26.10-251103-0004".into(),
            received_at: moment("2025-11-03T08:15:00"),
            due_at: moment("2025-11-06T17:00:00"),
            new_due_at: moment("2025-11-10T17:00:00"),
            causing_body: "Phòng Kinh tế xã Bình Nguyên".into(),
            return_at: "Trung tâm Phục vụ hành chính công xã Bình Nguyên".into(),
            extension: Some(ExtensionRequest {
                length: "02 ngày làm việc".into(),
                ground: "cần xác minh thêm hồ sơ gốc đang lưu tại cơ quan khác".into(),
            }),
            recipients: vec!["Như trên".into(), "Lưu: TTPVHCC".into()],
            ..ApologySlip::sample()
        }
    }
}

impl Form for ApologySlip {
    fn sample() -> Self {
        ApologySlip {
            head: head("02/BPTNTKQ", "Mẫu số 04 (Thông tư số 01/2018/TT-VPCP)"),
            addressee: citizen(),
            dossier_code: CODE.into(),
            content: "xác nhận tình trạng hôn nhân".into(),
            received_at: moment("2016-11-03T09:30:00"),
            due_at: moment("2016-11-08T17:00:00"),
            causing_body: "Công chức Tư pháp - Hộ tịch UBND thị trấn Hương Canh".into(),
            reason: "phải xác minh tại nơi cư trú trước đây, văn bản trả lời đến chậm".into(),
            new_due_at: moment("2016-11-10T17:00:00"),
            return_at: "Bộ phận Tiếp nhận và Trả kết quả UBND thị trấn Hương Canh".into(),
            extension: None,
            signer: chairman(),
            recipients: vec!["Như trên".into(), "Lưu: VT, BPTNTKQ".into()],
        }
    }

    fn contradiction(&self) -> Option<String> {
        (self.new_due_at <= self.due_at).then(|| "the new date is not after the former one".into())
    }
}

impl Form for StopNotice {
    fn sample() -> Self {
        let letter = ApologySlip::sample_2025();
        StopNotice {
            head: SlipHead {
                number: "09/TTPVHCC".into(),
                form: "Mẫu số 05 (Thông tư số 03/2025/TT-VPCP)".into(),
                issued_on: NaiveDate::from_ymd_opt(2025, 12, 8).unwrap_or_default(),
                ..letter.head
            },
            addressee: letter.addressee,
            dossier_code: letter.dossier_code,
            content: "Đăng ký hộ kinh doanh".into(),
            received_at: letter.received_at,
            stopped_at: moment("2025-12-08T08:00:00"),
            reasons: vec![Ground {
                reason: "Đã hết thời hạn bổ sung hồ sơ ghi trong Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ số 41/TTPVHCC \
                         mà Trung tâm không nhận được giấy tờ bổ sung"
                    .into(),
                legal_ground: Some("Nghị định số 118/2025/NĐ-CP".into()),
            }],
            next_steps: Some("Ông (bà) nhận lại giấy tờ đã nộp tại Trung tâm và có thể nộp hồ sơ mới bất cứ lúc nào".into()),
            signer: Signer { post: "GIÁM ĐỐC".into(), name: "Đỗ Hữu Nghĩa".into() },
            recipients: letter.recipients,
        }
    }

    fn contradiction(&self) -> Option<String> {
        if self.reasons.is_empty() {
            Some("a stop without a reason".into())
        } else if self.stopped_at < self.received_at {
            Some("stopped before it was received".into())
        } else {
            None
        }
    }
}

impl Form for ControlSheet {
    fn sample() -> Self {
        let step =
            |from: (&str, &str), given: &str, to: (&str, &str), taken: Option<&str>, outcome, note: Option<&str>| Handover {
                from_unit: from.0.into(),
                from_officer: from.1.into(),
                given_at: moment(given),
                to_unit: to.0.into(),
                to_officer: taken.map(|_| to.1.into()),
                taken_at: taken.map(moment),
                outcome,
                note: note.map(Into::into),
            };
        let counter = ("Bộ phận Tiếp nhận và Trả kết quả", "Lê Thị Ngọc Ánh");
        let justice = ("Tư pháp - Hộ tịch", "Phạm Văn Đại");
        let leader = ("Lãnh đạo UBND", "Trần Quốc Vượng");
        use Timeliness::{Early, Late, OnTime};
        ControlSheet {
            head: head("128/BPTNTKQ", "Mẫu số 05 (Thông tư số 01/2018/TT-VPCP)"),
            dossier_code: CODE.into(),
            content: "Xác nhận tình trạng hôn nhân".into(),
            responsible: "UBND thị trấn Hương Canh".into(),
            coordinating: vec!["UBND xã Đạo Đức".into(), "Công an thị trấn Hương Canh".into()],
            received_at: moment("2016-11-03T09:30:00"),
            due_at: moment("2016-11-08T17:00:00"),
            handovers: vec![
                step(counter, "2016-11-03T09:45:00", justice, Some("2016-11-03T10:05:00"), Some(Early), None),
                step(justice, "2016-11-07T15:20:00", leader, Some("2016-11-07T15:40:00"), Some(Late), Some("Chờ xác minh")),
                step(leader, "2016-11-08T10:00:00", counter, Some("2016-11-08T10:10:00"), Some(OnTime), None),
                step(
                    counter,
                    "2016-11-08T14:00:00",
                    ("Bưu điện huyện Bình Xuyên", ""),
                    None,
                    None,
                    Some("Phiếu gửi số EV123456"),
                ),
            ],
        }
    }

    fn contradiction(&self) -> Option<String> {
        let backwards = self.handovers.windows(2).any(|pair| pair[1].given_at < pair[0].given_at);
        backwards.then(|| "handovers are not in order of time".into())
    }
}

impl Form for RegisterBook {
    fn sample() -> Self {
        let row = |order: u32, procedure: &str, applicant: &str, returned: Option<&str>| RegisterRow {
            order,
            dossier_code: format!("000.00.12.H62-161103-{order:04}"),
            procedure: procedure.into(),
            papers: order % 4 + 1,
            applicant: applicant.into(),
            address_phone: "Thôn Đồng Nhất, thị trấn Hương Canh; 0912 345 678".into(),
            responsible: "UBND thị trấn Hương Canh".into(),
            received_at: moment("2016-11-03T09:30:00"),
            due_at: moment("2016-11-08T17:00:00"),
            handed_over_at: Some(moment("2016-11-03T10:05:00")),
            result_back_at: returned.map(|_| moment("2016-11-08T10:10:00")),
            returned_at: returned.map(moment),
            return_by: returned.map(|_| "Trực tiếp".into()),
            note: None,
        };
        let mut voided = row(4, "Đăng ký khai tử", "Vũ Đình Thưởng", None);
        voided.note = Some("Hủy: nhập nhầm".into());
        RegisterBook {
            head: head("01/BPTNTKQ", "Mẫu số 06 (Thông tư số 01/2018/TT-VPCP)"),
            book: "01/2016".into(),
            period: "Từ ngày 03/11/2016 đến ngày 03/11/2016".into(),
            rows: vec![
                row(1, "Chứng thực bản sao từ bản chính", "Nguyễn Thị Thùy Dương", Some("2016-11-03T16:05:00")),
                row(2, "Xác nhận tình trạng hôn nhân", "Hoàng Văn Đức", Some("2016-11-08T14:15:00")),
                row(3, "Đăng ký khai sinh", "Công ty TNHH Một thành viên Gốm Hương Canh", None),
                voided,
            ],
        }
    }
}

impl Form for FeeReceipt {
    fn sample() -> Self {
        FeeReceipt {
            head: head("128/BPTNTKQ", "Biên lai điện tử"),
            kind: FeeKind::ServiceFee,
            form_no: "01BLP".into(),
            series: "HC-16P".into(),
            number: "0000128".into(),
            collector_tax_code: Some("2500000000".into()),
            payer: citizen(),
            dossier_code: Some(CODE.into()),
            lines: vec![MoneyLine {
                name: copies("(05 bản, 03 trang một bản)"),
                unit: Some("trang".into()),
                quantity: 15,
                unit_price: 2_000,
                amount: 25_000,
            }],
            reduction: Some(Reduction {
                ground: "hộ nghèo, giảm theo nghị quyết của HĐND tỉnh".into(), amount: 4_000
            }),
            total: 21_000,
            method: "Tiền mặt".into(),
            collected_at: moment("2016-11-03T15:12:00"),
            collector: "Lê Thị Ngọc Ánh".into(),
        }
    }

    fn contradiction(&self) -> Option<String> {
        let listed: i64 = self.lines.iter().map(|line| line.amount).sum();
        let taken_off = self.reduction.as_ref().map_or(0, |reduction| reduction.amount);
        if self.lines.is_empty() {
            Some("nothing was paid for".into())
        } else if taken_off < 0 || self.lines.iter().any(|line| line.amount < 0) {
            Some("an amount is below zero".into())
        } else if listed - taken_off != self.total {
            Some(format!("lines less reduction are {} but the total says {}", listed - taken_off, self.total))
        } else {
            None
        }
    }
}
