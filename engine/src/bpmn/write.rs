//! A definition as BPMN 2.0 XML with its diagram.

mod activities;
mod declared;
mod diagram;
mod events;

use super::xml::Xml;
use super::{BPMN, BPMN_DI, DC, DI, FEEL, RADICA, XSI, names};
use crate::definition::formula;
use crate::expression::{Expression, Template};
use crate::model::{Body, Complex, Definition, EventBased, Flow, FlowIx, Kind, Node, NodeIx, Subprocess, Variety};
use crate::variables::Name;
use declared::Declared;

/// Writes the document.
pub(crate) fn write(definition: &Definition) -> String {
    let mut writer = Writer {
        definition,
        declared: Declared::of(definition),
        inside: inside(definition),
        flows: flows(definition),
    };
    let process = Xml::new("bpmn:process")
        .with("id", &definition.id)
        .with_some("name", definition.name.clone())
        .with("isExecutable", "true")
        .children(documentation(definition.documentation.as_ref()))
        .children(properties(&definition.id, &definition.body))
        .children(writer.scope(None));
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
        .children(writer.declared.elements())
        .child(process)
        .child(diagram::diagram(definition))
        .document()
}

struct Writer<'d> {
    definition: &'d Definition,
    declared: Declared,
    /// The elements inside each, and of the process itself last.
    inside: Vec<Vec<NodeIx>>,
    /// The flows inside each, and of the process itself last.
    flows: Vec<Vec<FlowIx>>,
}

fn place(definition: &Definition, of: Option<NodeIx>) -> usize {
    of.map_or(definition.nodes.len(), |ix| ix.0 as usize)
}

fn inside(definition: &Definition) -> Vec<Vec<NodeIx>> {
    let mut inside = vec![Vec::new(); definition.nodes.len() + 1];
    for (node, ix) in definition.nodes.iter().zip(0..) {
        if let Some(list) = inside.get_mut(place(definition, node.parent)) {
            list.push(NodeIx(ix));
        }
    }
    inside
}

fn flows(definition: &Definition) -> Vec<Vec<FlowIx>> {
    let mut flows = vec![Vec::new(); definition.nodes.len() + 1];
    let all = definition.flows.iter().zip(0..).filter(|(flow, _)| !flow.link);
    for (flow, ix) in all {
        let parent = definition.node(flow.from).parent;
        if let Some(list) = flows.get_mut(place(definition, parent)) {
            list.push(FlowIx(ix));
        }
    }
    flows
}

impl<'d> Writer<'d> {
    /// What a process or subprocess holds.
    fn scope(&mut self, of: Option<NodeIx>) -> Vec<Xml> {
        let definition = self.definition;
        let place = place(definition, of);
        let nodes = self.inside.get(place).cloned().unwrap_or_default();
        let flows = self.flows.get(place).cloned().unwrap_or_default();
        let mut all = Vec::with_capacity(nodes.len() + flows.len());
        for ix in &nodes {
            all.push(self.element(definition.node(*ix), *ix));
        }
        all.extend(flows.iter().map(|ix| flow(definition, definition.flow(*ix))));
        all.extend(
            nodes
                .iter()
                .filter_map(|ix| association(definition, definition.node(*ix))),
        );
        all
    }

    fn element(&mut self, node: &'d Node, ix: NodeIx) -> Xml {
        let mut parts = Parts::default();
        let xml = Xml::new(&format!("bpmn:{}", name(&node.kind)))
            .with("id", node.id.as_str())
            .with_some("name", node.name.clone())
            .with_some("default", self.default_flow(node))
            .with_some("radica:stage", node.stage.clone())
            .with_some("radica:result", node.result().map(|name| (**name).to_owned()));
        let xml = match &node.kind {
            Kind::Start(start) => {
                parts.own = self.triggers(&start.on);
                multiple(&start.on, xml).with_some("isInterrupting", (!start.interrupting).then_some("false"))
            }
            Kind::End(thrown) | Kind::Throw(thrown) => {
                parts.own = thrown.iter().map(|thrown| self.thrown(thrown)).collect();
                xml
            }
            Kind::Catch(catch) => {
                parts.own = self.triggers(&catch.on);
                multiple(&catch.on, xml)
            }
            Kind::Boundary(boundary) => {
                parts.own = self.triggers(&boundary.on);
                let host = &self.definition.node(boundary.host).id;
                multiple(&boundary.on, xml)
                    .with("attachedToRef", host.as_str())
                    .with("cancelActivity", boundary.interrupting.to_string())
            }
            Kind::Complex(Complex { activation }) => {
                parts.own.extend(
                    activation
                        .as_ref()
                        .map(|activation| expression("bpmn:activationCondition", activation)),
                );
                xml
            }
            Kind::EventBased(EventBased { instantiate, parallel }) => xml
                .with_some("instantiate", instantiate.then_some("true"))
                .with_some("eventGatewayType", parallel.then_some("Parallel")),
            Kind::Exclusive | Kind::Inclusive | Kind::Parallel => xml,
            _ => {
                let xml = self.activity(node, xml, &mut parts);
                if let Kind::Subprocess(subprocess) = &node.kind {
                    parts.properties = properties(node.id.as_str(), &subprocess.body);
                    let mut own = self.scope(Some(ix));
                    own.append(&mut parts.own);
                    parts.own = own;
                }
                xml
            }
        };
        let extensions =
            (!parts.extensions.is_empty()).then(|| Xml::new("bpmn:extensionElements").children(parts.extensions));
        xml.children(documentation(node.documentation.as_ref()))
            .children(extensions)
            .children(self.ways(node))
            .children(parts.properties)
            .children(parts.repeat)
            .children(parts.own)
    }

    /// `incoming` and `outgoing`, which some modellers want.
    fn ways(&self, node: &Node) -> Vec<Xml> {
        let ways = |name: &'static str, flows: &[FlowIx]| -> Vec<Xml> {
            let flows = flows
                .iter()
                .map(|ix| self.definition.flow(*ix))
                .filter(|flow| !flow.link);
            flows.map(|flow| Xml::new(name).text(flow_id(flow))).collect()
        };
        let mut all = ways("bpmn:incoming", &node.incoming);
        all.extend(ways("bpmn:outgoing", &node.outgoing));
        all
    }

    fn default_flow(&self, node: &Node) -> Option<String> {
        let mut flows = node.outgoing.iter().map(|ix| self.definition.flow(*ix));
        flows.find(|flow| flow.default).map(flow_id)
    }
}

/// What stands inside an element, in the order that BPMN wants.
#[derive(Default)]
struct Parts {
    extensions: Vec<Xml>,
    properties: Vec<Xml>,
    repeat: Option<Xml>,
    own: Vec<Xml>,
}

fn name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Catch(_) => "intermediateCatchEvent",
        Kind::Boundary(_) => "boundaryEvent",
        Kind::Subprocess(Subprocess {
            variety: Variety::Transaction,
            ..
        }) => "transaction",
        Kind::Subprocess(Subprocess {
            variety: Variety::AdHoc(_),
            ..
        }) => "adHocSubProcess",
        kind => super::KINDS
            .into_iter()
            .find(|(_, ours)| *ours == kind.word())
            .map_or("task", |(theirs, _)| theirs),
    }
}

fn documentation(text: Option<&String>) -> Option<Xml> {
    text.map(|text| Xml::new("bpmn:documentation").text(text))
}

/// An event that waits for all of several.
fn multiple(on: &crate::model::On, xml: Xml) -> Xml {
    xml.with_some("parallelMultiple", on.all.then_some("true"))
}

/// Variables of a scope.
fn properties(scope: &str, body: &Body) -> Vec<Xml> {
    let properties = body.data.iter().zip(1_u32..).map(|((name, first), n)| {
        let first = first.as_ref().map(|first| {
            let value = Xml::new("radica:value").text(first.to_json().to_string());
            Xml::new("bpmn:extensionElements").child(value)
        });
        // Not by its name: modellers take only plain letters in an id.
        Xml::new("bpmn:property")
            .with("id", format!("{scope}_data_{n}"))
            .with("name", &**name)
            .children(first)
    });
    properties.collect()
}

/// Values by name, as JSON.
fn values<'v>(element: &'static str, values: &'v [(Name, Template)]) -> impl Iterator<Item = Xml> + use<'v> {
    values.iter().map(move |(name, value)| {
        Xml::new(element)
            .with("name", &**name)
            .text(value.to_json().to_string())
    })
}

/// A text or an expression, in an attribute.
fn attribute(template: &Template) -> String {
    match template.to_json() {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

fn expression(name: &str, expression: &Expression) -> Xml {
    formal(name, formula(expression))
}

fn formal(name: &str, text: String) -> Xml {
    Xml::new(name).with("xsi:type", "bpmn:tFormalExpression").text(text)
}

fn flow_id(flow: &Flow) -> String {
    names::encode(flow.id.as_str())
}

fn flow(definition: &Definition, flow: &Flow) -> Xml {
    let condition = flow.condition.as_ref();
    let condition = condition.map(|condition| expression("bpmn:conditionExpression", condition));
    Xml::new("bpmn:sequenceFlow")
        .with("id", flow_id(flow))
        .with_some("name", flow.name.clone())
        .with("sourceRef", definition.node(flow.from).id.as_str())
        .with("targetRef", definition.node(flow.to).id.as_str())
        .children(condition)
}

/// From a compensation boundary event to its handler.
fn association(definition: &Definition, node: &Node) -> Option<Xml> {
    let handler = definition.handler_of(node)?;
    let association = Xml::new("bpmn:association")
        .with("id", association_id(node))
        .with("associationDirection", "One")
        .with("sourceRef", node.id.as_str())
        .with("targetRef", handler.id.as_str());
    Some(association)
}

fn association_id(node: &Node) -> String {
    format!("association_{}", node.id)
}
