//! The outside world of the demonstration: a mail server and a gateway for text messages that only show what they got.

use std::process::Stdio;

use lienthong_platform::settings::Settings;
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::say;

/// A running process of simulators. It ends when this is dropped: its input closes.
pub(crate) struct Simulators {
    _process: Child,
    at: Addresses,
}

#[derive(Deserialize)]
struct Addresses {
    http: String,
    smtp: String,
}

impl Simulators {
    pub(crate) fn tell(&self) {
        say::line(&format!("Thư và tin nhắn mô phỏng / simulated letters and text messages: {}/", self.at.http));
    }
}

/// Starts the program beside ours when no mail server and no gateway are set, and points the settings to it.
/// Without that program the demonstration runs and sends nothing.
pub(crate) async fn start(settings: &mut Settings) -> Option<Simulators> {
    if settings.mail.server.is_some() || settings.sms.gateway.is_some() {
        return None;
    }
    let program = std::env::current_exe().ok()?.with_file_name("lienthong-simulators");
    let mut command = Command::new(program);
    // Ctrl-C is for us; it ends when we do, because its input closes
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0).kill_on_drop(true);
    let mut process = command.spawn().ok()?;
    let said = BufReader::new(process.stdout.take()?).lines().next_line().await.ok()??;
    let at: Addresses = serde_json::from_str(&said).ok()?;
    settings.mail.server = Some(format!("smtp://{}", at.smtp));
    settings.mail.from = Some("Bộ phận Một cửa <motcua@vinhphuc.example>".to_owned());
    settings.sms.gateway = Some(format!("{}/messages", at.http));
    Some(Simulators { _process: process, at })
}
