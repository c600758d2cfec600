//! `lienthong doctor`: what is missing on this machine, and what to do about it.

use std::path::Path;

use lienthong_platform::cluster::find_binaries;
use lienthong_platform::settings::Settings;
use sqlx::ConnectOptions as _;

use crate::{ground, say};

/// Fonts with all Vietnamese letters.
const FONTS: [&str; 2] = [
    "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
];

struct Findings {
    well: bool,
}

impl Findings {
    fn tell(&mut self, well: bool, what: &str, advice: &str) {
        self.well &= well;
        if well {
            say::line(&format!("✓ {what}"));
        } else {
            say::line(&format!("✗ {what}\n    {advice}"));
        }
    }
}

pub(crate) async fn doctor(settings: &Settings) -> anyhow::Result<bool> {
    let mut found = Findings { well: true };
    say::line(&format!("lienthong {}", env!("CARGO_PKG_VERSION")));
    let place = ground::place(settings);
    let written_by =
        std::fs::read_to_string(place.cluster_folder().join("PG_VERSION")).ok().map(|version| version.trim().to_owned());
    match find_binaries(settings.database.programs.as_deref(), written_by.as_deref()) {
        Ok(binaries) => {
            let fits = written_by.as_deref().is_none_or(|version| version == binaries.major);
            let what = format!("PostgreSQL {} ({})", binaries.major, binaries.folder.display());
            found.tell(
                fits,
                &what,
                &format!("Dữ liệu thuộc bản / the data belong to version {}", written_by.unwrap_or_default()),
            );
            for program in ["pg_dump", "pg_restore"] {
                found.tell(
                    binaries.program(program).exists(),
                    program,
                    "Cần cho sao lưu / needed for backups: apt-get install postgresql",
                );
            }
        }
        Err(error) => found.tell(settings.database.url.is_some(), "PostgreSQL", &error.to_string()),
    }
    found.tell(
        FONTS.iter().any(|font| Path::new(font).exists()),
        "Liberation 2 (phông chữ có đủ chữ tiếng Việt / fonts with all Vietnamese letters)",
        "apt-get install fonts-liberation2",
    );
    let existing = settings.data.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    match rustix::fs::statvfs(existing) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024);
            let what = format!("{}: {free} MB còn trống / free", settings.data.display());
            found.tell(free > settings.files.keep_free_mb + 1024, &what, "Cần thêm chỗ trống / more free space is needed");
        }
        Err(error) => found.tell(false, &settings.data.display().to_string(), &error.to_string()),
    }
    if let Some(url) = &settings.database.url {
        let answer = match url.reveal().parse::<sqlx::postgres::PgConnectOptions>() {
            Ok(options) => options.connect().await.err().map(|error| error.to_string()),
            Err(error) => Some(error.to_string()),
        };
        found.tell(answer.is_none(), "DATABASE_URL", &answer.unwrap_or_default());
    } else {
        let state = if place.is_running() { "đang chạy / running" } else { "không chạy / not running" };
        say::line(&format!("· {}: {state}", place.cluster_folder().display()));
    }
    Ok(found.well)
}
