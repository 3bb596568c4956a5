//! The syntax tree. Runs of operators of one precedence are flat lists, so that a long sum is as
//! shallow as a short one.

use crate::builtins::Builtin;
use crate::number::Number;
use crate::token::Span;
use crate::value::{Bound, Name, Parameter, Range, Type, Value, compare};
use std::sync::Arc;

/// A piece of an expression and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub span: Span,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Literal(Value),
    Name(Name, Option<&'static Builtin>),
    Negate(Box<Expr>),
    /// `a + b - c`, `a * b / c`, `a ** b`: left to right.
    Arithmetic(Box<Expr>, Vec<(Arithmetic, Expr)>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Between(Box<[Expr; 3]>),
    In(Box<Expr>, Vec<Test>),
    InstanceOf(Box<Expr>, Type),
    If(Box<[Expr; 3]>),
    /// The last part says whether the body mentions `partial`.
    For(Vec<Binding>, Box<Expr>, bool),
    Some(Vec<Binding>, Box<Expr>),
    Every(Vec<Binding>, Box<Expr>),
    Function(Box<FunctionLiteral>),
    List(Vec<Expr>),
    Context(Vec<(Name, Expr)>),
    Range(Box<RangeLiteral>),
    /// `a.b[c](d)`: steps from left to right.
    Postfix(Box<Expr>, Vec<(Span, Step)>),
    /// The value converted to a type, as decision models ask.
    Coerced(Type, Box<Expr>),
    /// A part with a source of its own.
    Sourced(Arc<str>, Box<Expr>),
    /// A part that could not be read, and why.
    Invalid(Arc<str>),
    Table(Arc<crate::dmn::Table>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// What is right of `in`, and each entry of unary tests.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// `< 5`, `= "a"`, and whether the operand mentions `?`.
    Compare(Comparison, Expr, bool),
    /// A value, a range, a list, or a condition on `?`.
    Value { expr: Expr, mentions_input: bool },
}

impl Test {
    /// Whether it needs to know what is tested by name.
    pub fn mentions_input(&self) -> bool {
        match self {
            Test::Compare(_, _, mentions_input) | Test::Value { mentions_input, .. } => *mentions_input,
        }
    }
}

/// `name in domain` or `name in from..to`.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub name: Name,
    pub domain: Domain,
}

#[derive(Clone, Debug)]
pub(crate) enum Domain {
    Values(Expr),
    Steps(Expr, Expr),
}

#[derive(Clone, Debug)]
pub(crate) struct RangeLiteral {
    pub start: Option<Expr>,
    pub start_included: bool,
    pub end: Option<Expr>,
    pub end_included: bool,
    /// The range itself when its ends are literals, so that it is made only once.
    pub constant: Option<Value>,
}

impl RangeLiteral {
    pub fn new(start: (Option<Expr>, bool), end: (Option<Expr>, bool)) -> RangeLiteral {
        let constant = constant(&start, &end);
        RangeLiteral {
            start: start.0,
            start_included: start.1,
            end: end.0,
            end_included: end.1,
            constant,
        }
    }
}

/// The range of two literal ends; `None` when it takes an evaluation to know.
fn constant(start: &(Option<Expr>, bool), end: &(Option<Expr>, bool)) -> Option<Value> {
    let bound = |(expr, included): &(Option<Expr>, bool)| {
        let value = match expr.as_ref().map(|expr| &expr.kind) {
            None => Value::Null,
            Some(Kind::Literal(value)) if !value.is_null() => value.clone(),
            Some(_) => return None,
        };
        Some(Bound {
            value,
            included: *included,
        })
    };
    let (start, end) = (bound(start)?, bound(end)?);
    let one_sided = start.value.is_null() || end.value.is_null();
    let range = Value::Range(Arc::new(Range { start, end }));
    let Value::Range(ends) = &range else {
        return None;
    };
    (one_sided || compare(&ends.start.value, &ends.end.value).is_some()).then_some(range)
}

#[derive(Clone, Debug)]
pub(crate) struct FunctionLiteral {
    pub parameters: Arc<[Parameter]>,
    pub body: Arc<Expr>,
    pub result: Type,
    /// Names the body mentions, to be captured where the function is made.
    pub mentions: Vec<Name>,
    /// `external`: parsed, never run.
    pub external: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Member(Name),
    Filter(Expr),
    Call(Arguments),
}

#[derive(Clone, Debug)]
pub(crate) enum Arguments {
    Positional(Vec<Expr>),
    Named(Vec<(Name, Expr)>),
}

impl Comparison {
    pub fn symbol(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterEqual => ">=",
        }
    }
}

impl Arithmetic {
    pub fn symbol(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Power => "**",
        }
    }
}

impl Expr {
    pub fn number(span: Span, number: Number) -> Expr {
        Expr {
            span,
            kind: Kind::Literal(Value::Number(number)),
        }
    }
}
