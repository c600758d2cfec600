//! E-mail over SMTP.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use lienthong_kernel::failure::{Failure, Fault, Outcome};

use super::{Letter, away};
use crate::settings::MailSettings;

/// A mail server and who we are to it.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// `None` when no server is set.
    pub fn new(settings: &MailSettings) -> Result<Option<Self>, Fault> {
        let (Some(server), Some(from)) = (&settings.server, &settings.from) else { return Ok(None) };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(server).map_err(|error| Fault::of("mail.server", error))?;
        if let Some(password) = &settings.password {
            let user = server.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')).map_or("", |(user, _)| user);
            let user = user.split(':').next().unwrap_or(user).to_owned();
            builder = builder.credentials(Credentials::new(user, password.reveal().to_owned()));
        }
        let from = from.parse().map_err(|error| Fault::of("mail.from", error))?;
        Ok(Some(Self { transport: builder.timeout(Some(Duration::from_secs(20))).build(), from }))
    }

    /// Sends one letter. An address that cannot be one is given up at once.
    pub async fn send(&self, letter: &Letter) -> Outcome<()> {
        let Ok(to) = letter.to.parse::<Mailbox>() else {
            tracing::warn!(letter.id = %letter.id, "a letter was not sent: the address is none");
            return Ok(());
        };
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .subject(letter.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|error| Failure::Fault(Fault::of("composing a letter", error)))?;
        self.transport.send(message).await.map_err(|error| away("the mail server did not take a letter", error))?;
        metrics::counter!("lienthong_mails_sent_total").increment(1);
        Ok(())
    }
}
