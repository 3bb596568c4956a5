//! Finding expedientes and what their documents say.

use askama::Template;

use super::Branch;
use crate::pages::{chrome::Chrome, format, icons::Icon};

/// Only what the reader may read is found, counted or quoted.
#[derive(Clone, Debug, Template)]
#[template(path = "records/search.html")]
pub struct ExpedienteSearchPage {
    pub chrome: Chrome,
    pub query: String,
    /// The series it is limited to.
    pub series: Option<String>,
    pub found: Vec<Found>,
    /// Whether what the reader has just changed may not be found yet.
    pub behind: bool,
    pub next: Option<String>,
    pub trd: String,
    pub tree: Vec<Branch>,
}

/// An expediente, or a document inside it.
#[derive(Clone, Debug)]
pub struct Found {
    pub href: String,
    pub title: String,
    /// Code, series and dates.
    pub facts: String,
    /// Words around what was searched, with the hits marked.
    pub snippet: Vec<Excerpt>,
}

/// A stretch of quoted text.
#[derive(Clone, Debug)]
pub struct Excerpt {
    pub text: String,
    pub hit: bool,
}

impl ExpedienteSearchPage {
    fn headline(&self) -> String {
        let count = i64::try_from(self.found.len()).unwrap_or(i64::MAX);
        match (count, self.query.is_empty()) {
            (0, _) => "No hay resultados".into(),
            (_, true) => "Expedientes".into(),
            _ => format!(
                "{} con «{}»",
                format::plural(count, "resultado", "resultados"),
                self.query
            ),
        }
    }
}

#[cfg(test)]
impl ExpedienteSearchPage {
    pub fn sample() -> Self {
        let excerpt = |text: &str, hit| Excerpt { text: text.into(), hit };
        Self {
            chrome: Chrome::official(),
            query: "quebrada La Taruca".into(),
            series: Some("1200.31.02 Comunales".into()),
            found: vec![Found {
                href: "/expedientes/1200.31.02-2026-0147".into(),
                title: "JAC vereda San Antonio, Mocoa: personería jurídica".into(),
                facts: "1200.31.02-2026-0147 · Certificado de delimitación · 9 nov 2026".into(),
                snippet: vec![
                    excerpt("…tiene los siguientes linderos: por el norte, con la ", false),
                    excerpt("quebrada La Taruca", true),
                    excerpt("; por el oriente, con la vereda Las Palmeras…", false),
                ],
            }],
            behind: false,
            next: None,
            trd: "TRD versión 3, vigente desde el 1 de febrero de 2026".into(),
            tree: Branch::samples(),
        }
    }

    pub fn sample_empty() -> Self {
        Self {
            found: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_hit_inside_a_document_is_quoted_and_marked() {
        assert!(
            ExpedienteSearchPage::sample()
                .html()
                .unwrap()
                .contains("<mark>quebrada La Taruca</mark>")
        );
    }

    #[test]
    fn a_search_that_is_behind_says_so() {
        let behind = ExpedienteSearchPage {
            behind: true,
            ..ExpedienteSearchPage::sample()
        };
        let words = "La búsqueda aún no incluye los últimos cambios";
        assert!(behind.html().unwrap().contains(words));
        assert!(!ExpedienteSearchPage::sample().html().unwrap().contains(words));
    }

    #[test]
    fn an_empty_search_says_that_permissions_also_count() {
        assert!(
            ExpedienteSearchPage::sample_empty()
                .html()
                .unwrap()
                .contains("que usted puede leer")
        );
    }
}
