//! The answers of a form, in its order and as people read them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalog::Catalog;
use crate::catalog::form::{Choice, Data, Field, FieldType, Step};
use crate::render_data::{DataTable, Fact};
use crate::spanish;

/// Every answer given but tables, in the order of the form.
#[must_use]
pub fn facts(catalog: &Catalog, steps: &[Step], answers: &Data) -> Vec<Fact> {
    let fields = steps.iter().flat_map(|step| &step.fields);
    fields
        .filter(|field| !matches!(field.kind, FieldType::Table | FieldType::File | FieldType::Accept))
        .filter_map(|field| {
            let value = shown(catalog, field, answers.get(&field.id)?)?;
            Some(Fact::new(&field.id, &field.label, &value))
        })
        .collect()
}

/// Every answer given but tables, by field, as a sentence says it.
#[must_use]
pub fn phrases(catalog: &Catalog, steps: &[Step], answers: &Data) -> BTreeMap<String, String> {
    let fields = steps.iter().flat_map(|step| &step.fields);
    fields
        .filter_map(|field| {
            let value = answers.get(&field.id)?;
            let text = match (field.kind, value) {
                (FieldType::Choice, Value::String(chosen)) => phrase_of(catalog, field, chosen),
                (FieldType::YesNo, Value::Bool(yes)) => Some((if *yes { "sí" } else { "no" }).to_owned()),
                _ => None,
            };
            Some((field.id.clone(), text.or_else(|| shown(catalog, field, value))?))
        })
        .collect()
}

/// Every table filled in.
#[must_use]
pub fn tables(catalog: &Catalog, steps: &[Step], answers: &Data) -> Vec<DataTable> {
    let fields = steps
        .iter()
        .flat_map(|step| &step.fields)
        .filter(|field| field.kind == FieldType::Table);
    fields
        .filter_map(|field| {
            let rows = answers.get(&field.id)?.as_array()?;
            let row = |row: &Value| {
                let cell = |column: &Field| {
                    row.get(&column.id)
                        .and_then(|value| shown(catalog, column, value))
                        .unwrap_or_default()
                };
                field.columns.iter().map(cell).collect()
            };
            Some(DataTable {
                caption: field.label.clone(),
                header: field.columns.iter().map(|column| column.label.clone()).collect(),
                rows: rows.iter().map(row).collect(),
            })
        })
        .collect()
}

/// An answer as people read it; nothing for an empty one.
#[must_use]
pub fn shown(catalog: &Catalog, field: &Field, value: &Value) -> Option<String> {
    let text = match (field.kind, value) {
        (_, Value::Null) => return None,
        (_, Value::Bool(yes)) => (if *yes { "Sí" } else { "No" }).to_owned(),
        (FieldType::Money, Value::Number(amount)) => money(&amount.to_string())?,
        (FieldType::Date, Value::String(date)) => date.parse().map_or_else(|_| date.clone(), spanish::plain_date),
        (FieldType::Choice, Value::String(chosen)) => label_of(catalog, field, chosen),
        (_, Value::Number(number)) => number.to_string().replace('.', ","),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(_) | Value::Object(_)) => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// An amount as JSON writes it, never through a binary fraction: `1234.5` is `$ 1.234,50`.
fn money(amount: &str) -> Option<String> {
    let (sign, amount) = amount.strip_prefix('-').map_or(("", amount), |amount| ("-", amount));
    let (whole, cents) = amount.split_once('.').unwrap_or((amount, ""));
    let whole = spanish::pesos(whole.parse().ok()?);
    Some(if cents.trim_end_matches('0').is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole},{cents:0<2}")
    })
}

fn label_of(catalog: &Catalog, field: &Field, chosen: &str) -> String {
    option_of(catalog, field, chosen).map_or_else(|| chosen.to_owned(), |option| option.label.clone())
}

fn phrase_of(catalog: &Catalog, field: &Field, chosen: &str) -> Option<String> {
    option_of(catalog, field, chosen)?.phrase.clone()
}

fn option_of<'a>(catalog: &'a Catalog, field: &'a Field, chosen: &str) -> Option<&'a Choice> {
    let listed = field.options_from.as_ref().and_then(|list| catalog.lists.get(list));
    let mut options = field
        .options
        .iter()
        .chain(listed.into_iter().flat_map(|list| &list.options));
    options.find(|option| option.value == chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_keeps_its_cents_exactly() {
        let shown = ["1234567.0", "1234.5", "-0.07", "algo"].map(money);
        let expected = ["$\u{a0}1.234.567", "$\u{a0}1.234,50", "-$\u{a0}0,07"].map(|text| Some(text.to_owned()));
        assert_eq!(shown[..3], expected);
        assert_eq!(shown[3], None);
    }

    #[test]
    fn a_sentence_says_an_answer_by_its_phrase_and_a_list_of_data_by_its_label() {
        let catalog = Catalog::embedded().unwrap();
        let steps = &catalog.tramite("SVT-135").unwrap().filing.as_ref().unwrap().steps;
        let answers = serde_json::json!({ "proposito": "contratar", "pago_reciente": false, "municipio": "86001" });
        let answers = answers.as_object().unwrap();
        let phrases = phrases(&catalog, steps, answers);
        assert_eq!(phrases["proposito"], "para contratar con una entidad pública");
        assert_eq!(phrases["pago_reciente"], "no");
        assert_eq!(phrases["municipio"], "Mocoa");
        let facts = facts(&catalog, steps, answers);
        let purpose = facts.iter().find(|fact| fact.id == "proposito").unwrap();
        assert_eq!(purpose.value, "Para contratar con una entidad pública");
    }
}
