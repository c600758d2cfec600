//! `lienthong audit`: is the sealed log as it was, and proofs of single entries that a stranger can check.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;
use lienthong_kernel::op::Op;
use lienthong_platform::App;
use lienthong_platform::event::seal::seal;
use lienthong_platform::event::verify::{Findings, Proof, prove, verify};
use lienthong_platform::settings::Settings;

use crate::ground::{Ground, faulty};
use crate::say;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Kiểm tra toàn bộ nhật ký / check the whole log; names changed, missing and inserted entries.
    Verify {
        /// Kết quả dạng JSON / the findings as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Bằng chứng của một mục / the proof of one entry, as JSON.
    Prove {
        /// Số của mục / the entry's number.
        event: i64,
    },
    /// Kiểm tra bằng chứng, không cần cơ sở dữ liệu / check a proof without a database.
    Check {
        /// Tệp bằng chứng / the proof's file.
        file: PathBuf,
    },
}

pub(crate) async fn run(settings: &Settings, verb: Verb) -> anyhow::Result<bool> {
    if let Verb::Check { file } = &verb {
        return check(file);
    }
    let ground = Ground::open(settings).await?;
    let app = ground.application()?;
    let result = on(&app, verb).await;
    app.close().await;
    ground.close().await;
    result
}

async fn on(app: &App, verb: Verb) -> anyhow::Result<bool> {
    let op = Op::worker();
    match verb {
        Verb::Verify { json } => {
            let found = verify(app, &op).await.map_err(faulty)?;
            if json {
                say::line(&serde_json::to_string_pretty(&found)?);
            } else {
                tell(&found);
            }
            Ok(found.sound())
        }
        Verb::Prove { event } => {
            seal(app, &op).await.map_err(faulty)?;
            match prove(app, &op, event).await.map_err(faulty)? {
                Some(proof) => say::line(&serde_json::to_string_pretty(&proof)?),
                None => {
                    say::wrong(&format!(
                        "Mục {event} chưa được niêm phong hoặc không có / entry {event} is not sealed or not there"
                    ));
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Verb::Check { file } => check(&file),
    }
}

fn check(file: &std::path::Path) -> anyhow::Result<bool> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let proof: Proof = serde_json::from_str(&text).with_context(|| file.display().to_string())?;
    if proof.holds() {
        say::line(&format!(
            "✓ Mục thuộc niêm phong số {0}, gốc {1} / the entry belongs to seal {0}, root {1}",
            proof.seal, proof.root
        ));
    } else {
        say::wrong("Bằng chứng không đúng / the proof does not hold");
    }
    Ok(proof.holds())
}

/// The findings for a person.
pub(crate) fn tell(found: &Findings) {
    say::line(&format!(
        "Niêm phong / seals: {}   nguyên vẹn / intact: {}   chưa niêm phong / unsealed: {}",
        found.seals, found.intact, found.unsealed
    ));
    for (what, entries) in [
        ("bị sửa / changed", &found.changed),
        ("bị mất / missing", &found.missing),
        ("bị chèn / inserted", &found.inserted),
        ("niêm phong hỏng / broken seals", &found.broken_seals),
    ] {
        if !entries.is_empty() {
            let numbers: Vec<String> = entries.iter().map(i64::to_string).collect();
            say::wrong(&format!("{what}: {}", numbers.join(", ")));
        }
    }
    if found.sound() {
        say::line("✓ Nhật ký nguyên vẹn / the log is sound");
    }
}
