//! What came in, before anything is believed of it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

/// One answer as it came in.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Typed into a form.
    Text(String),
    /// A number of a JSON body.
    Number(serde_json::Number),
    /// A truth value of a JSON body.
    Boolean(bool),
}

impl Answer {
    /// As it was typed, to be shown again.
    #[must_use]
    pub fn as_typed(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Boolean(true) => "sí".to_owned(),
            Self::Boolean(false) => "no".to_owned(),
        }
    }

    /// Whether nothing was answered.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// Answers by name. The cells of a table are called `table.0.column`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Input(BTreeMap<String, Answer>);

impl Input {
    /// Answers of an HTML form. Of a name that comes twice, the last counts.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(name, value)| (name, Answer::Text(value)))
                .collect(),
        )
    }

    /// Answers of a JSON body; a list of objects is a table. What is neither, such as null, is no answer.
    #[must_use]
    pub fn from_json(body: &serde_json::Map<String, Json>) -> Self {
        let mut answers = BTreeMap::new();
        for (name, value) in body {
            match value {
                Json::Array(rows) => {
                    for (n, row) in rows.iter().enumerate() {
                        for (column, cell) in row.as_object().into_iter().flatten() {
                            insert(&mut answers, format!("{name}.{n}.{column}"), cell);
                        }
                    }
                }
                _ => insert(&mut answers, name.clone(), value),
            }
        }
        Self(answers)
    }

    /// The answer of that name, unless it is blank.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Answer> {
        self.0.get(name).filter(|answer| !answer.is_blank())
    }

    /// What was typed, to be shown again; empty when nothing was.
    #[must_use]
    pub fn typed(&self, name: &str) -> String {
        self.0.get(name).map(Answer::as_typed).unwrap_or_default()
    }

    /// The numbers of a table's rows that hold something, in order.
    #[must_use]
    pub fn rows(&self, table: &str) -> Vec<usize> {
        let prefix = format!("{table}.");
        let of_table = self
            .0
            .range(prefix.clone()..)
            .take_while(|(name, _)| name.starts_with(&prefix));
        let filled = of_table.filter(|(_, answer)| !answer.is_blank());
        let mut rows: Vec<usize> = filled
            .filter_map(|(name, _)| name[prefix.len()..].split('.').next()?.parse().ok())
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

fn insert(answers: &mut BTreeMap<String, Answer>, name: String, value: &Json) {
    let answer = match value {
        Json::String(text) => Answer::Text(text.clone()),
        Json::Number(number) => Answer::Number(number.clone()),
        Json::Bool(truth) => Answer::Boolean(*truth),
        Json::Null | Json::Array(_) | Json::Object(_) => return,
    };
    answers.insert(name, answer);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_by_what_they_hold_whatever_their_numbers() {
        let pairs = [
            ("t.0.a", "x"),
            ("t.7.a", "y"),
            ("t.3.a", "  "),
            ("tt.1.a", "z"),
            ("t.otra.a", "w"),
        ];
        let input = Input::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(input.rows("t"), [0, 7]);
    }

    #[test]
    fn a_json_body_gives_the_same_names_as_a_form() {
        let body = serde_json::json!({ "si": true, "n": 4, "t": [{ "a": "x" }], "nada": null, "hondo": { "b": 1 } });
        let input = Input::from_json(body.as_object().unwrap());
        assert_eq!(input.get("si"), Some(&Answer::Boolean(true)));
        assert_eq!(input.typed("t.0.a"), "x");
        assert_eq!((input.get("nada"), input.get("hondo")), (None, None));
    }
}
