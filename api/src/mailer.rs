//! Hands mail to a mail server, over SMTP.

use std::time::Duration;

use anyhow::{Context, Result};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{self, extension::ClientId},
};

use crate::config::Config;

/// Shorter than the time until the next attempt, so that no two servers send the same mail at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// The mail server and the sender.
#[derive(Clone)]
pub(crate) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    pub(super) from: Mailbox,
}

impl Mailer {
    /// The mailer from the settings, if any. It connects only when there is a mail to send.
    pub(crate) fn of(config: &Config) -> Result<Option<Self>> {
        let Some(url) = &config.smtp_url else { return Ok(None) };
        let from = config.mail_from.as_deref().context("the mail server needs --mail-from")?;
        let from: Mailbox =
            from.parse().with_context(|| format!("--mail-from: `{from}` is not an e-mail address"))?;
        // The message must not contain the URL, because it has a password in it.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
        let transport = transport
            .context("ACCORD_SMTP_URL or the file is not the address of a mail server")?
            .timeout(Some(PATIENCE));
        let hello = ClientId::Domain(from.email.domain().to_owned());
        Ok(Some(Self { transport: transport.hello_name(hello).build(), from }))
    }

    /// Sends a mail, or returns the reason, without any name or address.
    pub(super) async fn send(&self, letter: Result<Message, lettre::error::Error>) -> Result<(), String> {
        let letter = letter.map_err(|_| "it could not be written".to_owned())?;
        let sent = tokio::time::timeout(PATIENCE, self.transport.send(letter)).await;
        let refused = |error: smtp::Error| match error.status() {
            Some(code) => format!("the mail server refused it ({code})"),
            None => "the mail server cannot be reached".to_owned(),
        };
        sent.map_err(|_| "the mail server did not answer in time".to_owned())?.map(|_| ()).map_err(refused)
    }
}
