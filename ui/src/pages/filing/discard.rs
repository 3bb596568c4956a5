//! Asking before a draft is thrown away.

use askama::Template;

use crate::pages::chrome::Chrome;

/// What is lost, and the way back.
#[derive(Clone, Debug, Template)]
#[template(path = "filing/discard.html")]
pub struct DiscardPage {
    pub chrome: Chrome,
    pub id: String,
    pub tramite: String,
    /// `hoy a las 10:14`
    pub saved: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn throwing_a_draft_away_is_asked_and_can_be_declined() {
        let page = DiscardPage {
            chrome: Chrome::citizen(),
            id: "01JD0RAFT".into(),
            tramite: "Certificado de paz y salvo".into(),
            saved: "hoy a las 10:14".into(),
        };
        let html = page.html().unwrap();
        assert!(html.contains("action=\"/borradores/01JD0RAFT/borrar\"") && html.contains("/casos#borradores"));
    }
}
