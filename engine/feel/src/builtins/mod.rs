//! The built-in functions (DMN 1.5 §10.3.4), one file per family.

mod args;
mod contexts;
mod conversion;
mod dates;
mod host;
mod lists;
mod numbers;
mod patterns;
mod ranges;
mod sorting;
mod statistics;
mod strings;
mod words;

pub(crate) use host::{NAMESPACE, namespace};
pub(crate) use patterns::Pattern;
pub(crate) use ranges::is_literal;

use crate::eval::{Fault, Machine};
use crate::names::Names;
use crate::value::{Name, Type, Value};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The work of a built-in.
type Run = fn(&mut Machine<'_>, &[Value]) -> Result<Value, Fault>;

/// One row of a family: name, forms, work. A form lists the parameters; `?` marks those that may
/// be left out, `...` one that takes all the rest, `: type` one that tells forms of equal length apart.
type Row = (&'static str, &'static [&'static str], Run);

/// A built-in function.
#[derive(Debug)]
pub(crate) struct Builtin {
    name: &'static str,
    forms: Vec<Form>,
    run: Run,
}

/// One way of calling a built-in.
#[derive(Debug)]
struct Form {
    parameters: Vec<Name>,
    types: Vec<Type>,
    required: usize,
    variadic: bool,
}

impl Form {
    fn read(text: &'static str) -> Form {
        let mut form = Form {
            parameters: Vec::new(),
            types: Vec::new(),
            required: 0,
            variadic: false,
        };
        for part in text.split(", ").filter(|part| !part.is_empty()) {
            let (part, kind) = part.split_once(": ").unwrap_or((part, "Any"));
            let name = part.trim_end_matches("...").trim_end_matches('?');
            form.types.push(Type::named(kind).unwrap_or(Type::Any));
            form.variadic |= part.ends_with("...");
            form.required += usize::from(!part.ends_with('?'));
            form.parameters.push(name.into());
        }
        form
    }

    /// Whether it has a parameter of that name that takes that value.
    fn has(&self, name: &Name, value: &Value) -> bool {
        let at = self.parameters.iter().position(|parameter| parameter == name);
        at.and_then(|at| self.types.get(at))
            .is_some_and(|kind| kind.accepts(value))
    }

    fn takes(&self, count: usize) -> bool {
        count >= self.required && (self.variadic || count <= self.parameters.len())
    }
}

impl Builtin {
    fn new((name, forms, run): Row) -> Builtin {
        Builtin {
            name,
            forms: forms.iter().map(|form| Form::read(form)).collect(),
            run,
        }
    }

    /// Whether it can be called with so many arguments.
    pub fn takes(&self, count: usize) -> bool {
        self.forms.iter().any(|form| form.takes(count))
    }

    pub fn parameter_names(&self) -> Vec<Name> {
        let longest = self.forms.iter().max_by_key(|form| form.parameters.len());
        longest.map(|form| form.parameters.clone()).unwrap_or_default()
    }

    pub fn call(&self, machine: &mut Machine<'_>, values: Vec<Value>) -> Result<Value, Fault> {
        if !self.takes(values.len()) {
            return Err(Fault::null(format!(
                "{} se llama con {} argumentos; se escribe {}",
                self.name,
                values.len(),
                self.usage()
            )));
        }
        (self.run)(machine, &values).map_err(|fault| match fault {
            Fault::Null(why) => Fault::Null(format!("{}: {why}", self.name)),
            stop => stop,
        })
    }

    /// Named arguments in the order of the first form that has all those names.
    pub fn in_order(&self, values: Vec<(Name, Value)>) -> Result<Vec<Value>, Fault> {
        let fits = |form: &&Form| {
            values.iter().all(|(name, value)| form.has(name, value))
                && form.parameters[..form.required]
                    .iter()
                    .all(|name| values.iter().any(|(given, _)| given == name))
        };
        let Some(form) = self.forms.iter().find(fits) else {
            let names: Vec<&str> = values.iter().map(|(name, _)| &**name).collect();
            return Err(Fault::null(format!(
                "{} no se escribe con ({}); se escribe {}",
                self.name,
                names.join(", "),
                self.usage()
            )));
        };
        let mut ordered: Vec<Option<Value>> = vec![None; form.parameters.len()];
        for (name, value) in values {
            if let Some(at) = form.parameters.iter().position(|parameter| *parameter == name) {
                ordered[at] = Some(value);
            }
        }
        while ordered.last().is_some_and(Option::is_none) {
            ordered.pop();
        }
        Ok(ordered.into_iter().map(Option::unwrap_or_default).collect())
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    pub fn usage(&self) -> String {
        let forms: Vec<String> = self
            .forms
            .iter()
            .map(|form| format!("{}({})", self.name, form.parameters.join(", ")))
            .collect();
        forms.join(" o ")
    }
}

static ALL: LazyLock<HashMap<&'static str, Builtin>> = LazyLock::new(|| {
    [
        conversion::ROWS,
        strings::ROWS,
        numbers::ROWS,
        lists::ROWS,
        statistics::ROWS,
        sorting::ROWS,
        dates::ROWS,
        ranges::ROWS,
        contexts::ROWS,
    ]
    .into_iter()
    .flatten()
    .map(|row| (row.0, Builtin::new(*row)))
    .collect()
});

/// Names of built-ins that hold keywords.
static KEYWORD_NAMES: LazyLock<Names> = LazyLock::new(|| {
    [
        "date and time",
        "years and months duration",
        "working days between",
        "money in words",
    ]
    .into_iter()
    .collect()
});

/// The built-in of that name.
pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    ALL.get(name)
}

/// Names the parser must know to read calls of built-ins.
pub(crate) fn names() -> &'static Names {
    &KEYWORD_NAMES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_say_what_may_be_left_out() {
        let form = Form::read("string, start position, length?");
        assert!(form.takes(2) && form.takes(3) && !form.takes(1) && !form.takes(4));
        assert!(Form::read("list...").takes(5));
    }
}
