//! A decision table of 3 inputs and 20 rules, as a tariff is written.

use radica_feel::Context;
use radica_feel::dmn::{Decisions, Policy, Sheet, SheetInput, SheetOutput, SheetRule};

fn sheet() -> Sheet {
    let input = |name: &str, kind: &str| SheetInput {
        expression: name.into(),
        kind: Some(kind.into()),
        ..SheetInput::default()
    };
    let rule = |n: i64| SheetRule {
        when: vec![
            format!("[{}..{})", n / 2 * 100, (n / 2 + 1) * 100),
            if n % 2 == 0 {
                "\"natural\", \"mixta\"".into()
            } else {
                "\"jurídica\"".into()
            },
            if n == 19 { "false".into() } else { "-".into() },
        ],
        then: vec![n.to_string()],
        ..SheetRule::default()
    };
    Sheet {
        decision: "tarifa".into(),
        kind: None,
        hit_policy: Policy::Unique,
        inputs: vec![
            input("monto", "number"),
            input("clase", "string"),
            input("exento", "boolean"),
        ],
        outputs: vec![SheetOutput {
            name: "tarifa".into(),
            kind: Some("number".into()),
            default: Some("0".into()),
            ..SheetOutput::default()
        }],
        rules: (0..20).map(rule).collect(),
    }
}

pub fn decisions() -> Decisions {
    let decisions = Decisions::compile(&sheet().to_model().unwrap(), &[]);
    assert!(decisions.problems().is_empty() && decisions.mistakes().is_empty());
    decisions
}

pub fn cases() -> [(&'static str, Context); 3] {
    let case = |monto: i64, clase: &str| {
        Context::new()
            .with("monto", monto)
            .with("clase", clase)
            .with("exento", false)
    };
    [
        ("the first rule", case(50, "natural")),
        ("the last rule", case(950, "jurídica")),
        ("no rule", case(5_000, "mixta")),
    ]
}
