//! A small XML tree to write: escaped, indented, attributes in the order they were given.

use std::fmt::Write;

use quick_xml::escape::escape;

/// An element to write.
pub(super) struct Xml {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Xml>,
    text: Option<String>,
}

impl Xml {
    pub fn new(name: &str) -> Self {
        let (attributes, children) = Default::default();
        Self {
            name: name.to_owned(),
            attributes,
            children,
            text: None,
        }
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }

    pub fn with_some(self, name: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    pub fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    pub fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// The document that has this element as its root.
    pub fn document(&self) -> String {
        let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        // Writing to a string cannot fail.
        let _ = write!(out, "{indent}<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(out, " {name}=\"{}\"", attribute(value));
        }
        match (&self.text, self.children.is_empty()) {
            (None, true) => out.push_str("/>\n"),
            (Some(text), _) => {
                let _ = writeln!(out, ">{}</{}>", escaped(text), self.name);
            }
            (None, false) => {
                out.push_str(">\n");
                for child in &self.children {
                    child.write(out, depth + 1);
                }
                let _ = writeln!(out, "{indent}</{}>", self.name);
            }
        }
    }
}

/// Escaped, without the control characters that XML has no way to write.
fn escaped(text: &str) -> String {
    let legal: String = text
        .chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r') || !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    escape(legal.as_str()).replace('\r', "&#13;")
}

/// Escaped so that line ends survive in an attribute.
fn attribute(text: &str) -> String {
    escaped(text).replace('\n', "&#10;").replace('\t', "&#9;")
}
