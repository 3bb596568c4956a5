//! A scalar expression allocates nothing when it is evaluated.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::env;
use radica_feel::{Context, Date, Expression};

#[test]
fn a_scalar_expression_allocates_nothing() {
    let env = env();
    let scope = Context::new()
        .with("monto", 250_i64)
        .with("estado", "aprobado")
        .with("fecha", Date::new(2026, 3, 27));
    for source in [
        "monto > 100 and estado = \"aprobado\"",
        "if monto between 100 and 300 then monto * 0.19 + 12.5 else -monto",
        "fecha + @\"P1M\" > @\"2026-04-01\"",
        "fecha - @\"2026-01-01\" < @\"P100D\" or monto in [1..5]",
        "estado in (\"aprobado\", \"negado\")",
        "fecha.year = 2026",
    ] {
        let expression = Expression::parse(source).unwrap();
        let first = expression.evaluate(&scope, &env); // names bound again and again are made once
        let counted = allocation_counter::measure(|| {
            assert!(expression.evaluate(&scope, &env).limit.is_none());
        });
        assert_eq!(counted.count_total, 0, "{source} = {}", first.value);
    }
}
