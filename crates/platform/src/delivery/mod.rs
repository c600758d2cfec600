//! Letters by e-mail and text messages, sent after the commit by jobs.
//!
//! A room enqueues [`mail`] or [`text`] in its transaction and is done; the worker sends, tries again when the server is
//! away, and gives up as a dead letter. At least once: each message carries an id by which a gateway drops a second copy.

mod gateway;
mod smtp;

use std::sync::Arc;

use lienthong_kernel::failure::{Failure, Fault, FaultKind, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::job::{Job, JobKind};
use crate::settings::Settings;

pub use gateway::{HttpGateway, TextGateway};
pub use smtp::Smtp;

/// A letter by e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// One id for all attempts; stands in `Message-ID`.
    pub id: Uuid,
    /// The address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The text; no HTML.
    pub text: String,
}

/// A text message (tin nhắn).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMessage {
    /// One id for all attempts.
    pub id: Uuid,
    /// The number, digits only.
    pub to: String,
    /// The text.
    pub text: String,
}

/// Work that sends a letter.
pub fn mail(to: impl Into<String>, subject: impl Into<String>, text: impl Into<String>) -> Job {
    let letter = Letter { id: Uuid::now_v7(), to: to.into(), subject: subject.into(), text: text.into() };
    Job::new(MAIL, json!(letter))
}

/// Work that sends a text message.
pub fn text(to: &str, text: impl Into<String>) -> Job {
    let digits: String = to.chars().filter(char::is_ascii_digit).collect();
    Job::new(TEXT, json!(TextMessage { id: Uuid::now_v7(), to: digits, text: text.into() }))
}

const MAIL: &str = "delivery.mail";
const TEXT: &str = "delivery.text";

/// How this installation sends. Cheap to clone.
#[derive(Clone, Default)]
pub struct Delivery {
    smtp: Option<Smtp>,
    gateway: Option<Arc<dyn TextGateway>>,
}

impl Delivery {
    /// From the settings. What is not set up is not sent: such a job ends with a line in the log.
    pub fn new(settings: &Settings) -> Result<Self, Fault> {
        let smtp = Smtp::new(&settings.mail)?;
        let gateway = HttpGateway::new(&settings.sms)?.map(|gateway| Arc::new(gateway) as Arc<dyn TextGateway>);
        Ok(Self { smtp, gateway })
    }

    /// With another gateway for text messages.
    pub fn with_gateway(mut self, gateway: Arc<dyn TextGateway>) -> Self {
        self.gateway = Some(gateway);
        self
    }

    /// The job kinds of this room, to be put beside those of the others.
    pub fn jobs(&self) -> Vec<JobKind> {
        let (by_mail, by_text) = (self.clone(), self.clone());
        vec![
            JobKind::new(MAIL, move |_, op, payload| {
                let delivery = by_mail.clone();
                async move {
                    let letter: Letter = read(payload)?;
                    match &delivery.smtp {
                        Some(smtp) => smtp.send(&letter).await,
                        None => not_set_up(&op, "mail.server"),
                    }
                }
            }),
            JobKind::new(TEXT, move |_, op, payload| {
                let delivery = by_text.clone();
                async move {
                    let message: TextMessage = read(payload)?;
                    match &delivery.gateway {
                        Some(gateway) => Ok(gateway.send(&message).await?),
                        None => not_set_up(&op, "sms.gateway"),
                    }
                }
            }),
        ]
    }
}

fn read<T: serde::de::DeserializeOwned>(payload: serde_json::Value) -> Outcome<T> {
    serde_json::from_value(payload).map_err(|error| Failure::Fault(Fault::of("the payload of a message", error)))
}

#[expect(clippy::unnecessary_wraps, reason = "it is the outcome of a job")]
fn not_set_up(op: &lienthong_kernel::op::Op, setting: &str) -> Outcome<()> {
    tracing::info!(request.id = %op.request, setting, "a message was not sent: its way is not set up");
    Ok(())
}

/// The other side is away: trying again later helps.
fn away(context: &str, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Fault {
    Fault::of(context, error).kind(FaultKind::Unavailable)
}

#[cfg(test)]
mod tests;
