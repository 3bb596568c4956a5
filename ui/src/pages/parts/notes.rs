//! Messages and states: a word, a shape and a colour, in that order.

use askama::Template;

use super::piece;
use crate::pages::icons::Icon;

/// What a message or state means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Information, or a state without weight.
    #[default]
    Neutral,
    Ok,
    Warn,
    Bad,
    /// Suspended, waiting.
    Stop,
    /// Kept but not filed: dashed.
    Draft,
}

impl Tone {
    /// The class, with the space that precedes it.
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Neutral => "",
            Tone::Ok => " ok",
            Tone::Warn => " warn",
            Tone::Bad => " bad",
            Tone::Stop => " stop",
            Tone::Draft => " draft",
        }
    }

    /// The shape that goes with the colour when nothing more precise is known.
    pub const fn icon(self) -> Icon {
        match self {
            Tone::Neutral => Icon::Info,
            Tone::Ok => Icon::EnTermino,
            Tone::Warn => Icon::PorVencer,
            Tone::Bad => Icon::Vencido,
            Tone::Stop => Icon::Suspendido,
            Tone::Draft => Icon::Borrador,
        }
    }
}

/// A state in a few words.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<span class="tag{{ tone.class() }}">{% if let Some(icon) = icon %}{{ icon }} {% endif %}{{ text }}</span>"#,
    ext = "html"
)]
pub struct Tag {
    pub tone: Tone,
    pub icon: Option<Icon>,
    pub text: String,
}

/// A message: what happened, what it means, what follows.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/note.html")]
pub struct Note {
    pub tone: Tone,
    pub icon: Icon,
    pub title: Option<String>,
    pub lines: Vec<String>,
    pub link: Option<Link>,
    pub heading: Heading,
}

/// Where a message stands among the headings of its page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heading {
    /// Directly in the page.
    #[default]
    Page,
    /// Inside a section.
    Section,
}

/// Where to go, in words.
#[derive(Clone, Debug)]
pub struct Link {
    pub href: String,
    pub text: String,
}

piece!(Tag, Note);

impl Tag {
    /// A state with the icon that belongs to it.
    pub fn new(tone: Tone, icon: Icon, text: impl Into<String>) -> Self {
        Self {
            tone,
            icon: Some(icon),
            text: text.into(),
        }
    }
}

impl Note {
    /// A message with a title and one sentence.
    pub fn new(tone: Tone, icon: Icon, title: impl Into<String>, line: impl Into<String>) -> Self {
        Self {
            tone,
            icon,
            title: Some(title.into()),
            lines: vec![line.into()],
            link: None,
            heading: Heading::Page,
        }
    }

    /// The same message inside a section.
    #[must_use]
    pub fn in_section(self) -> Self {
        Self {
            heading: Heading::Section,
            ..self
        }
    }
}

impl Link {
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            text: text.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_a_shape_and_a_word_and_escapes_what_it_is_given() {
        let tag = Tag::new(Tone::Bad, Icon::Vencido, "Vencido <1 día").to_string();
        assert!(tag.starts_with(r#"<span class="tag bad"><svg"#));
        assert!(tag.contains("Vencido &#60;1 día"));
    }
}
