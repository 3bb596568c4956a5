//! Decision tables: written as YAML, run, explained, and turned into DMN and back.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::env;
use radica_feel::dmn::{BoxedKind, DecisionTable, Decisions, Finding, Model, Sheet, SheetError};
use radica_feel::{Context, RuleTrace, Value};

const TARIFA: &str = r#"
decision: tarifa
hit_policy: first
inputs:
  - { expression: monto, type: number, values: ">= 0" }
  - { expression: clase, type: string }
outputs:
  - { name: tarifa, type: number, default: "0" }
rules:
  - { when: ["< 100", '"natural"'], then: ["10"], note: "Ordenanza 12 de 2020, art. 3" }
  - { when: [">= 100", "-"], then: ["decimal(monto * tasa, 2)"] }
"#;

fn sheet() -> Sheet {
    serde_saphyr::from_str(TARIFA).unwrap()
}

fn case(monto: i64, clase: &str) -> Context {
    let tasa: radica_feel::Number = "0.055".parse().unwrap();
    Context::new()
        .with("monto", monto)
        .with("clase", clase)
        .with("tasa", tasa)
}

#[test]
fn a_sheet_decides_like_the_table_it_is() {
    let decisions = Decisions::compile(&sheet().to_model().unwrap(), &[]);
    assert_eq!(decisions.problems(), []);
    let tarifa = |monto, clase| {
        decisions
            .evaluate("tarifa", &case(monto, clase), &env())
            .value
            .to_string()
    };
    assert_eq!(tarifa(50, "natural"), "10");
    assert_eq!(tarifa(250, "jurídica"), "13.75");
    assert_eq!(tarifa(50, "jurídica"), "0");
}

#[test]
fn the_outcome_tells_which_rules_matched_and_which_cell_failed() {
    let decisions = Decisions::compile(&sheet().to_model().unwrap(), &[]);
    let outcome = decisions.evaluate("tarifa", &case(50, "jurídica"), &env());
    assert_eq!(outcome.tables[0].rules, [RuleTrace::Failed(1), RuleTrace::Failed(0)]);
    assert_eq!(outcome.tables[0].inputs, [Value::from(50_i64), Value::from("jurídica")]);
    let outcome = decisions.evaluate("tarifa", &case(50, "natural"), &env());
    assert_eq!(outcome.tables[0].rules, [RuleTrace::Matched]);
}

#[test]
fn a_value_that_is_not_allowed_is_told() {
    let decisions = Decisions::compile(&sheet().to_model().unwrap(), &[]);
    let outcome = decisions.evaluate("tarifa", &case(-5, "natural"), &env());
    assert_eq!(outcome.value, Value::Null);
    assert_eq!(
        outcome.explanation[0].message,
        "the number -5 is none of the input values >= 0"
    );
}

#[test]
fn a_sheet_becomes_dmn_and_comes_back_the_same() {
    let xml = sheet().to_model().unwrap().to_xml();
    assert_eq!(Sheet::from_model(&Model::from_xml(&xml).unwrap()), Ok(sheet()));
}

#[test]
fn a_rule_with_a_missing_cell_is_refused_with_its_number() {
    let mut broken = sheet();
    broken.rules[1].when.pop();
    let error = broken.to_model().unwrap_err();
    assert_eq!(
        error,
        SheetError::Cells {
            rule: 2,
            part: "when",
            expected: 2,
            found: 1
        }
    );
}

#[test]
fn a_cell_that_is_no_feel_is_a_problem_of_its_decision() {
    let mut broken = sheet();
    broken.rules[0].when[0] = "< < 3".into();
    let decisions = Decisions::compile(&broken.to_model().unwrap(), &[]);
    let problem = &decisions.problems()[0];
    assert_eq!(problem.element, "tarifa");
    assert!(
        problem.message.starts_with("line 1, column 3: expected an expression"),
        "{}",
        problem.message
    );
}

#[test]
fn allowed_values_of_a_type_are_kept() {
    let xml = r##"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n" name="m">
      <itemDefinition name="estado"><typeRef>string</typeRef><allowedValues><text>"abierto", "cerrado"</text></allowedValues></itemDefinition>
      <inputData id="i" name="estado"><variable name="estado" typeRef="estado"/></inputData>
      <decision id="d" name="es final"><variable name="es final"/>
        <informationRequirement><requiredInput href="#i"/></informationRequirement>
        <literalExpression><text>estado = "cerrado"</text></literalExpression></decision>
    </definitions>"##;
    let decisions = Decisions::compile(&Model::from_xml(xml).unwrap(), &[]);
    let asked = |estado: &str| decisions.evaluate("es final", &Context::new().with("estado", estado), &env());
    assert_eq!(asked("cerrado").value, Value::from(true));
    let refused = asked("perdido");
    assert_eq!(
        refused.explanation[0].message,
        "`estado` is to be string among \"abierto\", \"cerrado\", not the string \"perdido\""
    );
}

#[test]
fn what_is_no_model_is_refused_with_its_place() {
    let error =
        Model::from_xml("<definitions><decision name='d'><decisionTable hitPolicy='MAYBE'/></decision></definitions>")
            .unwrap_err();
    assert_eq!(error.to_string(), "line 1, column 33: there is no hit policy `MAYBE`");
    assert!(
        Model::from_xml("<a>")
            .unwrap_err()
            .to_string()
            .starts_with("this is not well-formed XML")
    );
    assert!(Model::from_xml(&"<definitions>".repeat(5_000)).is_err());
}

#[test]
fn decisions_that_require_each_other_are_told_and_end() {
    let xml = r##"<definitions namespace="n" name="m">
      <decision id="a" name="a"><informationRequirement><requiredDecision href="#b"/></informationRequirement><literalExpression><text>b</text></literalExpression></decision>
      <decision id="b" name="b"><informationRequirement><requiredDecision href="#a"/></informationRequirement><literalExpression><text>a</text></literalExpression></decision>
    </definitions>"##;
    let decisions = Decisions::compile(&Model::from_xml(xml).unwrap(), &[]);
    let outcome = decisions.evaluate("a", &Context::new(), &env());
    assert_eq!(outcome.explanation[0].message, "`a` requires itself");
}

fn table(policy: &str, rules: &str) -> DecisionTable {
    let text = format!(
        "decision: d\nhit_policy: {policy}\ninputs: [{{expression: a, type: number, values: '>= 0'}}, {{expression: b, type: string}}]\noutputs: [{{name: o}}]\nrules:\n{rules}"
    );
    let model = serde_saphyr::from_str::<Sheet>(&text).unwrap().to_model().unwrap();
    match model.decisions[0].logic.clone().unwrap().kind {
        BoxedKind::Table(table) => table,
        _ => unreachable!(),
    }
}

fn row(a: &str, b: &str) -> String {
    format!("  - {{ when: ['{a}', '{b}'], then: ['1'] }}\n")
}

#[test]
fn a_whole_table_has_no_findings() {
    let rules = [row("< 10", "\"x\""), row(">= 10", "\"x\""), row("-", "not(\"x\")")].concat();
    assert_eq!(table("unique", &rules).findings(), []);
}

#[test]
fn gaps_and_overlaps_come_with_an_example() {
    let rules = [row("<= 10", "-"), row("[10..20]", "-"), row("> 30", "-")].concat();
    let overlap = Finding::Overlap {
        rules: (1, 2),
        example: vec![Value::from(10_i64), Value::Null],
    };
    let gap = Finding::Gap {
        example: vec![Value::from(25_i64), Value::Null],
    };
    assert_eq!(table("unique", &rules).findings(), [overlap, gap]);
}

#[test]
fn a_rule_behind_others_that_cover_it_is_unreachable() {
    let rules = [row("< 10", "-"), row(">= 5", "-"), row("[3..7]", "\"x\"")].concat();
    assert_eq!(table("first", &rules).findings(), [Finding::Unreachable { rule: 3 }]);
}

#[test]
fn cells_that_compute_are_said_not_to_be_analysed() {
    let rules = [row("< limite", "-")].concat();
    let reason = "rule 1, column 1: only cells of literals can be analysed".to_string();
    assert_eq!(table("unique", &rules).findings(), [Finding::NotAnalysed { reason }]);
}

#[test]
fn the_table_of_a_case_says_in_words_which_rule_matched() {
    let model = sheet().to_model().unwrap();
    let BoxedKind::Table(table) = model.decisions[0].logic.clone().unwrap().kind else {
        unreachable!()
    };
    let outcome = Decisions::compile(&model, &[]).evaluate("tarifa", &case(250, "<b>"), &env());
    let html = table.to_html("Tarifa", outcome.tables.first());
    assert!(html.contains("<caption>Tarifa</caption>"));
    assert!(html.contains("<td>250</td><td>&lt;b&gt;</td>"), "{html}");
    assert!(html.contains("<td class=\"failed\">&lt; 100 <small>no se cumple</small></td>"));
    assert!(html.contains("<tr class=\"matched\"><th scope=\"row\">2 <strong>se cumplió</strong></th>"));
}
