//! Reading the keys of one YAML map: typed, each once, and none left over.

use crate::expression::{Expression, Template};
use crate::ids::ElementId;
use crate::located::{Entry, Located, Position, Yaml};
use crate::problem::{Code, Problems, nearest};
use crate::schedule::{Schedule, ScheduleError};
use crate::variables::Name;

/// The keys of a map. What was asked for counts as known; [`Fields::finish`] reports the rest.
pub(super) struct Fields<'a> {
    at: Position,
    what: String,
    entries: &'a [Entry],
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub fn of_map(value: &'a Located, what: &str, problems: &mut Problems) -> Option<Self> {
        let Some(entries) = value.map() else {
            let expected = format!("un mapa de claves para {what}");
            problems.add(value.at, Code::Shape, format!("{what} no es un mapa"), expected);
            return None;
        };
        let what = what.to_owned();
        let at = entries.first().map_or(value.at, |entry| entry.at);
        Some(Self {
            at,
            what,
            entries,
            asked: Vec::with_capacity(24),
        })
    }

    /// Where the map begins.
    pub const fn at(&self) -> Position {
        self.at
    }

    /// What the map is, as problems name it.
    pub fn what(&self) -> &str {
        &self.what
    }

    pub fn entries(&self) -> &'a [Entry] {
        self.entries
    }

    /// The entry of a key, without making the key known.
    pub fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub fn get(&mut self, key: &'static str) -> Option<&'a Located> {
        self.asked.push(key);
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        Some(&entry.value)
    }

    pub fn text(&mut self, key: &'static str, problems: &mut Problems) -> Option<String> {
        let value = self.get(key)?;
        match &value.value {
            Yaml::Text(text) if !text.trim().is_empty() => Some(text.clone()),
            Yaml::Number(number) => Some(number.to_string()),
            _ => {
                problems.add(
                    value.at,
                    Code::Shape,
                    format!("`{key}` no es un texto"),
                    "un texto que no esté vacío",
                );
                None
            }
        }
    }

    pub fn required_text(&mut self, key: &'static str, problems: &mut Problems) -> Option<String> {
        self.require(key, problems)?;
        self.text(key, problems)
    }

    pub fn required_id(&mut self, key: &'static str, problems: &mut Problems) -> Option<String> {
        let at = self.require(key, problems)?.at;
        let text = self.text(key, problems)?;
        check_id(&text, at, problems).then_some(text)
    }

    /// A whole number.
    pub fn count(&mut self, key: &'static str, problems: &mut Problems) -> Option<u32> {
        let value = self.get(key)?;
        let number = match &value.value {
            Yaml::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
            _ => None,
        };
        if number.is_none() {
            let message = format!("`{key}` no es un número entero");
            problems.add(value.at, Code::Shape, message, "un número entero desde 0");
        }
        number
    }

    /// A flag that, when it is there at all, is `true`.
    pub fn sure(&mut self, key: &'static str, problems: &mut Problems) -> bool {
        let at = self.get(key).map(|value| value.at);
        let sure = self.flag(key, true, problems);
        if let (false, Some(at)) = (sure, at) {
            let message = format!("`{key}: false` no dice nada");
            problems.add(at, Code::Shape, message, format!("`{key}: true`, o nada"));
        }
        sure && at.is_some()
    }

    /// A FEEL expression, written `= …`.
    pub fn formula(&mut self, key: &'static str, problems: &mut Problems) -> Option<Expression> {
        let at = self.get(key)?.at;
        let text = self.text(key, problems)?;
        expression(&text, at, problems)
    }

    pub fn id(&mut self, key: &'static str, problems: &mut Problems) -> Option<ElementId> {
        let at = self.get(key)?.at;
        let text = self.text(key, problems)?;
        check_id(&text, at, problems).then(|| ElementId::from(text.as_str()))
    }

    pub fn required_list(&mut self, key: &'static str, problems: &mut Problems) -> Option<&'a [Located]> {
        let value = self.require(key, problems)?;
        let list = value.list().filter(|items| !items.is_empty());
        if list.is_none() {
            let expected = "una lista con al menos un elemento";
            problems.add(
                value.at,
                Code::Shape,
                format!("`{key}` no es una lista, o está vacía"),
                expected,
            );
        }
        list
    }

    pub fn flag(&mut self, key: &'static str, default: bool, problems: &mut Problems) -> bool {
        match self.get(key) {
            None => default,
            Some(Located {
                value: Yaml::Bool(flag),
                ..
            }) => *flag,
            Some(other) => {
                problems.add(
                    other.at,
                    Code::Shape,
                    format!("`{key}` no es sí o no"),
                    "`true` o `false`",
                );
                default
            }
        }
    }

    /// A variable's name.
    pub fn variable(&mut self, key: &'static str, problems: &mut Problems) -> Option<Name> {
        let at = self.get(key)?.at;
        let text = self.text(key, problems)?;
        if is_variable(&text) {
            return Some(Name::from(text.as_str()));
        }
        not_a_variable(&text, at, problems);
        None
    }

    pub fn schedule(&mut self, key: &'static str, problems: &mut Problems) -> Option<Schedule> {
        let value = self.get(key)?;
        let text = self.text(key, problems)?;
        match text.parse() {
            Ok(schedule) => Some(schedule),
            Err(error) => {
                let (message, expected) = schedule_problem(&text, error);
                problems.add(value.at, Code::Schedule, message, expected);
                None
            }
        }
    }

    /// A text or an expression; a number is the text that it is written as.
    pub fn template(&mut self, key: &'static str, problems: &mut Problems) -> Option<Template> {
        let value = self.get(key)?;
        let text = self.text(key, problems)?;
        template(&Located::of_text(value.at, text), problems)
    }

    pub fn require(&mut self, key: &'static str, problems: &mut Problems) -> Option<&'a Located> {
        let value = self.get(key);
        if value.is_none() {
            let message = format!("falta la clave `{key}` en {}", self.what);
            problems.add(self.at, Code::MissingKey, message, format!("`{key}: …`"));
        }
        value
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(self, problems: &mut Problems) {
        for entry in self
            .entries
            .iter()
            .filter(|entry| !self.asked.contains(&entry.key.as_str()))
        {
            let message = format!("la clave `{}` no existe en {}", entry.key, self.what);
            let expected = match nearest(&entry.key, self.asked.iter().copied()) {
                Some(likely) => format!("`{likely}`"),
                None => {
                    let known: std::collections::BTreeSet<&str> = self.asked.iter().copied().collect();
                    let known: Vec<&str> = known.into_iter().collect();
                    format!("una de: {}", known.join(", "))
                }
            };
            problems.add(entry.at, Code::UnknownKey, message, expected);
        }
    }
}

/// A literal, or an expression where a text begins with `=`; inside lists and maps too.
pub(super) fn template(value: &Located, problems: &mut Problems) -> Option<Template> {
    match &value.value {
        Yaml::Text(text) if text.trim_start().starts_with('=') => {
            expression(text, value.at, problems).map(Template::Expression)
        }
        Yaml::List(items) => {
            let items: Vec<_> = items.iter().map(|item| template(item, problems)).collect();
            items.into_iter().collect::<Option<_>>().map(Template::List)
        }
        Yaml::Map(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|entry| template(&entry.value, problems).map(|value| (Name::from(entry.key.as_str()), value)))
                .collect();
            entries.into_iter().collect::<Option<_>>().map(Template::Map)
        }
        _ => Some(Template::literal(&value.to_json())),
    }
}

/// A FEEL expression, written `= …`.
pub(super) fn expression(text: &str, at: Position, problems: &mut Problems) -> Option<Expression> {
    let Some(body) = text.trim_start().strip_prefix('=') else {
        let message = format!("`{text}` no es una expresión");
        problems.add(at, Code::Expression, message, "una expresión FEEL que empiece por `=`");
        return None;
    };
    match Expression::parse(body) {
        Ok(expression) => Some(expression),
        Err(error) => {
            let message = format!("la expresión `{}` no se entiende: {}", body.trim(), error.message);
            problems.add(at, Code::Expression, message, error.expected);
            None
        }
    }
}

/// What the names of a map may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// Names of variables.
    Variables,
    /// Any text.
    Any,
}

/// A map of values by name; empty when it is not there.
pub(super) fn templates(
    fields: &mut Fields<'_>,
    key: &'static str,
    names: Names,
    problems: &mut Problems,
) -> Vec<(Name, Template)> {
    let Some(value) = fields.get(key) else {
        return Vec::new();
    };
    let Yaml::Map(entries) = &value.value else {
        let message = format!("`{key}` no es un mapa");
        problems.add(value.at, Code::Shape, message, format!("`{key}: {{ nombre: valor }}`"));
        return Vec::new();
    };
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        if names == Names::Variables && !is_variable(&entry.key) {
            not_a_variable(&entry.key, entry.at, problems);
        }
        let value = template(&entry.value, problems);
        all.extend(value.map(|value| (Name::from(entry.key.as_str()), value)));
    }
    all
}

/// Whether a text can be the name of a variable.
pub(crate) fn is_variable(text: &str) -> bool {
    let mut letters = text.chars();
    let first = letters.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    first && letters.all(|c| c.is_alphanumeric() || c == '_')
}

fn not_a_variable(text: &str, at: Position, problems: &mut Problems) {
    let message = format!("`{text}` no es el nombre de una variable");
    let expected = "letras, cifras y `_`, empezando por una letra";
    problems.add(at, Code::BadId, message, expected);
}

fn schedule_problem(text: &str, error: ScheduleError) -> (String, &'static str) {
    let expected = "`3 working days`, `10 days`, `1 month`, `PT4H`, `2026-03-27T08:00`, `R3/PT10M` o `0 8 * * MON-FRI`";
    match error {
        ScheduleError::Cron(why) => (format!("`{text}` no es una expresión cron: {why}"), expected),
        _ => (format!("`{text}` no es un plazo ni una fecha"), expected),
    }
}

/// What XML lets an id be (an `NCName`).
fn check_id(text: &str, at: Position, problems: &mut Problems) -> bool {
    let good = is_id(text);
    if !good {
        let message = format!("`{text}` no sirve como identificador");
        let expected = "letras, cifras, `-`, `_` o `.`, sin espacios, empezando por una letra";
        problems.add(at, Code::BadId, message, expected);
    }
    good
}

/// Whether a text can be an id.
pub(crate) fn is_id(text: &str) -> bool {
    let joining = |c: char| matches!(c, '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}');
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.') || joining(c);
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(legal)
}
