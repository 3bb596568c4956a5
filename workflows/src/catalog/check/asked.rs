//! What was asked so far in a form: what a condition may name, of which type, and with which answers.

use std::collections::HashMap;

use radica_feel::{Type, Types};

use crate::catalog::form::condition::Condition;
use crate::catalog::form::{Field, FieldType};

/// The fields before the one being checked.
#[derive(Default)]
pub(super) struct Asked(HashMap<String, Question>);

struct Question {
    kind: Type,
    answers: Vec<String>,
}

impl Asked {
    /// Whether a field of that name was asked.
    pub fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// Takes a field.
    pub fn add(&mut self, field: &Field) {
        let answers = field.options.iter().map(|choice| choice.value.clone()).collect();
        let kind = type_of(field.kind);
        self.0.insert(field.id.clone(), Question { kind, answers });
    }

    /// Why a condition can never be told: a name that was not asked, types that do not compare, an answer that is
    /// not offered. Nothing for one that is not FEEL.
    pub fn mistake(&self, condition: &Condition) -> Option<String> {
        if let Some((field, answer)) = condition.as_answer() {
            let question = self.0.get(field);
            let offered =
                question.is_none_or(|asked| asked.answers.is_empty() || asked.answers.iter().any(|one| one == answer));
            if !offered {
                return Some(format!("`{answer}` no es una respuesta de `{field}`"));
            }
        }
        let (kind, mistakes) = condition.expression()?.check(self);
        if let Some(mistake) = mistakes.first() {
            let fragment = &mistake.fragment;
            return Some(if self.names_it(fragment) {
                format!("`{fragment}` compara lo que no se puede comparar ({})", mistake.message)
            } else {
                format!("`{fragment}` no es un campo anterior")
            });
        }
        let says_yes_or_no = matches!(kind, Type::Boolean | Type::Any | Type::Null);
        (!says_yes_or_no).then(|| format!("`{}` no dice sí o no", condition.source()))
    }

    /// Whether a fragment is more than one unknown name.
    fn names_it(&self, fragment: &str) -> bool {
        self.has(fragment) || fragment.contains(|c: char| !c.is_alphanumeric() && c != '_')
    }
}

impl Types for Asked {
    fn type_of(&self, name: &str) -> Option<Type> {
        self.0.get(name).map(|asked| asked.kind.clone())
    }
}

/// The type that an answer has in a condition; dates are text, as forms keep them.
fn type_of(kind: FieldType) -> Type {
    match kind {
        FieldType::Number | FieldType::Money => Type::Number,
        FieldType::YesNo | FieldType::Accept => Type::Boolean,
        FieldType::Table | FieldType::File => Type::Any,
        FieldType::Text
        | FieldType::LongText
        | FieldType::Date
        | FieldType::Choice
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Nit
        | FieldType::Cedula
        | FieldType::NitOrCedula => Type::String,
    }
}
