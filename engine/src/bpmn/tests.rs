use crate::definition::content;
use crate::definition::tests::sources;
use crate::model::Definition;

fn problems(source: &str) -> Vec<String> {
    Definition::from_bpmn(source, "p.bpmn")
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn every_definition_converts_from_each_notation_to_the_other_and_back() {
    for (name, source) in sources() {
        let written = Definition::from_yaml(&source, &name).unwrap();
        let xml = written.to_bpmn();
        let read = Definition::from_bpmn(&xml, &name).unwrap_or_else(|problems| panic!("{problems:#?}\n{xml}"));
        assert_eq!(content::of(&read), content::of(&written), "{name}\n{xml}");
        let yaml = read.to_yaml();
        let again = Definition::from_yaml(&yaml, &name).unwrap_or_else(|problems| panic!("{problems:#?}\n{yaml}"));
        assert_eq!(content::of(&again), content::of(&written), "{name}\n{yaml}");
        assert_eq!(
            again.drawing().map(|drawing| drawing.boxes.len()),
            Some(again.elements().count())
        );
    }
}

#[test]
fn a_drawn_model_without_our_extensions_runs_or_says_what_it_lacks() {
    let model = r#"<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
  <process id="p" isExecutable="true">
    <startEvent id="s"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="g"/>
    <exclusiveGateway id="g" default="f2"/>
    <sequenceFlow id="f2" sourceRef="g" targetRef="e"/>
    <sequenceFlow id="f3" sourceRef="g" targetRef="t"><conditionExpression>x &gt; 1</conditionExpression></sequenceFlow>
    <scriptTask id="t"><script>x + 1</script></scriptTask>
    <sequenceFlow id="f4" sourceRef="t" targetRef="e"/>
    <endEvent id="e"/>
  </process>
</definitions>"#;
    let definition = Definition::from_bpmn(model, "p.bpmn").unwrap();
    assert_eq!(definition.elements().count(), 4);
    let task = model
        .replace("scriptTask", "userTask")
        .replace("<script>x + 1</script>", "");
    let definition = Definition::from_bpmn(&task, "p.bpmn").unwrap();
    assert!(
        definition
            .element("t")
            .unwrap()
            .user_task()
            .unwrap()
            .assign
            .role
            .is_none()
    );
}

#[test]
fn what_cannot_run_is_refused_by_name_and_place() {
    let model = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
  <process id="p">
    <startEvent id="s"><ioBinding/></startEvent>
    <sequenceFlow id="f1" sourceRef="s" targetRef="c"/>
    <callChoreography id="c"/>
    <sequenceFlow id="f2" sourceRef="c" targetRef="e"/>
    <endEvent id="e"/>
  </process>
</definitions>"#;
    let found = problems(model);
    for wanted in [
        "p.bpmn:3:24: `ioBinding` no se puede ejecutar",
        "p.bpmn:4:5: el elemento `c` no existe",
        "p.bpmn:5:5: `callChoreography` `c` no se puede ejecutar",
        "p.bpmn:6:5: `sequenceFlow` `f2` sale de `c`, que no está ahí",
    ] {
        assert!(
            found.iter().any(|problem| problem.starts_with(wanted)),
            "{wanted}\n{found:#?}"
        );
    }
    let none = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>";
    assert!(problems(none)[0].contains("no tiene un proceso"));
}

#[test]
fn entities_that_multiply_and_text_that_is_no_xml_are_refused() {
    let laughs = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><d>&b;</d>";
    assert!(problems(laughs)[0].contains("no es XML válido"));
    assert!(problems("process: yaml")[0].contains("no es XML válido"));
}

/// Models as modellers write them, `NAME.bpmn`, say what `NAME.yaml` says. `UPDATE_GOLDEN=1` writes the YAML;
/// read it before keeping it.
#[test]
fn models_of_every_tool_and_feature_say_what_their_yaml_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bpmn");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "bpmn") {
            continue;
        }
        let name = path.to_str().unwrap();
        let source = std::fs::read_to_string(&path).unwrap();
        let drawn = Definition::from_bpmn(&source, name).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
        let beside = path.with_extension("yaml");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&beside, drawn.to_yaml()).unwrap();
        }
        let yaml = std::fs::read_to_string(&beside).unwrap_or_default();
        let written = Definition::from_yaml(&yaml, name).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
        assert_eq!(content::of(&drawn), content::of(&written), "{name}");
        assert_eq!(drawn.to_yaml(), yaml, "{name}");
        let again = Definition::from_bpmn(&drawn.to_bpmn(), name).unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert_eq!(content::of(&again), content::of(&drawn), "{name}");
        count += 1;
    }
    assert!(count >= 10, "{count}");
}

#[test]
fn of_several_processes_the_one_marked_executable_runs() {
    let document = |first: &str, second: &str| {
        format!(
            "<d:definitions xmlns:d=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><d:process id=\"a\" {first}><d:task id=\"t\"/></d:process>\
             <d:process id=\"b\" {second}><d:task id=\"u\"/></d:process><d:process id=\"vacio\"/></d:definitions>"
        )
    };
    let (yes, no) = ("isExecutable=\"true\"", "isExecutable=\"false\"");
    assert_eq!(Definition::from_bpmn(&document("", yes), "p").unwrap().id(), "b");
    assert_eq!(Definition::from_bpmn(&document("", no), "p").unwrap().id(), "a");
    for (first, second) in [("", ""), (yes, yes), (no, no)] {
        let found = problems(&document(first, second));
        assert!(found[0].contains("no se sabe cuál ejecutar: `a`, `b`"), "{found:?}");
    }
}

#[test]
fn expressions_are_feel_or_refused_by_the_name_of_their_language() {
    let document = |language: &str, condition: &str| {
        format!(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" expressionLanguage=\"{language}\"><process id=\"p\"><task id=\"t\"/>\
             <sequenceFlow id=\"f\" sourceRef=\"t\" targetRef=\"u\"><conditionExpression>{condition}</conditionExpression></sequenceFlow>\
             <task id=\"u\"/></process></definitions>"
        )
    };
    let xpath = "http://www.w3.org/1999/XPath";
    for condition in ["= x > 1", "${x > 1}", "#{x > 1}"] {
        let definition = Definition::from_bpmn(&document(xpath, &condition.replace('>', "&gt;")), "p").unwrap();
        let (flow, _, _) = definition.flows().next().unwrap();
        assert_eq!(flow.condition.as_ref().unwrap().source(), "x > 1");
    }
    assert!(Definition::from_bpmn(&document("feel", "x &gt; 1"), "p").is_ok());
    let found = problems(&document(xpath, "x &gt; 1"));
    assert!(
        found[0].contains("expressionLanguage `http://www.w3.org/1999/XPath` no se puede ejecutar"),
        "{found:?}"
    );
    let found = problems(&document("feel", "${x == 1}"));
    assert!(
        found[0].contains("la expresión `${x == 1}` no se entiende"),
        "{found:?}"
    );
}
