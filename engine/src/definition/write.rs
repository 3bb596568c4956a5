//! A definition as YAML: the tree that [`super::elements`] reads, made from the model, then as text.

mod activities;
mod events;
mod next;
mod text;

use std::collections::HashSet;

use super::resolve::default_flow_id;
use crate::expression::{Expression, Template};
use crate::located::{Keys, Located, Yaml};
use crate::model::{Body, Complex, Definition, Drawing, EventBased, FlowIx, Kind, Node, NodeIx};
use crate::variables::Name;

/// Writes the document.
pub(super) fn write(definition: &Definition) -> String {
    text::document(&Writer::of(definition).tree())
}

struct Writer<'d> {
    definition: &'d Definition,
    /// The elements inside each, and of the process itself last.
    inside: Vec<Vec<NodeIx>>,
    /// Flows whose id says nothing that their ends do not.
    plain: HashSet<FlowIx>,
}

impl<'d> Writer<'d> {
    fn of(definition: &'d Definition) -> Self {
        let mut inside = vec![Vec::new(); definition.nodes.len() + 1];
        for (node, ix) in definition.nodes.iter().zip(0..) {
            let parent = node.parent.map_or(definition.nodes.len(), |parent| parent.0 as usize);
            if let Some(list) = inside.get_mut(parent) {
                list.push(NodeIx(ix));
            }
        }
        let mut pairs = std::collections::HashMap::new();
        let mut plain = HashSet::new();
        for (flow, ix) in definition.flows.iter().zip(0..) {
            let times = pairs.entry((flow.from, flow.to)).or_insert(0);
            *times += 1;
            let (from, to) = (definition.node(flow.from), definition.node(flow.to));
            if flow.id == default_flow_id(from.id.as_str(), to.id.as_str(), *times) {
                plain.insert(FlowIx(ix));
            }
        }
        Self {
            definition,
            inside,
            plain,
        }
    }

    fn tree(&self) -> Located {
        let definition = self.definition;
        let mut keys = Keys::at_nowhere();
        keys.text("process", &*definition.id);
        keys.some("name", definition.name.as_deref());
        keys.some("documentation", definition.documentation.as_deref());
        data(&definition.body, &mut keys);
        keys.list("elements", self.elements(None));
        if let Some(drawing) = &definition.drawing {
            keys.value("drawing", self::drawing(drawing));
        }
        keys.done()
    }

    /// The elements of the process or of a subprocess.
    fn elements(&self, of: Option<NodeIx>) -> Vec<Located> {
        let place = of.map_or(self.definition.nodes.len(), |ix| ix.0 as usize);
        let inside = self.inside.get(place).into_iter().flatten();
        let mut list = Vec::new();
        for ix in inside {
            let node = self.definition.node(*ix);
            if !(matches!(node.kind, Kind::Boundary(_)) || self.is_split(node)) {
                list.push(self.element(*ix, node));
            }
        }
        list
    }

    fn element(&self, ix: NodeIx, node: &Node) -> Located {
        let mut keys = Keys::at_nowhere();
        keys.text(events::kind_key(node), node.id.as_str());
        keys.some("name", node.name.as_deref());
        keys.some("stage", node.stage.as_deref());
        keys.some("documentation", node.documentation.as_deref());
        match &node.kind {
            Kind::Start(start) => events::start(start, &mut keys),
            Kind::End(thrown) | Kind::Throw(thrown) => events::thrown(thrown, &mut keys),
            Kind::Catch(catch) => events::catch(node, catch, &mut keys),
            Kind::Complex(Complex { activation }) => keys.some("activation", activation.as_ref().map(formula)),
            Kind::EventBased(EventBased { instantiate, parallel }) => {
                flag("instantiate", *instantiate, &mut keys);
                flag("parallel", *parallel, &mut keys);
            }
            Kind::Exclusive | Kind::Inclusive | Kind::Parallel | Kind::Boundary(_) => {}
            _ => {
                activities::kind(node, &mut keys);
                activities::common(node, &mut keys);
            }
        }
        let boundary: Vec<Located> = node.boundary.iter().map(|ix| self.boundary(node, *ix)).collect();
        if !boundary.is_empty() {
            keys.list("boundary", boundary);
        }
        if matches!(node.kind, Kind::Subprocess(_)) {
            keys.list("elements", self.elements(Some(ix)));
        }
        self.next(node, &mut keys);
        keys.done()
    }

    fn boundary(&self, host: &Node, ix: NodeIx) -> Located {
        let node = self.definition.node(ix);
        let mut keys = Keys::at_nowhere();
        if let Kind::Boundary(boundary) = &node.kind {
            if node.id.as_str() != format!("{}.{}", host.id, boundary.on.word()) {
                keys.text("id", node.id.as_str());
            }
            keys.some("name", node.name.as_deref());
            keys.some("stage", node.stage.as_deref());
            keys.some("documentation", node.documentation.as_deref());
            events::on(&boundary.on, &mut keys);
            if !boundary.interrupting {
                keys.flag("interrupting", false);
            }
            keys.some("result", boundary.result.as_deref());
            let handler = boundary
                .handler
                .map(|handler| self.definition.node(handler).id.as_str());
            keys.some("handler", handler);
        }
        self.next(node, &mut keys);
        keys.done()
    }
}

fn data(body: &Body, keys: &mut Keys) {
    if body.data.is_empty() {
        return;
    }
    let mut data = Keys::at_nowhere();
    for (name, first) in &body.data {
        let value = first.as_ref().map_or(serde_json::Value::Null, Template::to_json);
        data.value(name, json(&value));
    }
    keys.value("data", data.done());
}

fn drawing(drawing: &Drawing) -> Located {
    let numbers = |numbers: &[f64]| {
        let numbers = numbers
            .iter()
            .filter_map(|number| serde_json::Number::from_f64(*number));
        list(numbers.map(|number| at_nowhere(Yaml::Number(number))).collect())
    };
    let mut boxes: Vec<_> = drawing.boxes.iter().collect();
    boxes.sort_by_key(|(id, _)| (*id).clone());
    let mut lines: Vec<_> = drawing.lines.iter().collect();
    lines.sort_by_key(|(id, _)| (*id).clone());
    let (mut box_keys, mut line_keys) = (Keys::at_nowhere(), Keys::at_nowhere());
    for (id, bounds) in boxes {
        let numbers = numbers(&[bounds.x, bounds.y, bounds.width, bounds.height]);
        box_keys.value(id.as_str(), numbers);
    }
    for (id, points) in lines {
        line_keys.value(
            id.as_str(),
            list(points.iter().map(|(x, y)| numbers(&[*x, *y])).collect()),
        );
    }
    let mut keys = Keys::at_nowhere();
    keys.value("boxes", box_keys.done());
    keys.value("lines", line_keys.done());
    keys.done()
}

fn at_nowhere(value: Yaml) -> Located {
    let at = crate::located::Position::default();
    Located { at, value }
}

fn list(items: Vec<Located>) -> Located {
    at_nowhere(Yaml::List(items))
}

fn json(json: &serde_json::Value) -> Located {
    Located::of_json(crate::located::Position::default(), json)
}

/// An expression as definitions write it.
pub(crate) fn formula(expression: &Expression) -> String {
    format!("= {}", expression.source())
}

/// A flag that says nothing when it is not set.
fn flag(key: &str, set: bool, keys: &mut Keys) {
    if set {
        keys.flag(key, true);
    }
}

fn template(key: &str, value: Option<&Template>, keys: &mut Keys) {
    if let Some(value) = value {
        keys.value(key, json(&value.to_json()));
    }
}

/// Values by name; nothing when there are none.
fn templates(key: &str, values: &[(Name, Template)], keys: &mut Keys) {
    if values.is_empty() {
        return;
    }
    let mut map = Keys::at_nowhere();
    for (name, value) in values {
        map.value(name, json(&value.to_json()));
    }
    keys.value(key, map.done());
}
