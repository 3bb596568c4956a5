//! How fast FEEL runs here: `cargo run --release -p radica-feel --example speed`.
//!
//! A quick look, not a benchmark to publish: one thread, one second per line.

use radica_feel::dmn::{Decisions, Sheet, SheetInput, SheetOutput, SheetRule};
use radica_feel::{Context, Env, Expression};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let env = Env::at("2026-03-27T08:00:00-05:00[America/Bogota]".parse()?);
    let scope = Context::new()
        .with("monto", 250_i64)
        .with("estado", "aprobado")
        .with("fecha", radica_feel::Date::new(2026, 3, 27));
    let condition = "monto > 100 and estado = \"aprobado\"";
    measure("compile a condition", || drop(black_box(Expression::parse(condition))));
    for source in [
        condition,
        "monto * 0.19 + 12.5",
        "fecha + @\"P1M\" > @\"2026-04-01\"",
        "string(monto) + \" pesos\"",
    ] {
        let expression = Expression::parse(source)?;
        measure(source, || drop(black_box(expression.evaluate(&scope, &env))));
    }
    let decisions = Decisions::compile(&sheet().to_model()?, &[]);
    let inputs = Context::new().with("a", 19_i64).with("b", "x").with("c", true);
    measure("a table of 3 inputs and 20 rules", || {
        drop(black_box(decisions.evaluate("d", &inputs, &env)))
    });
    Ok(())
}

fn sheet() -> Sheet {
    let input = |name: &str, kind: &str| SheetInput {
        expression: name.into(),
        kind: Some(kind.into()),
        ..SheetInput::default()
    };
    let rule = |n: i64| SheetRule {
        when: vec![format!("[{n}..{n}]"), "\"x\", \"y\"".into(), "true".into()],
        then: vec![n.to_string()],
        ..SheetRule::default()
    };
    Sheet {
        decision: "d".into(),
        kind: None,
        hit_policy: radica_feel::dmn::Policy::Unique,
        inputs: vec![input("a", "number"), input("b", "string"), input("c", "boolean")],
        outputs: vec![SheetOutput {
            name: "o".into(),
            kind: Some("number".into()),
            ..SheetOutput::default()
        }],
        rules: (0..20).map(rule).collect(),
    }
}

fn measure(what: &str, mut work: impl FnMut()) {
    let start = Instant::now();
    let mut rounds = 0u64;
    while start.elapsed() < Duration::from_secs(1) {
        for _ in 0..1_000 {
            work();
        }
        rounds += 1_000;
    }
    let each = start.elapsed().as_nanos() as u64 / rounds;
    println!("{what}: {each} ns, {} per second", 1_000_000_000 / each.max(1));
}
