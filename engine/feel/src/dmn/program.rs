//! Models linked together and compiled.

use super::lower::Lowering;
use super::model::{Decision, Knowledge, Model, Service, Variable};
use super::types::types;
use super::vocabulary::names_of;
use crate::ast::{Expr, FunctionLiteral};
use crate::parser::Vocabulary;
use crate::value::{Name, Parameter, Type};
use std::collections::HashMap;
use std::sync::Arc;

/// A decision model and those it imports, ready to evaluate. Cloning is cheap.
#[derive(Clone)]
pub struct Decisions(pub(super) Arc<Program>);

/// Something in a model that could not be compiled; what depends on it evaluates to null.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{element}` of the model `{model}`: {message}")]
pub struct Problem {
    /// The name of the model.
    pub model: String,
    /// The name of the decision or other element.
    pub element: String,
    /// What is wrong.
    pub message: String,
}

#[derive(Default)]
pub(super) struct Program {
    pub nodes: Vec<Node>,
    /// Elements of the main model, and input data of all, by name.
    pub by_name: HashMap<String, usize>,
    problems: Vec<Problem>,
    /// By namespace and id.
    ids: HashMap<String, usize>,
}

pub(super) struct Node {
    pub name: Name,
    pub kind: NodeKind,
}

pub(super) enum NodeKind {
    Input(Type),
    Decision {
        requires: Vec<Requirement>,
        logic: Option<Expr>,
        kind: Type,
    },
    Knowledge {
        requires: Vec<Requirement>,
        function: Option<FunctionLiteral>,
    },
    Service {
        parameters: Vec<Parameter>,
        inputs: Vec<usize>,
        outputs: Vec<usize>,
        kind: Type,
    },
}

/// Another element, under the name of the import it comes from.
pub(super) struct Requirement {
    pub target: usize,
    pub import: Option<Name>,
}

impl Decisions {
    /// Compiles `model` with the models it imports, directly or not. Nothing is fetched: imports
    /// that are not among `others` are problems.
    pub fn compile(model: &Model, others: &[Model]) -> Decisions {
        let mut linker = Linker {
            models: std::iter::once(model).chain(others).collect(),
            program: Program::default(),
        };
        linker.declare();
        let mut vocabularies = HashMap::new();
        for at in 0..linker.models.len() {
            linker.vocabulary(at, &mut vocabularies, 0);
        }
        for at in 0..linker.models.len() {
            if let Some(vocabulary) = vocabularies.get(&at) {
                linker.define(at, vocabulary);
            }
        }
        Decisions(Arc::new(linker.program))
    }

    /// What could not be compiled.
    pub fn problems(&self) -> &[Problem] {
        &self.0.problems
    }
}

/// How many models may import each other in a row.
const MAX_IMPORTS: u32 = 20;

struct Linker<'a> {
    models: Vec<&'a Model>,
    program: Program,
}

impl Linker<'_> {
    /// Gives every element of every model its index.
    fn declare(&mut self) {
        for (at, model) in self.models.clone().into_iter().enumerate() {
            for input in &model.inputs {
                self.add(at, input, true);
            }
            let others = model.decisions.iter().map(|d| &d.variable);
            let others = others
                .chain(model.knowledge.iter().map(|k| &k.variable))
                .chain(model.services.iter().map(|s| &s.variable));
            for variable in others {
                self.add(at, variable, at == 0);
            }
        }
    }

    fn add(&mut self, model: usize, variable: &Variable, by_name: bool) {
        let index = self.program.nodes.len();
        self.program.nodes.push(Node {
            name: variable.name.as_str().into(),
            kind: NodeKind::Input(Type::Any),
        });
        self.program.ids.insert(key(self.models[model], variable), index);
        if by_name {
            self.program.by_name.entry(variable.name.clone()).or_insert(index);
        }
    }

    /// The names and types that expressions of a model may use, with those of its imports.
    fn vocabulary(&mut self, at: usize, known: &mut HashMap<usize, Vocabulary>, depth: u32) {
        if known.contains_key(&at) || depth > MAX_IMPORTS {
            return;
        }
        let model = self.models[at];
        let mut names = names_of(model);
        let mut imported = Vec::new();
        for import in &model.imports {
            names.insert(&import.name);
            let Some(target) = self.models.iter().position(|other| other.namespace == import.namespace) else {
                self.problem(
                    at,
                    &import.name,
                    format!("there is no model of namespace {}", import.namespace),
                );
                continue;
            };
            self.vocabulary(target, known, depth + 1);
            if let Some(theirs) = known.get(&target) {
                names_of(self.models[target])
                    .names()
                    .for_each(|name| names.insert(name));
                imported.push((import.name.clone(), theirs.types.clone()));
            }
        }
        known.insert(
            at,
            Vocabulary {
                names,
                types: types(model, &imported),
            },
        );
    }

    fn define(&mut self, at: usize, vocabulary: &Vocabulary) {
        let model = self.models[at];
        for input in &model.inputs {
            let kind = super::types::resolve(&vocabulary.types, input.type_ref.as_deref());
            self.set(at, input, NodeKind::Input(kind));
        }
        for decision in &model.decisions {
            self.decision(at, vocabulary, decision);
        }
        for knowledge in &model.knowledge {
            self.knowledge(at, vocabulary, knowledge);
        }
        for service in &model.services {
            self.service(at, vocabulary, service);
        }
    }

    fn decision(&mut self, at: usize, vocabulary: &Vocabulary, decision: &Decision) {
        let mut lowering = Lowering::new(vocabulary);
        let logic = decision.logic.as_ref().map(|logic| lowering.boxed(logic));
        let kind = lowering.kind(decision.variable.type_ref.as_deref());
        self.report(at, &decision.variable, lowering.problems);
        let requires = self.requirements(at, &decision.variable, &decision.requires);
        self.set(at, &decision.variable, NodeKind::Decision { requires, logic, kind });
    }

    fn knowledge(&mut self, at: usize, vocabulary: &Vocabulary, knowledge: &Knowledge) {
        let mut lowering = Lowering::new(vocabulary);
        let function = knowledge.logic.as_ref().map(|logic| {
            // The variable of a knowledge model may name the type of its result, or of the function.
            let mut logic = logic.clone();
            let kind = lowering.kind(knowledge.variable.type_ref.as_deref());
            if logic.type_ref.is_none() && !matches!(kind, Type::Function(..)) {
                logic.type_ref = knowledge.variable.type_ref.clone();
            }
            lowering.function(&logic)
        });
        self.report(at, &knowledge.variable, lowering.problems);
        let requires = self.requirements(at, &knowledge.variable, &knowledge.requires);
        self.set(at, &knowledge.variable, NodeKind::Knowledge { requires, function });
    }

    fn service(&mut self, at: usize, vocabulary: &Vocabulary, service: &Service) {
        let inputs = [service.input_data.as_slice(), &service.input_decisions].concat();
        let inputs: Vec<usize> = self
            .requirements(at, &service.variable, &inputs)
            .into_iter()
            .map(|r| r.target)
            .collect();
        let outputs = self
            .requirements(at, &service.variable, &service.outputs)
            .into_iter()
            .map(|r| r.target)
            .collect();
        let parameter = |input: &usize| {
            let node = &self.program.nodes[*input];
            let kind = match &node.kind {
                NodeKind::Input(kind) | NodeKind::Decision { kind, .. } => kind.clone(),
                _ => Type::Any,
            };
            Parameter {
                name: node.name.clone(),
                kind,
            }
        };
        let parameters = inputs.iter().map(parameter).collect();
        let kind = match super::types::resolve(&vocabulary.types, service.variable.type_ref.as_deref()) {
            Type::Function(_, result) => Type::clone(&result),
            kind => kind,
        };
        self.set(
            at,
            &service.variable,
            NodeKind::Service {
                parameters,
                inputs,
                outputs,
                kind,
            },
        );
    }

    fn requirements(&mut self, at: usize, from: &Variable, references: &[String]) -> Vec<Requirement> {
        let model = self.models[at];
        let mut found = Vec::new();
        for reference in references {
            let (namespace, id) = reference.split_once('#').unwrap_or(("", reference));
            let namespace = if namespace.is_empty() {
                &model.namespace
            } else {
                namespace
            };
            match self.program.ids.get(&format!("{namespace}#{id}")) {
                Some(target) => {
                    let import = model
                        .imports
                        .iter()
                        .find(|import| import.namespace == namespace && namespace != model.namespace);
                    let import = import
                        .map(|import| Name::from(import.name.as_str()))
                        .filter(|name| !name.is_empty());
                    found.push(Requirement {
                        target: *target,
                        import,
                    });
                }
                None => self.problem(at, &from.name, format!("there is no element {reference}")),
            }
        }
        found
    }

    fn set(&mut self, at: usize, variable: &Variable, kind: NodeKind) {
        if let Some(index) = self.program.ids.get(&key(self.models[at], variable)) {
            self.program.nodes[*index].kind = kind;
        }
    }

    fn report(&mut self, at: usize, element: &Variable, problems: Vec<String>) {
        for problem in problems {
            self.problem(at, &element.name, problem);
        }
    }

    fn problem(&mut self, at: usize, element: &str, message: String) {
        let model = self.models[at].name.clone();
        self.program.problems.push(Problem {
            model,
            element: element.into(),
            message,
        });
    }
}

/// What finds an element: its id, or its name when it has none.
fn key(model: &Model, variable: &Variable) -> String {
    let id = if variable.id.is_empty() {
        format!(" {}", variable.name)
    } else {
        variable.id.clone()
    };
    format!("{}#{id}", model.namespace)
}
