//! Pages whose text does not depend on anything but the entity.

use askama::Template;

use crate::pages::{chrome::Chrome, icons::Icon};

/// How to file, follow, complain; and where a person helps.
#[derive(Clone, Debug, Template)]
#[template(path = "info/help.html")]
pub struct HelpPage {
    pub chrome: Chrome,
    /// Where complaints and petitions are written to.
    pub email: String,
}

/// Purpose, rights and controller of personal data (Ley 1581 de 2012).
#[derive(Clone, Debug, Template)]
#[template(path = "info/personal_data.html")]
pub struct PersonalDataPage {
    pub chrome: Chrome,
    pub email: String,
}

/// What is accessible, what is not yet, and whom to tell.
#[derive(Clone, Debug, Template)]
#[template(path = "info/accessibility.html")]
pub struct AccessibilityPage {
    pub chrome: Chrome,
    pub email: String,
}

#[cfg(test)]
impl HelpPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            email: "contactenos@ejemplo.gov.co".into(),
        }
    }
}

#[cfg(test)]
impl PersonalDataPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            email: "datos@ejemplo.gov.co".into(),
        }
    }
}

#[cfg(test)]
impl AccessibilityPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            email: "accesibilidad@ejemplo.gov.co".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_notice_names_controller_purpose_rights_and_the_time_to_answer() {
        let html = PersonalDataPage::sample().html().unwrap();
        for word in [
            "Gobernación del Putumayo",
            "conocer",
            "corregir",
            "10 días hábiles",
            "Ley 1581 de 2012",
        ] {
            assert!(html.contains(word), "{word}");
        }
    }

    #[test]
    fn help_and_accessibility_say_whom_to_write_to() {
        assert!(
            HelpPage::sample()
                .html()
                .unwrap()
                .contains("mailto:contactenos@ejemplo.gov.co")
        );
        assert!(
            AccessibilityPage::sample()
                .html()
                .unwrap()
                .contains("mailto:accesibilidad@ejemplo.gov.co")
        );
    }
}
