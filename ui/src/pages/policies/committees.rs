//! The committees of the reader and their sessions.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon, parts::Tag};

/// Open votes first.
#[derive(Clone, Debug, Template)]
#[template(path = "policies/committees.html")]
pub struct CommitteesPage {
    pub chrome: Chrome,
    pub sessions: Vec<SessionRow>,
}

/// A session of a committee.
#[derive(Clone, Debug)]
pub struct SessionRow {
    pub href: String,
    pub committee: String,
    /// Kind, number, date.
    pub facts: String,
    pub state: Tag,
}

#[cfg(test)]
impl CommitteesPage {
    pub fn sample() -> Self {
        use crate::pages::parts::Tone;
        Self {
            chrome: Chrome::official(),
            sessions: vec![SessionRow {
                href: "/comites/cigd/11".into(),
                committee: "Comité Institucional de Gestión y Desempeño".into(),
                facts: "Sesión ordinaria 11 de 2026 · jueves 19 de noviembre, 10:00".into(),
                state: Tag::new(Tone::Stop, Icon::Reloj, "Votación abierta"),
            }],
        }
    }

    pub fn sample_empty() -> Self {
        Self {
            sessions: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn without_sessions_the_page_says_when_one_appears() {
        assert!(
            CommitteesPage::sample_empty()
                .html()
                .unwrap()
                .contains("No hay sesiones")
        );
        assert!(CommitteesPage::sample().html().unwrap().contains("/comites/cigd/11"));
    }
}
