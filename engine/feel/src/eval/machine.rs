//! The machine that walks a syntax tree: variables, budget and notes.

use super::env::{Env, Scope};
use super::outcome::{Limit, Outcome, RawNote, TableTrace};
use crate::ast::{Expr, Kind};
use crate::builtins;
use crate::token::Span;
use crate::value::{Captured, Context, Function, List, MAX_VALUE_DEPTH, Name, Type, Value};
use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

/// Why an operation has no value.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// It gives null, and this is why.
    Null(String),
    /// A limit was met: everything ends.
    Stop(Limit),
}

impl Fault {
    pub fn null(why: impl Into<String>) -> Fault {
        Fault::Null(why.into())
    }
}

impl From<Limit> for Fault {
    fn from(limit: Limit) -> Fault {
        Fault::Stop(limit)
    }
}

pub(crate) type Evaluated = Result<Value, Limit>;

/// Names bound again and again, made once.
static INPUT: LazyLock<Name> = LazyLock::new(|| "?".into());
pub(super) static ITEM: LazyLock<Name> = LazyLock::new(|| "item".into());
pub(super) static PARTIAL: LazyLock<Name> = LazyLock::new(|| "partial".into());

/// Something that binds names around an expression.
pub(crate) enum Local {
    Named(Name, Value),
    /// The entries of a filtered item.
    Entries(Context),
}

/// One evaluation in progress.
pub(crate) struct Machine<'a> {
    pub(crate) env: &'a Env<'a>,
    pub(super) scope: &'a dyn Scope,
    pub(super) source: Cow<'a, Arc<str>>,
    pub(super) locals: Vec<Local>,
    /// Locals below belong to the caller and are not seen.
    pub(super) base: usize,
    steps: u64,
    depth: u32,
    notes: Vec<RawNote>,
    tables: Vec<TableTrace>,
    /// Regular expressions compiled so far.
    pub(crate) patterns: Vec<Arc<builtins::Pattern>>,
}

impl<'a> Machine<'a> {
    pub fn new(scope: &'a dyn Scope, env: &'a Env<'a>, source: &'a Arc<str>) -> Machine<'a> {
        let steps = env.budget.steps;
        Machine {
            env,
            scope,
            source: Cow::Borrowed(source),
            locals: Vec::new(),
            base: 0,
            steps,
            depth: 0,
            notes: Vec::new(),
            tables: Vec::new(),
            patterns: Vec::new(),
        }
    }

    /// What came out. The machine has nothing more to say after it.
    pub fn finish(&mut self, result: Evaluated, span: Span) -> Outcome {
        let limit = result.as_ref().err().copied();
        if let Some(limit) = limit {
            // The limit is the one thing that must not be crowded out by notes.
            self.notes.truncate(Outcome::MAX_NOTES - 1);
            self.notes.push(RawNote {
                source: Arc::clone(&self.source),
                span,
                message: limit.to_string(),
            });
        }
        let explanation = if self.notes.is_empty() {
            Vec::new()
        } else {
            self.notes.drain(..).map(RawNote::located).collect()
        };
        Outcome {
            value: result.unwrap_or(Value::Null),
            explanation,
            tables: std::mem::take(&mut self.tables),
            limit,
        }
    }

    pub fn eval(&mut self, expr: &Expr) -> Evaluated {
        self.charge(1)?;
        if self.depth >= self.env.budget.depth {
            return Err(Limit::Depth);
        }
        self.depth += 1;
        let result = self.dispatch(expr);
        self.depth -= 1;
        result
    }

    /// A constant, or a variable that the scope holds: what takes neither work nor a copy.
    #[inline]
    pub(super) fn borrowed<'e>(&self, expr: &'e Expr) -> Option<&'e Value>
    where
        'a: 'e,
    {
        match &expr.kind {
            Kind::Literal(value) => Some(value),
            Kind::Name(name, _) if self.locals.len() == self.base => {
                let scope: &'a dyn Scope = self.scope;
                scope.find(name)
            }
            Kind::Range(range) => range.constant.as_ref(),
            Kind::Sourced(_, inner) => match &inner.kind {
                Kind::Literal(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value of an expression, without a copy where that can be.
    pub(super) fn peek<'e>(&mut self, expr: &'e Expr) -> Result<Cow<'e, Value>, Limit>
    where
        'a: 'e,
    {
        match self.borrowed(expr) {
            Some(value) => {
                self.charge(1)?;
                Ok(Cow::Borrowed(value))
            }
            None => self.eval(expr).map(Cow::Owned),
        }
    }

    fn dispatch(&mut self, expr: &Expr) -> Evaluated {
        let span = expr.span;
        match &expr.kind {
            Kind::Literal(value) => Ok(value.clone()),
            Kind::Name(name, builtin) => self.variable(span, name, *builtin),
            Kind::Compare(operator, left, right) => self.comparison(span, *operator, left, right),
            Kind::And(parts) => self.conjunction(span, parts),
            Kind::Or(parts) => self.disjunction(span, parts),
            Kind::Arithmetic(first, rest) => self.arithmetic(span, first, rest),
            Kind::Negate(operand) => self.negation(span, operand),
            Kind::Between(parts) => self.between(span, parts),
            Kind::In(value, tests) => self.membership(value, tests),
            Kind::InstanceOf(value, kind) => {
                let value = self.eval(value)?;
                self.charge(value.weight() as usize / 4)?;
                Ok(Value::Boolean(kind.is_type_of(&value)))
            }
            Kind::If(parts) => self.conditional(parts),
            Kind::For(bindings, body, uses_partial) => self.iteration(bindings, body, *uses_partial),
            Kind::Some(bindings, condition) => self.quantified(bindings, condition, true),
            Kind::Every(bindings, condition) => self.quantified(bindings, condition, false),
            Kind::Function(literal) => self.function(span, literal),
            Kind::List(items) => self.list_literal(items),
            Kind::Context(entries) => self.context_literal(entries),
            Kind::Range(range) => self.range_literal(span, range),
            Kind::Postfix(base, steps) => self.postfix(base, steps),
            Kind::Coerced(kind, inner) => self.coerced(span, kind, inner),
            // A literal notes nothing.
            Kind::Sourced(_, inner) if matches!(inner.kind, Kind::Literal(_)) => self.dispatch(inner),
            // A name notes nothing either when there is such a variable.
            Kind::Sourced(source, inner) => match &inner.kind {
                Kind::Name(name, None) => match self.lookup(name) {
                    Some(value) => Ok(value),
                    None => self.in_source(source, |machine| machine.eval(inner)),
                },
                _ => self.in_source(source, |machine| machine.eval(inner)),
            },
            Kind::Invalid(why) => Ok(self.null(span, || why.to_string())),
            Kind::Table(table) => {
                let result = table.run(self);
                self.settle(span, result)
            }
        }
    }

    fn coerced(&mut self, span: Span, kind: &Type, inner: &Expr) -> Evaluated {
        let value = self.eval(inner)?;
        self.charge(value.weight() as usize / 4)?;
        if kind.accepts(&value) {
            return Ok(value);
        }
        match kind.coerce(value.clone()) {
            Value::Null => Ok(self.null(span, || {
                format!(
                    "se pide un valor de tipo {kind}, no {}",
                    super::operators::described(&value)
                )
            })),
            value => Ok(value),
        }
    }

    /// Runs `inner` with its notes located in `source`.
    pub fn in_source<T>(&mut self, source: &Arc<str>, inner: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.source, Cow::Owned(source.clone()));
        let result = inner(self);
        self.source = outer;
        result
    }

    /// Takes `steps` from the budget.
    pub fn charge(&mut self, steps: usize) -> Result<(), Limit> {
        self.steps = self.steps.checked_sub(steps as u64).ok_or(Limit::Steps)?;
        Ok(())
    }

    /// Runs `inner` one level deeper.
    pub fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Limit>) -> Result<T, Limit> {
        if self.depth >= self.env.budget.depth {
            return Err(Limit::Depth);
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// Null, with the reason noted.
    pub fn null(&mut self, span: Span, why: impl FnOnce() -> String) -> Value {
        if self.notes.len() < Outcome::MAX_NOTES {
            self.notes.push(RawNote {
                source: Arc::clone(&self.source),
                span,
                message: why(),
            });
        }
        Value::Null
    }

    /// Keeps how a decision table went.
    pub fn trace(&mut self, trace: TableTrace) {
        if self.tables.len() < Outcome::MAX_NOTES {
            self.tables.push(trace);
        }
    }

    /// The value, or null with the reason noted.
    pub fn settle(&mut self, span: Span, result: Result<Value, Fault>) -> Evaluated {
        match result {
            Ok(value) => Ok(value),
            Err(Fault::Null(why)) => Ok(self.null(span, || why)),
            Err(Fault::Stop(limit)) => Err(limit),
        }
    }

    /// A list, within the budget.
    pub fn list(&mut self, items: Vec<Value>) -> Evaluated {
        self.charge(items.len())?;
        if items.len() > self.env.budget.list {
            return Err(Limit::List);
        }
        let deepest = items.iter().map(Value::depth).max().unwrap_or(0);
        let limit = if deepest >= MAX_VALUE_DEPTH {
            Limit::Nesting
        } else {
            Limit::Size
        };
        List::new(items).map(Value::List).ok_or(limit)
    }

    /// A string, within the budget.
    pub fn string(&mut self, text: impl Into<Arc<str>>) -> Evaluated {
        let text = text.into();
        self.charge(text.len() / 16)?;
        if text.len() > self.env.budget.string {
            Err(Limit::String)
        } else {
            Ok(Value::String(text))
        }
    }

    /// Sets an entry of a context, within the budget.
    pub fn set(&mut self, context: &mut Context, name: Name, value: Value) -> Result<(), Limit> {
        self.charge(1 + context.len() / 8)?;
        if context.len() >= self.env.budget.list {
            return Err(Limit::List);
        }
        let limit = if value.depth() >= MAX_VALUE_DEPTH {
            Limit::Nesting
        } else {
            Limit::Size
        };
        if context.set(name, value) { Ok(()) } else { Err(limit) }
    }

    /// Takes from the budget what comparing two values costs; numbers and dates cost nothing more.
    pub fn charge_comparison(&mut self, a: &Value, b: &Value) -> Result<(), Limit> {
        match (a, b) {
            (Value::String(a), Value::String(b)) => self.charge(a.len().min(b.len()) / 16),
            (Value::List(_), Value::List(_)) | (Value::Context(_), Value::Context(_)) => {
                self.charge(a.weight().min(b.weight()) as usize)
            }
            _ => Ok(()),
        }
    }

    /// Takes from the budget what looking for a value in a list costs, beyond a step for each item.
    pub fn charge_search(&mut self, list: &Value, wanted: &Value) -> Result<(), Limit> {
        match wanted {
            Value::String(_) | Value::List(_) | Value::Context(_) | Value::Range(_) => {
                self.charge(list.weight() as usize)
            }
            _ => Ok(()),
        }
    }

    /// A variable that is in scope.
    pub(super) fn lookup(&self, name: &str) -> Option<Value> {
        for local in self.locals[self.base..].iter().rev() {
            match local {
                Local::Named(key, value) if **key == *name => return Some(value.clone()),
                Local::Entries(context) => {
                    if let Some(value) = context.get(name) {
                        return Some(value.clone());
                    }
                }
                Local::Named(..) => {}
            }
        }
        self.scope.get(name)
    }

    fn variable(&mut self, span: Span, name: &Name, builtin: Option<&'static builtins::Builtin>) -> Evaluated {
        // A context literal of thousands of entries leaves as many names to look through.
        self.charge((self.locals.len() - self.base) / 16)?;
        if let Some(value) = self.lookup(name) {
            return Ok(value);
        }
        if let Some(builtin) = builtin {
            return Ok(Value::Function(Function(Captured::Builtin(builtin))));
        }
        if &**name == builtins::NAMESPACE {
            return Ok(builtins::namespace());
        }
        Ok(self.null(span, || format!("no hay una variable `{name}`")))
    }

    /// Runs `inner` with one more name bound.
    pub(super) fn with_local<T>(&mut self, local: Local, inner: impl FnOnce(&mut Self) -> T) -> T {
        self.locals.push(local);
        let result = inner(self);
        self.locals.pop();
        result
    }

    /// Runs `inner` with `?` standing for `input`.
    pub fn with_input<T>(&mut self, input: &Value, inner: impl FnOnce(&mut Self) -> T) -> T {
        self.with_local(Local::Named(INPUT.clone(), input.clone()), inner)
    }
}
