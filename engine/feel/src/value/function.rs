//! Functions as values.

use super::{Name, Type, Value};
use crate::ast::Expr;
use crate::builtins::Builtin;
use crate::eval::{Fault, Machine};
use std::fmt;
use std::sync::Arc;

/// Something that can be called: a built-in, a lambda, or a function of a decision model.
#[derive(Clone)]
pub struct Function(pub(crate) Captured);

/// What stands behind a function.
#[derive(Clone)]
pub(crate) enum Captured {
    Builtin(&'static Builtin),
    Lambda(Arc<Lambda>),
    Native(Arc<dyn Callable>),
}

/// A parameter and the type its argument must have.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub name: Name,
    pub kind: Type,
}

/// A function written in FEEL, with the values it saw where it was written.
#[derive(Clone)]
pub(crate) struct Lambda {
    pub parameters: Arc<[Parameter]>,
    pub body: Arc<Expr>,
    pub result: Type,
    pub source: Arc<str>,
    pub captured: Vec<(Name, Value)>,
    /// The entry it stands under, by which it may call itself.
    pub own_name: Option<Name>,
    pub depth: u16,
}

/// A function implemented outside FEEL, such as a business knowledge model.
pub(crate) trait Callable: Send + Sync {
    fn parameters(&self) -> &[Parameter];
    fn result(&self) -> &Type;
    fn call(&self, machine: &mut Machine<'_>, arguments: Vec<Value>) -> Result<Value, Fault>;
}

impl Function {
    /// Whether both are the very same function.
    pub(super) fn is_same(&self, other: &Function) -> bool {
        match (&self.0, &other.0) {
            (Captured::Builtin(a), Captured::Builtin(b)) => std::ptr::eq(*a, *b),
            (Captured::Lambda(a), Captured::Lambda(b)) => Arc::ptr_eq(a, b),
            (Captured::Native(a), Captured::Native(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// The same function, able to call itself by `name`.
    pub(crate) fn named(&self, name: &Name) -> Function {
        match &self.0 {
            Captured::Lambda(lambda) => {
                let lambda = Lambda {
                    own_name: Some(name.clone()),
                    ..Lambda::clone(lambda)
                };
                Function(Captured::Lambda(Arc::new(lambda)))
            }
            _ => self.clone(),
        }
    }

    pub(super) fn depth(&self) -> u16 {
        if let Captured::Lambda(lambda) = &self.0 {
            lambda.depth
        } else {
            0
        }
    }

    /// The names of the parameters, of the longest form of a built-in.
    pub fn parameter_names(&self) -> Vec<Name> {
        match &self.0 {
            Captured::Builtin(builtin) => builtin.parameter_names(),
            Captured::Lambda(lambda) => lambda.parameters.iter().map(|p| p.name.clone()).collect(),
            Captured::Native(native) => native.parameters().iter().map(|p| p.name.clone()).collect(),
        }
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "function({})", self.parameter_names().join(", "))
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
