//! Calls, with positional or named arguments.

use super::machine::{Evaluated, Fault, Local, Machine};
use super::outcome::Limit;
use crate::ast::{Arguments, Expr};
use crate::token::Span;
use crate::value::{Callable, Captured, Function, Lambda, Name, Parameter, Value};
use std::borrow::Cow;
use std::sync::Arc;

impl Machine<'_> {
    pub(super) fn call(&mut self, span: Span, function: &Function, arguments: &Arguments) -> Evaluated {
        match arguments {
            Arguments::Positional(values) => {
                let values = values
                    .iter()
                    .map(|value| self.eval(value))
                    .collect::<Result<Vec<_>, Limit>>()?;
                let result = self.apply(function, values);
                self.settle(span, result)
            }
            Arguments::Named(values) => {
                let values = self.named_values(values)?;
                let result = in_order(function, values).and_then(|values| self.apply(function, values));
                self.settle(span, result)
            }
        }
    }

    fn named_values(&mut self, values: &[(Name, Expr)]) -> Result<Vec<(Name, Value)>, Limit> {
        values
            .iter()
            .map(|(name, value)| Ok((name.clone(), self.eval(value)?)))
            .collect()
    }

    /// Calls a function with values in the order of its parameters.
    pub(crate) fn apply(&mut self, function: &Function, values: Vec<Value>) -> Result<Value, Fault> {
        match &function.0 {
            Captured::Builtin(builtin) => {
                let cost = values.iter().map(|value| match value {
                    Value::List(list) => list.items().len(),
                    Value::Context(context) => context.len() / 16,
                    Value::String(text) => text.len() / 16,
                    _ => 0,
                });
                self.charge(cost.sum())?;
                builtin.call(self, values)
            }
            Captured::Lambda(lambda) => {
                let values = checked(&lambda.parameters, values)?;
                Ok(self.deeper(|machine| machine.run_lambda(function, lambda, values))?)
            }
            Captured::Native(native) => {
                let values = checked(native.parameters(), values)?;
                self.call_native(native, values)
            }
        }
    }

    fn call_native(&mut self, native: &Arc<dyn Callable>, values: Vec<Value>) -> Result<Value, Fault> {
        let mut outcome = Err(Fault::Null(String::new()));
        self.deeper(|machine| {
            outcome = native.call(machine, values);
            Ok(())
        })?;
        outcome
    }

    fn run_lambda(&mut self, function: &Function, lambda: &Lambda, values: Vec<Value>) -> Evaluated {
        self.charge(lambda.captured.len())?;
        let names = lambda.parameters.iter().map(|p| p.name.clone()).zip(values);
        let own = lambda
            .own_name
            .iter()
            .map(|name| (name.clone(), Value::Function(function.clone())));
        let locals: Vec<Local> = own
            .chain(lambda.captured.iter().cloned())
            .chain(names)
            .map(|(name, value)| Local::Named(name, value))
            .collect();
        self.isolated(lambda.source.clone(), locals, |machine| machine.eval(&lambda.body))
    }

    /// Runs `inner` on another source, seeing only these locals and the outer scope.
    pub(crate) fn isolated<T>(
        &mut self,
        source: Arc<str>,
        locals: Vec<Local>,
        inner: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let (height, outer_base) = (self.locals.len(), self.base);
        let outer_source = std::mem::replace(&mut self.source, Cow::Owned(source));
        self.locals.extend(locals);
        self.base = height;
        let result = inner(self);
        self.locals.truncate(height);
        (self.base, self.source) = (outer_base, outer_source);
        result
    }
}

/// Named arguments in the order of the parameters.
fn in_order(function: &Function, mut values: Vec<(Name, Value)>) -> Result<Vec<Value>, Fault> {
    if let Captured::Builtin(builtin) = &function.0 {
        return builtin.in_order(values);
    }
    let names = function.parameter_names();
    let mut ordered = Vec::with_capacity(names.len());
    for name in &names {
        match values.iter().position(|(given, _)| given == name) {
            Some(at) => ordered.push(values.swap_remove(at).1),
            None => return Err(Fault::Null(format!("falta el argumento `{name}`"))),
        }
    }
    match values.first() {
        Some((name, _)) => Err(Fault::Null(format!(
            "no hay un parámetro `{name}`; hay: {}",
            names.join(", ")
        ))),
        None => Ok(ordered),
    }
}

/// Arguments converted to the types of their parameters.
fn checked(parameters: &[Parameter], values: Vec<Value>) -> Result<Vec<Value>, Fault> {
    if parameters.len() != values.len() {
        return Err(Fault::Null(format!(
            "se necesitan {} argumentos y se dan {}",
            parameters.len(),
            values.len()
        )));
    }
    let coerced = |(parameter, value): (&Parameter, Value)| {
        if parameter.kind.accepts(&value) {
            return Ok(value);
        }
        match parameter.kind.coerce(value.clone()) {
            Value::Null => Err(Fault::Null(format!(
                "el argumento `{}` debe ser {}, no {}",
                parameter.name,
                parameter.kind,
                super::operators::described(&value)
            ))),
            value => Ok(value),
        }
    };
    parameters.iter().zip(values).map(coerced).collect()
}
