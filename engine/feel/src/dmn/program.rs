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

/// Something in a model that could not be compiled, so that what depends on it evaluates to null, or a
/// mistake of types.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{element}` del modelo `{model}`: {message}")]
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
    mistakes: Vec<Problem>,
    /// The declared type of each node, by index.
    kinds: Vec<Type>,
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
                linker.declare_types(at, vocabulary);
            }
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

    /// Mistakes that the declared types tell before anything runs: operations that always give null,
    /// cells that no value of their column passes, names that the element does not require.
    pub fn mistakes(&self) -> &[Problem] {
        &self.0.mistakes
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
        self.program.kinds.push(Type::Any);
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
                    format!("no hay un modelo con el espacio de nombres {}", import.namespace),
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

    /// Input data, and the types that other elements may count on.
    fn declare_types(&mut self, at: usize, vocabulary: &Vocabulary) {
        let model = self.models[at];
        for item in &model.items {
            for problem in super::types::problems(item, &vocabulary.types) {
                self.problem(at, &item.name, problem);
            }
        }
        let mut lowering = Lowering::new(vocabulary);
        for input in &model.inputs {
            let kind = lowering.kind(input.type_ref.as_deref());
            self.report(at, input, std::mem::take(&mut lowering.problems));
            self.declare_type(at, input, kind.clone());
            self.set(at, input, NodeKind::Input(kind));
        }
        for decision in &model.decisions {
            let kind = lowering.kind(decision.variable.type_ref.as_deref());
            self.declare_type(at, &decision.variable, kind);
        }
    }

    fn declare_type(&mut self, at: usize, variable: &Variable, kind: Type) {
        if let Some(index) = self.program.ids.get(&key(self.models[at], variable)) {
            self.program.kinds[*index] = kind;
        }
    }

    fn define(&mut self, at: usize, vocabulary: &Vocabulary) {
        let model = self.models[at];
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

    /// A lowering that knows what an element requires. What an import brings is not looked into.
    fn lowering<'v>(&self, vocabulary: &'v Vocabulary, requires: &[Requirement]) -> Lowering<'v> {
        let mut lowering = Lowering::new(vocabulary);
        for requirement in requires {
            match &requirement.import {
                Some(import) => lowering.known.add(import, Type::Any),
                None => lowering.known.add(
                    &self.program.nodes[requirement.target].name,
                    self.program.kinds[requirement.target].clone(),
                ),
            }
        }
        lowering
    }

    fn decision(&mut self, at: usize, vocabulary: &Vocabulary, decision: &Decision) {
        let requires = decision
            .requires
            .iter()
            .map(|required| required.reference().to_string());
        let requires = self.requirements(at, &decision.variable, &requires.collect::<Vec<_>>());
        let mut lowering = self.lowering(vocabulary, &requires);
        let kind = lowering.kind(decision.variable.type_ref.as_deref());
        let logic = decision.logic.as_ref().map(|logic| lowering.boxed(logic));
        self.report_all(at, &decision.variable, lowering);
        self.set(at, &decision.variable, NodeKind::Decision { requires, logic, kind });
    }

    fn knowledge(&mut self, at: usize, vocabulary: &Vocabulary, knowledge: &Knowledge) {
        let requires = self.requirements(at, &knowledge.variable, &knowledge.requires);
        let mut lowering = self.lowering(vocabulary, &requires);
        // It may call itself.
        lowering
            .known
            .add(&Name::from(knowledge.variable.name.as_str()), Type::Any);
        let function = knowledge.logic.as_ref().map(|logic| {
            // The variable of a knowledge model may name the type of its result, or of the function.
            let mut logic = logic.clone();
            let kind = lowering.kind(knowledge.variable.type_ref.as_deref());
            if logic.type_ref.is_none() && !matches!(kind, Type::Function(..)) {
                logic.type_ref = knowledge.variable.type_ref.clone();
            }
            lowering.function(&logic)
        });
        self.report_all(at, &knowledge.variable, lowering);
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
        let parameter = |input: &usize| Parameter {
            name: self.program.nodes[*input].name.clone(),
            kind: self.program.kinds[*input].clone(),
        };
        let parameters = inputs.iter().map(parameter).collect();
        let kind = match super::types::resolve(&vocabulary.types, service.variable.type_ref.as_deref()) {
            Some(Type::Function(_, result)) => Type::clone(&result),
            kind => kind.unwrap_or(Type::Any),
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
                None => self.problem(at, &from.name, format!("no hay un elemento {reference}")),
            }
        }
        found
    }

    fn set(&mut self, at: usize, variable: &Variable, kind: NodeKind) {
        if let Some(index) = self.program.ids.get(&key(self.models[at], variable)) {
            self.program.nodes[*index].kind = kind;
        }
    }

    fn report_all(&mut self, at: usize, element: &Variable, lowering: Lowering<'_>) {
        let model = &self.models[at].name;
        let mistake = |message| Problem {
            model: model.clone(),
            element: element.name.clone(),
            message,
        };
        self.program
            .mistakes
            .extend(lowering.known.mistakes.into_iter().map(mistake));
        self.report(at, element, lowering.problems);
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
