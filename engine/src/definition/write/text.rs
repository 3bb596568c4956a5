//! The tree as YAML text: maps and lists on one line while they are short.

use std::fmt::Write;

use crate::located::{Located, Yaml};

/// Characters of a line.
const WIDTH: usize = 116;

/// Words that some reader of YAML takes for something else.
const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

/// The document.
pub(super) fn document(tree: &Located) -> String {
    let mut out = String::new();
    block(&mut out, tree, 0);
    out
}

/// A value in lines of its own. A map or list that follows its key or its dash has its first line there.
fn block(out: &mut String, value: &Located, indent: usize) {
    match &value.value {
        Yaml::Map(entries) if !entries.is_empty() => {
            for (n, entry) in entries.iter().enumerate() {
                if n > 0 {
                    pad(out, indent);
                }
                out.push_str(&scalar(&entry.key));
                out.push(':');
                after_key(out, &entry.key, &entry.value, indent);
            }
        }
        Yaml::List(items) if !items.is_empty() => {
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    pad(out, indent);
                }
                out.push_str("- ");
                let line = flow(item);
                let element = matches!(&item.value, Yaml::Map(entries) if entries.iter().any(|entry| {
                    entry.key == "elements" || entry.key == "boundary"
                }));
                if !element && indent > 2 && indent + line.len() < WIDTH || is_scalar(item) {
                    out.push_str(&line);
                    out.push('\n');
                } else {
                    block(out, item, indent + 2);
                }
            }
        }
        _ => {
            out.push_str(&flow(value));
            out.push('\n');
        }
    }
}

fn after_key(out: &mut String, key: &str, value: &Located, indent: usize) {
    let line = flow(value);
    let holds = matches!(key, "elements" | "boxes" | "lines" | "drawing") && !is_empty(value);
    if is_scalar(value) || !holds && indent + key.len() + line.len() + 2 < WIDTH {
        // Writing to a string cannot fail.
        let _ = writeln!(out, " {line}");
        return;
    }
    out.push('\n');
    pad(out, indent + 2);
    block(out, value, indent + 2);
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn is_scalar(value: &Located) -> bool {
    !matches!(&value.value, Yaml::Map(_) | Yaml::List(_))
}

fn is_empty(value: &Located) -> bool {
    match &value.value {
        Yaml::Map(entries) => entries.is_empty(),
        Yaml::List(items) => items.is_empty(),
        _ => false,
    }
}

/// A value on one line.
fn flow(value: &Located) -> String {
    match &value.value {
        Yaml::Null => "null".to_owned(),
        Yaml::Bool(flag) => flag.to_string(),
        Yaml::Number(number) => number.to_string(),
        Yaml::Text(text) => scalar(text),
        Yaml::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Yaml::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Yaml::Map(entries) => {
            let entries = entries
                .iter()
                .map(|entry| format!("{}: {}", scalar(&entry.key), flow(&entry.value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text as it stands where nothing in it means anything to YAML, else quoted.
fn scalar(text: &str) -> String {
    let legal = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')');
    let begins = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    if begins && text.chars().all(legal) && !text.ends_with(' ') && !word {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
