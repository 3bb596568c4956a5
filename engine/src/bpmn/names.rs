//! Ids of flows in XML: those of YAML (`from->to`) are no XML names, so what does not fit is written as
//! `_xHHHH_`, the convention of SQL/XML.

use std::fmt::Write;

/// An id as XML writes it.
pub(super) fn encode(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for c in id.chars() {
        if matches!(c, '>' | '#') {
            // Writing to a string cannot fail.
            let _ = write!(out, "_x{:04X}_", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// What [`encode`] was given.
pub(super) fn decode(id: &str) -> String {
    id.replace("_x003E_", ">").replace("_x0023_", "#")
}
