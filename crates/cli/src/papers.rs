//! The typesetter, given to the rooms as a function so that they do not build it.

use std::sync::{Arc, OnceLock};

use lienthong_docgen::{Fonts, Template, render};
use lienthong_dossiers::prints::SlipRenderer;

/// Typesets a paper by its purpose. The fonts are read at the first paper; a machine without them says so in each failed job.
pub(crate) fn typesetter() -> SlipRenderer {
    let fonts: OnceLock<Result<Fonts, String>> = OnceLock::new();
    Arc::new(move |purpose, data| {
        let template = Template::of_purpose(purpose).ok_or_else(|| format!("there is no form for {purpose}"))?;
        let fonts = fonts.get_or_init(|| Fonts::installed().map_err(|error| error.to_string())).as_ref().map_err(Clone::clone)?;
        render(template, data, fonts).map_err(|error| error.to_string())
    })
}

#[cfg(test)]
mod tests {
    use lienthong_dossiers::prints::shape;
    use lienthong_dossiers::slips::{Office, Purpose, Reason, Slip, SlipPaper, Snapshot};
    use lienthong_kernel::id::{AgencyId, SlipId};
    use serde_json::json;

    use super::*;

    fn slip(purpose: Purpose) -> Slip {
        let at = |text: &str| text.parse().unwrap();
        Slip {
            id: SlipId::new(),
            agency: AgencyId::new(),
            dossier: None,
            rule_set: "2018".into(),
            purpose,
            year: 2026,
            number: 7,
            issued_at: at("2026-03-02T01:30:00Z"),
            snapshot: Snapshot {
                office: Office {
                    body: "UBND xã Quang Yên".into(),
                    name: "Bộ phận Tiếp nhận và Trả kết quả".into(),
                    ..Office::default()
                },
                officer: "Lê Thị Hồng Vân".into(),
                code: Some("000.21.05.H62-260302-0001".into()),
                procedure_code: "2.000815".into(),
                procedure_name: "Chứng thực bản sao từ bản chính".into(),
                applicant_name: "Đặng Thị Ngọc Ánh".into(),
                applicant_number: None,
                applicant_address: None,
                applicant_phone: None,
                applicant_email: None,
                owner_name: None,
                request: "Chứng thực hai bản sao".into(),
                papers: vec![SlipPaper { name: "Bằng tốt nghiệp".into(), kind: "original".into(), quantity: 1 }],
                sets: 1,
                limit: None,
                received_at: Some(at("2026-03-02T01:30:00Z")),
                due: Some(at("2026-03-02T10:00:00Z")),
                due_trace: Some(json!([{ "step": "starts_at_once", "received": "2026-03-02T01:30:00Z" }])),
                return_way: "counter".into(),
                return_address: None,
                fee_status: "paid".into(),
                fee_amount: Some(8_000),
                reasons: vec![Reason { what: "Thiếu bản chính".into(), ground: None }],
                answer_by: None,
            },
            file: None,
        }
    }

    #[test]
    fn every_slip_of_the_dossiers_is_what_its_form_takes() {
        let typeset = typesetter();
        for purpose in [Purpose::Receipt, Purpose::Supplement, Purpose::Refusal, Purpose::Stop] {
            let data = shape(&slip(purpose), "https://mc.example.vn").unwrap();
            match typeset(purpose.word(), &data) {
                Ok(pdf) => assert!(pdf.starts_with(b"%PDF-1."), "{purpose:?}"),
                Err(said) => panic!("{purpose:?}: {said}"),
            }
        }
    }
}
