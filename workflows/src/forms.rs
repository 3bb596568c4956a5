//! Forms as services use them: judged by the entity's limits at the entity's own time.

use jiff::Zoned;
use serde_json::Value;

use crate::actor::Person;
use crate::app::App;
use crate::catalog::form::{Asking, Data, Field, FieldError, Input, Prefill, Step, validate};
use crate::catalog::ids::FormId;
use crate::catalog::tramite::Document;
use crate::problem::{Error, Result};

/// Reads the answers to some fields; `known` is what was answered on other pages.
///
/// # Errors
/// [`Error::Invalid`] with every field to correct.
pub fn read(app: &App, fields: &[Field], input: &Input, known: &Data) -> Result<Data> {
    let now = app.clock.local();
    let asking = Asking {
        now: &now,
        limits: &app.catalog().entity.limits,
        known,
    };
    validate(fields, input, &asking).map_err(Error::Invalid)
}

/// Reads answers that were accepted before by the rules of today: the definition or the day may have changed.
///
/// # Errors
/// [`Error::Invalid`] with every field to correct, of every step.
pub fn read_again(app: &App, steps: &[Step], answers: &Data) -> Result<Data> {
    let now = app.clock.local();
    let input = Input::from_json(answers);
    let mut known = Data::new();
    let mut errors: Vec<FieldError> = Vec::new();
    for step in steps {
        let asking = Asking {
            now: &now,
            limits: &app.catalog().entity.limits,
            known: &known,
        };
        match validate(&step.fields, &input, &asking) {
            Ok(given) => known.extend(given),
            Err(wrong) => errors.extend(wrong),
        }
    }
    if errors.is_empty() {
        Ok(known)
    } else {
        Err(Error::Invalid(errors))
    }
}

/// The documents that the answers make necessary and that did not come.
pub fn missing<'a>(
    documents: &'a [Document],
    answers: &Data,
    now: &Zoned,
    came: impl Fn(&str) -> bool,
) -> Vec<&'a Document> {
    let asked = documents
        .iter()
        .filter(|document| document.required.holds(answers, now));
    asked.filter(|document| !came(&document.id)).collect()
}

/// What the account already knows of the answers.
#[must_use]
pub fn prefilled(steps: &[Step], person: &Person) -> Data {
    let known = |prefill: Prefill| match prefill {
        Prefill::Name => Some(person.name.clone()),
        Prefill::Identification => person.id_number.clone(),
        Prefill::Email => person.email.clone(),
        Prefill::Phone => person.phone.clone(),
    };
    let fields = steps.iter().flat_map(|step| &step.fields);
    let filled = fields.filter_map(|field| Some((field.id.clone(), Value::from(known(field.prefill?)?))));
    filled.collect()
}

/// The fields of a named form.
pub fn named(app: &App, id: &str) -> Result<Vec<Field>> {
    let form = app.catalog().forms.get(&FormId::new(id));
    let form = form.ok_or_else(|| Error::Internal(format!("no form {id} in the catalogue")))?;
    Ok(form.fields.clone())
}
