//! The preview of a document before it is signed.

use askama::Template;

use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{FormErrors, Link},
};

/// The very bytes that will be signed, their hash, and what signing does (Ley 527 de 1999, art. 7).
#[derive(Clone, Debug, Template)]
#[template(path = "officials/sign.html")]
pub struct SignPage {
    pub chrome: Chrome,
    pub crumbs: Vec<Link>,
    /// `Va a firmar la resolución y notificarla`
    pub title: String,
    /// Name of the document.
    pub document: String,
    /// Address of the preview.
    pub preview: String,
    pub sha256: String,
    /// Who is told.
    pub told: String,
    pub action: String,
    pub version: i64,
    pub errors: FormErrors,
    /// What was answered in the form of the task, sent along with the signature.
    pub answers: Vec<(String, String)>,
    /// `Firmar y notificar`
    pub button: String,
    pub back: String,
    /// Set when the person has to identify themselves again before signing.
    pub sign_in_again: Option<String>,
}

#[cfg(test)]
impl SignPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            crumbs: vec![
                Link::new("/bandeja", "Bandeja"),
                Link::new("/bandeja/E-2026-016902", "E-2026-016902"),
            ],
            title: "Va a firmar la resolución y notificarla".into(),
            document: "Resolución que reconoce personería jurídica".into(),
            preview: "/tareas/01JD0TASK/vista.pdf".into(),
            sha256: "c3e1b25807c4d5ea91b36f28ee0d14ab6c5902f7418dcb9a3370e6f1852d0f10".into(),
            told: "Se avisa por correo a Luz Dary Chindoy.".into(),
            action: "/tareas/01JD0TASK/firmar".into(),
            version: 7,
            errors: FormErrors::default(),
            answers: vec![("resultado".into(), "conceder".into())],
            button: "Firmar y notificar".into(),
            back: "/bandeja/E-2026-016902".into(),
            sign_in_again: None,
        }
    }

    pub fn sample_again() -> Self {
        Self {
            sign_in_again: Some("/ingresar/funcionarios?volver=%2Ftareas%2F01JD0TASK%2Ffirmar".into()),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn what_is_signed_is_what_was_seen_by_its_hash() {
        let page = SignPage::sample();
        let html = page.html().unwrap();
        assert!(html.contains(&format!("name=\"sha256\" value=\"{}\"", page.sha256)));
        assert!(html.contains("Volver sin firmar"));
    }

    #[test]
    fn an_old_identity_has_to_be_renewed_before_signing() {
        let html = SignPage::sample_again().html().unwrap();
        assert!(html.contains("Ingrese otra vez") && !html.contains("Firmar y notificar</button>"));
    }
}
