//! Decisions as authors write them: what is understood, what is told, and where.

use super::*;
use crate::catalog::{Catalog, Files};

const TABLE: &str = "decision: prueba
inputs:
  - { expression: monto, type: number, values: '>= 0' }
  - { expression: clase, type: string, values: '\"a\", \"b\"' }
outputs:
  - { name: tarifa, type: number }
rules:
  - { when: ['< 100', '\"a\"'], then: ['10'], note: Ordenanza 12 }
  - { when: ['>= 100', '\"a\"'], then: ['monto * 0.1'] }
  - { when: ['-', '\"b\"'], then: ['0'] }
";

fn of(text: &str) -> Read {
    read("decisions/prueba.yaml", text, &[])
}

fn told_of(read: &Read) -> Vec<String> {
    read.problems
        .iter()
        .map(|problem| format!("{}:{} {} {}", problem.line, problem.column, problem.code, problem.wrong))
        .collect()
}

#[test]
fn a_table_that_is_whole_has_nothing_to_tell() {
    let read = of(TABLE);
    assert_eq!(told_of(&read), Vec::<String>::new());
    assert!(read.warnings.is_empty());
    let decision = &read.decisions[0];
    assert_eq!(decision.inputs[1].choices, ["a", "b"]);
    assert_eq!(decision.sheet().unwrap().rules.len(), 3);
    let calendar = Catalog::embedded().unwrap().calendar;
    let now = "2026-11-20T10:00:00-05:00[America/Bogota]".parse().unwrap();
    let given = serde_json::json!({ "monto": 250, "clase": "a" });
    let outcome = decision.evaluate(given.as_object().unwrap(), &calendar, now);
    assert_eq!(outcome.value.to_json(), serde_json::json!(25));
}

#[test]
fn every_mistake_of_a_table_is_told_at_its_cell() {
    let cases = [
        ("type: string", "type: texto", "4:32", "shape", "`type` dice `texto`"),
        (
            "'< 100'",
            "'< < 100'",
            "8:14",
            "expression",
            "la celda `< < 100` no se entiende",
        ),
        ("['10']", "['\"diez\"']", "8:38", "type", "es de tipo string"),
        ("'>= 100'", "'\"mil\"'", "9:14", "type", "no puede dar nada"),
        ("['-', ", "[", "10:7", "shape", "la regla 3 tiene 1 celdas en `when`"),
        (
            "decision: prueba",
            "decision: prueba\nhit_polici: first",
            "2:1",
            "shape",
            "`hit_polici` no existe",
        ),
    ];
    let mut wrong_ones = Vec::new();
    for (from, to, place, code, wrong) in cases {
        let read = of(&TABLE.replacen(from, to, 1));
        let told = told_of(&read);
        let found = told
            .iter()
            .any(|line| line.starts_with(&format!("{place} {code} ")) && line.contains(wrong));
        wrong_ones.extend((!found).then(|| format!("{to}: {told:#?}")));
        assert!(read.decisions.is_empty(), "{to}");
    }
    assert!(wrong_ones.is_empty(), "{}", wrong_ones.join("\n"));
}

#[test]
fn what_a_table_leaves_open_is_told_with_a_sample() {
    let overlap = of(&TABLE.replace("'>= 100', '\"a\"'", "'>= 50', '\"a\"'"));
    assert_eq!(overlap.problems[0].code, "overlap");
    assert!(
        overlap.problems[0]
            .wrong
            .contains("las reglas 1 y 2 se cumplen a la vez, por ejemplo con monto: 50; clase: «a»")
    );
    assert_eq!(overlap.problems[0].line, 9);
    let allowed = of(&TABLE.replace("'>= 100', '\"a\"'", "'>= 50', '\"a\"'").replacen(
        "inputs:",
        "hit_policy: first\ninputs:",
        1,
    ));
    assert!(allowed.problems.is_empty(), "{:?}", told_of(&allowed));
    let gap = of(&TABLE.replace("'>= 100', '\"a\"'", "'> 100', '\"a\"'"));
    assert!(gap.problems.is_empty());
    assert_eq!(gap.warnings[0].code, "gap");
    assert!(
        gap.warnings[0].wrong.contains("monto: 100; clase: «a»"),
        "{}",
        gap.warnings[0].wrong
    );
    let partial =
        of(&TABLE
            .replace("'>= 100', '\"a\"'", "'> 100', '\"a\"'")
            .replacen("inputs:", "partial: true\ninputs:", 1));
    assert!(partial.warnings.is_empty());
    let dead = of(&TABLE.replace("'-', '\"b\"'", "'-', '\"c\"'"));
    assert!(
        dead.problems
            .iter()
            .any(|problem| problem.code == "unreachable-rule" && problem.line == 10)
    );
}

#[test]
fn a_model_tells_its_mistakes_at_their_elements() {
    let files = Files::embedded();
    let path = "decisions/licencia-de-conduccion.dmn";
    let text = files.get(path).unwrap();
    let line_of = |text: &str, part: &str| text.lines().position(|line| line.contains(part)).unwrap() + 1;
    let cases = [
        (
            "&lt; 60</text></inputEntry>",
            "&lt; &lt; 60</text></inputEntry>",
            "expression",
            "vigencia-r1b",
        ),
        (
            "name=\"edad\" typeRef=\"number\"",
            "name=\"edad\" typeRef=\"numero\"",
            "type",
            "numero",
        ),
        ("[60..80]", "[59..80]", "overlap", "vigencia-r2\""),
        ("[60..80]", "\"sesenta\"", "type", "vigencia-r2\""),
        ("</decisionTable>", "</decisionTabla>", "syntax", "decisionTabla"),
    ];
    for (from, to, code, part) in cases {
        let broken = text.replacen(from, to, 1);
        let read = read(path, &broken, &[]);
        let problem = read.problems.iter().find(|problem| problem.code == code);
        let problem = problem.unwrap_or_else(|| panic!("{to}: {:?}", told_of(&read)));
        assert_eq!(problem.line, line_of(&broken, part), "{problem}");
    }
}

#[test]
fn a_name_belongs_to_one_decision() {
    let files = Files::embedded().with("decisions/otra.yaml", TABLE.replace("prueba", "vigencia-licencia"));
    let problems = Catalog::check(&files);
    let twice = problems.iter().find(|problem| problem.code == "duplicate-id").unwrap();
    assert!(
        twice.wrong.contains("`vigencia-licencia` ya está en decisions/"),
        "{twice}"
    );
}

#[test]
fn an_example_that_gives_something_else_is_told_at_what_it_expects() {
    let path = "decisions/vigencia-licencia.cases.yaml";
    let text = Files::embedded()
        .get(path)
        .unwrap()
        .replacen("expect: 10", "expect: 11", 1);
    let problems = Catalog::check(&Files::embedded().with(path, text));
    assert_eq!((problems[0].file.as_str(), problems[0].line), (path, 4), "{problems:?}");
    assert!(
        problems[0].wrong.contains("da 10") && problems[0].expected == "11",
        "{}",
        problems[0]
    );
}

#[test]
fn every_tramite_that_can_be_filed_has_a_decision_and_every_decision_has_examples() {
    let catalog = Catalog::embedded().unwrap();
    let filed = catalog.tramites.values().filter(|tramite| tramite.filing.is_some());
    for tramite in filed {
        assert!(
            catalog
                .decisions()
                .any(|decision| decision.tramites.contains(&tramite.id)),
            "{}",
            tramite.id
        );
    }
    let files = Files::embedded();
    for decision in catalog.decisions() {
        let named = format!("decision: {}\n", decision.id);
        let examples = files
            .of("decisions", "yaml")
            .filter(|(path, _)| path.ends_with(".cases.yaml"));
        assert!(
            examples.into_iter().any(|(_, text)| text.contains(&named)),
            "{}",
            decision.id
        );
    }
    assert!(catalog.warnings.is_empty(), "{:?}", catalog.warnings);
}

#[test]
fn every_table_of_the_catalogue_is_the_same_in_the_other_notation() {
    let catalog = Catalog::embedded().unwrap();
    for decision in catalog.decisions() {
        let drawn = decision.to_dmn();
        let id = decision.id.as_str();
        let found = read_alone("a.dmn", &drawn).unwrap_or_else(|problems| panic!("{id}: {problems:?}\n{drawn}"));
        let back = found.iter().find(|other| other.id == decision.id).unwrap();
        assert_eq!(back.sheet(), decision.sheet(), "{id}");
        let read = (&back.headings, &back.doubts);
        assert_eq!(
            read,
            (&decision.headings, &decision.doubts),
            "{id}: labels and doubts go with it"
        );
        let written = decision.to_yaml().unwrap();
        let found = read_alone("a.yaml", &written).unwrap_or_else(|problems| panic!("{id}: {problems:?}\n{written}"));
        let (back, own) = (found[0].sheet().unwrap(), decision.sheet().unwrap());
        assert_eq!((back.rules, back.hit_policy), (own.rules, own.hit_policy), "{id}");
        assert_eq!(found[0].name, decision.name);
        assert_eq!(found[0].unconfirmed, decision.unconfirmed);
    }
}
