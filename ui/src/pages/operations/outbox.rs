//! The e-mails that went out, when they land in a folder instead of a server.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon};

/// Newest first.
#[derive(Clone, Debug, Template)]
#[template(path = "operations/outbox.html")]
pub struct OutboxPage {
    pub chrome: Chrome,
    pub messages: Vec<OutboxRow>,
}

/// A message in the list.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    pub id: String,
    pub at: String,
    pub to: String,
    pub subject: String,
}

/// A message as its receiver reads it.
#[derive(Clone, Debug, Template)]
#[template(path = "operations/outbox_message.html")]
pub struct OutboxMessagePage {
    pub chrome: Chrome,
    pub row: OutboxRow,
    /// Plain text, with its lines.
    pub text: String,
    /// Names of what it carries.
    pub attachments: Vec<String>,
}

#[cfg(test)]
impl OutboxRow {
    fn sample() -> Self {
        Self {
            id: "01JD0MAIL".into(),
            at: "20 oct, 10:42".into(),
            to: "luzdary@correo.co".into(),
            subject: "Radicado E-2026-016902: recibimos su solicitud".into(),
        }
    }
}

#[cfg(test)]
impl OutboxPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                demo: true,
                ..Chrome::sample()
            },
            messages: vec![OutboxRow::sample()],
        }
    }
}

#[cfg(test)]
impl OutboxMessagePage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                demo: true,
                ..Chrome::sample()
            },
            row: OutboxRow::sample(),
            text:
                "Señora Luz Dary:\n\nRecibimos su solicitud. Le responderemos a más tardar el martes 24 de noviembre."
                    .into(),
            attachments: vec!["acuse-E-2026-016902.pdf".into()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_outbox_says_that_nothing_left_this_machine() {
        assert!(
            OutboxPage::sample()
                .html()
                .unwrap()
                .contains("No salieron de este equipo")
        );
    }

    #[test]
    fn a_message_is_shown_as_text() {
        let page = OutboxMessagePage {
            text: "<b>hola</b>".into(),
            ..OutboxMessagePage::sample()
        };
        assert!(!page.html().unwrap().contains("<b>hola</b>"));
    }
}
