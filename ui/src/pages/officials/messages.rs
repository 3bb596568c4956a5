//! What the office and the filer said to each other.

use askama::Template;

use super::CaseHead;
use crate::pages::{chrome::Chrome, following::seguimiento::Message, icons::Icon};

/// Messages stay in the expediente and do not move the clock.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/messages.html")]
pub struct CaseMessagesPage {
    pub chrome: Chrome,
    pub head: CaseHead,
    pub messages: Vec<Message>,
    /// False when the case ended.
    pub open: bool,
}

#[cfg(test)]
impl CaseMessagesPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            head: CaseHead::sample(),
            messages: Message::samples(),
            open: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_title_names_the_part_of_the_case() {
        let html = CaseMessagesPage::sample().html().unwrap();
        assert!(html.contains("<title>Mensajes · Caso E-2026-016902 · "));
    }

    #[test]
    fn a_message_says_that_it_stays_and_does_not_move_the_date() {
        assert!(
            CaseMessagesPage::sample()
                .html()
                .unwrap()
                .contains("No cambia la fecha límite")
        );
    }
}
