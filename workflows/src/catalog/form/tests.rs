//! Whole forms: the seven's own, answered well, badly and with ill intent.

use jiff::Zoned;
use serde_json::json;

use super::*;
use crate::catalog::Catalog;

fn now() -> Zoned {
    "2026-11-22T10:00:00-05:00[America/Bogota]".parse().unwrap()
}

fn step(catalog: &Catalog, tramite: &str, step: &str) -> Step {
    let filing = catalog.tramite(tramite).unwrap().filing.as_ref().unwrap();
    filing.steps.iter().find(|found| found.step == step).unwrap().clone()
}

fn pairs(pairs: &[(&str, &str)]) -> Input {
    Input::from_pairs(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

fn answer(catalog: &Catalog, tramite: &str, page: &str, typed: &[(&str, &str)]) -> Result<Data, Vec<FieldError>> {
    let (now, known) = (now(), Data::new());
    let asking = Asking {
        now: &now,
        limits: &catalog.entity.limits,
        known: &known,
    };
    validate(&step(catalog, tramite, page).fields, &pairs(typed), &asking)
}

fn message<'a>(errors: &'a [FieldError], field: &str) -> &'a str {
    errors
        .iter()
        .find(|error| error.field == field)
        .map_or("", |error| error.message.as_str())
}

const ORGANISATION: [(&str, &str); 5] = [
    ("tipo", "aso"),
    ("juntas", "San Antonio\r\nLas Palmeras"),
    ("nombre_organismo", "Asociación de Juntas del Afán"),
    ("municipio_organismo", "86001"),
    ("afiliados", "46"),
];

#[test]
fn only_the_questions_that_the_answers_open_are_asked_and_kept() {
    let catalog = Catalog::embedded().unwrap();
    let mut typed = ORGANISATION.to_vec();
    typed.push(("territorio", "Vereda que ya no cuenta"));
    typed.push(("otro_campo", "que nadie pidió"));
    let data = answer(&catalog, "SVT-101", "organizacion", &typed).unwrap();
    assert_eq!(data["juntas"], "San Antonio\nLas Palmeras");
    assert_eq!(data["afiliados"], 46);
    assert!(!data.contains_key("territorio") && !data.contains_key("otro_campo"));
}

#[test]
fn what_has_to_be_corrected_says_how_with_an_example() {
    let catalog = Catalog::embedded().unwrap();
    let mut typed = ORGANISATION.to_vec();
    typed[4] = ("afiliados", "cuarenta y seis");
    typed[1] = ("juntas", "   ");
    typed[3] = ("municipio_organismo", "Bogotá");
    let errors = answer(&catalog, "SVT-101", "organizacion", &typed).unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["juntas", "municipio_organismo", "afiliados"]);
    let expected = "Escriba cuántas personas están afiliadas, en números. Por ejemplo, 46";
    assert_eq!(message(&errors, "afiliados"), expected);
    assert_eq!(
        message(&errors, "municipio_organismo"),
        "Elija una opción en «Municipio»"
    );
}

#[test]
fn an_empty_form_asks_for_what_is_needed_and_no_more() {
    let catalog = Catalog::embedded().unwrap();
    let errors = answer(&catalog, "SVT-101", "organizacion", &[]).unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["tipo", "nombre_organismo", "municipio_organismo", "afiliados"]);
}

const ASSEMBLY: [(&str, &str); 7] = [
    ("fecha_asamblea", "12/09/2026"),
    ("asistentes", "52"),
    ("lugar", "Caseta comunal"),
    ("eleccion_aparte", "no"),
    ("dignatarios.0.cargo", "presidencia"),
    ("dignatarios.0.nombre", "Luz Dary Chindoy"),
    ("dignatarios.0.cedula", "1.124.850.482"),
];

#[test]
fn the_rows_of_a_table_are_read_and_blank_ones_do_not_count() {
    let catalog = Catalog::embedded().unwrap();
    let mut typed = ASSEMBLY.to_vec();
    typed.extend([("dignatarios.1.cargo", ""), ("dignatarios.1.nombre", "  ")]);
    let data = answer(&catalog, "SVT-101", "asamblea", &typed).unwrap();
    assert_eq!(data["fecha_asamblea"], "2026-09-12");
    assert_eq!(data["eleccion_aparte"], false);
    let row = json!([{ "cargo": "presidencia", "nombre": "Luz Dary Chindoy", "cedula": "1124850482" }]);
    assert_eq!(data["dignatarios"], row);
}

#[test]
fn a_wrong_cell_is_named_by_its_row_and_column() {
    let catalog = Catalog::embedded().unwrap();
    let mut typed = ASSEMBLY.to_vec();
    typed.push(("dignatarios.4.cargo", "tesoreria"));
    typed.push(("dignatarios.4.cedula", "doce"));
    let errors = answer(&catalog, "SVT-101", "asamblea", &typed).unwrap_err();
    assert_eq!(errors.len(), 2);
    assert!(message(&errors, "dignatarios.4.cedula").starts_with("Fila 2: Escriba «Cédula» solo con números"));
    assert!(message(&errors, "dignatarios.4.nombre").contains("«Nombre completo»"));
    let errors = answer(&catalog, "SVT-101", "asamblea", &ASSEMBLY[..4]).unwrap_err();
    assert_eq!(
        message(&errors, "dignatarios"),
        "Agregue al menos una fila en «Dignatarios elegidos»"
    );
}

#[test]
fn a_date_after_today_or_a_number_out_of_range_is_refused() {
    let catalog = Catalog::embedded().unwrap();
    let mut typed = ASSEMBLY.to_vec();
    typed[0] = ("fecha_asamblea", "2026-11-23");
    typed[1] = ("asistentes", "0");
    let errors = answer(&catalog, "SVT-101", "asamblea", &typed).unwrap_err();
    assert_eq!(
        message(&errors, "fecha_asamblea"),
        "Escriba una fecha que no sea posterior a hoy. Por ejemplo, 12 de septiembre de 2026"
    );
    let asked = "Escriba en «Número de personas que asistieron» un número entre 1 y 20.000. Por ejemplo, 52";
    assert_eq!(message(&errors, "asistentes"), asked);
}

#[test]
fn a_message_says_dates_as_people_do() {
    let catalog = Catalog::embedded().unwrap();
    let mut fields = step(&catalog, "SVT-135", "certificado").fields;
    fields.retain(|field| field.id == "fecha_pago");
    fields[0].when = None;
    let (now, known) = (now(), Data::new());
    let asking = Asking {
        now: &now,
        limits: &catalog.entity.limits,
        known: &known,
    };
    let errors = validate(&fields, &pairs(&[("fecha_pago", "2026-09-01")]), &asking).unwrap_err();
    assert_eq!(
        message(&errors, "fecha_pago"),
        "Escriba en «Fecha del pago» una fecha entre el 23 de octubre de 2026 y el 22 de noviembre de 2026. \
         Por ejemplo, 18 de noviembre de 2026"
    );
    let errors = validate(&fields, &pairs(&[]), &asking).unwrap_err();
    assert!(message(&errors, "fecha_pago").ends_with("Por ejemplo, 18 de noviembre de 2026"));
}

#[test]
fn who_lives_in_another_department_says_where() {
    let catalog = Catalog::embedded().unwrap();
    let answer_with = |municipality: &str, other: &str| {
        let typed = [
            ("calidad", "propio"),
            ("nombre", "Luz Dary Chindoy"),
            ("tipo_documento", "cc"),
            ("documento", "1124850482"),
            ("direccion", "Calle 8"),
            ("municipio", municipality),
            ("municipio_otro", other),
        ];
        answer(&catalog, "SVT-135", "solicitante", &typed)
    };
    let elsewhere = answer_with("otro", "Pasto, Nariño").unwrap();
    assert_eq!(elsewhere["municipio_otro"], "Pasto, Nariño");
    assert!(!answer_with("86001", "").unwrap().contains_key("municipio_otro"));
    let errors = answer_with("otro", "").unwrap_err();
    assert!(message(&errors, "municipio_otro").contains("Pasto, Nariño"));
    let of_the_drugstore = answer(&catalog, "SVT-010", "establecimiento", &[("municipio_local", "otro")]);
    assert!(!message(&of_the_drugstore.unwrap_err(), "municipio_local").is_empty());
}

#[test]
fn money_is_read_the_colombian_way_and_kept_exact() {
    let catalog = Catalog::embedded().unwrap();
    let typed = [
        ("destino", "mejora"),
        ("valor", "$ 15.000.000,50"),
        ("matricula_inmobiliaria", "440-12345"),
        ("obra", "Cubierta nueva y segundo baño"),
    ];
    let data = answer(&catalog, "SVT-033", "destino", &typed).unwrap();
    assert_eq!(data["valor"].to_string(), "15000000.5");
}

#[test]
fn hostile_and_oversized_answers_are_refused_without_being_worked_on() {
    let catalog = Catalog::embedded().unwrap();
    let huge = "a".repeat(5_000_000);
    let mut typed = ORGANISATION.to_vec();
    typed[2] = ("nombre_organismo", &huge);
    typed[1] = ("juntas", "San\u{202e}Antonio");
    let errors = answer(&catalog, "SVT-101", "organizacion", &typed).unwrap_err();
    assert_eq!(
        message(&errors, "nombre_organismo"),
        "Acorte «Nombre de la organización»: caben hasta 200 caracteres"
    );
    assert!(message(&errors, "juntas").contains("caracteres que no se ven"));
    let rows: Vec<(String, String)> = (0..5_000)
        .map(|n| (format!("dignatarios.{n}.nombre"), "x".to_owned()))
        .collect();
    let (now, known) = (now(), Data::new());
    let asking = Asking {
        now: &now,
        limits: &catalog.entity.limits,
        known: &known,
    };
    let fields = step(&catalog, "SVT-101", "asamblea").fields;
    let errors = validate(&fields, &Input::from_pairs(rows), &asking).unwrap_err();
    assert_eq!(
        message(&errors, "dignatarios"),
        "Deje hasta 60 filas en «Dignatarios elegidos»"
    );
}

#[test]
fn what_an_earlier_page_answered_opens_questions_of_a_later_one() {
    let catalog = Catalog::embedded().unwrap();
    let filing = catalog.tramite("SVT-135").unwrap().filing.clone().unwrap();
    let power = filing.documents.iter().find(|document| document.id == "poder").unwrap();
    let known = json!({ "calidad": "apoderado" });
    assert!(power.required.holds(known.as_object().unwrap(), &now()));
    assert!(!power.required.holds(&Data::new(), &now()));
}

#[test]
fn the_api_and_the_page_give_the_same_answers() {
    let catalog = Catalog::embedded().unwrap();
    let typed = answer(&catalog, "SVT-101", "asamblea", &ASSEMBLY).unwrap();
    let (now, known) = (now(), Data::new());
    let asking = Asking {
        now: &now,
        limits: &catalog.entity.limits,
        known: &known,
    };
    let again = validate(
        &step(&catalog, "SVT-101", "asamblea").fields,
        &Input::from_json(&typed),
        &asking,
    )
    .unwrap();
    assert_eq!(again, typed);
}

#[test]
fn every_example_of_every_form_is_itself_a_valid_answer() {
    let catalog = Catalog::embedded().unwrap();
    let (now, known) = (now(), Data::new());
    let asking = Asking {
        now: &now,
        limits: &catalog.entity.limits,
        known: &known,
    };
    let filings = catalog.tramites.values().filter_map(|tramite| tramite.filing.as_ref());
    let steps = filings.flat_map(|filing| &filing.steps).flat_map(|step| &step.fields);
    let shared = catalog.forms.values().flat_map(|form| &form.fields);
    for field in steps
        .chain(shared)
        .flat_map(|field| std::iter::once(field).chain(&field.columns))
    {
        let Some(example) = &field.example else {
            continue;
        };
        let mut field = field.clone();
        // The day moves; the examples do not.
        (field.when, field.min, field.max) = (None, None, None);
        let input = pairs(&[(field.id.as_str(), example.as_str())]);
        let result = validate(std::slice::from_ref(&field), &input, &asking);
        assert!(result.is_ok(), "{}: {example}: {result:?}", field.id);
    }
}
