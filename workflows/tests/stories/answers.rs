//! A form filled in by its own examples, so that a story says only what matters to it.

use radica_workflows::catalog::form::{Field, FieldType, Input};

/// The answers to `fields`: what is `said`, else the field's example, the first choice, or no.
pub fn by_example(fields: &[Field], said: &[(&str, &str)]) -> Input {
    let mut answers: Vec<(String, String)> = Vec::new();
    for field in fields {
        if field.kind == FieldType::Table {
            answers.extend(rows_of(field));
        } else {
            answers.extend(example_of(field).map(|example| (field.id.clone(), example)));
        }
    }
    answers.extend(
        said.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    Input::from_pairs(answers)
}

fn rows_of(table: &Field) -> Vec<(String, String)> {
    let rows = 0..table.min_rows.unwrap_or(1).max(1);
    let cells = |row: usize| {
        table
            .columns
            .iter()
            .filter_map(move |column| Some((format!("{}.{row}.{}", table.id, column.id), example_of(column)?)))
    };
    rows.flat_map(cells).collect()
}

fn example_of(field: &Field) -> Option<String> {
    match field.kind {
        FieldType::Choice => field.options.first().map(|choice| choice.value.clone()),
        FieldType::YesNo => Some("no".to_owned()),
        FieldType::Accept => Some("si".to_owned()),
        FieldType::File | FieldType::Table => None,
        _ => field.example.clone(),
    }
}
