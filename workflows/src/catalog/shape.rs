//! Whether a definition has the shape of its JSON Schema: every departure at once, each where it is.
//!
//! Covers what the schemas of the catalogue use: types, required and unknown keys, enumerations, lists, alternatives.

use serde_json::{Map, Value as Json};

use radica_engine::located::{Entry, Located, Position, Yaml};

/// A departure from the shape.
#[derive(Debug, Clone)]
pub(super) struct Departure {
    pub at: Position,
    pub wrong: String,
    pub expected: String,
}

/// Every departure of `node` from `schema`.
pub(super) fn departures(node: &Located, schema: &Json) -> Vec<Departure> {
    let shape = Shape { root: schema };
    let mut found = Vec::new();
    shape.check(node, schema, "la definición", &mut found);
    found
}

struct Shape<'a> {
    root: &'a Json,
}

impl<'a> Shape<'a> {
    fn check(&self, node: &Located, schema: &'a Json, what: &str, found: &mut Vec<Departure>) {
        let Some(schema) = self.resolve(schema).as_object() else {
            return;
        };
        if let Some(choices) = alternatives(schema) {
            self.check_alternatives(node, choices, what, found);
            return;
        }
        if let Some(words) = self.words(schema) {
            check_word(node, &words, what, found);
            return;
        }
        if !types(schema).is_empty() && !types(schema).iter().any(|kind| is_of(node, kind)) {
            add(
                found,
                node.at,
                format!("{what} es {}", kind_of(node)),
                expected_type(&types(schema)),
            );
            return;
        }
        match &node.value {
            Yaml::Map(entries) => self.check_map(node, entries, schema, what, found),
            Yaml::List(items) => {
                if let Some(schema) = schema.get("items") {
                    items.iter().for_each(|item| self.check(item, schema, what, found));
                }
            }
            Yaml::Text(text)
                if schema.get("pattern").and_then(Json::as_str) == Some("^=") && !text.starts_with('=') =>
            {
                add(
                    found,
                    node.at,
                    format!("{what} no es una expresión"),
                    "una expresión FEEL después de `=`",
                );
            }
            Yaml::Number(number) if below_minimum(number, schema) => {
                add(
                    found,
                    node.at,
                    format!("{what} es {number}"),
                    "un número que no sea negativo",
                );
            }
            _ => {}
        }
    }

    fn check_map(
        &self,
        node: &Located,
        entries: &[Entry],
        schema: &'a Map<String, Json>,
        what: &str,
        found: &mut Vec<Departure>,
    ) {
        let known = schema.get("properties").and_then(Json::as_object);
        let at = entries.first().map_or(node.at, |entry| entry.at);
        for key in schema
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
        {
            if !entries.iter().any(|entry| entry.key == key) {
                add(
                    found,
                    at,
                    format!("falta la clave `{key}` en {what}"),
                    format!("`{key}: …`"),
                );
            }
        }
        for entry in entries {
            let what = format!("`{}`", entry.key);
            match known.and_then(|known| known.get(&entry.key)) {
                Some(schema) => self.check(&entry.value, schema, &what, found),
                None => match schema.get("additionalProperties") {
                    Some(Json::Bool(false)) => unknown_key(entry, known, found),
                    Some(schema) => self.check(&entry.value, schema, &what, found),
                    None => {}
                },
            }
        }
    }

    /// None fits: the departures from the alternative that comes closest.
    fn check_alternatives(&self, node: &Located, choices: &'a [Json], what: &str, found: &mut Vec<Departure>) {
        let same_kind = |schema: &&Json| {
            let kinds = self.resolve(schema).as_object().map(types).unwrap_or_default();
            kinds.is_empty() || kinds.iter().any(|kind| is_of(node, kind))
        };
        let tried = choices.iter().filter(same_kind).map(|schema| {
            let mut departures = Vec::new();
            self.check(node, schema, what, &mut departures);
            departures
        });
        match tried.min_by_key(Vec::len) {
            Some(departures) => found.extend(departures),
            None => {
                let kinds: Vec<&str> = choices
                    .iter()
                    .filter_map(|schema| self.resolve(schema).as_object())
                    .flat_map(types)
                    .collect();
                add(
                    found,
                    node.at,
                    format!("{what} es {}", kind_of(node)),
                    expected_type(&kinds),
                );
            }
        }
    }

    /// The words of an enumeration, however the schema writes it.
    fn words(&self, schema: &'a Map<String, Json>) -> Option<Vec<&'a str>> {
        if let Some(word) = schema.get("const").and_then(Json::as_str) {
            return Some(vec![word]);
        }
        if let Some(words) = schema.get("enum").and_then(Json::as_array) {
            return Some(words.iter().filter_map(Json::as_str).collect());
        }
        let choices = schema.get("oneOf")?.as_array()?;
        let words = choices
            .iter()
            .map(|choice| self.resolve(choice).as_object().and_then(|choice| self.words(choice)));
        words
            .collect::<Option<Vec<_>>>()
            .map(|words| words.into_iter().flatten().collect())
    }

    fn resolve(&self, schema: &'a Json) -> &'a Json {
        let path = schema
            .get("$ref")
            .and_then(Json::as_str)
            .and_then(|path| path.strip_prefix('#'));
        path.and_then(|path| self.root.pointer(path)).unwrap_or(schema)
    }
}

fn alternatives(schema: &Map<String, Json>) -> Option<&[Json]> {
    let choices = schema.get("anyOf").and_then(Json::as_array)?;
    Some(choices)
}

fn check_word(node: &Located, words: &[&str], what: &str, found: &mut Vec<Departure>) {
    match node.text() {
        Some(text) if words.contains(&text) => {}
        Some(text) => {
            let likely = similar::get_close_matches(text, words, 1, 0.6);
            let expected = likely
                .first()
                .map_or_else(|| one_of(words), |likely| format!("`{likely}`"));
            add(found, node.at, format!("{what} dice `{text}`"), expected);
        }
        None => add(found, node.at, format!("{what} es {}", kind_of(node)), one_of(words)),
    }
}

fn unknown_key(entry: &Entry, known: Option<&Map<String, Json>>, found: &mut Vec<Departure>) {
    let known: Vec<&str> = known.into_iter().flat_map(Map::keys).map(String::as_str).collect();
    let likely = similar::get_close_matches(entry.key.as_str(), &known, 1, 0.6);
    let expected = likely
        .first()
        .map_or_else(|| one_of(&known), |likely| format!("`{likely}`"));
    add(
        found,
        entry.at,
        format!("la clave `{}` no existe aquí", entry.key),
        expected,
    );
}

fn one_of(words: &[&str]) -> String {
    format!("una de: {}", words.join(", "))
}

fn types(schema: &Map<String, Json>) -> Vec<&str> {
    match schema.get("type") {
        Some(Json::String(kind)) => vec![kind],
        Some(Json::Array(kinds)) => kinds.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_of(node: &Located, kind: &str) -> bool {
    match (&node.value, kind) {
        (Yaml::Null, "null")
        | (Yaml::Bool(_), "boolean")
        | (Yaml::Number(_), "number")
        | (Yaml::Text(_), "string")
        | (Yaml::List(_), "array")
        | (Yaml::Map(_), "object") => true,
        (Yaml::Number(number), "integer") => number.is_i64() || number.is_u64(),
        _ => false,
    }
}

fn kind_of(node: &Located) -> &'static str {
    match node.value {
        Yaml::Null => "nada",
        Yaml::Bool(_) => "sí o no",
        Yaml::Number(_) => "un número",
        Yaml::Text(_) => "un texto",
        Yaml::List(_) => "una lista",
        Yaml::Map(_) => "un mapa",
    }
}

fn expected_type(kinds: &[&str]) -> String {
    let names = kinds.iter().filter_map(|kind| match *kind {
        "boolean" => Some("`true` o `false`"),
        "number" => Some("un número"),
        "integer" => Some("un número entero"),
        "string" => Some("un texto (entre comillas si son cifras)"),
        "array" => Some("una lista"),
        "object" => Some("un mapa"),
        _ => None,
    });
    names.collect::<Vec<_>>().join(" o ")
}

fn below_minimum(number: &serde_json::Number, schema: &Map<String, Json>) -> bool {
    let minimum = schema.get("minimum").and_then(Json::as_f64);
    minimum
        .zip(number.as_f64())
        .is_some_and(|(minimum, number)| number < minimum)
}

fn add(found: &mut Vec<Departure>, at: Position, wrong: String, expected: impl Into<String>) {
    found.push(Departure {
        at,
        wrong,
        expected: expected.into(),
    });
}
