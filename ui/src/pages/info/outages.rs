//! The record of outages, which lets a filer prove that the platform was down.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon};

/// Interruptions, newest first (Ley 1437 de 2011, art. 62).
#[derive(Clone, Debug, Template)]
#[template(path = "info/outages.html")]
pub struct OutagesPage {
    pub chrome: Chrome,
    pub outages: Vec<Outage>,
}

/// One interruption.
#[derive(Clone, Debug)]
pub struct Outage {
    pub from: String,
    /// `None` while it lasts.
    pub until: Option<String>,
    pub what: String,
    /// The certificate, once it ended.
    pub certificate: Option<String>,
}

#[cfg(test)]
impl OutagesPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            outages: vec![Outage {
                from: "3 de noviembre de 2026, 14:02".into(),
                until: Some("15:37".into()),
                what: "No se podía radicar. Corte de energía en el centro de datos.".into(),
                certificate: Some("/interrupciones/2026-03.pdf".into()),
            }],
        }
    }

    pub fn sample_empty() -> Self {
        Self {
            outages: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn an_outage_has_its_hours_and_its_certificate() {
        let html = OutagesPage::sample().html().unwrap();
        assert!(html.contains("14:02") && html.contains("/interrupciones/2026-03.pdf"));
    }

    #[test]
    fn an_empty_record_says_that_there_was_none() {
        assert!(
            OutagesPage::sample_empty()
                .html()
                .unwrap()
                .contains("Ninguna interrupción")
        );
    }
}
