//! Documents that are large, deep, malformed or meant to harm: refused or bounded, with a clear message, and
//! never a panic.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::time::Instant;

use proptest::prelude::*;
use radica_engine::{Definition, limits};
use sha2::Digest as _;

/// A process of this many elements: tasks with a gateway and a way back every ten.
fn large(elements: usize) -> String {
    let mut xml = "<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
                   xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" \
                   xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\">\n<bpmn:process id=\"p\" isExecutable=\"true\">\n\
                   <bpmn:startEvent id=\"e0\"/>\n"
        .to_owned();
    let mut di = String::new();
    let last = elements - 1;
    for n in 1..elements {
        let flow = |xml: &mut String, from: usize, to: usize, condition: &str| {
            let (flow, inside) = (format!("f{from}-{to}"), condition);
            writeln!(xml, "<bpmn:sequenceFlow id=\"{flow}\" sourceRef=\"e{from}\" targetRef=\"e{to}\">{inside}</bpmn:sequenceFlow>").unwrap();
        };
        let condition = "<bpmn:conditionExpression>monto &gt; 10 and estado = \"abierto\"</bpmn:conditionExpression>";
        let before_gateway = (n - 1) % 10 == 5 && n > 1;
        flow(&mut xml, n - 1, n, if before_gateway { condition } else { "" });
        let name = format!("name=\"Elemento número {n}\"");
        match n {
            _ if n == last => writeln!(xml, "<bpmn:endEvent id=\"e{n}\"/>").unwrap(),
            _ if n % 10 == 5 => {
                let back = n - 4;
                writeln!(xml, "<bpmn:exclusiveGateway id=\"e{n}\" default=\"f{n}-{back}\"/>").unwrap();
                flow(&mut xml, n, back, "");
            }
            _ if n % 3 == 0 => writeln!(xml, "<bpmn:userTask id=\"e{n}\" {name}/>").unwrap(),
            _ => writeln!(
                xml,
                "<bpmn:scriptTask id=\"e{n}\" {name}><bpmn:script>monto + {n}</bpmn:script></bpmn:scriptTask>"
            )
            .unwrap(),
        }
        writeln!(di, "<bpmndi:BPMNShape bpmnElement=\"e{n}\"><dc:Bounds x=\"{n}\" y=\"10\" width=\"100\" height=\"80\"/></bpmndi:BPMNShape>").unwrap();
        writeln!(di, "<bpmndi:BPMNEdge bpmnElement=\"f{}-{n}\"><di:waypoint x=\"1\" y=\"2\"/><di:waypoint x=\"3\" y=\"4\"/></bpmndi:BPMNEdge>", n - 1).unwrap();
    }
    write!(xml, "</bpmn:process><bpmndi:BPMNDiagram><bpmndi:BPMNPlane>{di}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>").unwrap();
    xml
}

fn refused(source: &str) -> String {
    let problems = Definition::from_bpmn(source, "p.bpmn").unwrap_err();
    problems.first().unwrap().to_string()
}

#[test]
fn a_model_as_large_as_allowed_loads_and_a_larger_one_is_refused() {
    let definition = Definition::from_bpmn(&large(limits::ELEMENTS), "p.bpmn").unwrap();
    assert_eq!(definition.elements().count(), limits::ELEMENTS);
    let yaml = definition.to_yaml();
    let most = limits::SOURCE_BYTES;
    assert!(yaml.len() > most || Definition::from_yaml(&yaml, "p.yaml").is_ok());
    assert!(refused(&large(limits::ELEMENTS + 1)).contains("demasiados elementos"));
}

/// `cargo test --release -p radica-engine --test loading -- --ignored --nocapture`
#[test]
#[ignore = "a measurement, for a release build on an idle machine"]
fn how_long_loading_takes() {
    for elements in [1_000, 10_000] {
        let source = large(elements);
        let mut best = f64::MAX;
        for _ in 0..20 {
            let begin = Instant::now();
            Definition::from_bpmn(&source, "p.bpmn").unwrap();
            best = best.min(begin.elapsed().as_secs_f64());
        }
        let begin = Instant::now();
        let parsed = roxmltree::Document::parse(&source)
            .unwrap()
            .root()
            .descendants()
            .count();
        println!("  XML: {parsed} nodes, {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
        let begin = Instant::now();
        let _ = sha2::Sha256::digest(&source);
        println!("  hash: {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
        let begin = Instant::now();
        for n in 0..elements {
            let _ = radica_engine::expression::Expression::parse(&format!("monto + {n}")).unwrap();
        }
        println!("  FEEL: {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
        let yaml = Definition::from_bpmn(&source, "p.bpmn").unwrap().to_yaml();
        if elements == 1_000 {
            let undrawn = yaml.split("\ndrawing:").next().unwrap();
            let definition = Definition::from_yaml(undrawn, "p.yaml").unwrap();
            let begin = Instant::now();
            let _ = radica_engine::layout::Diagram::of(&definition);
            println!("  layout: {:.0} ms", begin.elapsed().as_secs_f64() * 1e3);
        }
        let begin = Instant::now();
        Definition::from_yaml(&yaml, "p.yaml").unwrap();
        let from_yaml = begin.elapsed().as_secs_f64() * 1e3;
        println!(
            "{elements} elements, {} KiB: BPMN {:.1} ms, YAML {from_yaml:.1} ms",
            source.len() / 1024,
            best * 1e3
        );
    }
}

#[test]
fn entities_depth_and_attributes_are_bounded() {
    let bpmn = "xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"";
    let laughs = format!(
        "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><definitions {bpmn}><process id=\"&b;\"/></definitions>"
    );
    assert!(refused(&laughs).contains("DTD"), "{}", refused(&laughs));
    let deep = format!("<definitions {bpmn}>{}", "<a>".repeat(500_000));
    assert!(refused(&deep).contains("uno dentro de otro"), "{}", refused(&deep));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"\"")).collect();
    assert!(refused(&format!("<definitions {bpmn}{attributes}/>")).contains("demasiados atributos"));
    let nested = format!(
        "<definitions {bpmn}><process id=\"p\">{}{}</process></definitions>",
        (0..60).map(|n| format!("<subProcess id=\"s{n}\">")).collect::<String>(),
        "</subProcess>".repeat(60)
    );
    assert!(
        refused(&nested).contains("subprocesos uno dentro de otro"),
        "{}",
        refused(&nested)
    );
    assert!(refused("").contains("no es XML válido") && refused("<a").contains("no es XML válido"));
}

#[test]
fn yaml_that_is_deep_or_multiplies_is_bounded() {
    let deep = format!("process: p\nelements: {}", "[".repeat(100_000));
    assert!(Definition::from_yaml(&deep, "p.yaml").is_err());
    let expression = format!(
        "process: p\nelements:\n  - {{ script_task: s, flows: [], script: \"= {}1{}\" }}\n",
        "(".repeat(50_000),
        ")".repeat(50_000)
    );
    assert!(Definition::from_yaml(&expression, "p.yaml").is_err());
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..30 {
        let before = n - 1;
        writeln!(laughs, "a{n}: &a{n} [*a{before}, *a{before}, *a{before}, *a{before}]").unwrap();
    }
    assert!(Definition::from_yaml(&laughs, "p.yaml").is_err());
}

#[test]
fn many_wrong_names_are_told_of_in_good_time() {
    let mut source = "process: p\nelements:\n".to_owned();
    for n in 0..5_000 {
        writeln!(
            source,
            "  - {{ task: elemento-de-nombre-largo-{n}, next: nada-parecido-{n} }}"
        )
        .unwrap();
    }
    let begin = Instant::now();
    assert_eq!(Definition::from_yaml(&source, "p.yaml").unwrap_err().len(), 5_000);
    assert!(begin.elapsed().as_secs() < 20);
}

fn sources(folder: &str, ending: &str) -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.to_str().unwrap().ends_with(ending));
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

/// Cuts, repeats and swaps pieces of a document.
fn mutated(source: &str, changes: &[(usize, usize, u8)]) -> String {
    let mut text: Vec<char> = source.chars().collect();
    for (at, length, what) in changes {
        if text.is_empty() {
            break;
        }
        let at = at % text.len();
        let end = (at + length % 40).min(text.len());
        let piece: Vec<char> = text.get(at..end).unwrap_or_default().to_vec();
        match what % 5 {
            0 => drop(text.drain(at..end)),
            1 => drop(text.splice(at..at, piece)),
            2 => text.insert(
                at,
                *['"', '<', '>', '{', '}', ':', '=', '\u{0}', 'ñ', '-']
                    .get(length % 10)
                    .unwrap(),
            ),
            3 => {
                let from = (at * 7 + 13) % text.len();
                let other: Vec<char> = text.get(from..(from + 25).min(text.len())).unwrap_or_default().to_vec();
                drop(text.splice(at..end, other));
            }
            _ => text.truncate(text.len() - length % 20),
        }
    }
    text.into_iter().collect()
}

/// What loads can be written in both notations and loads again.
fn survives(definition: &Definition) {
    let undrawn = |definition: &Definition| {
        let yaml = definition.to_yaml();
        yaml.split("\ndrawing:").next().unwrap().trim_end().to_owned()
    };
    let yaml = definition.to_yaml();
    let again = Definition::from_yaml(&yaml, "again").unwrap_or_else(|problems| panic!("{problems:#?}\n{yaml}"));
    assert_eq!(again.to_yaml(), yaml);
    let xml = definition.to_bpmn();
    let again = Definition::from_bpmn(&xml, "again").unwrap_or_else(|problems| panic!("{problems:#?}\n{xml}"));
    assert_eq!(undrawn(&again), undrawn(definition), "{xml}");
}

/// `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() {
        asked.cases
    } else {
        300
    };
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..asked
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_document_makes_the_loader_panic(
        which in 0_usize..100,
        changes in prop::collection::vec((any::<usize>(), any::<usize>(), any::<u8>()), 1..6),
    ) {
        let changes: Vec<_> = changes.iter().map(|(a, b, c)| (a % 1_000_000, b % 1_000, *c)).collect();
        let drawn = sources("bpmn", ".bpmn");
        let source = mutated(drawn.get(which % drawn.len()).unwrap(), &changes);
        if let Ok(definition) = Definition::from_bpmn(&source, "p.bpmn") {
            survives(&definition);
        }
        let written = [sources("bpmn", ".yaml"), sources("definitions", ".yaml")].concat();
        let source = mutated(written.get(which % written.len()).unwrap(), &changes);
        if let Ok(definition) = Definition::from_yaml(&source, "p.yaml") {
            survives(&definition);
        }
    }
}
