//! What tests of pages in this room stand on.

use std::sync::Arc;

use lienthong_platform::files::Files;
use lienthong_platform::settings::FileSettings;
use lienthong_testkit::TestDb;
use lienthong_ui::{AppState, Site};

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
