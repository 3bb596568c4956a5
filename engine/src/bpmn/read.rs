//! BPMN 2.0 XML as the tree that the loader reads: every key stands where its XML element does.

mod activities;
mod assign;
mod data;
mod document;
mod drawing;
mod elements;
mod events;
mod expressions;
mod flows;
mod foreign;
mod repeat;

use roxmltree::{Document, Error, Node, ParsingOptions};

use super::guard::{self, Refused};
use super::places::Places;
use super::{BPMN, RADICA};
use crate::limits;
use crate::located::{Keys, Located, Position};
use crate::problem::{Code, Problems};
use document::Index;

type Xml<'d> = Node<'d, 'd>;

/// Reads the executable process of a document. DTDs are refused, so that entities cannot multiply.
pub(crate) fn read(source: &str, problems: &mut Problems) -> Option<Located> {
    read_one(source, None, problems)
}

/// Reads the process with this id, or the executable one.
pub(crate) fn read_one(source: &str, wanted: Option<&str>, problems: &mut Problems) -> Option<Located> {
    let places = Places::of(source);
    if let Err(refused) = guard::check(source) {
        refuse(&refused, &places, problems);
        return None;
    }
    let document = parse(source, problems)?;
    let (process, index) = Index::of(&document, wanted, &places, problems)?;
    let root = document.root_element();
    let reader = Reader {
        places: &places,
        index,
        language: root.attribute("expressionLanguage"),
    };
    Some(reader.process(process, root, problems))
}

/// The ids of the processes of a document that can be run: those marked executable, else those not marked.
pub(crate) fn processes(source: &str) -> Vec<String> {
    let document = match guard::check(source) {
        Ok(()) => parse(source, &mut Problems::new("")),
        Err(_) => None,
    };
    let Some(document) = document else {
        return Vec::new();
    };
    let found = document::runnable(document.root_element());
    found.into_iter().map(|process| id(process).to_owned()).collect()
}

fn parse<'d>(source: &'d str, problems: &mut Problems) -> Option<Document<'d>> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: u32::try_from(limits::XML_NODES).unwrap_or(u32::MAX),
        ..ParsingOptions::default()
    };
    match Document::parse_with_options(source, options) {
        Ok(document) => Some(document),
        Err(Error::NodesLimitReached) => {
            let at = Position { line: 1, column: 1 };
            let most = format!("a lo sumo {} nodos de XML", limits::XML_NODES);
            problems.add(at, Code::TooLarge, "el documento es demasiado grande", most);
            None
        }
        Err(error) => {
            let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
            let pos = error.pos();
            let at = Position {
                line: number(pos.row),
                column: number(pos.col),
            };
            let message = format!("no es XML válido: {error}");
            problems.add(at, Code::Syntax, message, "un documento BPMN 2.0");
            None
        }
    }
}

fn refuse(refused: &Refused, places: &Places<'_>, problems: &mut Problems) {
    let (at, message, expected) = match refused {
        Refused::Doctype(at) => (
            at,
            "no es XML válido para un proceso: define entidades o un tipo de documento (DTD)",
            "un documento sin `<!DOCTYPE …>`".to_owned(),
        ),
        Refused::Deep(at) => (
            at,
            "hay demasiados elementos de XML uno dentro de otro",
            format!("a lo sumo {}", limits::DEPTH),
        ),
        Refused::Attributes(at) => (
            at,
            "un elemento de XML tiene demasiados atributos",
            format!("a lo sumo {}", limits::ATTRIBUTES),
        ),
    };
    problems.add(places.at(*at), Code::TooLarge, message, expected);
}

/// Reads the elements of one document.
struct Reader<'d> {
    places: &'d Places<'d>,
    index: Index<'d>,
    language: Option<&'d str>,
}

impl<'d> Reader<'d> {
    fn at(&self, node: Xml<'_>) -> Position {
        self.places.at(node.range().start)
    }

    fn keys(&self, node: Xml<'_>) -> Keys {
        Keys::new(self.at(node))
    }

    fn process(&self, process: Xml<'d>, root: Xml<'d>, problems: &mut Problems) -> Located {
        let mut keys = self.keys(process);
        keys.text("process", id(process));
        keys.some("name", process.attribute("name"));
        keys.some("documentation", documentation(process));
        self.data(process, &mut keys, problems);
        keys.value("elements", self.elements(process, problems));
        keys.extend(self.drawing(root));
        keys.done()
    }

    /// Says that something cannot be executed.
    fn unsupported(&self, node: Xml<'_>, expected: &str, problems: &mut Problems) {
        let id = node.attribute("id").map(|id| format!(" `{id}`")).unwrap_or_default();
        let message = format!("`{}`{id} no se puede ejecutar", node.tag_name().name());
        problems.add(self.at(node), Code::UnknownKind, message, expected);
    }

    fn constraint(&self, node: Xml<'_>, message: impl Into<String>, expected: &str, problems: &mut Problems) {
        problems.add(self.at(node), Code::Constraint, message, expected);
    }
}

fn id<'d>(node: Xml<'d>) -> &'d str {
    node.attribute("id").unwrap_or_default()
}

/// A reference without the namespace it may name.
fn local(reference: &str) -> &str {
    let reference = reference.trim();
    reference.rsplit_once(':').map_or(reference, |(_, name)| name)
}

fn is(node: Xml<'_>, name: &str) -> bool {
    // Names differ sooner than namespaces, which are long and mostly the same.
    let tag = node.tag_name();
    tag.name() == name && tag.namespace() == Some(BPMN)
}

fn child<'d>(node: Xml<'d>, name: &str) -> Option<Xml<'d>> {
    children(node, name).next()
}

fn children<'d>(node: Xml<'d>, name: &str) -> impl Iterator<Item = Xml<'d>> {
    node.children().filter(move |child| is(*child, name))
}

/// What the author says about something; several documentations are read as one.
fn documentation(node: Xml<'_>) -> Option<String> {
    let parts: Vec<String> = children(node, "documentation").map(text).collect();
    Some(parts.join("\n\n")).filter(|whole| !whole.trim().is_empty())
}

/// What stands in the extension elements.
fn extensions<'d>(node: Xml<'d>) -> impl Iterator<Item = Xml<'d>> {
    let all = children(node, "extensionElements").flat_map(|extensions| extensions.children());
    all.filter(Node::is_element)
}

/// Extension elements of ours.
fn ours<'d>(node: Xml<'d>, name: &str) -> impl Iterator<Item = Xml<'d>> {
    extensions(node).filter(move |extension| extension.has_tag_name((RADICA, name)))
}

/// All the text in an element, whether or not comments stand in it.
fn text(node: Xml<'_>) -> String {
    let parts = node.children().filter(Node::is_text);
    let text: String = parts.filter_map(|part| part.text()).collect();
    text.trim().to_owned()
}

fn truth(node: Xml<'_>, attribute: &str, otherwise: bool) -> bool {
    match node.attribute(attribute).map(str::trim) {
        Some("true" | "1") => true,
        Some("false" | "0") => false,
        _ => otherwise,
    }
}
