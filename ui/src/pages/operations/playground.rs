//! A page to try expressions on data, for administrators.

use askama::Template;
use radica_workflows::trying::{Tried, TryError};

use crate::pages::chrome::Chrome;
use crate::pages::parts::FormErrors;
use crate::pages::parts::Link;

/// Field of the expression.
pub const EXPRESSION: &str = "expresion";
/// Field of the data.
pub const DATA: &str = "datos";

/// What was written, and what came of it.
#[derive(Clone, Debug, Template)]
#[template(path = "operations/playground.html")]
pub struct PlaygroundPage {
    pub chrome: Chrome,
    pub expression: String,
    pub data: String,
    pub errors: FormErrors,
    /// What is wrong with the expression, with its line marked.
    pub expression_error: Option<String>,
    pub data_error: Option<String>,
    pub result: Option<PlaygroundResult>,
}

/// A value and its explanation.
#[derive(Clone, Debug)]
pub struct PlaygroundResult {
    pub value: String,
    pub explanation: Vec<String>,
}

impl PlaygroundPage {
    /// An example to begin with.
    pub fn new(chrome: Chrome) -> Self {
        Self {
            chrome,
            expression: "if costo > 0 then \"con recibo\" else \"gratis\"".to_owned(),
            data: "{ \"costo\": 12500 }".to_owned(),
            errors: FormErrors::default(),
            expression_error: None,
            data_error: None,
            result: None,
        }
    }

    /// What an expression gave on data.
    pub fn of(chrome: Chrome, expression: &str, data: &str, tried: Result<Tried, TryError>) -> Self {
        let page = Self {
            expression: expression.to_owned(),
            data: data.to_owned(),
            ..Self::new(chrome)
        };
        match tried {
            Ok(tried) => Self {
                result: Some(PlaygroundResult {
                    value: tried.value,
                    explanation: tried.explanation,
                }),
                ..page
            },
            Err(TryError::Expression(error)) => Self {
                errors: FormErrors::with_links(vec![Link::new("#expresion", "La expresión no se entiende")]),
                expression_error: Some(error.to_string()),
                ..page
            },
            Err(error @ TryError::Data { .. }) => Self {
                errors: FormErrors::with_links(vec![Link::new("#datos", "Los datos no son un objeto de JSON")]),
                data_error: Some(error.to_string()),
                ..page
            },
        }
    }
}

#[cfg(test)]
impl PlaygroundPage {
    pub fn sample() -> Self {
        Self {
            result: Some(PlaygroundResult {
                value: "null".into(),
                explanation: vec![
                    "línea 1, columna 1, `1 + nombre`: el número 1 + el texto \"Luz\" no tiene valor".into(),
                ],
            }),
            ..Self::new(Chrome::official())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_result_comes_with_its_explanation() {
        let html = PlaygroundPage::sample().html().unwrap();
        assert!(html.contains("no tiene valor"));
    }
}
