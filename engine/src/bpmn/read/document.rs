//! The process of a document, and what refers to what in it, found once.

use std::collections::HashMap;

use roxmltree::{Document, Node};

use super::{BPMN, Xml, id, is, local};
use crate::bpmn::KINDS;
use crate::bpmn::places::Places;
use crate::problem::{Code, Problems};

/// What refers to what.
pub(super) struct Index<'d> {
    by_id: HashMap<&'d str, Xml<'d>>,
    /// Sequence flows by their source.
    flows: HashMap<&'d str, Vec<Xml<'d>>>,
    /// Boundary events by what they are attached to.
    attached: HashMap<&'d str, Vec<Xml<'d>>>,
    /// Associations by what they start from.
    associations: HashMap<&'d str, Vec<Xml<'d>>>,
    /// References to data objects by the object.
    references: HashMap<&'d str, Xml<'d>>,
}

impl<'d> Index<'d> {
    /// The process to run and its index.
    pub fn of(
        document: &'d Document<'d>,
        wanted: Option<&str>,
        places: &Places<'_>,
        problems: &mut Problems,
    ) -> Option<(Xml<'d>, Self)> {
        let root = document.root_element();
        if !is(root, "definitions") {
            let at = places.at(root.range().start);
            let message = format!("`{}` no es la raíz de un documento BPMN 2.0", root.tag_name().name());
            let expected = format!("`definitions` del espacio de nombres {BPMN}");
            problems.add(at, Code::Syntax, message, expected);
            return None;
        }
        let named = runnable(root).into_iter().find(|process| Some(id(*process)) == wanted);
        let process = match named {
            Some(named) => named,
            None => process(root, places, problems)?,
        };
        let mut index = Self {
            by_id: HashMap::new(),
            flows: HashMap::new(),
            attached: HashMap::new(),
            associations: HashMap::new(),
            references: HashMap::new(),
        };
        for node in root.children().filter(Node::is_element) {
            index.by_id.insert(id(node), node);
        }
        for node in process
            .descendants()
            .filter(|node| node.tag_name().namespace() == Some(BPMN))
        {
            index.take(node);
        }
        Some((process, index))
    }

    fn take(&mut self, node: Xml<'d>) {
        if let Some(id) = node.attribute("id") {
            self.by_id.entry(id).or_insert(node);
        }
        let list = match node.tag_name().name() {
            "sequenceFlow" => Some((&mut self.flows, "sourceRef")),
            "boundaryEvent" => Some((&mut self.attached, "attachedToRef")),
            "association" => Some((&mut self.associations, "sourceRef")),
            "dataObjectReference" => {
                let object = node.attribute("dataObjectRef").unwrap_or_default();
                self.references.entry(local(object)).or_insert(node);
                None
            }
            _ => None,
        };
        if let Some((list, attribute)) = list {
            let from = local(node.attribute(attribute).unwrap_or_default());
            list.entry(from).or_default().push(node);
        }
    }

    pub fn get(&self, reference: &str) -> Option<Xml<'d>> {
        self.by_id.get(local(reference)).copied()
    }

    pub fn flows(&self, from: Xml<'_>) -> &[Xml<'d>] {
        self.flows.get(id(from)).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn attached(&self, host: Xml<'_>) -> &[Xml<'d>] {
        self.attached.get(id(host)).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn associations(&self, from: Xml<'_>) -> &[Xml<'d>] {
        self.associations.get(id(from)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The reference that names a data object.
    pub fn reference(&self, object: Xml<'_>) -> Option<Xml<'d>> {
        self.references.get(id(object)).copied()
    }
}

/// The processes that can be run: those marked executable, else those not marked, else all with something in them.
pub(super) fn runnable<'d>(root: Xml<'d>) -> Vec<Xml<'d>> {
    let marked = |wanted: Option<&str>| -> Vec<Xml<'d>> {
        let all = root.children().filter(|node| is(*node, "process"));
        all.filter(|process| process.attribute("isExecutable") == wanted && has_content(*process))
            .collect()
    };
    let found = [Some("true"), None, Some("false")].into_iter().map(marked);
    found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// The process to run: the one marked executable, else the only one with something in it.
fn process<'d>(root: Xml<'d>, places: &Places<'_>, problems: &mut Problems) -> Option<Xml<'d>> {
    let found = runnable(root);
    match found.as_slice() {
        [only] => Some(*only),
        [first, ..] => {
            let named: Vec<String> = found.iter().map(|process| format!("`{}`", id(*process))).collect();
            let message = format!(
                "el documento tiene varios procesos, y no se sabe cuál ejecutar: {}",
                named.join(", ")
            );
            let at = places.at(first.range().start);
            problems.add(at, Code::Constraint, message, "uno solo con `isExecutable=\"true\"`");
            None
        }
        [] => {
            let all: Vec<Xml<'d>> = root.children().filter(|node| is(*node, "process")).collect();
            let at = all.first().copied().unwrap_or(root).range().start;
            let message = if all.is_empty() {
                "el documento no tiene un proceso"
            } else {
                "el proceso está vacío"
            };
            problems.add(
                places.at(at),
                Code::MissingKey,
                message,
                "un elemento `process` con elementos dentro",
            );
            None
        }
    }
}

fn has_content(process: Xml<'_>) -> bool {
    let mut inside = process
        .children()
        .filter(|node| node.tag_name().namespace() == Some(BPMN));
    inside.any(|node| KINDS.iter().any(|(theirs, _)| *theirs == node.tag_name().name()))
}
