//! The language: operators, names, paths, filters, iterations, functions.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{env, outcome, shown, value};
use radica_feel::{Context, Expression, UnaryTests, Value, Vocabulary};
use serde_json::json;

fn case() -> Context {
    let data = json!({
        "monto": 250, "estado": "aprobado", "fecha de pago": "2026-03-27",
        "tramite": {"office": "hacienda", "costo": 12.5},
        "pagos": [{"valor": 10, "medio": "PSE"}, {"valor": 30, "medio": "caja"}],
    });
    Value::from_json(&data).as_context().unwrap().clone()
}

#[test]
fn conditions_read_variables_paths_and_names_with_spaces() {
    let scope = case();
    let check = |source: &str| outcome(source, &scope).value.to_string();
    assert_eq!(check("monto > 100 and estado = \"aprobado\""), "true");
    assert_eq!(check("tramite.office"), "hacienda");
    assert_eq!(check("date(fecha de pago) + duration(\"P3D\")"), "2026-03-30");
    assert_eq!(check("sum(pagos.valor) + tramite.costo"), "52.5");
    assert_eq!(check("pagos[medio = \"PSE\"].valor"), "[10]");
    assert_eq!(check("pagos[-1].medio"), "caja");
    assert_eq!(check("count(pagos[item.valor > 5])"), "2");
}

#[test]
fn precedence_is_that_of_the_standard() {
    assert_eq!(shown("1 + 2 * 3 ** 2"), "19");
    assert_eq!(shown("-2 ** 2"), "4");
    assert_eq!(shown("2 - 3 - 4"), "-5");
    assert_eq!(shown("true or false and false"), "true");
    assert_eq!(shown("1 < 2 = true"), "true");
    assert_eq!(shown("5 between 1 and 10 and true"), "true");
}

#[test]
fn logic_knows_three_values() {
    assert_eq!(
        shown("[true and null, false and null, true or null, false or null, not(null)]"),
        "[null, false, true, null, null]"
    );
}

#[test]
fn ranges_tell_membership_with_open_and_closed_ends() {
    assert_eq!(
        shown("[1 in [1..3], 1 in (1..3], 3 in [1..3), 3 in ]1..3], 2 in (>1), 2 in (<2, 5)]"),
        "[true, false, false, true, true, false]"
    );
}

#[test]
fn iterations_go_up_down_and_remember() {
    assert_eq!(shown("for i in 3..1 return i"), "[3, 2, 1]");
    assert_eq!(shown("for x in [1, 2], y in [10, 20] return x * y"), "[10, 20, 20, 40]");
    assert_eq!(
        shown("for i in 0..4 return if i = 0 then 1 else i * partial[-1]"),
        "[1, 1, 2, 6, 24]"
    );
    assert_eq!(shown("some x in [1, 2, 3] satisfies x > 2"), "true");
    assert_eq!(shown("every x in [1, 2, 3] satisfies x > 2"), "false");
}

#[test]
fn functions_capture_and_call_themselves() {
    assert_eq!(
        shown("{ tasa: 0.19, iva: function(base) base * tasa, total: iva(100) }.total"),
        "19"
    );
    assert_eq!(
        shown("{ f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(10) }.r"),
        "3628800"
    );
    assert_eq!(shown("sort([3, 1, 2], function(a, b) a > b)"), "[3, 2, 1]");
    assert_eq!(shown("substring(start position: 2, string: \"abc\")"), "bc");
}

#[test]
fn names_with_operators_work_when_they_are_known() {
    let vocabulary = Vocabulary {
        names: ["valor-base", "fecha de inicio and fin"].into_iter().collect(),
        ..Vocabulary::default()
    };
    let scope = Context::new()
        .with("valor-base", 7_i64)
        .with("fecha de inicio and fin", 1_i64);
    let source = "valor-base - fecha de inicio and fin";
    let expression = Expression::parse_with(source, &vocabulary).unwrap();
    assert_eq!(expression.evaluate(&scope, &env()).value, Value::from(6_i64));
}

#[test]
fn unary_tests_read_like_cells_of_a_table() {
    let passes = |tests: &str, input: Value| {
        UnaryTests::parse(tests)
            .unwrap()
            .evaluate(&input, &Context::new(), &env())
            .value
            .to_string()
    };
    assert_eq!(passes("< 18, [65..120]", Value::from(70_i64)), "true");
    assert_eq!(passes("-", Value::Null), "true");
    assert_eq!(passes("not(\"a\", \"b\")", Value::from("c")), "true");
    assert_eq!(passes("starts with(?, \"SVT\")", Value::from("SVT-135")), "true");
    assert_eq!(passes("? > 3 and ? < 5", Value::from(4_i64)), "true");
}

#[test]
fn null_comes_with_the_place_and_the_reason() {
    let outcome = outcome("1 +\n  monto * estado", &case());
    assert_eq!(outcome.value, Value::Null);
    let note = &outcome.explanation[0];
    assert_eq!((note.position.line, note.position.column), (2, 3));
    assert_eq!(note.fragment, "monto * estado");
    assert_eq!(note.message, "el número 250 * el texto \"aprobado\" no tiene valor");
}

#[test]
fn a_missing_variable_is_named() {
    let outcome = outcome("monto + cuantia", &case());
    assert_eq!(outcome.explanation[0].message, "no hay una variable `cuantia`");
}

#[test]
fn parse_errors_say_what_was_expected_and_mark_it() {
    let error = Expression::parse("if monto > 1 then 2").unwrap_err();
    assert_eq!((error.expected.as_str(), error.found.as_str()), ("`else`", "el final"));
    let error = Expression::parse("[1, 2").unwrap_err();
    assert_eq!(
        error.to_string(),
        "línea 1, columna 6: se esperaba `,` o `]` en la lista, y hay el final\n  [1, 2\n       ^"
    );
}

#[test]
fn now_comes_from_the_environment() {
    assert_eq!(shown("today()"), "2026-03-27");
    assert_eq!(shown("now()"), "2026-03-27T08:00:00@America/Bogota");
}

#[test]
fn the_namespace_of_the_project_stands_apart() {
    assert_eq!(shown("radica.nit check digit(\"800.094.164\")"), "4");
    assert_eq!(
        shown("radica.money in words(1423500)"),
        "un millón cuatrocientos veintitrés mil quinientos pesos"
    );
    let outcome = outcome("radica.working days between(today(), today())", &Context::new());
    assert_eq!(
        outcome.explanation[0].message,
        "working days between: aquí no hay un calendario de días hábiles"
    );
}

#[test]
fn date_times_of_different_zones_compare_as_instants() {
    assert_eq!(
        shown("@\"2026-03-27T10:00:00-05:00\" = @\"2026-03-27T15:00:00Z\""),
        "true"
    );
    assert_eq!(
        shown("@\"2026-03-27T16:30:00@Europe/Paris\" - @\"2026-03-27T10:00:00@America/Bogota\""),
        "PT30M"
    );
}

#[test]
fn comments_unicode_and_escapes_are_read() {
    assert_eq!(shown("/* uno */ \"a\\u00f1o 🐎\" // fin"), "año 🐎");
    assert_eq!(shown("{ ñandú: 1, r: ñandú + 1 }.r"), "2");
    assert_eq!(value("string length(\"🐎\")"), Value::from(1_i64));
}

#[test]
fn parts_of_a_time_that_are_out_of_range_give_null() {
    assert_eq!(shown("time(1, 1, 1, @\"-PT2147483648S\")"), "null");
    assert_eq!(shown("time(1, 1, 1, @\"PT18H1S\")"), "null");
}

#[test]
fn when_summer_time_ends_an_hour_later_is_an_hour_later() {
    assert_eq!(
        shown("(@\"2026-10-25T02:30:00@Europe/Paris\" + @\"PT1H\") - @\"2026-10-25T02:30:00@Europe/Paris\""),
        "PT1H"
    );
    assert_eq!(
        shown("@\"2026-03-29T02:30:00@Europe/Paris\" = @\"2026-03-29T03:30:00@Europe/Paris\""),
        "true"
    );
}
