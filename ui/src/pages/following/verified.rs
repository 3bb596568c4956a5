//! What is known of an issued document, for whoever holds a copy.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon, parts::Tone};

/// Who signed, when, its hash; and whether it still holds.
#[derive(Clone, Debug, Template)]
#[template(path = "following/verified.html")]
pub struct VerifiedPage {
    pub chrome: Chrome,
    pub code: String,
    /// `Resolución 0412`
    pub name: String,
    pub validity: Validity,
    /// Number, date, signers, trámite: nothing that its series keeps from the public.
    pub facts: Vec<(String, String)>,
    pub sha256: String,
    /// Answer of the server to a file that was sent to compare, without a script.
    pub compared: Option<Compared>,
    /// The document itself, when its class is public.
    pub document: Option<String>,
}

/// Whether the document still produces effects.
#[derive(Clone, Debug)]
pub enum Validity {
    Valid,
    /// Revoked or annulled; by what and when.
    Void(String),
    /// What proves it does not hold; why.
    Unproven(String),
}

/// The result of comparing a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    Same,
    Different,
}

impl Validity {
    const fn tone(&self) -> Tone {
        match self {
            Self::Valid => Tone::Ok,
            Self::Void(_) | Self::Unproven(_) => Tone::Bad,
        }
    }
}

#[cfg(test)]
impl VerifiedPage {
    pub fn sample() -> Self {
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Self {
            chrome: Chrome::sample(),
            code: "7KQ4-M2XD-9RTH".into(),
            name: "Resolución 0412 de 2026".into(),
            validity: Validity::Valid,
            facts: vec![
                fact("Trámite", "SVT-101 Reconocimiento de personería jurídica comunal"),
                fact("Radicado", "S-2026-009871"),
                fact("Firmó", "Amparo Delgado, secretaria de Gobierno"),
                fact("Fecha de la firma", "jueves 19 de noviembre de 2026, 16:03:11"),
                fact("Páginas", "3"),
            ],
            sha256: "c3e1b25807c4d5ea91b36f28ee0d14ab6c5902f7418dcb9a3370e6f1852d0f10".into(),
            compared: None,
            document: Some("/v/7KQ4-M2XD-9RTH/documento.pdf".into()),
        }
    }

    pub fn sample_void() -> Self {
        Self {
            validity: Validity::Void("Revocada por la Resolución 0420 del 23 de noviembre de 2026.".into()),
            compared: Some(Compared::Different),
            document: None,
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn an_authentic_document_shows_signer_time_and_hash() {
        let page = VerifiedPage::sample();
        let html = page.html().unwrap();
        assert!(html.contains("Documento auténtico") && html.contains(&page.sha256) && html.contains("Amparo Delgado"));
    }

    #[test]
    fn a_revoked_document_is_authentic_and_no_longer_valid() {
        let html = VerifiedPage::sample_void().html().unwrap();
        assert!(html.contains("ya no vale") && html.contains("Resolución 0420"));
        assert!(html.contains("No es el mismo documento"));
    }
}
