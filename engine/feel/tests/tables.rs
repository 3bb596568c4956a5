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
        "el número -5 no está entre los valores de la columna: >= 0"
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
        problem
            .message
            .starts_with("regla 1, columna 1: línea 1, columna 3: se esperaba una expresión"),
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
        "`estado` debe ser string (\"abierto\", \"cerrado\"), no el texto \"perdido\""
    );
}

#[test]
fn what_is_no_model_is_refused_with_its_place() {
    let error =
        Model::from_xml("<definitions><decision name='d'><decisionTable hitPolicy='MAYBE'/></decision></definitions>")
            .unwrap_err();
    assert_eq!(
        error.to_string(),
        "línea 1, columna 33: no hay una política de aciertos `MAYBE`"
    );
    assert!(
        Model::from_xml("<a>")
            .unwrap_err()
            .to_string()
            .starts_with("no es XML bien formado")
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
    assert_eq!(outcome.explanation[0].message, "`a` se necesita a sí misma");
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
    let reason = "regla 1, columna 1: solo se analizan celdas con valores escritos".to_string();
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

/// A model of one table: columns `a` (number) and `b` (a type of two strings), as XML of any version.
fn model(version: &str, table: &str) -> Model {
    let xml = format!(
        r##"<definitions xmlns="https://www.omg.org/spec/DMN/{version}/MODEL/" namespace="n" name="m">
      <itemDefinition name="clase"><typeRef>string</typeRef><allowedValues><text>"x", "y"</text></allowedValues></itemDefinition>
      <inputData id="a" name="a"><variable name="a" typeRef="number"/></inputData>
      <inputData id="b" name="b"><variable name="b" typeRef="clase"/></inputData>
      <decision id="d" name="d"><variable name="d"/>
        <informationRequirement><requiredInput href="#a"/></informationRequirement>
        <informationRequirement><requiredInput href="#b"/></informationRequirement>{table}</decision></definitions>"##
    );
    Model::from_xml(&xml).unwrap()
}

fn xml_table(attributes: &str, rules: &[[&str; 3]]) -> String {
    let rules: String = rules
        .iter()
        .map(|[a, b, o]| {
            format!("<rule><inputEntry><text>{a}</text></inputEntry><inputEntry><text>{b}</text></inputEntry><outputEntry><text>{o}</text></outputEntry></rule>")
        })
        .collect();
    format!(
        r#"<decisionTable {attributes}><input><inputExpression typeRef="number"><text>a</text></inputExpression></input>
        <input><inputExpression><text>b</text></inputExpression></input>
        <output typeRef="number"><outputValues><text>3, 2, 1</text></outputValues></output>{rules}</decisionTable>"#
    )
}

fn decided(model: &Model, a: i64) -> String {
    let inputs = Context::new().with("a", a).with("b", "x");
    let decisions = Decisions::compile(model, &[]);
    assert_eq!(decisions.problems(), []);
    decisions.evaluate("d", &inputs, &env()).value.to_string()
}

#[test]
fn every_hit_policy_reads_runs_and_survives_being_written() {
    let rules = [
        ["&lt; 10", "-", "1"],
        ["-", "\"x\"", "2"],
        ["&gt; 0", "", "3"],
        ["&gt; 90", "-", ""],
    ];
    for (attributes, expected) in [
        ("", "null"),
        ("hitPolicy=\"UNIQUE\"", "null"),
        ("hitPolicy=\"ANY\"", "null"),
        ("hitPolicy=\"FIRST\"", "1"),
        ("hitPolicy=\"PRIORITY\"", "3"),
        ("hitPolicy=\"OUTPUT ORDER\"", "[3, 2, 1]"),
        ("hitPolicy=\"RULE ORDER\"", "[1, 2, 3]"),
        ("hitPolicy=\"COLLECT\"", "[1, 2, 3]"),
        ("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", "6"),
        ("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", "3"),
        ("hitPolicy=\"COLLECT\" aggregation=\"MIN\"", "1"),
        ("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", "3"),
    ] {
        for version in ["20180521", "20191111", "20211108", "20230324"] {
            let model = model(version, &xml_table(attributes, &rules));
            assert_eq!(decided(&model, 5), expected, "{attributes}");
            let written = Model::from_xml(&model.to_xml()).unwrap();
            assert_eq!(decided(&written, 5), expected, "{attributes}, written again");
            let mut sheet = Sheet::from_model(&model).unwrap();
            sheet.inputs[1].kind = Some("string".into());
            let yaml = serde_json::to_string(&sheet).unwrap(); // JSON is YAML
            let again: Sheet = serde_saphyr::from_str(&yaml).unwrap();
            assert_eq!(again, sheet);
            assert_eq!(
                decided(&again.to_model().unwrap(), 5),
                expected,
                "{attributes}, as a sheet"
            );
        }
    }
}

#[test]
fn several_outputs_cannot_be_combined_and_that_is_told() {
    let text = "decision: d\nhit_policy: sum\ninputs: [{expression: a}]\noutputs: [{name: o}, {name: p}]\nrules:\n  - { when: ['-'], then: ['1', '2'] }";
    let sheet: Sheet = serde_saphyr::from_str(text).unwrap();
    let decisions = Decisions::compile(&sheet.to_model().unwrap(), &[]);
    assert_eq!(
        decisions.problems()[0].message,
        "solo se combina una tabla de un resultado"
    );
    assert_eq!(decisions.evaluate("d", &Context::new(), &env()).value, Value::Null);
}

#[test]
fn types_tell_mistakes_before_anything_runs() {
    let rules = [
        ["\"diez\"", "-", "1"],
        ["-", "&lt; 3", "c + 1"],
        ["-", "\"x\"", "\"tres\""],
    ];
    let decisions = Decisions::compile(&model("20230324", &xml_table("", &rules)), &[]);
    let mistakes: Vec<&str> = decisions
        .mistakes()
        .iter()
        .map(|mistake| mistake.message.as_str())
        .collect();
    assert_eq!(
        mistakes,
        [
            "regla 1, columna 1: línea 1, columna 1, `\"diez\"`: `number` y `string` no se comparan con `in`",
            "regla 2, columna 2: línea 1, columna 1, `< 3`: `string` y `number` no se comparan con `<`",
            "regla 2, salida 1: línea 1, columna 1, `c`: no hay una variable `c`",
            "regla 3, salida 1: da `string`, y se pide `number`",
        ]
    );
}

#[test]
fn a_type_that_nothing_defines_is_a_problem() {
    let xml = r#"<definitions namespace="n" name="m"><itemDefinition name="t"><typeRef>numbr</typeRef></itemDefinition>
        <inputData id="a" name="a"><variable name="a" typeRef="fecha"/></inputData></definitions>"#;
    let decisions = Decisions::compile(&Model::from_xml(xml).unwrap(), &[]);
    let problems: Vec<String> = decisions.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "`t` del modelo `m`: no hay un tipo `numbr`",
            "`a` del modelo `m`: no hay un tipo `fecha`",
        ]
    );
}

#[test]
fn a_constraint_limits_the_list_and_allowed_values_its_items() {
    let xml = r##"<definitions namespace="n" name="m">
      <itemDefinition name="notas" isCollection="true"><typeRef>number</typeRef>
        <allowedValues><text>[0..5]</text></allowedValues><typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
      <inputData id="a" name="a"><variable name="a" typeRef="notas"/></inputData>
      <decision id="d" name="d"><variable name="d"/><informationRequirement><requiredInput href="#a"/></informationRequirement>
        <literalExpression><text>sum(a)</text></literalExpression></decision></definitions>"##;
    let model = Model::from_xml(xml).unwrap();
    for model in [Model::from_xml(&model.to_xml()).unwrap(), model] {
        let decisions = Decisions::compile(&model, &[]);
        let sum = |items: &[i64]| {
            let list = Value::list(items.iter().map(|item| Value::from(*item)).collect());
            decisions
                .evaluate("d", &Context::new().with("a", list), &env())
                .value
                .to_string()
        };
        assert_eq!(
            (sum(&[2, 3]), sum(&[2, 9]), sum(&[1, 1, 1])),
            ("5".into(), "null".into(), "null".into())
        );
    }
}

#[test]
fn other_languages_are_not_taken_for_feel() {
    let xml = "<definitions><decision name='d'><literalExpression expressionLanguage='javascript'><text>1</text></literalExpression></decision></definitions>";
    assert_eq!(
        Model::from_xml(xml).unwrap_err().to_string(),
        "línea 1, columna 33: `javascript` no se ejecuta; solo FEEL"
    );
}

#[test]
fn rules_that_must_agree_and_do_not_are_found() {
    let mut table = table("any", &[row("<= 10", "-"), row(">= 10", "-")].concat());
    assert_eq!(table.findings(), []);
    table.rules[1].outputs[0] = "2".into();
    let overlap = Finding::Overlap {
        rules: (1, 2),
        example: vec![Value::from(10_i64), Value::Null],
    };
    assert_eq!(table.findings(), [overlap]);
}

#[test]
fn cells_of_dates_and_durations_are_analysed() {
    let rules = [row("< date(\"2026-01-01\")", "-"), row(">= date(\"2026-01-02\")", "-")].concat();
    let mut dates = table("unique", &rules);
    dates.inputs[0].values = None;
    let day: radica_feel::Date = "2026-01-01".parse().unwrap();
    assert_eq!(
        dates.findings(),
        [Finding::Gap {
            example: vec![Value::from(day), Value::Null]
        }]
    );
    let rules = [row("<= @\"P3D\"", "-"), row("> duration(\"P3D\")", "-")].concat();
    let mut durations = table("unique", &rules);
    durations.inputs[0].values = None;
    assert_eq!(durations.findings(), []);
}
