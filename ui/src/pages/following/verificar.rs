//! Asking whether a document is authentic, by the code beside its QR.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon};

/// One question, for anyone.
#[derive(Clone, Debug, Template)]
#[template(path = "following/verificar.html")]
pub struct VerifyPage {
    pub chrome: Chrome,
    /// What was typed.
    pub code: String,
    /// Set when no document has that code.
    pub problem: Option<String>,
}

#[cfg(test)]
impl VerifyPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            code: String::new(),
            problem: None,
        }
    }

    pub fn sample_unknown() -> Self {
        Self {
            code: "7KQ4-M2XD-9RTX".into(),
            problem: Some("Ningún documento tiene ese código. Revise que sean doce letras y números".into()),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn an_unknown_code_stays_in_its_field_with_what_to_do() {
        let html = VerifyPage::sample_unknown().html().unwrap();
        assert!(html.contains("value=\"7KQ4-M2XD-9RTX\"") && html.contains("<title>Error: "));
    }
}
