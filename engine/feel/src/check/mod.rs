//! Mistakes that can be told before running, from the types that are known.
//!
//! What is not known is `Any`, and is not complained about: every finding is an operation that gives
//! null whatever the data, or a name that nothing provides.

mod operators;
mod results;

use crate::ast::{Arguments, Binding, Domain, Expr, FunctionLiteral, Kind, Step, Test};
use crate::builtins::{self, Builtin};
use crate::error::{Position, shorten};
use crate::expression::{Expression, UnaryTests};
use crate::parser::ParsedTests;
use crate::token::Span;
use crate::value::{Name, Type, Value};
use std::fmt;
use std::sync::Arc;

/// A mistake of types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where in the source.
    pub position: Position,
    /// The part of the source, shortened.
    pub fragment: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, `{}`: {}", self.position, self.fragment, self.message)
    }
}

/// What is known about variables before running.
pub trait Types {
    /// The type of a variable; `None` when there is none of that name. A variable of unknown type
    /// is of type [`Type::Any`].
    fn type_of(&self, name: &str) -> Option<Type>;
}

impl Types for std::collections::HashMap<String, Type> {
    fn type_of(&self, name: &str) -> Option<Type> {
        self.get(name).cloned()
    }
}

impl Expression {
    /// The type of the value, as far as it is known, and the mistakes that can be told.
    pub fn check(&self, types: &dyn Types) -> (Type, Vec<Mistake>) {
        let mut checker = Checker::new(self.source(), types);
        let kind = checker.infer(&self.root);
        (kind, checker.mistakes)
    }
}

impl UnaryTests {
    /// The mistakes that can be told when values of type `input` are tested.
    pub fn check(&self, input: &Type, types: &dyn Types) -> Vec<Mistake> {
        let mut checker = Checker::new(self.source(), types);
        if let ParsedTests::AnyOf(tests) | ParsedTests::NoneOf(tests) = &self.tests {
            let whole = Span {
                start: 0,
                end: self.source().len() as u32,
            };
            checker.locals.push(("?".into(), input.clone()));
            checker.tests(whole, input, tests);
        }
        checker.mistakes
    }
}

/// How many mistakes are told at once.
const MAX_MISTAKES: usize = 100;

struct Checker<'a> {
    source: &'a str,
    types: &'a dyn Types,
    locals: Vec<(Name, Type)>,
    /// Inside a filter on items of unknown type, where any name may be one of theirs.
    open: bool,
    mistakes: Vec<Mistake>,
}

impl<'a> Checker<'a> {
    fn new(source: &'a str, types: &'a dyn Types) -> Checker<'a> {
        Checker {
            source,
            types,
            locals: Vec::new(),
            open: false,
            mistakes: Vec::new(),
        }
    }

    /// Notes a mistake; the type of what is wrong is not known.
    fn mistake(&mut self, span: Span, message: impl Into<String>) -> Type {
        if self.mistakes.len() >= MAX_MISTAKES {
            return Type::Any;
        }
        self.mistakes.push(Mistake {
            position: Position::of(self.source, span.start as usize),
            fragment: shorten(span.text(self.source), 60),
            message: message.into(),
        });
        Type::Any
    }

    fn infer(&mut self, expr: &Expr) -> Type {
        let span = expr.span;
        match &expr.kind {
            Kind::Literal(value) => literal(value),
            Kind::Name(name, builtin) => self.name(span, name, *builtin),
            Kind::Negate(operand) => self.negated(span, operand),
            Kind::Arithmetic(first, rest) => self.arithmetic(first, rest),
            Kind::Compare(operator, left, right) => {
                let (left, right) = (self.infer(left), self.infer(right));
                self.compared(span, operator.symbol(), &left, &right)
            }
            Kind::And(parts) | Kind::Or(parts) => {
                parts.iter().for_each(|part| self.condition(part));
                Type::Boolean
            }
            Kind::Between(parts) => {
                let [value, low, high] = parts.each_ref().map(|part| self.infer(part));
                self.compared(span, "between", &value, &low);
                self.compared(span, "between", &value, &high)
            }
            Kind::In(value, tests) => {
                let value = self.infer(value);
                self.tests(span, &value, tests);
                Type::Boolean
            }
            Kind::InstanceOf(value, _) => {
                self.infer(value);
                Type::Boolean
            }
            Kind::If(parts) => {
                self.condition(&parts[0]);
                let (then, otherwise) = (self.infer(&parts[1]), self.infer(&parts[2]));
                common(then, otherwise)
            }
            Kind::For(bindings, body, _) => self.scoped(|checker| {
                checker.bind(bindings);
                checker.locals.push(("partial".into(), list_of(Type::Any)));
                list_of(checker.infer(body))
            }),
            Kind::Some(bindings, condition) | Kind::Every(bindings, condition) => self.scoped(|checker| {
                checker.bind(bindings);
                checker.condition(condition);
                Type::Boolean
            }),
            Kind::Function(function) => self.function(function),
            Kind::List(items) => {
                let kinds: Vec<Type> = items.iter().map(|item| self.infer(item)).collect();
                list_of(kinds.into_iter().reduce(common).unwrap_or(Type::Any))
            }
            Kind::Context(entries) => self.scoped(|checker| {
                let height = checker.locals.len();
                for (name, value) in entries {
                    let kind = checker.infer(value);
                    checker.locals.push((name.clone(), kind));
                }
                Type::Context(checker.locals[height..].to_vec().into())
            }),
            Kind::Range(range) => {
                let start = range.start.as_ref().map_or(Type::Null, |end| self.infer(end));
                let end = range.end.as_ref().map_or(Type::Null, |end| self.infer(end));
                self.compared(span, "..", &start, &end);
                Type::Range(Arc::new(if start == Type::Null { end } else { start }))
            }
            Kind::Postfix(base, steps) => self.postfix(base, steps),
            Kind::Coerced(kind, inner) => {
                self.infer(inner);
                kind.clone()
            }
            Kind::Sourced(..) | Kind::Invalid(_) | Kind::Table(_) => Type::Any,
        }
    }

    /// Runs `inner` and forgets what it bound.
    fn scoped(&mut self, inner: impl FnOnce(&mut Self) -> Type) -> Type {
        let height = self.locals.len();
        let kind = inner(self);
        self.locals.truncate(height);
        kind
    }

    fn known(&self, name: &str) -> Option<Type> {
        let local = self.locals.iter().rev().find(|(known, _)| &**known == name);
        local.map(|(_, kind)| kind.clone()).or_else(|| self.types.type_of(name))
    }

    fn name(&mut self, span: Span, name: &Name, builtin: Option<&'static Builtin>) -> Type {
        match self.known(name) {
            Some(kind) => kind,
            None if builtin.is_some() || &**name == builtins::NAMESPACE || self.open => Type::Any,
            None => self.mistake(span, format!("no hay una variable `{name}`")),
        }
    }

    fn condition(&mut self, expr: &Expr) {
        let kind = self.infer(expr);
        if !matches!(kind, Type::Boolean | Type::Any | Type::Null) {
            self.mistake(expr.span, format!("una condición es `boolean`, no `{kind}`"));
        }
    }

    fn bind(&mut self, bindings: &[Binding]) {
        for binding in bindings {
            let kind = match &binding.domain {
                Domain::Values(values) => match self.infer(values) {
                    Type::List(item) | Type::Range(item) => Type::clone(&item),
                    other => other,
                },
                Domain::Steps(from, to) => {
                    let (from, to) = (self.infer(from), self.infer(to));
                    common(from, to)
                }
            };
            self.locals.push((binding.name.clone(), kind));
        }
    }

    fn function(&mut self, function: &FunctionLiteral) -> Type {
        let kinds: Vec<Type> = function
            .parameters
            .iter()
            .map(|parameter| parameter.kind.clone())
            .collect();
        let result = self.scoped(|checker| {
            let named = function
                .parameters
                .iter()
                .map(|parameter| (parameter.name.clone(), parameter.kind.clone()));
            checker.locals.extend(named);
            // Its own name may come from the entry it stands under.
            let outer = std::mem::replace(&mut checker.open, true);
            let result = checker.infer(&function.body);
            checker.open = outer;
            result
        });
        Type::Function(kinds.into(), Arc::new(result))
    }

    fn tests(&mut self, span: Span, input: &Type, tests: &[Test]) {
        for test in tests {
            match test {
                Test::Compare(operator, operand, _) => {
                    let operand = self.infer(operand);
                    self.compared(span, operator.symbol(), input, &operand);
                }
                Test::Value { expr, mentions_input } => {
                    let kind = match self.infer(expr) {
                        Type::Range(ends) => Type::clone(&ends),
                        Type::List(_) => Type::Any,
                        Type::Boolean if *mentions_input || *input != Type::Boolean => Type::Any,
                        kind => kind,
                    };
                    self.compared(expr.span, "in", input, &kind);
                }
            }
        }
    }

    fn postfix(&mut self, base: &Expr, steps: &[(Span, Step)]) -> Type {
        let (mut kind, rest) = match (&base.kind, steps.split_first()) {
            (Kind::Name(_, Some(builtin)), Some(((span, Step::Call(arguments)), rest))) => {
                (self.builtin_call(*span, builtin, arguments), rest)
            }
            _ => (self.infer(base), steps),
        };
        for (span, step) in rest {
            kind = match step {
                Step::Member(name) => self.member(*span, &kind, name),
                Step::Filter(filter) => self.filtered(kind, filter),
                Step::Call(arguments) => self.call(*span, &kind, arguments),
            };
        }
        kind
    }

    /// Looks into the arguments, and says how many there are.
    fn arguments(&mut self, arguments: &Arguments) -> usize {
        let values: Vec<&Expr> = match arguments {
            Arguments::Positional(values) => values.iter().collect(),
            Arguments::Named(values) => values.iter().map(|(_, value)| value).collect(),
        };
        for value in &values {
            self.infer(value);
        }
        values.len()
    }

    fn builtin_call(&mut self, span: Span, builtin: &Builtin, arguments: &Arguments) -> Type {
        let count = self.arguments(arguments);
        if matches!(arguments, Arguments::Positional(_)) && !builtin.takes(count) {
            return self.mistake(
                span,
                format!("se le da otra cantidad de argumentos; es {}", builtin.usage()),
            );
        }
        results::of(builtin.name())
    }

    fn call(&mut self, span: Span, callee: &Type, arguments: &Arguments) -> Type {
        let count = self.arguments(arguments);
        match callee {
            Type::Function(parameters, result) if parameters.len() == count => Type::clone(result),
            Type::Function(parameters, _) if !parameters.is_empty() => self.mistake(
                span,
                format!("sus argumentos son {}, y se le dan {count}", parameters.len()),
            ),
            Type::Function(..) | Type::Any => Type::Any,
            other => self.mistake(span, format!("`{other}` no es una función")),
        }
    }

    fn member(&mut self, span: Span, kind: &Type, name: &str) -> Type {
        match kind {
            Type::List(item) => list_of(self.member(span, item, name)),
            Type::Context(entries) => match entries.iter().find(|(known, _)| &**known == name) {
                Some((_, kind)) => kind.clone(),
                // `context` alone says nothing about its entries.
                None if entries.is_empty() => Type::Any,
                None => self.mistake(span, format!("no tiene `{name}`")),
            },
            Type::Restricted(restricted) => self.member(span, &restricted.base, name),
            Type::Any | Type::Null => Type::Any,
            other => match results::property(other, name) {
                Some(kind) => kind,
                None => self.mistake(span, format!("`{other}` no tiene `{name}`")),
            },
        }
    }

    fn filtered(&mut self, kind: Type, filter: &Expr) -> Type {
        let item = match &kind {
            Type::List(item) => Type::clone(item),
            other => other.clone(),
        };
        let outer = self.open;
        let filter = self.scoped(|checker| {
            match &item {
                Type::Context(entries) if !entries.is_empty() => checker.locals.extend(entries.iter().cloned()),
                _ => checker.open = true,
            }
            checker.locals.push(("item".into(), item.clone()));
            checker.infer(filter)
        });
        self.open = outer;
        match filter {
            Type::Number => item,
            Type::Boolean => list_of(item),
            _ => Type::Any,
        }
    }
}

fn list_of(item: Type) -> Type {
    Type::List(Arc::new(item))
}

fn literal(value: &Value) -> Type {
    Type::named(value.kind()).unwrap_or(Type::Any)
}

/// The type of a value that may be of either.
fn common(a: Type, b: Type) -> Type {
    match (a, b) {
        (a, Type::Null) => a,
        (Type::Null, b) => b,
        (a, b) if a == b => a,
        _ => Type::Any,
    }
}
