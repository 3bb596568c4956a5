//! Mistakes that are told before anything runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use radica_feel::{Expression, Type, UnaryTests};
use std::collections::HashMap;
use std::sync::Arc;

fn types() -> HashMap<String, Type> {
    let pago = Type::Context([("valor".into(), Type::Number), ("medio".into(), Type::String)].into());
    HashMap::from([
        ("monto".to_string(), Type::Number),
        ("estado".to_string(), Type::String),
        ("fecha".to_string(), Type::Date),
        ("dato".to_string(), Type::Any),
        ("pagos".to_string(), Type::List(Arc::new(pago))),
    ])
}

fn mistakes(source: &str) -> Vec<String> {
    let (_, mistakes) = Expression::parse(source).unwrap().check(&types());
    mistakes.iter().map(ToString::to_string).collect()
}

fn kind(source: &str) -> String {
    let (kind, mistakes) = Expression::parse(source).unwrap().check(&types());
    assert_eq!(mistakes, [], "{source}");
    kind.to_string()
}

#[test]
fn what_is_right_gets_its_type_and_no_complaint() {
    assert_eq!(kind("monto > 100 and estado = \"aprobado\""), "boolean");
    assert_eq!(kind("fecha + @\"P3D\""), "date");
    assert_eq!(kind("sum(pagos[medio = \"PSE\"].valor) * 2"), "number");
    assert_eq!(kind("for p in pagos return p.medio"), "list<string>");
    assert_eq!(kind("if monto = null then 0 else monto"), "number");
    assert_eq!(kind("dato.lo que sea + 1"), "Any");
    assert_eq!(
        kind("{ f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5) }.r"),
        "Any"
    );
    assert_eq!(kind("radica.add working days(fecha, 5)"), "Any");
}

#[test]
fn an_unknown_variable_is_named_with_its_place() {
    assert_eq!(
        mistakes("monto +\n cuantia"),
        ["línea 2, columna 2, `cuantia`: no hay una variable `cuantia`"]
    );
}

#[test]
fn operations_that_always_give_null_are_told() {
    assert_eq!(
        mistakes("monto > estado"),
        ["línea 1, columna 1, `monto > estado`: `number` y `string` no se comparan con `>`"]
    );
    assert_eq!(
        mistakes("estado * 2"),
        ["línea 1, columna 1, `estado * 2`: `string` * `number` no tiene valor"]
    );
    assert_eq!(
        mistakes("if monto then 1 else 2"),
        ["línea 1, columna 4, `monto`: una condición es `boolean`, no `number`"]
    );
    assert_eq!(
        mistakes("fecha.hour"),
        ["línea 1, columna 1, `fecha.hour`: `date` no tiene `hour`"]
    );
    assert_eq!(
        mistakes("pagos[1].fecha"),
        ["línea 1, columna 1, `pagos[1].fecha`: no tiene `fecha`"]
    );
    assert_eq!(
        mistakes("monto(1)"),
        ["línea 1, columna 1, `monto(1)`: `number` no es una función"]
    );
    assert_eq!(
        mistakes("substring(estado)"),
        [
            "línea 1, columna 1, `substring(estado)`: se le da otra cantidad de argumentos; es substring(string, start position, length)"
        ]
    );
}

#[test]
fn cells_are_checked_against_their_column() {
    let cell = |text: &str| UnaryTests::parse(text).unwrap().check(&Type::Number, &types()).len();
    assert_eq!(
        (cell("< 18, [65..120]"), cell("-"), cell("not(1, 2)"), cell("? > monto")),
        (0, 0, 0, 0)
    );
    assert_eq!((cell("\"a\""), cell("< fecha"), cell("[\"a\"..\"z\"]")), (1, 1, 1));
}
