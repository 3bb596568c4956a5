use jiff::civil::date;
use radica_workflows::catalog::form::{Data, Field as Asked, FieldError, Input};
use serde_json::json;

use super::*;

fn asked() -> Vec<Asked> {
    serde_json::from_value(json!([
        { "id": "tipo", "type": "choice", "label": "¿Qué organización es?", "required": true, "options": [
            { "value": "jac", "label": "Junta de acción comunal" }, { "value": "aso", "label": "Asociación de juntas" } ] },
        { "id": "juntas", "type": "long_text", "label": "¿Cuáles juntas la forman?", "when": "= tipo = \"aso\"" },
        { "id": "aparte", "type": "yes_no", "label": "¿Otra fecha?" },
        { "id": "fecha", "type": "date", "label": "Fecha", "when": "= aparte = true" },
        { "id": "nota", "type": "text", "label": "Nota", "when": "= anterior > 3" },
        { "id": "dig", "type": "table", "label": "Dignatarios", "max_rows": 3, "columns": [
            { "id": "cedula", "type": "cedula", "label": "Cédula", "required": true } ] },
    ]))
    .unwrap()
}

fn shown(stored: serde_json::Value, typed: Option<&Input>, errors: &[FieldError], rows: RowChange<'_>) -> Vec<Field> {
    let stored: Data = stored.as_object().unwrap().clone();
    let now = date(2026, 11, 19).at(10, 14, 0, 0).in_tz("America/Bogota").unwrap();
    Filled {
        stored: &stored,
        typed,
        errors,
        rows,
        now: &now,
    }
    .fields(&asked())
}

fn names(fields: &[Field]) -> Vec<&str> {
    fields.iter().map(|field| field.name.as_str()).collect()
}

#[test]
fn a_conditional_question_stands_below_the_answer_it_follows() {
    let fields = shown(json!({ "tipo": "aso" }), None, &[], RowChange::None);
    assert_eq!(names(&fields), ["tipo", "aparte", "dig"]);
    let Control::Radio { options } = &fields[0].control else {
        panic!("not a radio")
    };
    assert!(options[1].chosen);
    assert_eq!(names(&options[1].when), ["juntas"]);
    let Control::Radio { options } = &fields[1].control else {
        panic!("not a radio")
    };
    assert_eq!(names(&options[0].when), ["fecha"]);
}

#[test]
fn a_question_that_depends_on_an_earlier_page_is_there_when_its_condition_holds() {
    assert!(names(&shown(json!({ "anterior": 4 }), None, &[], RowChange::None)).contains(&"nota"));
    assert!(!names(&shown(json!({ "anterior": 2 }), None, &[], RowChange::None)).contains(&"nota"));
}

#[test]
fn what_was_typed_stays_with_its_error_even_when_it_cannot_be_accepted() {
    let typed = Input::from_pairs([("dig.0.cedula".to_owned(), "doce".to_owned())]);
    let error = FieldError {
        field: "dig.0.cedula".into(),
        message: "Escriba la cédula".into(),
    };
    let fields = shown(json!({}), Some(&typed), &[error], RowChange::None);
    let html = fields[2].to_string();
    assert!(html.contains("value=\"doce\"") && html.contains("Escriba la cédula"));
}

#[test]
fn rows_are_added_up_to_the_most_and_taken_out_by_their_number() {
    let stored = json!({ "dig": [{ "cedula": "1" }, { "cedula": "2" }] });
    let cells = |fields: &[Field]| match &fields[2].control {
        Control::Table(table) => (
            table.rows.iter().map(|row| row.number).collect::<Vec<_>>(),
            table.can_add,
        ),
        _ => panic!("not a table"),
    };
    assert_eq!(
        cells(&shown(stored.clone(), None, &[], RowChange::read(Some("dig"), None))),
        (vec![0, 1, 2], false)
    );
    assert_eq!(
        cells(&shown(stored, None, &[], RowChange::read(None, Some("dig.0")))),
        (vec![1], true)
    );
}

#[test]
fn every_question_of_the_catalogue_is_shown_once() {
    let catalog = radica_workflows::catalog::Catalog::embedded().unwrap();
    let filings = catalog.tramites.values().filter_map(|tramite| tramite.filing.as_ref());
    for step in filings.flat_map(|filing| &filing.steps) {
        let stored = Data::new();
        let now = date(2026, 11, 19).at(10, 14, 0, 0).in_tz("America/Bogota").unwrap();
        let filled = Filled {
            stored: &stored,
            typed: None,
            errors: &[],
            rows: RowChange::None,
            now: &now,
        };
        let html: String = filled.fields(&step.fields).iter().map(ToString::to_string).collect();
        for field in step.fields.iter().filter(|field| field.kind != FieldType::Table) {
            let times = html.matches(&format!("id=\"{}\"", field.id)).count();
            let waits = field.when.as_ref().is_some_and(|when| !mentions(when, &step.fields));
            assert!(
                times == 1 || waits,
                "{} of {} is there {times} times",
                field.id,
                step.step
            );
        }
    }
}
