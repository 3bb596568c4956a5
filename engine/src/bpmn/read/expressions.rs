//! Expressions: FEEL, with or without a leading `=`. What says that it is another language is refused.

use super::{Reader, Xml, text};
use crate::expression::Expression;
use crate::problem::{Code, Problems};

impl<'d> Reader<'d> {
    /// The FEEL of an expression element, with the leading `=` that definitions write.
    pub(super) fn formula(&self, node: Xml<'d>, problems: &mut Problems) -> Option<String> {
        let text = text(node);
        if text.is_empty() {
            let message = format!("`{}` está vacío", node.tag_name().name());
            problems.add(self.at(node), Code::Expression, message, "una expresión FEEL");
            return None;
        }
        if let Some(language) = node.attribute("language").filter(|language| !is_feel(language)) {
            self.another_language(node, "language", language, problems);
            return None;
        }
        // Other tools write a language for the whole document whatever its expressions are written in.
        let says = text.starts_with('=') || wrapped(&text).is_some() || node.attribute("language").is_some();
        if let Some(language) = self.language.filter(|language| !is_feel(language) && !says) {
            self.another_language(node, "expressionLanguage", language, problems);
            return None;
        }
        Some(formula(&text))
    }

    pub(super) fn another_language(&self, node: Xml<'_>, what: &str, language: &str, problems: &mut Problems) {
        let message = format!(
            "{what} `{language}` no se puede ejecutar en `{}`",
            node.tag_name().name()
        );
        let expected = format!("FEEL (`{what}=\"feel\"`, o sin ese atributo)");
        problems.add(self.at(node), Code::UnknownKind, message, expected);
    }
}

/// Whether this names FEEL: its URI or `feel` in some form.
pub(super) fn is_feel(language: &str) -> bool {
    language.trim().is_empty() || language.to_ascii_lowercase().contains("feel")
}

/// FEEL with the leading `=`, whether or not the document has it.
pub(super) fn formula(text: &str) -> String {
    let text = text.trim();
    if text.starts_with('=') {
        text.to_owned()
    } else {
        format!("= {}", wrapped(text).unwrap_or(text))
    }
}

/// What stands inside `${…}` or `#{…}`, when that is FEEL.
fn wrapped(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("${").or_else(|| text.strip_prefix("#{"))?;
    let inside = inside.strip_suffix('}')?.trim();
    Expression::parse(inside).is_ok().then_some(inside)
}

/// A text that other tools write: an expression where it is marked as one, else as it stands.
pub(super) fn text_or_formula(text: &str) -> String {
    let text = text.trim();
    match wrapped(text) {
        Some(inside) => format!("= {inside}"),
        None => text.to_owned(),
    }
}
