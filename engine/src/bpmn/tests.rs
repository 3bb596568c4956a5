use crate::model::Definition;

const SOURCES: [&str; 6] = [
    include_str!("../../../workflows/processes/aprobar-version.yaml"),
    include_str!("../../../workflows/processes/autorizar-con-visita.yaml"),
    include_str!("../../../workflows/processes/expedir-certificado.yaml"),
    include_str!("../../../workflows/processes/resolver-solicitud.yaml"),
    include_str!("../../tests/golden/subprocess.yaml"),
    include_str!("../../tests/golden/job-failure.yaml"),
];

fn problems(source: &str) -> Vec<String> {
    Definition::from_bpmn(source, "p.bpmn")
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// All that a definition says, but for where it says it.
fn content(definition: &Definition) -> Vec<String> {
    let nodes = definition.elements().map(|node| {
        let parent = definition.parent_of(node).map(|parent| parent.id.to_string());
        let kind = match definition.host_of(node) {
            // A boundary event knows its activity by a number that depends on the order of elements.
            Some(host) => format!("{:?} on {}", node.kind, host.id).replace(|c: char| c.is_ascii_digit(), ""),
            None if node.kind.word() == "subprocess" => "subprocess".to_owned(),
            None => format!("{:?}", node.kind),
        };
        format!("{} {:?} {:?} {parent:?} {kind}", node.id, node.name, node.stage)
    });
    let flows = definition
        .flows()
        .map(|(flow, _, _)| format!("{} {:?} {:?} {}", flow.id, flow.name, flow.condition, flow.default));
    let mut all: Vec<String> = nodes.chain(flows).collect();
    all.sort();
    all
}

#[test]
fn what_is_written_as_bpmn_reads_back_as_the_same_process() {
    for source in SOURCES {
        let written = Definition::from_yaml(source, "p.yaml").unwrap();
        let xml = written.to_bpmn();
        let read = Definition::from_bpmn(&xml, "p.bpmn").unwrap_or_else(|problems| panic!("{}\n{xml}", problems[0]));
        assert_eq!(content(&read), content(&written));
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
    assert!(
        problems(&task)[0].contains("p.bpmn:9:5: falta la clave `assign`"),
        "{:?}",
        problems(&task)
    );
}

#[test]
fn what_cannot_run_is_refused_by_name_and_place() {
    let model = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
  <process id="p">
    <startEvent id="s"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="c"/>
    <complexGateway id="c"/>
    <sequenceFlow id="f2" sourceRef="c" targetRef="e"/>
    <endEvent id="e"/>
  </process>
</definitions>"#;
    assert!(
        problems(model)[0].contains("el elemento `c` no existe"),
        "{:?}",
        problems(model)
    );
    assert!(
        problems(model)
            .iter()
            .any(|problem| { problem.starts_with("p.bpmn:5:5: `complexGateway` `c` no se puede ejecutar") })
    );
    let looped = model
        .replace("<complexGateway id=\"c\"/>", "<manualTask id=\"c\"/>")
        .replace(
            "<startEvent id=\"s\"/>",
            "<startEvent id=\"s\"><ioSpecification/></startEvent>",
        );
    assert!(
        problems(&looped)
            .iter()
            .any(|problem| problem.contains("`ioSpecification` no se puede"))
    );
    let none = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>";
    assert!(problems(none)[0].contains("no tiene un proceso"));
}

#[test]
fn entities_that_multiply_and_text_that_is_no_xml_are_refused() {
    let laughs = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><d>&b;</d>";
    assert!(problems(laughs)[0].contains("no es XML válido"));
    assert!(problems("process: yaml")[0].contains("no es XML válido"));
}
