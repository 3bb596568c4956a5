//! The same condition for each evaluator, with the same two variables.

use dsntk_feel::values::Value as DsntkValue;
use dsntk_feel::{FeelNumber, FeelScope};
use radica_feel::{Context, Date, Env, Expression};
use serde_json::json;
use std::hint::black_box;
use zen_expression::vm::VM;

/// The condition that the aims are written for, in FEEL.
pub const CONDITION: &str = "monto > 100 and estado = \"aprobado\"";
/// The same for CEL.
const CEL: &str = "monto > 100 && estado == \"aprobado\"";
/// The same for ZEN.
const ZEN: &str = "monto > 100 and estado == \"aprobado\"";

/// Date arithmetic, all true.
pub const DATES: [&str; 3] = [
    "fecha + @\"P1M\" > @\"2026-04-01\"",
    "fecha - @\"2026-01-01\" = @\"P85D\"",
    "hora + @\"PT36H\" > @\"2026-03-28T00:00:00-05:00\"",
];

/// A way to run something once, by the name of who runs it.
pub type Runs = Vec<(&'static str, Box<dyn Fn()>)>;

pub fn env() -> Env<'static> {
    Env::at("2026-03-27T08:00:00-05:00[America/Bogota]".parse().unwrap())
}

pub fn scope() -> Context {
    let hora: radica_feel::DateTime = "2026-03-27T08:00:00@America/Bogota".parse().unwrap();
    Context::new()
        .with("monto", 250_i64)
        .with("estado", "aprobado")
        .with("fecha", Date::new(2026, 3, 27))
        .with("hora", hora)
}

fn dsntk_scope() -> FeelScope {
    let scope = FeelScope::default();
    scope.set_value(&"monto".into(), DsntkValue::Number(FeelNumber::from(250)));
    scope.set_value(&"estado".into(), DsntkValue::String("aprobado".to_string()));
    scope
}

pub fn compilers() -> Runs {
    let scope = dsntk_scope();
    vec![
        (
            "radica-feel",
            Box::new(|| drop(black_box(Expression::parse(black_box(CONDITION)).unwrap()))),
        ),
        (
            "dsntk-feel-evaluator",
            Box::new(move || {
                let node = dsntk_feel_parser::parse_expression(&scope, black_box(CONDITION), false).unwrap();
                drop(black_box(dsntk_feel_evaluator::prepare(&node)));
            }),
        ),
        (
            "cel",
            Box::new(|| drop(black_box(cel::Program::compile(black_box(CEL)).unwrap()))),
        ),
        (
            "zen-expression",
            Box::new(|| drop(black_box(zen_expression::compile_expression(black_box(ZEN)).unwrap()))),
        ),
    ]
}

pub fn evaluators() -> Runs {
    vec![radica(), dsntk(), cel(), zen()]
}

fn radica() -> (&'static str, Box<dyn Fn()>) {
    let (expression, scope, env) = (Expression::parse(CONDITION).unwrap(), scope(), env());
    let run = move || expression.evaluate(&scope, &env);
    assert_eq!(run().value.as_boolean(), Some(true));
    ("radica-feel", Box::new(move || drop(black_box(run()))))
}

fn dsntk() -> (&'static str, Box<dyn Fn()>) {
    let scope = dsntk_scope();
    let node = dsntk_feel_parser::parse_expression(&scope, CONDITION, false).unwrap();
    let evaluator = dsntk_feel_evaluator::prepare(&node);
    assert!(matches!(evaluator(&scope), DsntkValue::Boolean(true)));
    (
        "dsntk-feel-evaluator",
        Box::new(move || drop(black_box(evaluator(&scope)))),
    )
}

fn cel() -> (&'static str, Box<dyn Fn()>) {
    let program = cel::Program::compile(CEL).unwrap();
    let mut context = cel::Context::default();
    context.add_variable("monto", 250_i64).unwrap();
    context.add_variable("estado", "aprobado").unwrap();
    assert_eq!(program.execute(&context), Ok(cel::Value::Bool(true)));
    ("cel", Box::new(move || drop(black_box(program.execute(&context)))))
}

fn zen() -> (&'static str, Box<dyn Fn()>) {
    let expression = zen_expression::compile_expression(ZEN).unwrap();
    let context: zen_expression::Variable = json!({"monto": 250, "estado": "aprobado"}).into();
    let vm = std::cell::RefCell::new(VM::new());
    let run = move || expression.evaluate_with(context.clone(), &mut vm.borrow_mut()).unwrap();
    assert_eq!(run(), zen_expression::Variable::Bool(true));
    ("zen-expression", Box::new(move || drop(black_box(run()))))
}
