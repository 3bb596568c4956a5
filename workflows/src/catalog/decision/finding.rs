//! What a table leaves open, in words, and which of it is wrong.
//!
//! Two rules of a `unique` table that both match, and rules that never decide, are problems. A combination that no rule
//! covers is a warning: the decision would give nothing and the process would stop, unless the table is `partial`. Where
//! the hit policy gives an answer to it (`count`), and overlaps that the policy resolves, are nothing to tell.

use radica_feel::Value;
use radica_feel::dmn::{Aggregation, DecisionTable, Finding, HitPolicy};

/// A finding, told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its code, for programs.
    pub code: &'static str,
    /// What was found.
    pub wrong: String,
    /// How to mend it.
    pub expected: &'static str,
    /// The rule it is about, from 1.
    pub rule: Option<usize>,
    /// Whether the table cannot stay so.
    pub is_wrong: bool,
}

/// The findings that count for a table.
pub(super) fn of(table: &DecisionTable, partial: bool) -> Vec<Finding> {
    let mut findings = table.findings();
    let counts = table.hit_policy == HitPolicy::Collect(Some(Aggregation::Count));
    findings.retain(|finding| match finding {
        Finding::Gap { .. } => !partial && !counts,
        Finding::Unreachable { rule } => !tests_for_null(table, *rule),
        _ => true,
    });
    findings
}

/// Whether a rule is about data that are missing, of which the analysis tries none.
fn tests_for_null(table: &DecisionTable, rule: usize) -> bool {
    let rule = rule.checked_sub(1).and_then(|at| table.rules.get(at));
    rule.is_some_and(|rule| rule.tests.iter().any(|cell| cell.contains("null")))
}

/// A finding in words; `headings` are what people read above the inputs.
#[must_use]
pub fn told(finding: &Finding, headings: &[String]) -> Told {
    match finding {
        Finding::Gap { example } => Told {
            code: "gap",
            wrong: format!("ninguna regla cubre este caso: {}", sample(example, headings)),
            expected: "una regla para ese caso, un valor `default` en la salida, o `partial: true` si así debe ser",
            rule: None,
            is_wrong: false,
        },
        Finding::Overlap {
            rules: (first, second),
            example,
        } => Told {
            code: "overlap",
            wrong: format!(
                "las reglas {first} y {second} se cumplen a la vez, por ejemplo con {}",
                sample(example, headings)
            ),
            expected: "reglas que no se crucen, o `hit_policy: first`",
            rule: Some(*second),
            is_wrong: true,
        },
        Finding::Unreachable { rule } => Told {
            code: "unreachable-rule",
            wrong: format!(
                "la regla {rule} nunca decide: las anteriores cubren todo lo que ella cubre, o sus celdas no admiten ningún valor permitido"
            ),
            expected: "una regla que pueda decidir; quítela o póngala antes",
            rule: Some(*rule),
            is_wrong: true,
        },
        Finding::NotAnalysed { .. } => Told {
            code: "not-analysed",
            wrong: "no se analizó si deja casos sin cubrir: alguna celda no es un valor o un rango escrito, o hay demasiadas combinaciones".to_owned(),
            expected: "celdas de valores y rangos escritos, si se quiere el análisis",
            rule: None,
            is_wrong: false,
        },
    }
}

/// `Clase de vehículo: "bus"; Valor: 3`
fn sample(example: &[Value], headings: &[String]) -> String {
    let part = |(at, value): (usize, &Value)| {
        let heading = headings.get(at).map_or("", String::as_str);
        format!("{heading}: {}", shown(value))
    };
    let parts: Vec<String> = example.iter().enumerate().map(part).collect();
    parts.join("; ")
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "cualquier valor".to_owned(),
        Value::String(text) if text.starts_with('…') => "cualquier otro texto".to_owned(),
        Value::String(text) => format!("«{text}»"),
        Value::Boolean(true) => "sí".to_owned(),
        Value::Boolean(false) => "no".to_owned(),
        other => other.to_string(),
    }
}
