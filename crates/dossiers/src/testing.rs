//! What tests of pages in this room stand on.

use std::sync::Arc;

use chrono::Duration;
use lienthong_kernel::id::{AgencyId, DossierId};
use lienthong_platform::files::Files;
use lienthong_platform::settings::FileSettings;
use lienthong_testkit::{TestDb, at};
use lienthong_ui::{AppState, Site};
use serde_json::json;

/// Stored files in a folder of their own.
pub(crate) fn files() -> Files {
    let folder = std::env::temp_dir().join(format!("lienthong-test-{}", uuid::Uuid::now_v7().simple()));
    Files::local(&folder, FileSettings::default()).unwrap()
}

/// The state of every route over a test database.
pub(crate) fn state(db: &TestDb) -> AppState {
    AppState {
        app: db.app.clone(),
        files: files(),
        site: Arc::new(Site {
            name: "Tỉnh Vĩnh Phúc".into(),
            public_url: "https://mc.example.vn".into(),
            secure: false,
            behind_proxy: false,
            demonstration: false,
            form_secret: [7; 32],
        }),
    }
}

/// The code of the dossier of tests.
pub(crate) const CODE: &str = "000.21.05.H62-260302-0001";
/// What the public must never read of it.
pub(crate) const SECRETS: [&str; 6] =
    ["Đặng Thị Ngọc Ánh", "0912345678", "026190001234", "Thôn Yên Lập", "hai bản sao bằng tốt nghiệp", "thiếu chữ ký của chồng"];

/// A dossier in some state, past every wall, with all that must not be shown.
pub(crate) async fn dossier(db: &TestDb, state: &str, left: &[&str]) -> DossierId {
    let id = uuid::Uuid::now_v7();
    let agency = AgencyId::new();
    let left: Vec<String> = left.iter().map(|s| (*s).to_owned()).collect();
    let mut owner = db.owner().await;
    sqlx::query(
        "insert into dossiers.dossier (dossier_id, code, rule_set, procedure_version_id, procedure_code, procedure_name, channel, reception_agency_id,
           competent_agency_id, state, left_states, flow, holder_agency_id, submitted_at, accepted_at, due_original, due_current, due_trace,
           applicant_name, applicant_number, applicant_phone, applicant_address, request, return_way, changed_at, created_at)
         values ($1, $2, '2018', $3, '2.000815', 'Chứng thực bản sao từ bản chính', 'direct', $4, $4, $5, $6,
           '[{\"name\": \"Tiếp nhận\"}, {\"name\": \"Thụ lý\"}]', $4, $7, $7, $8, $8, $9, $10, $11, $12, $13, $14, 'counter', $7, $7)",
    )
    .bind(id)
    .bind(CODE)
    .bind(uuid::Uuid::now_v7())
    .bind(agency.0)
    .bind(state)
    .bind(left)
    .bind(at("2026-03-02T01:30:00Z"))
    .bind(at("2026-03-02T10:00:00Z"))
    .bind(json!([{ "step": "starts_at_once", "received": "2026-03-02T01:30:00Z" }, { "step": "due", "due": "2026-03-02T10:00:00Z" }]))
    .bind(SECRETS[0])
    .bind(SECRETS[2])
    .bind(SECRETS[1])
    .bind(SECRETS[3])
    .bind(SECRETS[4])
    .execute(&mut owner)
    .await
    .unwrap();
    for (step, minute) in [("Tiếp nhận", 30), ("Thụ lý", 35), ("Thụ lý", 40)] {
        sqlx::query(
            "insert into dossiers.handover (handover_id, dossier_id, to_agency_id, step, given_at, way, note) values ($1, $2, $3, $4, $5, 'forward', $6)",
        )
        .bind(uuid::Uuid::now_v7())
        .bind(id)
        .bind(agency.0)
        .bind(step)
        .bind(at("2026-03-02T01:00:00Z") + Duration::minutes(minute))
        .bind(SECRETS[5])
        .execute(&mut owner)
        .await
        .unwrap();
    }
    DossierId(id)
}
