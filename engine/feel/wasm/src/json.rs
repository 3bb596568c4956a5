//! Values from and to JSON text. Our own because numbers stay decimals from end to end, and because it
//! is a tenth of the general one.

use radica_feel::{Context, Number, Value};
use std::fmt::Write;

/// How deep arrays and objects may nest.
const MAX_DEPTH: u32 = 150;

/// Reads JSON; the error says at which byte it is not.
pub fn read(text: &str) -> Result<Value, String> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let value = reader.value();
    reader.blank();
    match value {
        Some(value) if reader.at == text.len() => Ok(value),
        _ => Err(format!("byte {}: this is no JSON", reader.at)),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn blank(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn take(&mut self, token: &str) -> bool {
        self.blank();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn value(&mut self) -> Option<Value> {
        self.blank();
        let next = self.rest().bytes().next()?;
        match next {
            b'{' | b'[' if self.depth >= MAX_DEPTH => None,
            b'{' => self.object(),
            b'[' => self.array(),
            b'"' => self.string().map(Value::from),
            b'-' | b'0'..=b'9' => self.number(),
            _ if self.take("null") => Some(Value::Null),
            _ if self.take("true") => Some(Value::Boolean(true)),
            _ if self.take("false") => Some(Value::Boolean(false)),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<Value> {
        let part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let length = self.rest().len() - self.rest().trim_start_matches(part).len();
        let text = self.rest().get(..length)?;
        self.at += length;
        Some(Value::from(text.replace('+', "").parse::<Number>().ok()))
    }

    fn array(&mut self) -> Option<Value> {
        let mut items = Vec::new();
        self.take("[");
        self.depth += 1;
        if !self.take("]") {
            loop {
                items.push(self.value()?);
                if self.take("]") {
                    break;
                }
                self.take(",").then_some(())?;
            }
        }
        self.depth -= 1;
        Some(Value::list(items))
    }

    fn object(&mut self) -> Option<Value> {
        let mut entries = Context::new();
        self.take("{");
        self.depth += 1;
        if !self.take("}") {
            loop {
                self.blank();
                let name = self.string()?;
                self.take(":").then_some(())?;
                entries.set(name, self.value()?).then_some(())?;
                if self.take("}") {
                    break;
                }
                self.take(",").then_some(())?;
            }
        }
        self.depth -= 1;
        Some(Value::Context(entries))
    }

    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut chars = self.rest().strip_prefix('"')?.chars();
        loop {
            match chars.next()? {
                '"' => break,
                '\\' => text.push(escaped(&mut chars)?),
                c if c < ' ' => return None,
                c => text.push(c),
            }
        }
        self.at = self.text.len() - chars.as_str().len();
        Some(text)
    }
}

fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    Some(match chars.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => {
            let high = unit(chars)?;
            if !(0xD800..0xDC00).contains(&high) {
                return char::from_u32(high);
            }
            (chars.next()? == '\\' && chars.next()? == 'u').then_some(())?;
            let low = unit(chars)?.checked_sub(0xDC00)?;
            char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + low)?
        }
        c @ ('"' | '\\' | '/') => c,
        _ => return None,
    })
}

fn unit(chars: &mut std::str::Chars<'_>) -> Option<u32> {
    let mut code = 0;
    for _ in 0..4 {
        code = code * 16 + chars.next()?.to_digit(16)?;
    }
    Some(code)
}

/// Writes JSON. Dates and durations are text in their FEEL form; functions are null.
pub fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null | Value::Function(_) => out.push_str("null"),
        Value::Boolean(_) | Value::Number(_) => out.push_str(&value.to_string()),
        Value::String(text) => quote(text, out),
        Value::List(list) => {
            out.push('[');
            for (at, item) in list.items().iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                write(item, out);
            }
            out.push(']');
        }
        Value::Context(context) => {
            out.push('{');
            for (at, (name, value)) in context.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                quote(name, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        other => quote(&other.to_string(), out),
    }
}

/// Writes text in quotes.
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
