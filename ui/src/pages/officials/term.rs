//! The term of a case, day by day, with every change and its norm.

use askama::Template;

use super::CaseHead;
use crate::pages::{chrome::Chrome, following::ClockChange, icons::Icon, parts::Calendar};

/// The same calendar that the filer sees.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/term.html")]
pub struct CaseTermPage {
    pub chrome: Chrome,
    pub head: CaseHead,
    /// `Vence el martes 24 de noviembre. Hoy es el día hábil 12 de 15.`
    pub headline: String,
    pub calendar: Calendar,
    pub changes: Vec<ClockChange>,
    /// Whether whoever looks may extend the term.
    pub extendable: bool,
}

#[cfg(test)]
impl CaseTermPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            head: CaseHead::sample(),
            headline: "Vence el martes 24 de noviembre. Hoy es el día hábil 12 de 15.".into(),
            calendar: Calendar::sample(),
            changes: ClockChange::samples(),
            extendable: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn official_and_filer_see_the_same_count() {
        let official = CaseTermPage::sample().html().unwrap();
        assert!(official.contains(&Calendar::sample().to_string()));
    }
}
