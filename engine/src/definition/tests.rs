use super::*;
use crate::model::Kind;

const GOOD: &str = r#"
process: expedir
name: Expedir
elements:
  - start: radicado
    next: revisar
  - user_task: revisar
    name: Revisar requisitos
    stage: Revisión
    assign: { role: revisor, office: "= tramite.office" }
    due: 3 working days
    act: review
    form: [ { id: completa, type: boolean } ]
    result: revision
    boundary: [ { timer: 2 working days, interrupting: false, next: avisar } ]
    next: [ { when: "= revision.completa", to: expedir, name: completa }, { to: negado } ]
  - service_task: avisar
    service: notice
    input: { template: recordatorio, to: ["= filer.email"] }
    next: negado
  - service_task: expedir
    service: render
    next: negado
  - end: negado
"#;

fn problems(source: &str) -> Vec<String> {
    match Definition::from_yaml(source, "p.yaml") {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_definition_becomes_a_graph() {
    let definition = Definition::from_yaml(GOOD, "p.yaml").unwrap();
    let ids: Vec<&str> = definition.elements().map(|node| node.id.as_str()).collect();
    let expected = [
        "radicado",
        "revisar",
        "revisar.split",
        "revisar.timer",
        "avisar",
        "expedir",
        "negado",
    ];
    assert_eq!(ids, expected);
    let flows: Vec<&str> = definition.flows().map(|(flow, _, _)| flow.id.as_str()).collect();
    assert!(flows.contains(&"revisar->revisar.split") && flows.contains(&"revisar.split->expedir"));
    let task = definition.element("revisar").unwrap();
    assert_eq!(task.stage.as_deref(), Some("Revisión"));
    assert_eq!(task.user_task().unwrap().act.as_deref(), Some("review"));
    assert_eq!(
        task.user_task().unwrap().form,
        Some(serde_json::json!([{"id": "completa", "type": "boolean"}]))
    );
    assert!(matches!(
        definition.element("revisar.split").unwrap().kind,
        Kind::Exclusive
    ));
    let boundary = definition.element("revisar.timer").unwrap();
    assert_eq!(definition.host_of(boundary).unwrap().id.as_str(), "revisar");
}

#[test]
fn the_hash_is_of_the_content_and_not_of_the_name() {
    let a = Definition::from_yaml(GOOD, "a.yaml").unwrap();
    let b = Definition::from_yaml(GOOD, "b.yaml").unwrap();
    let c = Definition::from_yaml(&GOOD.replace("Expedir", "Otro"), "a.yaml").unwrap();
    assert_eq!(a.hash(), b.hash());
    assert_ne!(a.hash(), c.hash());
    assert_eq!(a.hash().as_str().len(), 64);
}

#[test]
fn all_problems_are_reported_at_once_each_where_it_is() {
    let source = r#"process: expedir
elements:
  - start: radicado
    next: revizar
  - user_task: revisar
    asign: { role: revisor }
    assign: { role: revisor }
    due: mañana
    next: [ { when: "revision.completa", to: fin }, { to: fin } ]
  - script_task: calcular
    script: "= 1 +"
    next: fin
  - servise_task: avisar
    next: fin
  - end: fin
  - end: fin
"#;
    let found = problems(source);
    let expected = [
        "p.yaml:4:11: el elemento `revizar` no existe. Se esperaba `revisar`.",
        "p.yaml:6:5: la clave `asign` no existe en el elemento. Se esperaba `assign`.",
        "p.yaml:8:10: `mañana` no es un plazo ni una fecha",
        "p.yaml:9:21: `revision.completa` no es una expresión",
        "p.yaml:11:13: la expresión `1 +` no se entiende",
        "p.yaml:13:5: el elemento que empieza por `servise_task` no dice de qué clase es. Se esperaba `service_task: …`.",
        "p.yaml:16:5: el identificador `fin` ya está en la línea 15",
    ];
    for wanted in expected {
        assert!(
            found.iter().any(|problem| problem.starts_with(wanted)),
            "{wanted}\n{found:#?}"
        );
    }
}

#[test]
fn text_that_is_not_yaml_is_one_problem_with_its_place() {
    let found = problems("process: a\nelements: [\n");
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("no es YAML válido"), "{found:?}");
}

#[test]
fn an_exclusive_split_ends_with_its_default() {
    let without = GOOD.replace("{ to: negado } ]", "{ when: \"= true\", to: negado } ]");
    assert!(
        problems(&without)[0].contains("la última rama tiene condición"),
        "{:?}",
        problems(&without)
    );
    let early = GOOD.replace(
        "{ when: \"= revision.completa\", to: expedir, name: completa }",
        "{ to: expedir }",
    );
    assert!(
        problems(&early)[0].contains("no es la última"),
        "{:?}",
        problems(&early)
    );
}

#[test]
fn elements_that_no_path_reaches_or_leaves_are_problems() {
    let island = format!("{GOOD}  - service_task: isla\n    service: x\n    next: negado\n");
    assert!(
        problems(&island)[0].contains("no llega ningún camino"),
        "{:?}",
        problems(&island)
    );
    let trap = GOOD.replace(
        "    service: render\n    next: negado",
        "    service: render\n    next: expedir",
    );
    assert!(
        problems(&trap)[0].contains("no se llega a ningún fin"),
        "{:?}",
        problems(&trap)
    );
}

#[test]
fn a_process_without_a_start_begins_at_what_nothing_leads_to() {
    let none = GOOD.replace("- start: radicado", "- service_task: radicado\n    service: x");
    let definition = Definition::from_yaml(&none, "p.yaml").unwrap();
    let starts: Vec<&str> = definition.starts().map(|node| node.id.as_str()).collect();
    assert_eq!(starts, ["radicado"]);
    let two = format!("{GOOD}  - start: otro\n    message: otro\n    next: revisar\n");
    assert_eq!(Definition::from_yaml(&two, "p.yaml").unwrap().starts().count(), 2);
    let back = GOOD.replace(
        "service: render\n    next: negado",
        "service: render\n    next: radicado",
    );
    assert!(
        problems(&back)[0].contains("no se puede llegar"),
        "{:?}",
        problems(&back)
    );
}

#[test]
fn a_join_that_waits_for_itself_is_a_problem() {
    let source = "process: p\nelements:\n  - start: s\n    next: repartir\n  - parallel: repartir\n    next: [a, b]\n  \
        - user_task: a\n    assign: { role: r }\n    next: reunir\n  - user_task: b\n    assign: { role: r }\n    next: reunir\n  \
        - parallel: reunir\n    next: [ { to: x } ]\n";
    let source = source.replace("[ { to: x } ]", "decidir")
        + "  - exclusive: decidir\n    next: [ { when: \"= otra_vez\", to: repartir }, { to: fin } ]\n  - end: fin\n";
    let found = problems(&source);
    assert!(
        found[0].contains("espera un camino desde `decidir` que solo sale de él mismo"),
        "{found:?}"
    );
}

#[test]
fn a_definition_too_large_is_refused() {
    let mut source = "process: p\nelements:\n  - start: s\n    next: e\n".to_owned();
    for n in 0..limits::ELEMENTS {
        source.push_str(&format!("  - end: e{n}\n"));
    }
    let found = problems(&source);
    assert!(found[0].contains("hay demasiados elementos"), "{found:?}");
    assert!(problems(&" ".repeat(limits::SOURCE_BYTES + 1))[0].contains("demasiado grande"));
}

#[test]
fn every_key_of_the_notation_is_understood() {
    let source = include_str!("../../tests/definitions/everything.yaml");
    let found = problems(source);
    assert!(found.is_empty(), "{found:#?}");
}

/// Every definition in YAML that there is.
pub(crate) fn sources() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/golden", "tests/definitions", "../workflows/processes"];
    let paths = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap());
    let paths = paths.map(|entry| entry.unwrap().path().to_str().unwrap().to_owned());
    let paths = paths.filter(|name| name.ends_with(".yaml") && !name.ends_with(".script.yaml"));
    paths
        .map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn every_definition_there_is_reads_back_as_it_is_written() {
    for (name, source) in sources() {
        let definition = Definition::from_yaml(&source, &name).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let written = definition.to_yaml();
        let again =
            Definition::from_yaml(&written, &name).unwrap_or_else(|problems| panic!("{problems:#?}\n{written}"));
        assert_eq!(content::of(&again), content::of(&definition), "{name}\n{written}");
        assert_eq!(again.to_yaml(), written);
    }
}
