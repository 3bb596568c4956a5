//! Models from XML, of DMN 1.2 to 1.5. Elements are known by their local names, so that the
//! namespaces of the versions need no list; diagrams and extensions are skipped.

use super::model::{
    Decision, FunctionDefinition, Import, ItemDefinition, Knowledge, Model, Required, Service, Variable,
};
use super::xml_boxed::{boxed, function};
use roxmltree::{Document, Node, ParsingOptions};

/// How many elements a document may have.
const MAX_NODES: u32 = 1_000_000;
/// How deep elements may be inside each other.
pub(super) const MAX_DEPTH: usize = 100;

/// The text is not a decision model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It is not XML.
    #[error("no es XML bien formado: {0}")]
    Xml(String),
    /// It is XML of something else.
    #[error("línea {line}, columna {column}: {message}")]
    Structure {
        /// Line, from 1.
        line: u32,
        /// Column, from 1.
        column: u32,
        /// What is wrong.
        message: String,
    },
}

pub(super) type Read<T> = Result<T, ModelError>;

impl Model {
    /// Reads a model.
    ///
    /// # Errors
    /// The first place where the text is not XML or not a decision model.
    pub fn from_xml(text: &str) -> Result<Model, ModelError> {
        let options = ParsingOptions {
            nodes_limit: MAX_NODES,
            ..ParsingOptions::default()
        };
        let document =
            Document::parse_with_options(text, options).map_err(|error| ModelError::Xml(error.to_string()))?;
        let root = document.root_element();
        if root.tag_name().name() != "definitions" {
            return Err(refused(root, "se esperaba `definitions` de DMN"));
        }
        if root.descendants().any(|node| node.ancestors().nth(MAX_DEPTH).is_some()) {
            return Err(refused(root, "hay demasiados elementos, uno dentro de otro"));
        }
        let mut model = Model {
            namespace: attribute(root, "namespace"),
            name: attribute(root, "name"),
            ..Model::default()
        };
        for node in root.children().filter(Node::is_element) {
            add(&mut model, node)?;
        }
        Ok(model)
    }
}

fn add(model: &mut Model, node: Node<'_, '_>) -> Read<()> {
    match node.tag_name().name() {
        "import" => model.imports.push(Import {
            name: attribute(node, "name"),
            namespace: attribute(node, "namespace"),
        }),
        "itemDefinition" => model.items.push(item(node)),
        "inputData" => model.inputs.push(variable(node)),
        "decision" => {
            let logic = node.children().find_map(|child| boxed(child).transpose()).transpose()?;
            model.decisions.push(Decision {
                variable: variable(node),
                requires: requirements(node),
                logic,
            });
        }
        "businessKnowledgeModel" => {
            let logic = child(node, "encapsulatedLogic").map(function).transpose()?;
            let requires = requirements(node);
            model.knowledge.push(Knowledge {
                variable: variable(node),
                requires: requires
                    .iter()
                    .map(|required| required.reference().to_string())
                    .collect(),
                logic,
            });
        }
        "decisionService" => model.services.push(Service {
            variable: variable(node),
            outputs: references(node, "outputDecision"),
            input_data: references(node, "inputData"),
            input_decisions: references(node, "inputDecision"),
        }),
        _ => {}
    }
    Ok(())
}

pub(super) fn refused(node: Node<'_, '_>, message: &str) -> ModelError {
    let place = node.document().text_pos_at(node.range().start);
    ModelError::Structure {
        line: place.row,
        column: place.col,
        message: message.into(),
    }
}

pub(super) fn attribute(node: Node<'_, '_>, name: &str) -> String {
    node.attribute(name).unwrap_or_default().to_string()
}

pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

pub(super) fn children<'a, 'i>(node: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The text of the child `text`, or of the node.
pub(super) fn text(node: Node<'_, '_>) -> String {
    let holder = child(node, "text").unwrap_or(node);
    holder
        .children()
        .filter(Node::is_text)
        .filter_map(|node| node.text())
        .collect()
}

/// The type, as an attribute or, in older versions, as an element.
pub(super) fn type_ref(node: Node<'_, '_>) -> Option<String> {
    let written = node
        .attribute("typeRef")
        .map(str::to_string)
        .or_else(|| child(node, "typeRef").map(text));
    written
        .map(|name| name.trim().to_string())
        .filter(|name| !name.is_empty())
}

/// The element's id and name, with the type of its variable.
pub(super) fn variable(node: Node<'_, '_>) -> Variable {
    let inner = child(node, "variable").or_else(|| child(node, "parameter"));
    let name = inner
        .and_then(|inner| inner.attribute("name"))
        .or(node.attribute("name"))
        .unwrap_or_default();
    Variable {
        id: attribute(node, "id"),
        name: name.trim().to_string(),
        type_ref: inner.and_then(type_ref).or_else(|| type_ref(node)),
    }
}

fn item(node: Node<'_, '_>) -> ItemDefinition {
    ItemDefinition {
        name: attribute(node, "name"),
        type_ref: type_ref(node),
        is_collection: node.attribute("isCollection") == Some("true"),
        allowed_values: child(node, "allowedValues").map(text),
        type_constraint: child(node, "typeConstraint").map(text),
        components: children(node, "itemComponent").map(item).collect(),
        function: child(node, "functionItem").map(|function| {
            let parameters = children(function, "parameters").map(variable).collect();
            (parameters, function.attribute("outputTypeRef").map(str::to_string))
        }),
    }
}

fn references(node: Node<'_, '_>, name: &str) -> Vec<String> {
    children(node, name)
        .filter_map(|child| child.attribute("href"))
        .map(str::to_string)
        .collect()
}

fn requirements(node: Node<'_, '_>) -> Vec<Required> {
    let holders = ["informationRequirement", "knowledgeRequirement"];
    let holders = node
        .children()
        .filter(|child| holders.contains(&child.tag_name().name()));
    holders
        .flat_map(|holder| holder.children())
        .filter_map(required)
        .collect()
}

fn required(target: Node<'_, '_>) -> Option<Required> {
    let reference = target.attribute("href")?.to_string();
    Some(match target.tag_name().name() {
        "requiredInput" => Required::Input(reference),
        "requiredDecision" => Required::Decision(reference),
        _ => Required::Knowledge(reference),
    })
}

/// Parameters and body of `encapsulatedLogic` or `functionDefinition`.
pub(super) fn parameters(node: Node<'_, '_>) -> Vec<Variable> {
    children(node, "formalParameter").map(variable).collect()
}

/// Whether a function is written in FEEL, the default.
pub(super) fn is_feel(node: Node<'_, '_>) -> bool {
    node.attribute("kind").is_none_or(|kind| kind == "FEEL")
}

impl FunctionDefinition {
    /// A function whose body is left open gives null.
    pub(super) fn open_body() -> super::model::Boxed {
        super::model::Boxed {
            kind: super::model::BoxedKind::Literal("null".into()),
            type_ref: None,
        }
    }
}
