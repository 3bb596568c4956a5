//! What a search found, or what to try when it found nothing.

use askama::Template;

use super::{ThemeLink, TramiteLink};
use crate::pages::{chrome::Chrome, format, icons::Icon};

/// The words are repeated; nothing found offers the themes and the window.
#[derive(Clone, Debug, Template)]
#[template(path = "home/search.html")]
pub struct SearchPage {
    pub chrome: Chrome,
    pub query: String,
    pub found: Vec<TramiteLink>,
    pub themes: Vec<ThemeLink>,
}

impl SearchPage {
    fn headline(&self) -> String {
        let with = match self.query.trim() {
            "" => String::new(),
            query => format!(" con «{query}»"),
        };
        match self.found.len() {
            0 => format!("No encontramos trámites{with}"),
            n => {
                let n = i64::try_from(n).unwrap_or(i64::MAX);
                format!("{}{with}", format::plural(n, "trámite", "trámites"))
            }
        }
    }
}

#[cfg(test)]
impl SearchPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            query: "junta de accion comunal".into(),
            found: TramiteLink::samples(),
            themes: ThemeLink::samples(),
        }
    }

    pub fn sample_empty() -> Self {
        Self {
            query: "pasaporte".into(),
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
    fn an_empty_search_repeats_the_words_and_offers_themes_and_the_window() {
        let html = SearchPage::sample_empty().html().unwrap();
        assert!(html.contains("No encontramos trámites con «pasaporte»"));
        assert!(html.contains("/temas/salud") && html.contains("ventanilla"));
    }

    #[test]
    fn a_search_without_words_only_counts() {
        let page = SearchPage {
            query: String::new(),
            ..SearchPage::sample()
        };
        assert_eq!(page.headline(), "5 trámites");
    }

    #[test]
    fn what_was_typed_is_escaped() {
        let page = SearchPage {
            query: "<script>".into(),
            ..SearchPage::sample_empty()
        };
        assert!(!page.html().unwrap().contains("<script>"));
    }
}
