//! Evaluating decisions and decision services.

use super::program::{Decisions, NodeKind, Program, Requirement};
use crate::ast::FunctionLiteral;
use crate::eval::{Env, Fault, Local, Machine, Outcome};
use crate::token::Span;
use crate::value::{Callable, Captured, Context, Function, Lambda, Name, Parameter, Type, Value};
use std::sync::{Arc, LazyLock};

/// The source of what has none.
static NO_SOURCE: LazyLock<Arc<str>> = LazyLock::new(|| "".into());

impl Decisions {
    /// The value of a decision, or of a decision service called with the inputs of its parameters'
    /// names. Input data that `inputs` leaves out is null.
    pub fn evaluate(&self, name: &str, inputs: &Context, env: &Env<'_>) -> Outcome {
        let mut machine = Machine::new(&(), env, &NO_SOURCE);
        let result = self.run(&mut machine, name, inputs);
        let result = machine.settle(Span::default(), result);
        machine.finish(result, Span::default())
    }

    fn run(&self, machine: &mut Machine<'_>, name: &str, inputs: &Context) -> Result<Value, Fault> {
        let Some(node) = self.0.by_name.get(name).copied() else {
            return Err(Fault::Null(format!("el modelo no tiene una decisión `{name}`")));
        };
        let mut session = Session::new(&self.0, inputs);
        match &self.0.nodes[node].kind {
            NodeKind::Service { parameters, .. } => {
                let value = |parameter: &Parameter| match inputs.get(&parameter.name) {
                    Some(value) => Ok(parameter.kind.coerce(value.clone())),
                    None => Err(Fault::Null(format!("`{name}` necesita `{}`", parameter.name))),
                };
                let arguments = parameters.iter().map(value).collect::<Result<Vec<_>, Fault>>()?;
                session.serve(machine, node, arguments)
            }
            _ => session.value(machine, node),
        }
    }
}

/// One evaluation of a program: every decision is computed once.
struct Session<'a> {
    program: &'a Arc<Program>,
    inputs: &'a Context,
    /// How far each node is.
    states: Vec<State>,
}

#[derive(Clone)]
enum State {
    New,
    Active,
    Known(Value),
}

impl<'a> Session<'a> {
    fn new(program: &'a Arc<Program>, inputs: &'a Context) -> Session<'a> {
        Session {
            program,
            inputs,
            states: vec![State::New; program.nodes.len()],
        }
    }

    fn value(&mut self, machine: &mut Machine<'_>, node: usize) -> Result<Value, Fault> {
        match &self.states[node] {
            State::Known(value) => return Ok(value.clone()),
            State::Active => {
                let name = &self.program.nodes[node].name;
                return Err(Fault::Null(format!("`{name}` se necesita a sí misma")));
            }
            State::New => self.states[node] = State::Active,
        }
        let mut outcome = Ok(Value::Null);
        machine.deeper(|machine| {
            outcome = self.compute(machine, node);
            Ok(())
        })?;
        self.states[node] = State::New;
        let value = machine.settle(Span::default(), outcome)?;
        self.states[node] = State::Known(value.clone());
        Ok(value)
    }

    fn compute(&mut self, machine: &mut Machine<'_>, node: usize) -> Result<Value, Fault> {
        let program = self.program.clone();
        let name = &program.nodes[node].name;
        match &program.nodes[node].kind {
            NodeKind::Input(kind) => {
                let value = self.inputs.get(name).cloned().unwrap_or_default();
                converted(name, kind, value)
            }
            NodeKind::Decision { logic: None, .. } => Err(Fault::Null(format!("la lógica de `{name}` quedó abierta"))),
            NodeKind::Decision {
                requires,
                logic: Some(logic),
                kind,
            } => {
                let locals = self.required(machine, requires)?;
                let locals = locals
                    .into_iter()
                    .map(|(name, value)| Local::Named(name, value))
                    .collect();
                let value = machine.isolated(NO_SOURCE.clone(), locals, |machine| machine.eval(logic))?;
                converted(name, kind, value)
            }
            NodeKind::Knowledge { function: None, .. } => Ok(Value::Null),
            NodeKind::Knowledge {
                requires,
                function: Some(function),
            } => {
                let captured = self.required(machine, requires)?;
                Ok(lambda(function, captured, name))
            }
            NodeKind::Service { parameters, kind, .. } => {
                let service = ServiceCall {
                    program: program.clone(),
                    node,
                    inputs: self.inputs.clone(),
                    parameters: parameters.clone(),
                    result: kind.clone(),
                };
                Ok(Value::Function(Function(Captured::Native(Arc::new(service)))))
            }
        }
    }

    /// The values of requirements by name; those of an import together in one context.
    fn required(&mut self, machine: &mut Machine<'_>, requires: &[Requirement]) -> Result<Vec<(Name, Value)>, Fault> {
        let mut values: Vec<(Name, Value)> = Vec::with_capacity(requires.len());
        for requirement in requires {
            let value = self.value(machine, requirement.target)?;
            let name = self.program.nodes[requirement.target].name.clone();
            let Some(import) = &requirement.import else {
                values.push((name, value));
                continue;
            };
            let known = values.iter().position(|(known, _)| known == import);
            let mut context = match known.map(|at| values.swap_remove(at).1) {
                Some(Value::Context(context)) => context,
                _ => Context::new(),
            };
            machine.set(&mut context, name, value)?;
            values.push((import.clone(), Value::Context(context)));
        }
        Ok(values)
    }

    /// The outputs of a service, with `arguments` in place of its inputs.
    fn serve(&mut self, machine: &mut Machine<'_>, node: usize, arguments: Vec<Value>) -> Result<Value, Fault> {
        let program = self.program.clone();
        let NodeKind::Service {
            inputs, outputs, kind, ..
        } = &program.nodes[node].kind
        else {
            return Ok(Value::Null);
        };
        for (input, argument) in inputs.iter().zip(arguments) {
            self.states[*input] = State::Known(argument);
        }
        let value = match outputs.as_slice() {
            [single] => self.value(machine, *single)?,
            several => {
                let mut context = Context::new();
                for output in several {
                    let value = self.value(machine, *output)?;
                    machine.set(&mut context, program.nodes[*output].name.clone(), value)?;
                }
                Value::Context(context)
            }
        };
        converted(&program.nodes[node].name, kind, value)
    }
}

/// A value converted to its declared type.
fn converted(name: &str, kind: &Type, value: Value) -> Result<Value, Fault> {
    if kind.accepts(&value) {
        return Ok(value);
    }
    match kind.coerce(value.clone()) {
        Value::Null => {
            let shown = crate::eval::described(&value);
            Err(Fault::Null(format!("`{name}` debe ser {kind}, no {shown}")))
        }
        value => Ok(value),
    }
}

/// A business knowledge model as a function; it may call itself by its name.
fn lambda(function: &FunctionLiteral, captured: Vec<(Name, Value)>, name: &Name) -> Value {
    if function.external {
        return Value::Null;
    }
    let depth = captured
        .iter()
        .map(|(_, value)| value.depth())
        .max()
        .unwrap_or(0)
        .saturating_add(1);
    let lambda = Lambda {
        parameters: function.parameters.clone(),
        body: function.body.clone(),
        result: function.result.clone(),
        source: NO_SOURCE.clone(),
        captured,
        own_name: Some(name.clone()),
        depth,
    };
    Value::Function(Function(Captured::Lambda(Arc::new(lambda))))
}

/// A decision service as a function.
struct ServiceCall {
    program: Arc<Program>,
    node: usize,
    inputs: Context,
    parameters: Vec<Parameter>,
    result: Type,
}

impl Callable for ServiceCall {
    fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    fn result(&self) -> &Type {
        &self.result
    }

    fn call(&self, machine: &mut Machine<'_>, arguments: Vec<Value>) -> Result<Value, Fault> {
        let mut session = Session::new(&self.program, &self.inputs);
        session.serve(machine, self.node, arguments)
    }
}
