//! Decisions of a DMN model: each decision and decision service of the file, by its name.

use std::collections::BTreeSet;
use std::sync::Arc;

use radica_engine::located::Position;
use radica_feel::dmn::{DecisionTable, Decisions, Model, ModelError, Required, Variable};
use radica_feel::{Expression, Type, UnaryTests};
use roxmltree::{Document, Node, TextPos};

use super::{Decision, InputData, Read, choices, finding, hash, table_of};
use crate::catalog::Source;
use crate::catalog::ids::{DecisionId, TramiteId};
use crate::catalog::problem::Problem;

/// What says of a decision what the standard has no place for.
pub(super) const OURS: &str = "urn:radica:dmn";

pub(super) fn read(path: &str, text: &str, others: &[Model]) -> Read {
    let mut found = Read::default();
    let model = match Model::from_xml(text) {
        Ok(model) => model,
        Err(error) => {
            found.problems.push(unreadable(path, text, &error));
            return found;
        }
    };
    // The model was read from this text, so it is a document.
    let Ok(document) = Document::parse(text) else {
        return found;
    };
    let others = imported(&model, others);
    let file = File {
        path,
        text,
        document: &document,
        compiled: Decisions::compile(&model, &others),
        others: &others,
        model: Arc::new(model),
    };
    file.problems(&mut found);
    file.decisions(&mut found);
    found
}

/// The models that a model imports, directly or not.
fn imported(model: &Model, others: &[Model]) -> Vec<Model> {
    let mut found: Vec<Model> = Vec::new();
    let mut wanted: Vec<&str> = model.imports.iter().map(|import| import.namespace.as_str()).collect();
    while let Some(namespace) = wanted.pop() {
        let known = namespace == model.namespace || found.iter().any(|other| other.namespace == namespace);
        let other = others.iter().find(|other| !known && other.namespace == namespace);
        if let Some(other) = other {
            wanted.extend(other.imports.iter().map(|import| import.namespace.as_str()));
            found.push(other.clone());
        }
    }
    found
}

fn unreadable(path: &str, text: &str, error: &ModelError) -> Problem {
    let (at, wrong) = match error {
        ModelError::Structure { line, column, message } => (
            Position {
                line: *line as usize,
                column: *column as usize,
            },
            format!("no es un modelo DMN: {message}"),
        ),
        ModelError::Xml(message) => {
            let at = Document::parse(text).err().map(|error| error.pos());
            (
                at.map(position).unwrap_or_default(),
                format!("no es XML válido: {message}"),
            )
        }
    };
    Problem::new(path, at, "syntax", wrong, "un modelo DMN 1.2 a 1.5 en XML")
}

const fn position(at: TextPos) -> Position {
    Position {
        line: at.row as usize,
        column: at.col as usize,
    }
}

struct File<'a, 'i> {
    path: &'a str,
    text: &'a str,
    document: &'a Document<'i>,
    model: Arc<Model>,
    others: &'a [Model],
    compiled: Decisions,
}

impl File<'_, '_> {
    fn problems(&self, found: &mut Read) {
        let model = &self.model;
        // A model of functions and types serves those that import it.
        if model.decisions.is_empty() && model.knowledge.is_empty() && model.items.is_empty() {
            let at = Position { line: 1, column: 1 };
            let wrong = "el modelo no decide nada";
            let expected = "un elemento `decision`, `businessKnowledgeModel` o `itemDefinition`";
            found
                .problems
                .push(Problem::new(self.path, at, "shape", wrong, expected));
        }
        let own = self
            .compiled
            .problems()
            .iter()
            .filter(|problem| problem.model == self.model.name);
        let own = own.map(|problem| self.told(&problem.element, &problem.message));
        found.problems.extend(own);
        if found.problems.is_empty() {
            let own = self.compiled.mistakes().iter();
            let own = own.filter(|mistake| mistake.model == self.model.name);
            found
                .problems
                .extend(own.map(|mistake| self.mistaken(&mistake.element, &mistake.message)));
        }
        for node in self.document.descendants().filter(Node::is_element) {
            if let Some(kind) = node.attribute("typeRef").filter(|kind| !self.is_type(kind)) {
                let at = position(self.document.text_pos_at(node.range().start));
                let wrong = format!("el tipo `{kind}` no existe");
                let expected = "uno de FEEL (`number`, `string`, `boolean`, `date`…) o un `itemDefinition` del modelo";
                found
                    .problems
                    .push(Problem::new(self.path, at, "type", wrong, expected));
            }
        }
    }

    fn is_type(&self, name: &str) -> bool {
        let bare = name.rsplit_once(':').map_or(name, |(_, bare)| bare).trim();
        let imported = |name: &str| {
            self.model
                .imports
                .iter()
                .any(|import| name.starts_with(&format!("{}.", import.name)))
        };
        bare.is_empty()
            || Type::named(bare).is_some()
            || self
                .model
                .items
                .iter()
                .any(|item| item.name == name || item.name == bare)
            || imported(name)
    }

    /// What the declared types tell before anything runs: at its rule, or at the element.
    fn mistaken(&self, element: &str, message: &str) -> Problem {
        let number = message.strip_prefix("regla ").and_then(|rest| rest.split_once(','));
        let rule = number.and_then(|(number, _)| self.rule(element, number.parse().ok()?));
        let node = || {
            let at = self.document.text_pos_at(self.node(element)?.range().start);
            Some(position(at))
        };
        let at = rule.or_else(node).unwrap_or(Position { line: 1, column: 1 });
        let wrong = format!("`{element}` no puede dar nada ahí: {message}");
        Problem::new(
            self.path,
            at,
            "type",
            wrong,
            "valores de los tipos que el modelo declara",
        )
    }

    /// What could not be compiled in an element: at the text that the message is about, or at the element.
    fn told(&self, element: &str, message: &str) -> Problem {
        let node = self.node(element);
        let place = |node: Node<'_, '_>| position(self.document.text_pos_at(node.range().start));
        let texts = node.into_iter().flat_map(|node| node.descendants());
        let texts = texts.filter(|node| node.has_tag_name_local("text"));
        for node in texts {
            let text = node.text().unwrap_or_default();
            let errors = [Expression::parse(text).err(), UnaryTests::parse(text).err()];
            if let Some(error) = errors
                .into_iter()
                .flatten()
                .find(|error| message.ends_with(&error.to_string()))
            {
                let text = text.trim();
                let wrong = format!(
                    "la celda `{text}` no se entiende en su columna {}",
                    error.position.column
                );
                let expected = format!("FEEL: {}", error.expected);
                return Problem::new(self.path, place(node), "expression", wrong, expected);
            }
        }
        let at = node.map_or(Position { line: 1, column: 1 }, place);
        let first = message.lines().next().unwrap_or_default();
        let wrong = format!("`{element}` no se puede usar: {first}");
        Problem::new(
            self.path,
            at,
            "expression",
            wrong,
            "FEEL sobre elementos que el modelo tiene",
        )
    }

    fn node(&self, name: &str) -> Option<Node<'_, '_>> {
        let named = |node: &Node<'_, '_>| node.is_element() && node.attribute("name").map(str::trim) == Some(name);
        let elements = ["decision", "businessKnowledgeModel", "decisionService", "inputData"];
        let is_one = |node: &Node<'_, '_>| elements.contains(&node.tag_name().name());
        self.document.descendants().find(|node| is_one(node) && named(node))
    }

    fn decisions(&self, found: &mut Read) {
        let decisions = self
            .model
            .decisions
            .iter()
            .map(|decision| (&decision.variable, references(&decision.requires)));
        let services = self.model.services.iter().map(|service| {
            let reads = [service.input_data.as_slice(), &service.input_decisions].concat();
            (&service.variable, reads)
        });
        for (variable, requires) in decisions.chain(services) {
            let decision = self.decision(variable, &requires);
            let at = self
                .node(&variable.name)
                .map(|node| self.document.text_pos_at(node.range().start));
            let at = at.map(position).unwrap_or_default();
            self.findings(&decision, at, found);
            found.decisions.push(decision);
            found.places.push(at);
        }
    }

    fn findings(&self, decision: &Decision, at: Position, found: &mut Read) {
        for told in decision
            .findings
            .iter()
            .map(|finding| super::told(finding, &decision.headings))
        {
            let rule = told
                .rule
                .and_then(|rule| self.rule(decision.id.as_str(), rule))
                .unwrap_or(at);
            let problem = Problem::new(self.path, rule, told.code, told.wrong, told.expected);
            match (told.is_wrong, told.code) {
                (true, _) => found.problems.push(problem),
                (false, "gap") => found.warnings.push(problem),
                (false, _) => {}
            }
        }
    }

    fn rule(&self, decision: &str, number: usize) -> Option<Position> {
        let rules = self.node(decision)?;
        let mut rules = rules.descendants().filter(|node| node.has_tag_name_local("rule"));
        let rule = rules.nth(number.checked_sub(1)?)?;
        Some(position(self.document.text_pos_at(rule.range().start)))
    }

    fn decision(&self, variable: &Variable, requires: &[String]) -> Decision {
        let table = table_of(&self.model, &variable.name);
        let headings = table.map(headings).unwrap_or_default();
        let node = self.node(&variable.name);
        let own = |name: &str| node.and_then(|node| extension(node, name));
        let described = node.and_then(|node| node.children().find(|child| child.has_tag_name_local("description")));
        let about = described
            .and_then(|node| node.text())
            .map(|text| text.trim().to_owned());
        Decision {
            id: DecisionId::new(&variable.name),
            name: own("name").unwrap_or_else(|| variable.name.clone()),
            about: about.filter(|about| !about.is_empty()),
            tramites: own("tramites")
                .iter()
                .flat_map(|codes| codes.split_whitespace())
                .map(TramiteId::new)
                .collect(),
            unconfirmed: own("unconfirmed"),
            hash: hash(self.text),
            source: Source {
                path: self.path.to_owned(),
                text: self.text.to_owned(),
            },
            inputs: self.inputs(table, &headings, requires),
            headings,
            doubts: table.map(doubts).unwrap_or_default(),
            partial: false,
            findings: table.map(|table| finding::of(table, false)).unwrap_or_default(),
            model: Arc::clone(&self.model),
            compiled: self.compiled.clone(),
        }
    }

    /// The input data that a decision reads, also through those it requires.
    fn inputs(&self, table: Option<&DecisionTable>, headings: &[String], requires: &[String]) -> Vec<InputData> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        self.collect(&self.model, requires, &mut seen, &mut found);
        let column_of = |name: &str| {
            let mut inputs = table.map(|table| table.inputs.iter()).into_iter().flatten();
            inputs.position(|input| input.expression.trim() == name)
        };
        found.sort_by_key(|(_, input)| column_of(&input.name).unwrap_or(usize::MAX));
        let input = |(model, input): (&Model, &Variable)| {
            let (kind, of_type) = self.type_of(model, input.type_ref.as_deref());
            let column = column_of(&input.name).and_then(|at| table?.inputs.get(at));
            let values = column
                .and_then(|column| column.values.as_deref())
                .or(of_type.as_deref());
            let heading = column_of(&input.name).and_then(|at| headings.get(at));
            InputData {
                name: input.name.clone(),
                label: heading.unwrap_or(&input.name).clone(),
                kind,
                choices: choices(values),
            }
        };
        found.into_iter().map(input).collect()
    }

    fn collect<'m>(
        &'m self,
        model: &'m Model,
        requires: &[String],
        seen: &mut BTreeSet<String>,
        found: &mut Vec<(&'m Model, &'m Variable)>,
    ) {
        for reference in requires {
            let (namespace, id) = reference.split_once('#').unwrap_or(("", reference));
            let all = std::iter::once(&*self.model).chain(self.others);
            let target = if namespace.is_empty() {
                Some(model)
            } else {
                all.into_iter().find(|one| one.namespace == namespace)
            };
            let Some(target) = target.filter(|target| seen.insert(format!("{}#{id}", target.namespace))) else {
                continue;
            };
            found.extend(
                target
                    .inputs
                    .iter()
                    .filter(|input| input.id == id)
                    .map(|input| (target, input)),
            );
            for decision in target.decisions.iter().filter(|decision| decision.variable.id == id) {
                self.collect(target, &references(&decision.requires), seen, found);
            }
        }
    }

    /// A type and the values that are allowed, by its name.
    fn type_of(&self, model: &Model, name: Option<&str>) -> (Type, Option<String>) {
        let Some(name) = name else { return (Type::Any, None) };
        let bare = name.rsplit_once(':').map_or(name, |(_, bare)| bare);
        if let Some(kind) = Type::named(bare) {
            return (kind, None);
        }
        let item = model.items.iter().find(|item| item.name == name && !item.is_collection);
        let base = item.and_then(|item| item.type_ref.as_deref()).and_then(Type::named);
        (
            base.unwrap_or(Type::Any),
            item.and_then(|item| item.allowed_values.clone()),
        )
    }
}

/// The text of an extension element of ours.
fn extension(node: Node<'_, '_>, name: &str) -> Option<String> {
    let extensions = node
        .children()
        .find(|child| child.has_tag_name_local("extensionElements"))?;
    let own = extensions.children().find(|child| child.has_tag_name((OURS, name)))?;
    own.text()
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

trait Local {
    /// Whether the name without its namespace is this one: DMN 1.2 to 1.5 have one namespace each.
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl Local for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// Where what a decision requires stands.
fn references(requires: &[Required]) -> Vec<String> {
    requires
        .iter()
        .map(|required| required.reference().to_owned())
        .collect()
}

/// What people read above each column: its label, or what it tests or gives.
fn headings(table: &DecisionTable) -> Vec<String> {
    let tested = table.inputs.iter().map(|input| {
        let label = input.label.as_deref();
        label.unwrap_or(input.expression.trim()).to_owned()
    });
    let given = table.outputs.iter().map(|output| {
        let label = output.label.as_deref().or(output.name.as_deref());
        label.unwrap_or("Resultado").to_owned()
    });
    tested.chain(given).collect()
}

/// Why each rule is not certain.
fn doubts(table: &DecisionTable) -> Vec<Option<String>> {
    table.rules.iter().map(|rule| table.doubt(rule)).collect()
}
