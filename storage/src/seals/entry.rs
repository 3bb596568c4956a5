//! The canonical bytes of a journal entry: what its leaf is made of, and its line in an export.
//!
//! One line of JSON with these members in this order and no blanks between them, so that anyone can check it with a
//! SHA-256 and nothing else:
//!
//! ```json
//! {"actor":"…","at":"2026-12-09T15:24:31.000000Z","data":…,"kind":"…","position":7,"subject_id":"…","subject_kind":"…","version":1}
//! ```
//!
//! Texts are escaped as RFC 8785 does, times are UTC with six decimals, and `data` is the text that was written with the
//! entry, as both databases keep it. It is not written anew: numbers of up to 34 digits, which RFC 8785 would round, would
//! then hide a change. Line breaks between the tokens of `data`, which Radica never writes, become blanks. What comes
//! after `data` can be told apart from it, because no text inside JSON contains a bare quotation mark; so two different
//! entries never have the same bytes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::journal::Recorded;

/// The line of an entry, without its end.
///
/// # Errors
/// When JSON cannot be written; not for any text.
pub fn canonical(entry: &Recorded) -> serde_json::Result<String> {
    let data = entry.data.as_str().replace(['\n', '\r'], " ");
    let mut line = String::with_capacity(data.len() + 256);
    member(&mut line, "{\"actor\":", &entry.actor)?;
    member(&mut line, ",\"at\":", &Instant(entry.at))?;
    line.push_str(",\"data\":");
    line.push_str(&data);
    member(&mut line, ",\"kind\":", &entry.kind)?;
    member(&mut line, ",\"position\":", &entry.position)?;
    member(&mut line, ",\"subject_id\":", &entry.subject_id)?;
    member(&mut line, ",\"subject_kind\":", &entry.subject_kind)?;
    member(&mut line, ",\"version\":", &entry.version)?;
    line.push('}');
    Ok(line)
}

fn member(line: &mut String, name: &str, value: &impl Serialize) -> serde_json::Result<()> {
    line.push_str(name);
    line.push_str(&serde_json::to_string(value)?);
    Ok(())
}

/// How a canonical line begins; no other line of an export does.
pub const BEGINNING: &str = "{\"actor\":";

/// What verification reads in a line: the position it claims.
#[derive(Debug, Deserialize)]
pub(super) struct Claim {
    pub(super) position: i64,
}

/// A moment that is written with six decimals, whatever they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub Timestamp);

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:.6}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Json,
        value::{Cell, Value},
    };

    fn entry() -> Recorded {
        Recorded {
            position: 7,
            at: "2026-12-09T15:24:31Z".parse().unwrap(),
            actor: "worker \"jobs\"\u{1}".to_owned(),
            subject_kind: "case".to_owned(),
            subject_id: "01J".to_owned(),
            version: 2,
            kind: "filed".to_owned(),
            data: Json::of(&serde_json::json!({ "monto": 12.50, "ñ": ["a", null] })).unwrap(),
        }
    }

    #[test]
    fn the_canonical_form_is_fixed_to_the_byte() {
        let expected = "{\"actor\":\"worker \\\"jobs\\\"\\u0001\",\"at\":\"2026-12-09T15:24:31.000000Z\",\
                        \"data\":{\"monto\":12.5,\"ñ\":[\"a\",null]},\"kind\":\"filed\",\"position\":7,\
                        \"subject_id\":\"01J\",\"subject_kind\":\"case\",\"version\":2}";
        assert_eq!(canonical(&entry()).unwrap(), expected);
        assert!(expected.starts_with(BEGINNING));
    }

    #[test]
    fn an_entry_is_one_line_whatever_wrote_it() {
        let data = Json::from_value(Value::Text("{\r\n\"a\": 1}".to_owned())).unwrap();
        let line = canonical(&Recorded { data, ..entry() }).unwrap();
        assert!(line.contains("\"data\":{  \"a\": 1},"), "{line}");
    }
}
