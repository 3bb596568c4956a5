//! What is looked at before a document is parsed: how deep it goes, how many attributes an element has, and
//! that it defines no entities. The parser itself takes time that grows with their square.

use crate::limits;

/// Why a document is not even parsed, and where, as an offset.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Doctype(usize),
    Deep(usize),
    Attributes(usize),
}

/// Looks through the tags of a document. What is not XML is left for the parser to say.
pub(super) fn check(source: &str) -> Result<(), Refused> {
    let mut depth = 0_usize;
    let mut from = 0;
    while let Some(open) = find(source, from, "<") {
        let rest = source.get(open..).unwrap_or_default();
        from = match rest {
            _ if rest.starts_with("<!--") => past(source, open, "-->"),
            _ if rest.starts_with("<![CDATA[") => past(source, open, "]]>"),
            _ if rest.starts_with("<?") => past(source, open, "?>"),
            _ if rest.starts_with("<!") => return Err(Refused::Doctype(open)),
            _ if rest.starts_with("</") => {
                depth = depth.saturating_sub(1);
                past(source, open, ">")
            }
            _ => {
                let tag = tag(rest);
                if tag.attributes > limits::ATTRIBUTES {
                    return Err(Refused::Attributes(open));
                }
                depth += usize::from(!tag.empty);
                if depth > limits::DEPTH {
                    return Err(Refused::Deep(open));
                }
                open + tag.length
            }
        };
    }
    Ok(())
}

fn find(source: &str, from: usize, what: &str) -> Option<usize> {
    source.get(from..)?.find(what).map(|at| from + at)
}

fn past(source: &str, from: usize, end: &str) -> usize {
    find(source, from, end).map_or(source.len(), |at| at + end.len())
}

struct Tag {
    length: usize,
    attributes: usize,
    empty: bool,
}

fn tag(text: &str) -> Tag {
    let mut quoted = None;
    let mut attributes = 0;
    let mut before = b' ';
    for (n, byte) in text.bytes().enumerate() {
        match (quoted, byte) {
            (Some(quote), _) if byte == quote => quoted = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => {
                quoted = Some(byte);
                attributes += 1;
            }
            (None, b'>') => {
                let empty = before == b'/';
                let length = n + 1;
                return Tag {
                    length,
                    attributes,
                    empty,
                };
            }
            (None, _) => {}
        }
        before = byte;
    }
    Tag {
        length: text.len(),
        attributes,
        empty: true,
    }
}
