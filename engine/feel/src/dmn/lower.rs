//! Boxed expressions to syntax trees: one evaluator runs both.

use super::known::Known;
use super::model::{Boxed, BoxedKind, FunctionDefinition, Variable};
use super::table;
use super::types::resolve;
use crate::ast::{Arguments, Binding, Domain, Expr, FunctionLiteral, Kind, Step};
use crate::expression::Expression;
use crate::parser::Vocabulary;
use crate::token::Span;
use crate::value::{Name, Parameter, Type, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// Compiles the expressions of one model.
pub(super) struct Lowering<'a> {
    pub vocabulary: Cow<'a, Vocabulary>,
    /// What could not be compiled, and where; such parts evaluate to null.
    pub problems: Vec<String>,
    /// Names mentioned, for functions to capture.
    mentions: Vec<Name>,
    /// Names and types around the current part, and the mistakes they tell.
    pub known: Known,
}

impl<'a> Lowering<'a> {
    pub fn new(vocabulary: &'a Vocabulary) -> Lowering<'a> {
        Lowering {
            vocabulary: Cow::Borrowed(vocabulary),
            problems: Vec::new(),
            mentions: Vec::new(),
            known: Known::default(),
        }
    }

    /// The type a reference names; one that nothing defines is a problem, and `Any`.
    pub fn kind(&mut self, reference: Option<&str>) -> Type {
        match resolve(&self.vocabulary.types, reference) {
            Some(kind) => kind,
            None => {
                self.problem(format!("no hay un tipo `{}`", reference.unwrap_or_default()));
                Type::Any
            }
        }
    }

    /// Notes what could not be compiled, and where.
    pub fn problem(&mut self, message: String) {
        let message = format!("{}{message}", self.known.place());
        if !self.problems.contains(&message) {
            self.problems.push(message);
        }
    }

    pub fn boxed(&mut self, boxed: &Boxed) -> Expr {
        let expr = self.inner(boxed);
        self.typed(expr, boxed.type_ref.as_deref())
    }

    /// The value converted to a type, when one is named.
    pub fn typed(&mut self, expr: Expr, reference: Option<&str>) -> Expr {
        match self.kind(reference) {
            Type::Any => expr,
            kind => made(Kind::Coerced(kind, Box::new(expr))),
        }
    }

    fn inner(&mut self, boxed: &Boxed) -> Expr {
        match &boxed.kind {
            BoxedKind::Literal(text) => self.text(text),
            BoxedKind::Context(entries) => self.context(entries),
            BoxedKind::Invocation(callee, bindings) => self.invocation(callee, bindings),
            BoxedKind::Function(function) => made(Kind::Function(Box::new(self.function(function)))),
            BoxedKind::List(items) => made(Kind::List(items.iter().map(|item| self.boxed(item)).collect())),
            BoxedKind::Relation(columns, rows) => {
                let rows = rows.iter().map(|row| self.row(columns, row)).collect();
                made(Kind::List(rows))
            }
            BoxedKind::Conditional(parts) => made(Kind::If(Box::new(parts.each_ref().map(|part| self.boxed(part))))),
            BoxedKind::Filter(parts) => {
                let list = self.boxed(&parts[0]);
                let height = self.known.height();
                self.known.add(&Name::from("item"), Type::Any);
                self.known.filter(true);
                let filter = self.boxed(&parts[1]);
                self.known.filter(false);
                self.known.forget(height);
                made(Kind::Postfix(
                    Box::new(list),
                    vec![(Span::default(), Step::Filter(filter))],
                ))
            }
            BoxedKind::For(name, parts) => {
                let (bindings, body) = self.iterator(name, parts);
                made(Kind::For(bindings, body, true))
            }
            BoxedKind::Some(name, parts) => {
                let (bindings, body) = self.iterator(name, parts);
                made(Kind::Some(bindings, body))
            }
            BoxedKind::Every(name, parts) => {
                let (bindings, body) = self.iterator(name, parts);
                made(Kind::Every(bindings, body))
            }
            BoxedKind::Table(table) => table::compile(self, table),
        }
    }

    /// FEEL text with its own source; text that is no FEEL is noted and evaluates to null.
    pub fn text(&mut self, text: &str) -> Expr {
        self.text_with_type(text).0
    }

    /// The same, with the type of its value as far as it is known.
    pub fn text_with_type(&mut self, text: &str) -> (Expr, Type) {
        match Expression::parse_with(text, &self.vocabulary) {
            Ok(expression) => {
                let kind = self.known.infer(&expression);
                self.mentions.extend(expression.mentions.iter().cloned());
                let source = expression.shared_source();
                (made(Kind::Sourced(source, Box::new(expression.root))), kind)
            }
            Err(error) => {
                self.problem(error.to_string());
                (made(Kind::Invalid(error.to_string().into())), Type::Any)
            }
        }
    }

    /// Notes names that a compiled part mentions.
    pub fn mention(&mut self, names: &[Name]) {
        self.mentions.extend(names.iter().cloned());
    }

    fn context(&mut self, entries: &[(Option<Variable>, Boxed)]) -> Expr {
        let mut named = Vec::new();
        let mut result = None;
        let height = self.known.height();
        for (variable, value) in entries {
            let name = variable.as_ref().map(|variable| Name::from(variable.name.as_str()));
            if let (Some(name), BoxedKind::Function(_)) = (&name, &value.kind) {
                // A function may call itself by the name of its entry.
                self.known.add(name, Type::Any);
            }
            let value = self.boxed(value);
            match (variable, name) {
                (Some(variable), Some(name)) => {
                    let value = self.typed(value, variable.type_ref.as_deref());
                    let kind = self.kind(variable.type_ref.as_deref());
                    self.known.add(&name, kind);
                    named.push((name, value));
                }
                _ => result = Some(value),
            }
        }
        self.known.forget(height);
        let Some(result) = result else {
            return made(Kind::Context(named));
        };
        // The result entry sees all the others: it becomes the last entry, and is then taken out.
        let hidden = Name::from("\u{0}result");
        named.push((hidden.clone(), result));
        made(Kind::Postfix(
            Box::new(made(Kind::Context(named))),
            vec![(Span::default(), Step::Member(hidden))],
        ))
    }

    fn invocation(&mut self, callee: &Boxed, bindings: &[(String, Boxed)]) -> Expr {
        let callee = match &callee.kind {
            // The name of a function may hold anything, and is no expression.
            BoxedKind::Literal(text) if self.vocabulary.names.contains(text.trim()) => {
                let name = Name::from(text.trim());
                self.mention(std::slice::from_ref(&name));
                made(Kind::Name(name, None))
            }
            _ => self.inner(callee),
        };
        let arguments = bindings
            .iter()
            .map(|(name, value)| (Name::from(name.as_str()), self.boxed(value)))
            .collect();
        made(Kind::Postfix(
            Box::new(callee),
            vec![(Span::default(), Step::Call(Arguments::Named(arguments)))],
        ))
    }

    pub fn function(&mut self, function: &FunctionDefinition) -> FunctionLiteral {
        let parameters: Arc<[Parameter]> = function.parameters.iter().map(|p| self.parameter(p)).collect();
        let outer = std::mem::take(&mut self.mentions);
        let fresh: Vec<Name> = parameters
            .iter()
            .map(|p| p.name.clone())
            .filter(|name| !self.vocabulary.names.contains(name))
            .collect();
        fresh
            .iter()
            .for_each(|name| self.vocabulary.to_mut().names.insert(name));
        let height = self.known.height();
        for parameter in parameters.iter() {
            self.known.add(&parameter.name, parameter.kind.clone());
        }
        let body = if function.is_feel {
            self.boxed(&function.body)
        } else {
            made(Kind::Literal(Value::Null))
        };
        self.known.forget(height);
        fresh
            .iter()
            .for_each(|name| self.vocabulary.to_mut().names.remove(name));
        let body = self.typed(body, function.type_ref.as_deref());
        let mut mentions = std::mem::replace(&mut self.mentions, outer);
        mentions.sort();
        mentions.dedup();
        self.mention(&mentions);
        mentions.retain(|name| !parameters.iter().any(|parameter| parameter.name == *name));
        let result = self.kind(function.type_ref.as_deref().or(function.body.type_ref.as_deref()));
        FunctionLiteral {
            parameters,
            body: Arc::new(body),
            result,
            mentions,
            external: !function.is_feel,
        }
    }

    pub fn parameter(&mut self, variable: &Variable) -> Parameter {
        Parameter {
            name: variable.name.as_str().into(),
            kind: self.kind(variable.type_ref.as_deref()),
        }
    }

    fn row(&mut self, columns: &[String], row: &[Boxed]) -> Expr {
        let entries = columns
            .iter()
            .zip(row)
            .map(|(column, cell)| (Name::from(column.as_str()), self.boxed(cell)));
        made(Kind::Context(entries.collect()))
    }

    fn iterator(&mut self, name: &str, parts: &[Boxed; 2]) -> (Vec<Binding>, Box<Expr>) {
        let domain = Domain::Values(self.boxed(&parts[0]));
        let binding = Binding {
            name: name.into(),
            domain,
        };
        let height = self.known.height();
        self.known.add(&binding.name, Type::Any);
        self.known.add(&Name::from("partial"), Type::Any);
        let body = self.boxed(&parts[1]);
        self.known.forget(height);
        (vec![binding], Box::new(body))
    }
}

/// A tree of a boxed expression, which has no place in any FEEL text.
pub(super) fn made(kind: Kind) -> Expr {
    Expr {
        span: Span::default(),
        kind,
    }
}
