//! Form fields: label, help, error and control, for every type of answer of the catalogue.

use askama::Template;

use super::{Link, piece};
use crate::pages::icons::Icon;

/// A question as it is shown, with what was typed and what is wrong with it.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    /// Name and id of the control: `nit`, or `dignatarios.0.cedula` for a cell.
    pub name: String,
    pub label: String,
    pub hint: Option<String>,
    /// How to fix the answer; the same text stands in the summary.
    pub error: Option<String>,
    pub optional: bool,
    pub control: Control,
}

/// How the answer is given.
#[derive(Clone, Debug)]
pub enum Control {
    Input {
        kind: InputKind,
        value: String,
    },
    LongText {
        value: String,
    },
    Select {
        options: Vec<Choice>,
    },
    Radio {
        options: Vec<Choice>,
    },
    /// A declaration accepted by ticking it; what follows appears when ticked.
    Accept {
        checked: bool,
        when: Vec<Field>,
    },
    Table(TableControl),
    File(FileState),
}

/// A one-line answer; decides keyboard, width and completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind {
    Text,
    Number,
    Decimal,
    Money,
    Date,
    Email,
    Phone,
    /// A cédula.
    Cedula,
    /// A NIT, or a NIT or a cédula.
    Nit,
    Search,
}

/// One of several answers, with what is asked only when it is chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
    pub chosen: bool,
    pub when: Vec<Field>,
}

/// Rows that are added and taken out by submitting, so that no script is needed.
#[derive(Clone, Debug)]
pub struct TableControl {
    pub rows: Vec<Row>,
    /// False when the most rows allowed are there.
    pub can_add: bool,
}

/// One row: a field per column.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its number in the names of its cells.
    pub number: usize,
    /// `Fila 1`
    pub title: String,
    pub cells: Vec<Field>,
    pub can_remove: bool,
}

/// What is known of a file that was asked for.
#[derive(Clone, Debug)]
pub enum FileState {
    /// Nothing yet; `accept` is the attribute: `.pdf,image/*`.
    Empty { accept: String },
    /// Loaded: name, and size and pages in words.
    Loaded { filename: String, facts: String },
}

/// The list of what has to be corrected, before the form.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "parts/form_errors.html")]
pub struct FormErrors {
    pub title: String,
    pub links: Vec<Link>,
}

piece!(Field, FormErrors);

impl Field {
    /// A required one-line question.
    pub fn input(name: &str, label: &str, kind: InputKind, value: &str) -> Self {
        Self::new(
            name,
            label,
            Control::Input {
                kind,
                value: value.to_owned(),
            },
        )
    }

    /// A required question without help.
    pub fn new(name: &str, label: &str, control: Control) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            hint: None,
            error: None,
            optional: false,
            control,
        }
    }

    /// Adds the help below the label.
    #[must_use]
    pub fn hint(self, hint: &str) -> Self {
        Self {
            hint: Some(hint.to_owned()),
            ..self
        }
    }

    /// Adds what is wrong.
    #[must_use]
    pub fn error(self, error: &str) -> Self {
        Self {
            error: Some(error.to_owned()),
            ..self
        }
    }

    /// Marks an answer that may be left out.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// The ids of help and error, for `aria-describedby`.
    fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-h", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-e", self.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

impl InputKind {
    /// Type, keyboard, completion and width, as attributes.
    pub const fn attributes(self) -> &'static str {
        match self {
            Self::Text => r#"type="text" class="full""#,
            Self::Number => r#"inputmode="numeric" size="8" autocomplete="off""#,
            Self::Decimal => r#"inputmode="decimal" size="10" autocomplete="off""#,
            Self::Money => r#"inputmode="numeric" size="16" autocomplete="off""#,
            Self::Date => r#"type="date""#,
            Self::Email => r#"type="email" class="full" autocomplete="email""#,
            Self::Phone => r#"type="tel" size="16" autocomplete="tel-national""#,
            Self::Cedula | Self::Nit => r#"inputmode="numeric" size="16" autocomplete="off""#,
            Self::Search => r#"type="search" size="24""#,
        }
    }
}

impl Choice {
    /// A choice without further questions.
    pub fn new(value: &str, label: &str, chosen: bool) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
            chosen,
            when: Vec::new(),
        }
    }
}

impl FormErrors {
    /// The summary of all errors of these fields, in their order.
    pub fn of(fields: &[Field]) -> Self {
        let mut links = Vec::new();
        collect(fields, &mut links);
        Self::with_links(links)
    }

    /// A summary whose links lead elsewhere, such as to other pages of the form.
    pub fn with_links(links: Vec<Link>) -> Self {
        let title = match links.len() {
            1 => "Corrija un dato para continuar".to_owned(),
            n => format!("Corrija {} datos para continuar", in_words(n)),
        };
        Self { title, links }
    }

    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }
}

fn collect(fields: &[Field], links: &mut Vec<Link>) {
    for field in fields {
        if let Some(error) = &field.error {
            links.push(Link::new(format!("#{}", field.name), error.clone()));
        }
        match &field.control {
            Control::Radio { options } => options.iter().for_each(|option| collect(&option.when, links)),
            Control::Accept { when, .. } => collect(when, links),
            Control::Table(table) => table.rows.iter().for_each(|row| collect(&row.cells, links)),
            Control::Input { .. } | Control::LongText { .. } | Control::Select { .. } | Control::File(_) => {}
        }
    }
}

fn in_words(count: usize) -> String {
    const WORDS: [&str; 9] = [
        "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
    ];
    count
        .checked_sub(2)
        .and_then(|at| WORDS.get(at))
        .map_or_else(|| count.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_announced_linked_and_keeps_what_was_typed() {
        let field = Field::input(
            "afiliados",
            "Número de personas afiliadas",
            InputKind::Number,
            "cuarenta <y> seis",
        )
        .hint("Las que firmaron el acta.")
        .error("Escriba el número. Por ejemplo, 46");
        let html = field.to_string();
        assert!(html.contains(r#"aria-invalid="true" aria-describedby="afiliados-h afiliados-e""#));
        assert!(html.contains(r#"value="cuarenta &#60;y&#62; seis""#));
        let summary = FormErrors::of(&[field]);
        assert_eq!(summary.title, "Corrija un dato para continuar");
        assert_eq!(summary.links[0].href, "#afiliados");
    }

    #[test]
    fn the_summary_reaches_conditional_questions_and_cells_of_a_table() {
        let cell = Field::input("dig.0.cedula", "Cédula", InputKind::Cedula, "").error("Escriba la cédula");
        let row = Row {
            number: 0,
            title: "Fila 1".into(),
            cells: vec![cell],
            can_remove: false,
        };
        let table = Field::new(
            "dig",
            "Dignatarios",
            Control::Table(TableControl {
                rows: vec![row],
                can_add: true,
            }),
        );
        let inner = Field::input("juntas", "Juntas", InputKind::Text, "").error("Escriba cuáles");
        let option = Choice {
            when: vec![inner],
            ..Choice::new("aso", "Asociación", true)
        };
        let radio = Field::new("tipo", "Tipo", Control::Radio { options: vec![option] });
        let summary = FormErrors::of(&[table, radio]);
        assert_eq!(summary.title, "Corrija dos datos para continuar");
        assert_eq!(summary.links[0].href, "#dig.0.cedula");
    }

    #[test]
    fn rows_are_added_and_taken_out_by_submitting() {
        let row = Row {
            number: 0,
            title: "Fila 1".into(),
            cells: vec![],
            can_remove: true,
        };
        let table = Field::new(
            "dig",
            "Dignatarios",
            Control::Table(TableControl {
                rows: vec![row],
                can_add: true,
            }),
        );
        let html = table.to_string();
        assert!(html.contains(r#"name="add_row" value="dig""#));
        assert!(html.contains(r#"name="remove_row" value="dig.0""#));
    }
}
