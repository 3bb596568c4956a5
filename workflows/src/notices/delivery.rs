//! Sending what waits in the outbox: e-mail by SMTP or into a folder, SMS by an HTTP gateway.
//!
//! A node that ends between sending a notice and marking it sends it again when its lease is over: nothing outside can be part
//! of our transaction. So each carries the notice's id, the same every time: the name of the file, the Message-ID of an e-mail
//! and the idempotency key of an SMS.

use std::path::PathBuf;

use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use openidconnect::reqwest;
use radica_storage::notices::Notice;

use super::{EmailBody, outbox_folder};

/// The ways out that the operator configured.
#[derive(Debug)]
pub struct Delivery {
    sender: Mailbox,
    mail: MailWay,
    sms: Option<SmsGateway>,
}

/// How e-mail leaves.
#[derive(Debug)]
pub enum MailWay {
    /// Into a folder, as `.eml`.
    Folder(PathBuf),
    /// By SMTP.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

/// An HTTP gateway for SMS: a POST of `{"to", "text", "id"}` with a bearer token.
#[derive(Debug, Clone)]
pub struct SmsGateway {
    /// Its address.
    pub url: String,
    /// Its token; never logged.
    pub token: Secret,
}

/// A text that is never printed.
#[derive(Clone)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// Why a notice did not go out.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// It can never go out: the address or the content is wrong.
    #[error("cannot be sent: {0}")]
    Never(String),
    /// It may go out later.
    #[error("not sent now: {0}")]
    Later(String),
}

impl Delivery {
    /// The ways out, with the address that messages come from.
    ///
    /// # Errors
    /// When the sender's address is not one.
    pub fn new(sender: &str, mail: MailWay, sms: Option<SmsGateway>) -> Result<Self, lettre::address::AddressError> {
        Ok(Self {
            sender: sender.parse()?,
            mail,
            sms,
        })
    }

    /// SMTP, user and password in the URL: `smtp://…?tls=required` demands STARTTLS, `smtps://` is TLS from the start,
    /// `smtp://` alone is not encrypted.
    ///
    /// # Errors
    /// When the URL is not one.
    pub fn smtp(url: &str) -> Result<MailWay, lettre::transport::smtp::Error> {
        Ok(MailWay::Smtp(
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build(),
        ))
    }

    /// Sends one notice.
    pub async fn send(&self, notice: &Notice) -> Result<(), DeliveryError> {
        match notice.channel.as_str() {
            "email" => self.send_email(notice).await,
            "sms" => self.send_sms(notice).await,
            other => Err(DeliveryError::Never(format!("no channel {other}"))),
        }
    }

    async fn send_email(&self, notice: &Notice) -> Result<(), DeliveryError> {
        let message = self
            .message(notice)
            .map_err(|problem| DeliveryError::Never(problem.to_string()))?;
        match &self.mail {
            MailWay::Smtp(transport) => match transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => Err(DeliveryError::Never(error.to_string())),
                Err(error) => Err(DeliveryError::Later(error.to_string())),
            },
            MailWay::Folder(folder) => {
                let (folder, name) = (folder.clone(), notice.id.to_string());
                let kept =
                    tokio::task::spawn_blocking(move || outbox_folder::keep(&folder, &name, &message.formatted()));
                let kept = kept.await.unwrap_or_else(|ended| Err(ended.into()));
                kept.map_err(|error| DeliveryError::Later(error.to_string()))
            }
        }
    }

    /// The Message-ID carries the notice's id, so that a repeated delivery is recognised as the same message.
    fn message(&self, notice: &Notice) -> Result<Message, Box<dyn std::error::Error + Send + Sync>> {
        let body: EmailBody = serde_json::from_str(&notice.body)?;
        let domain = self.sender.email.domain();
        let html = format!("<!doctype html><html lang=\"es-CO\"><body>{}</body></html>", body.html);
        let message = Message::builder()
            .from(self.sender.clone())
            .to(notice.recipient.parse()?)
            .subject(notice.subject.as_str())
            .message_id(Some(format!("<{}@{domain}>", notice.id)))
            .header(lettre::message::header::MIME_VERSION_1_0);
        Ok(message.multipart(MultiPart::alternative_plain_html(body.text, html))?)
    }

    async fn send_sms(&self, notice: &Notice) -> Result<(), DeliveryError> {
        let Some(gateway) = &self.sms else {
            return Err(DeliveryError::Never("no SMS gateway is configured".to_owned()));
        };
        let body = serde_json::json!({ "to": notice.recipient, "text": notice.body, "id": notice.id.to_string() });
        let request = reqwest::Client::new()
            .post(&gateway.url)
            .bearer_auth(&gateway.token.0)
            .header("idempotency-key", notice.id.to_string())
            .header("content-type", "application/json")
            .body(body.to_string());
        let answer = request
            .send()
            .await
            .map_err(|error| DeliveryError::Later(error.to_string()))?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status if status.is_client_error() && status.as_u16() != 429 => {
                Err(DeliveryError::Never(format!("the gateway answered {status}")))
            }
            status => Err(DeliveryError::Later(format!("the gateway answered {status}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use radica_storage::ids::NoticeId;
    use radica_storage::notices::NoticeState;

    use super::*;

    fn notice() -> Notice {
        let body = EmailBody {
            text: "Su solicitud quedó radicada.".to_owned(),
            html: "<p>Su solicitud quedó radicada.</p>".to_owned(),
        };
        Notice {
            id: NoticeId::from_parts(1, 1),
            version: 2,
            case_id: None,
            event: "radicado".to_owned(),
            channel: "email".to_owned(),
            recipient: "luzdary@correo.example".to_owned(),
            subject: "Radicado E-2026-000001".to_owned(),
            body: serde_json::to_string(&body).unwrap(),
            state: NoticeState::Waiting,
            attempts: 1,
            next_at: Timestamp::UNIX_EPOCH,
            sent_at: None,
            error: None,
        }
    }

    #[test]
    fn an_email_that_is_sent_again_is_known_by_its_message_id() {
        let delivery = Delivery::new("radica@putumayo.example", MailWay::Folder(PathBuf::new()), None).unwrap();
        let ids = [1, 2].map(|attempts| {
            let message = delivery.message(&Notice { attempts, ..notice() }).unwrap();
            message.headers().get_raw("Message-ID").unwrap().to_owned()
        });
        assert_eq!(ids[0], ids[1]);
        assert_eq!(ids[0], format!("<{}@putumayo.example>", notice().id));
    }
}
