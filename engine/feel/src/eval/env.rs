//! What an evaluation may see and use: variables, the clock, the host and a budget.

use crate::value::{Context, Date, Value};
use std::collections::{BTreeMap, HashMap};

/// Where variables come from. Lookups give owned values: cloning a [`Value`] is cheap.
pub trait Scope {
    /// The value of a variable; `None` when there is none of that name.
    fn get(&self, name: &str) -> Option<Value>;

    /// The same without a copy, where the scope holds the value itself; `None` says nothing.
    fn find(&self, _name: &str) -> Option<&Value> {
        None
    }
}

impl Scope for Context {
    fn get(&self, name: &str) -> Option<Value> {
        Context::get(self, name).cloned()
    }

    fn find(&self, name: &str) -> Option<&Value> {
        Context::get(self, name)
    }
}

impl Scope for HashMap<String, Value> {
    fn get(&self, name: &str) -> Option<Value> {
        HashMap::get(self, name).cloned()
    }

    fn find(&self, name: &str) -> Option<&Value> {
        HashMap::get(self, name)
    }
}

impl Scope for BTreeMap<String, Value> {
    fn get(&self, name: &str) -> Option<Value> {
        BTreeMap::get(self, name).cloned()
    }

    fn find(&self, name: &str) -> Option<&Value> {
        BTreeMap::get(self, name)
    }
}

/// No variables.
impl Scope for () {
    fn get(&self, _: &str) -> Option<Value> {
        None
    }
}

/// The inner scope first, then the outer one.
impl<A: Scope + ?Sized, B: Scope + ?Sized> Scope for (&A, &B) {
    fn get(&self, name: &str) -> Option<Value> {
        self.0.get(name).or_else(|| self.1.get(name))
    }
}

/// A JSON object as variables, converted when asked for.
impl Scope for serde_json::Map<String, serde_json::Value> {
    fn get(&self, name: &str) -> Option<Value> {
        serde_json::Map::get(self, name).map(Value::from_json)
    }
}

/// What surrounds an evaluation.
pub struct Env<'a> {
    /// The moment that `now()` and `today()` give.
    pub now: jiff::Zoned,
    /// How much may be used.
    pub budget: Budget,
    /// What the host computes, such as working days.
    pub host: &'a dyn Host,
}

impl Env<'static> {
    /// An environment at `now` with the default budget and no host.
    pub fn at(now: jiff::Zoned) -> Env<'static> {
        Env {
            now,
            budget: Budget::default(),
            host: &NoHost,
        }
    }
}

/// How much one evaluation may use. When it is spent the result is null and the explanation says
/// which limit was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Operations, and items or 16 bytes of text that are produced.
    pub steps: u64,
    /// Expressions and calls inside each other.
    pub depth: u32,
    /// Items in one list.
    pub list: usize,
    /// Bytes in one string.
    pub string: usize,
}

impl Default for Budget {
    /// One million steps, 200 levels, 100,000 items, 1 MiB of text.
    fn default() -> Budget {
        Budget {
            steps: 1_000_000,
            depth: 200,
            list: 100_000,
            string: 1 << 20,
        }
    }
}

/// Why the host could not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HostError(pub String);

/// Pure functions that FEEL reaches under `radica.…` but does not compute itself: no day is counted
/// in this crate. `calendar` names one of the host's calendars; without it the host's default.
pub trait Host {
    /// The date `days` working days after `date` (before it when negative).
    fn add_working_days(&self, date: Date, days: i64, calendar: Option<&str>) -> Result<Date, HostError>;

    /// How many working days lie after `from`, up to and including `to`; negative when `to` is before.
    fn working_days_between(&self, from: Date, to: Date, calendar: Option<&str>) -> Result<i64, HostError>;

    /// Whether `date` is a working day.
    fn is_working_day(&self, date: Date, calendar: Option<&str>) -> Result<bool, HostError>;
}

/// A host without calendars.
#[derive(Clone, Copy, Debug)]
pub struct NoHost;

impl NoHost {
    fn refusal<T>() -> Result<T, HostError> {
        Err(HostError("aquí no hay un calendario de días hábiles".into()))
    }
}

impl Host for NoHost {
    fn add_working_days(&self, _: Date, _: i64, _: Option<&str>) -> Result<Date, HostError> {
        NoHost::refusal()
    }

    fn working_days_between(&self, _: Date, _: Date, _: Option<&str>) -> Result<i64, HostError> {
        NoHost::refusal()
    }

    fn is_working_day(&self, _: Date, _: Option<&str>) -> Result<bool, HostError> {
        NoHost::refusal()
    }
}
