//! Headings whose numbers do not break at the end of a line.

use askama::Template;

use super::piece;

/// The words of a heading; the number of a case or of a document stays on one line.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"{% for word in self.each() %}{% if !loop.first %} {% endif %}{% if crate::pages::format::is_filing_number(word) %}<span class="rad">{{ word }}</span>{% else %}{{ word }}{% endif %}{% endfor %}"#,
    ext = "html"
)]
pub struct Unbroken {
    words: String,
}

piece!(Unbroken);

impl Unbroken {
    /// A heading as it is written.
    pub fn of(words: &str) -> Self {
        Self {
            words: words.to_owned(),
        }
    }

    fn each(&self) -> impl Iterator<Item = &str> {
        self.words.split(' ')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_radicado_stays_whole_and_the_rest_is_as_it_was_written() {
        assert_eq!(
            Unbroken::of("Va a <prorrogar> E-2026-000002").to_string(),
            "Va a &#60;prorrogar&#62; <span class=\"rad\">E-2026-000002</span>"
        );
    }
}
