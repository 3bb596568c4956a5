//! A definition as BPMN 2.0 XML with its diagram.

use super::xml::Xml;
use super::{BPMN, BPMN_DI, DC, DI, FEEL, PLAIN_KINDS, RADICA, TEXT_ATTRIBUTES, XSI};
use crate::expression::Template;
use crate::layout::{Diagram, Line, Shape};
use crate::model::{
    Assign, Definition, End, Flow, Kind, MessageSpec, Node, NodeIx, ServiceTask, TimerSpec, Trigger, UserTask,
};
use crate::variables::Name;

/// Writes the document.
pub(crate) fn write(definition: &Definition) -> String {
    let process = Xml::new("bpmn:process")
        .with("id", &definition.id)
        .with_some("name", definition.name.clone())
        .with("isExecutable", "true")
        .children(inside(definition, None));
    let definitions = Xml::new("bpmn:definitions")
        .with("xmlns:bpmn", BPMN)
        .with("xmlns:bpmndi", BPMN_DI)
        .with("xmlns:dc", DC)
        .with("xmlns:di", DI)
        .with("xmlns:xsi", XSI)
        .with("xmlns:radica", RADICA)
        .with("id", format!("definitions_{}", definition.id))
        .with("targetNamespace", RADICA)
        .with("expressionLanguage", FEEL);
    definitions
        .children(named(definition))
        .child(process)
        .child(diagram(definition))
        .document()
}

/// Messages and errors, which BPMN declares once for the whole document.
fn named(definition: &Definition) -> impl Iterator<Item = Xml> + '_ {
    definition
        .nodes
        .iter()
        .filter_map(|node| match trigger(node)? {
            Trigger::Message(spec) => Some(
                Xml::new("bpmn:message")
                    .with("id", message_id(node))
                    .with("name", &spec.name),
            ),
            Trigger::Error(Some(code)) => Some(error(node, code)),
            Trigger::Error(None) | Trigger::Timer(_) => None,
        })
        .chain(definition.nodes.iter().filter_map(|node| match &node.kind {
            Kind::End(End::Error(code)) => Some(error(node, code)),
            _ => None,
        }))
}

fn error(node: &Node, code: &str) -> Xml {
    Xml::new("bpmn:error")
        .with("id", error_id(node))
        .with("name", code)
        .with("errorCode", code)
}

fn message_id(node: &Node) -> String {
    format!("message_{}", node.id)
}

fn error_id(node: &Node) -> String {
    format!("error_{}", node.id)
}

fn trigger(node: &Node) -> Option<&Trigger> {
    match &node.kind {
        Kind::Catch(catch) => Some(&catch.trigger),
        Kind::Boundary(boundary) => Some(&boundary.trigger),
        _ => None,
    }
}

/// The elements of the process or of a subprocess, then its flows.
fn inside(definition: &Definition, parent: Option<NodeIx>) -> Vec<Xml> {
    let nodes = definition
        .nodes
        .iter()
        .zip(0..)
        .filter(|(node, _)| node.parent == parent);
    let elements = nodes.map(|(node, ix)| element(definition, node, NodeIx(ix)));
    let flows = definition.flows.iter().zip(0_u32..);
    let flows = flows.filter(|(flow, _)| definition.node(flow.from).parent == parent);
    elements
        .chain(flows.map(|(flow, n)| self::flow(definition, flow, n)))
        .collect()
}

fn element(definition: &Definition, node: &Node, ix: NodeIx) -> Xml {
    let xml = Xml::new(&format!("bpmn:{}", name(&node.kind)))
        .with("id", node.id.as_str())
        .with_some("name", node.name.clone())
        .with_some("default", default_flow(definition, node));
    let xml = TEXT_ATTRIBUTES.into_iter().fold(xml, |xml, key| {
        xml.with_some(&format!("radica:{key}"), text_attribute(node, key))
    });
    let xml = match &node.kind {
        Kind::UserTask(task) => user_task(xml, task),
        Kind::ServiceTask(task) => service_task(xml, task),
        Kind::ScriptTask(task) => xml
            .with("scriptFormat", "application/feel")
            .child(Xml::new("bpmn:script").text(task.script.source())),
        // Its loop comes before the elements inside it.
        Kind::Subprocess(_) => {
            return xml.children(each(node)).children(inside(definition, Some(ix)));
        }
        Kind::End(End::Terminate) => xml.child(Xml::new("bpmn:terminateEventDefinition")),
        Kind::End(End::Error(_)) => xml.child(Xml::new("bpmn:errorEventDefinition").with("errorRef", error_id(node))),
        Kind::Catch(catch) => event(xml, node, &catch.trigger),
        Kind::Boundary(boundary) => {
            let xml = xml
                .with("attachedToRef", definition.node(boundary.host).id.as_str())
                .with("cancelActivity", boundary.interrupting.to_string());
            event(xml, node, &boundary.trigger)
        }
        Kind::Start | Kind::End(End::Plain) | Kind::Exclusive | Kind::Inclusive | Kind::Parallel => xml,
    };
    xml.children(each(node))
}

fn each(node: &Node) -> Option<Xml> {
    let each = node.each.as_ref()?;
    let ours = Xml::new("radica:each")
        .with("in", format!("= {}", each.items.source()))
        .with("as", &*each.variable)
        .with_some("results", each.results.as_deref());
    let until = each.until.as_ref().map(|until| {
        let condition = Xml::new("bpmn:completionCondition");
        condition
            .with("xsi:type", "bpmn:tFormalExpression")
            .text(format!("= {}", until.source()))
    });
    let loops = Xml::new("bpmn:multiInstanceLoopCharacteristics")
        .with("isSequential", each.one_by_one.to_string())
        .child(Xml::new("bpmn:extensionElements").child(ours))
        .children(until);
    Some(loops)
}

fn name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Catch(_) => "intermediateCatchEvent",
        Kind::Boundary(_) => "boundaryEvent",
        plain => PLAIN_KINDS
            .into_iter()
            .find(|(ours, _)| *ours == plain.word())
            .map_or("task", |(_, theirs)| theirs),
    }
}

fn text_attribute(node: &Node, key: &str) -> Option<String> {
    let result = |name: &Option<Name>| name.as_ref().map(|name| name.to_string());
    match (key, &node.kind) {
        ("stage", _) => node.stage.clone(),
        ("due", Kind::UserTask(task)) => task.due.as_ref().map(due),
        ("act", Kind::UserTask(task)) => task.act.clone(),
        ("consequence", Kind::UserTask(task)) => task.consequence.clone(),
        ("service", Kind::ServiceTask(task)) => Some(task.service.clone()),
        ("result", Kind::UserTask(task)) => result(&task.result),
        ("result", Kind::ServiceTask(task)) => result(&task.result),
        ("result", Kind::ScriptTask(task)) => result(&task.result),
        ("result", Kind::Catch(catch)) => result(&catch.result),
        ("result", Kind::Boundary(boundary)) => result(&boundary.result),
        _ => None,
    }
}

fn due(due: &TimerSpec) -> String {
    match due {
        TimerSpec::Fixed(schedule) => schedule.to_string(),
        TimerSpec::Computed(expression) => format!("= {}", expression.source()),
    }
}

fn user_task(xml: Xml, task: &UserTask) -> Xml {
    let form = task
        .form
        .as_ref()
        .map(|form| Xml::new("radica:form").text(form.to_string()));
    let extensions = Xml::new("bpmn:extensionElements")
        .child(assign(&task.assign))
        .children(form);
    xml.child(extensions)
}

fn assign(assign: &Assign) -> Xml {
    let text = |template: &Option<Template>| template.as_ref().map(literal_or_expression);
    let filer = assign.filer.then(|| "true".to_owned());
    Xml::new("radica:assign")
        .with_some("role", text(&assign.role))
        .with_some("office", text(&assign.office))
        .with_some("person", text(&assign.person))
        .with_some("filer", filer)
}

fn service_task(xml: Xml, task: &ServiceTask) -> Xml {
    if task.input.is_empty() {
        return xml;
    }
    let inputs = task.input.iter().map(|(name, value)| {
        Xml::new("radica:input")
            .with("name", &**name)
            .text(value.to_json().to_string())
    });
    xml.child(Xml::new("bpmn:extensionElements").children(inputs))
}

fn event(xml: Xml, node: &Node, trigger: &Trigger) -> Xml {
    match trigger {
        Trigger::Timer(spec) => {
            let (kind, text) = match spec {
                TimerSpec::Fixed(schedule) => ("bpmn:timeDuration", schedule.to_string()),
                TimerSpec::Computed(expression) => ("bpmn:timeDate", format!("= {}", expression.source())),
            };
            let time = Xml::new(kind).with("xsi:type", "bpmn:tFormalExpression").text(text);
            xml.child(Xml::new("bpmn:timerEventDefinition").child(time))
        }
        Trigger::Message(MessageSpec { key, .. }) => {
            let xml = xml.with_some("radica:key", key.as_ref().map(literal_or_expression));
            xml.child(Xml::new("bpmn:messageEventDefinition").with("messageRef", message_id(node)))
        }
        Trigger::Error(code) => {
            let reference = code.as_ref().map(|_| error_id(node));
            xml.child(Xml::new("bpmn:errorEventDefinition").with_some("errorRef", reference))
        }
    }
}

fn literal_or_expression(template: &Template) -> String {
    match template.to_json() {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

fn flow_id(n: u32) -> String {
    format!("flow_{n}")
}

/// Only gateways with several ways out have a default in XML; for the others it goes without saying.
fn default_flow(definition: &Definition, node: &Node) -> Option<String> {
    let gateway = matches!(node.kind, Kind::Exclusive | Kind::Inclusive) && node.outgoing.len() > 1;
    let mut flows = node.outgoing.iter().filter(|_| gateway);
    flows.find(|ix| definition.flow(**ix).default).map(|ix| flow_id(ix.0))
}

fn flow(definition: &Definition, flow: &Flow, n: u32) -> Xml {
    let condition = flow.condition.as_ref().map(|condition| {
        let expression = Xml::new("bpmn:conditionExpression").with("xsi:type", "bpmn:tFormalExpression");
        expression.text(format!("= {}", condition.source()))
    });
    Xml::new("bpmn:sequenceFlow")
        .with("id", flow_id(n))
        .with_some("name", flow.name.clone())
        .with("sourceRef", definition.node(flow.from).id.as_str())
        .with("targetRef", definition.node(flow.to).id.as_str())
        .children(condition)
}

fn diagram(definition: &Definition) -> Xml {
    let Diagram { nodes, edges, .. } = Diagram::of(definition);
    let plane = Xml::new("bpmndi:BPMNPlane")
        .with("id", format!("plane_{}", definition.id))
        .with("bpmnElement", &definition.id)
        .children(nodes.iter().map(shape))
        .children(edges.iter().zip(0_u32..).map(|(line, n)| edge(line, n)));
    Xml::new("bpmndi:BPMNDiagram")
        .with("id", format!("diagram_{}", definition.id))
        .child(plane)
}

fn shape(shape: &Shape) -> Xml {
    let number = |value: f64| format!("{value:.0}");
    let bounds = Xml::new("dc:Bounds")
        .with("x", number(shape.x - shape.width / 2.0))
        .with("y", number(shape.y - shape.height / 2.0))
        .with("width", number(shape.width))
        .with("height", number(shape.height));
    Xml::new("bpmndi:BPMNShape")
        .with("id", format!("shape_{}", shape.id))
        .with("bpmnElement", shape.id.as_str())
        .child(bounds)
}

fn edge(line: &Line, n: u32) -> Xml {
    let waypoints = line.points.iter().map(|point| {
        Xml::new("di:waypoint")
            .with("x", format!("{:.0}", point.x))
            .with("y", format!("{:.0}", point.y))
    });
    Xml::new("bpmndi:BPMNEdge")
        .with("id", format!("edge_{n}"))
        .with("bpmnElement", flow_id(n))
        .children(waypoints)
}
