//! Thanks for the answer to the survey.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon};

/// It does not touch the case.
#[derive(Clone, Debug, Template)]
#[template(path = "following/rated.html")]
pub struct RatedPage {
    pub chrome: Chrome,
    pub radicado: String,
}

#[cfg(test)]
impl RatedPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::citizen(),
            radicado: "E-2026-016902".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_thanks_lead_back_to_the_case() {
        assert!(RatedPage::sample().html().unwrap().contains("/casos/E-2026-016902"));
    }
}
