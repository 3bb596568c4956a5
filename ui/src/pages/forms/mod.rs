//! From the form of a definition to the fields of a page: what is asked, with what is known.
//!
//! A question that depends on one answer of the same page stands right below that answer; one that depends on an
//! earlier page is there or not; any other is always there, and the server leaves out what was not asked.

mod control;
mod files;

pub use files::{UploadView, document_field};

use jiff::Zoned;
use radica_workflows::catalog::form::{self, Condition, Data, FieldError, FieldType, Input};

use super::parts::{Choice, Control, Field};

/// What is known of a form when it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// Answers accepted before, of this page and of the others.
    pub stored: &'a Data,
    /// What came in now, which is shown instead, as it was typed.
    pub typed: Option<&'a Input>,
    pub errors: &'a [FieldError],
    pub rows: RowChange<'a>,
    pub now: &'a Zoned,
}

/// What was asked of the rows of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RowChange<'a> {
    #[default]
    None,
    /// One more row in this table.
    Add(&'a str),
    /// This row of this table goes.
    Remove(&'a str, usize),
}

impl<'a> RowChange<'a> {
    /// Reads the buttons of a table: `add_row=dignatarios`, `remove_row=dignatarios.2`.
    pub fn read(add: Option<&'a str>, remove: Option<&'a str>) -> Self {
        if let Some(table) = add {
            return Self::Add(table);
        }
        let removed = remove.and_then(|value| value.rsplit_once('.'));
        match removed.map(|(table, row)| (table, row.parse())) {
            Some((table, Ok(row))) => Self::Remove(table, row),
            _ => Self::None,
        }
    }
}

impl Filled<'_> {
    /// The questions of a page, in order; those that follow an answer are inside it.
    pub fn fields(&self, asked: &[form::Field]) -> Vec<Field> {
        let below = |field: &form::Field| field.when.as_ref().is_some_and(|when| host(when, asked).is_some());
        asked
            .iter()
            .filter(|field| !below(field) && self.stands(field, asked))
            .map(|field| self.field(field, asked))
            .collect()
    }

    /// Whether a question with a condition stands in the page.
    fn stands(&self, field: &form::Field, asked: &[form::Field]) -> bool {
        let Some(when) = &field.when else { return true };
        mentions(when, asked) || when.holds(self.stored, self.now)
    }

    fn field(&self, field: &form::Field, asked: &[form::Field]) -> Field {
        let mut shown = Field::new(&field.id, &field.label, self.control(field, &field.id));
        shown.hint.clone_from(&field.hint);
        shown.error = self.error(&field.id);
        shown.optional = is_optional(field);
        self.put_below(&mut shown.control, &field.id, asked);
        shown
    }

    /// Puts the questions that follow each answer below it.
    fn put_below(&self, control: &mut Control, host_id: &str, asked: &[form::Field]) {
        let follows = |answer: &str| -> Vec<Field> {
            let here = |field: &&form::Field| field.when.as_ref().and_then(trigger) == Some((host_id, answer));
            asked
                .iter()
                .filter(here)
                .map(|field| self.field(field, asked))
                .collect()
        };
        match control {
            Control::Radio { options } => options
                .iter_mut()
                .for_each(|option| option.when = follows(&option.value)),
            Control::Accept { when, .. } => *when = follows("true"),
            _ => {}
        }
    }

    /// The message of a name, if its answer has to be corrected.
    fn error(&self, name: &str) -> Option<String> {
        self.errors
            .iter()
            .find(|error| error.field == name)
            .map(|error| error.message.clone())
    }
}

fn is_optional(field: &form::Field) -> bool {
    matches!(field.required, form::Rule::Never) && !matches!(field.kind, FieldType::Accept | FieldType::Table)
}

/// The field of the page below whose answer a conditional question can stand.
fn host<'a>(when: &Condition, asked: &'a [form::Field]) -> Option<&'a form::Field> {
    let (id, answer) = trigger(when)?;
    asked.iter().find(|field| field.id == id && offers(field, answer))
}

fn offers(field: &form::Field, answer: &str) -> bool {
    match field.kind {
        FieldType::Choice => {
            field.style == form::ChoiceStyle::Radio && field.options.iter().any(|option| option.value == answer)
        }
        FieldType::YesNo => true,
        FieldType::Accept => answer == "true",
        _ => false,
    }
}

/// The answer that a condition waits for, when it only compares one field with a text, a yes or a no.
fn trigger(when: &Condition) -> Option<(&str, &str)> {
    when.as_answer().or_else(|| {
        let (field, answer) = when.source().split_once('=')?;
        let (field, answer) = (field.trim(), answer.trim());
        let plain = field.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        (plain && matches!(answer, "true" | "false")).then_some((field, answer))
    })
}

/// Whether a condition speaks of an answer of this page, so that it cannot be decided before it is sent.
fn mentions(when: &Condition, asked: &[form::Field]) -> bool {
    let words = when
        .source()
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.into_iter().any(|word| asked.iter().any(|field| field.id == word))
}

fn choices(options: &[form::Choice], chosen: &str) -> Vec<Choice> {
    let shown = |option: &form::Choice| Choice {
        hint: option.hint.clone(),
        ..Choice::new(&option.value, &option.label, option.value == chosen)
    };
    options.iter().map(shown).collect()
}

#[cfg(test)]
mod tests;
