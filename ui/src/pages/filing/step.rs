//! One step of a trámite's form.

use askama::Template;

use super::Draft;
use crate::pages::{
    chrome::Chrome,
    home::TramiteLink,
    icons::Icon,
    parts::{Field, FormErrors, StageState, StepName},
};

/// The questions of a step, what was typed, and what has to be corrected.
#[derive(Clone, Debug, Template)]
#[template(path = "filing/step.html")]
pub struct StepPage {
    pub chrome: Chrome,
    pub tramite: TramiteLink,
    pub draft: Draft,
    /// Id of the step, in its address.
    pub step: String,
    /// From 1.
    pub number: usize,
    pub steps: Vec<StepName>,
    pub title: String,
    pub lead: Option<String>,
    pub errors: FormErrors,
    pub fields: Vec<Field>,
    /// Fields whose control is a file.
    pub documents: Vec<Field>,
    /// `PDF, JPG o PNG, hasta 20 MB cada uno.`
    pub accepted_files: String,
    /// The step before.
    pub back: Option<String>,
}

#[cfg(test)]
impl StepPage {
    pub fn sample() -> Self {
        let fields = sample::fields();
        let documents = sample::documents();
        let errors = FormErrors::of(&[fields.clone(), documents.clone()].concat());
        Self {
            chrome: Chrome::citizen(),
            tramite: TramiteLink::new("SVT-101", "Personería jurídica comunal", true),
            draft: Draft::sample(),
            step: "organizacion".into(),
            number: 3,
            steps: StepName::path(
                &[
                    "Quién solicita",
                    "La asamblea",
                    "Organización y documentos",
                    "Notificaciones",
                    "Revisar y radicar",
                ],
                2,
            ),
            title: "Organización y documentos".into(),
            lead: None,
            errors,
            fields,
            documents,
            accepted_files: "PDF, JPG o PNG, hasta 20 MB cada uno.".into(),
            back: Some("/borradores/01JD0RAFT/asamblea".into()),
        }
    }
}

#[cfg(test)]
mod sample {
    use crate::pages::parts::{Choice, Control, Field, FileState, InputKind, Row, TableControl};

    const TOWNS: [&str; 13] = [
        "Colón",
        "Mocoa",
        "Orito",
        "Puerto Asís",
        "Puerto Caicedo",
        "Puerto Guzmán",
        "Puerto Leguízamo",
        "San Francisco",
        "San Miguel",
        "Santiago",
        "Sibundoy",
        "Valle del Guamuez",
        "Villagarzón",
    ];

    pub fn fields() -> Vec<Field> {
        let boards = Field::new(
            "juntas",
            "¿Cuáles juntas la forman?",
            Control::LongText {
                value: "San Antonio\nLas Palmeras\nAlto Afán".into(),
            },
        )
        .hint("Una por línea, con su vereda o barrio.");
        let association = Choice {
            when: vec![boards],
            ..Choice::new("aso", "Asociación de juntas", true)
        };
        let kinds = vec![
            Choice::new("jac", "Junta de acción comunal", false),
            Choice::new("jvc", "Junta de vivienda comunitaria", false),
            association,
        ];
        let towns = TOWNS.map(|town| Choice::new(town, town, town == "Mocoa")).to_vec();
        vec![
            Field::new("tipo", "¿Qué organización es?", Control::Radio { options: kinds }),
            Field::new("mun", "Municipio", Control::Select { options: towns }),
            Field::input(
                "afiliados",
                "Número de personas afiliadas",
                InputKind::Number,
                "cuarenta y seis",
            )
            .hint("Las que firmaron el acta de constitución.")
            .error("Escriba cuántas personas están afiliadas, en números. Por ejemplo, 46"),
        ]
    }

    pub fn documents() -> Vec<Field> {
        let accept = ".pdf,image/*";
        let empty = || Control::File(FileState::Empty { accept: accept.into() });
        let loaded = Control::File(FileState::Loaded {
            filename: "acta-asamblea-12-oct.pdf".into(),
            facts: "1,2 MB · 8 páginas".into(),
        });
        vec![
            Field::new("acta", "Acta de constitución", loaded),
            Field::new("listado", "Listado de afiliados", empty())
                .error("El listado de afiliados debe ser PDF, JPG o PNG"),
            Field::new("delim", "Certificado de delimitación del territorio", empty())
                .hint("Puede radicar sin él. El acuse dirá que falta y le pediremos completarlo."),
        ]
    }

    /// One question of every kind, as a form without errors.
    pub fn every_kind() -> Vec<Field> {
        let text = |kind, name: &str, label: &str| Field::input(name, label, kind, "");
        let cells = vec![
            text(InputKind::Text, "dig.0.nombre", "Nombre"),
            text(InputKind::Cedula, "dig.0.cedula", "Cédula"),
        ];
        let row = Row {
            number: 0,
            title: "Fila 1".into(),
            cells,
            can_remove: true,
        };
        let email = text(InputKind::Email, "correo", "Correo electrónico").hint("Le avisaremos aquí si falta algo.");
        vec![
            text(InputKind::Text, "nombre", "Nombre completo"),
            text(InputKind::Nit, "nit", "NIT o cédula").hint("Con el dígito de verificación: 900.123.456-7."),
            text(InputKind::Money, "valor", "Valor del contrato"),
            text(InputKind::Date, "fecha", "Fecha de la asamblea"),
            text(InputKind::Decimal, "area", "Área en hectáreas").optional(),
            text(InputKind::Phone, "telefono", "Teléfono").optional(),
            Field::new(
                "urgente",
                "¿Tiene contrato en curso?",
                Control::Radio {
                    options: vec![Choice::new("true", "Sí", false), Choice::new("false", "No", false)],
                },
            ),
            Field::new(
                "dig",
                "Dignatarios",
                Control::Table(TableControl {
                    rows: vec![row],
                    can_add: true,
                }),
            ),
            Field::new(
                "acepta",
                "Acepto notificaciones por correo electrónico",
                Control::Accept {
                    checked: true,
                    when: vec![email],
                },
            ),
        ]
    }
}

#[cfg(test)]
impl StepPage {
    /// The same page with a question of every kind and no error.
    pub fn sample_of_every_kind() -> Self {
        Self {
            fields: sample::every_kind(),
            documents: Vec::new(),
            errors: FormErrors::default(),
            lead: Some("Lo que no sepa puede dejarlo para después: el borrador se guarda en cada paso.".into()),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_step_with_errors_says_so_in_its_title_summary_and_fields() {
        let html = StepPage::sample().html().unwrap();
        assert!(html.contains("<title>Error: Organización y documentos, paso 3 de 5"));
        assert!(html.contains("Corrija dos datos para continuar"));
        assert_eq!(html.matches("Escriba cuántas personas están afiliadas").count(), 2);
    }

    #[test]
    fn the_summary_of_errors_takes_focus_and_comes_before_the_note_of_the_draft() {
        let html = StepPage::sample().html().unwrap();
        assert!(html.contains("tabindex=\"-1\" autofocus id=\"errores\""));
        assert!(html.find("id=\"errores\"").unwrap() < html.find("Estado del borrador").unwrap());
    }

    #[test]
    fn a_draft_is_never_shown_as_filed() {
        let html = StepPage::sample().html().unwrap();
        assert!(html.contains("Guardado, todavía no radicado"));
        assert!(!html.contains("class=\"seal\""));
    }

    #[test]
    fn pressing_enter_continues_and_never_takes_a_file_out() {
        let html = StepPage::sample().html().unwrap();
        let first = html.find("name=\"go\" value=\"next\"").unwrap();
        assert!(first < html.find("name=\"remove_file\"").unwrap());
    }
}
