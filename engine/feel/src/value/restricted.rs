//! Types whose values are limited to some, as allowed values of decision models do.

use super::{Type, Value};
use crate::eval::{Budget, Env, NoHost};
use crate::expression::UnaryTests;

/// What testing one value may cost; a list may have a hundred thousand to test.
const MOST_STEPS: u64 = 10_000;

/// A type and the unary tests its values pass.
#[derive(Clone, Debug)]
pub struct Restricted {
    /// The type without the limit.
    pub base: Type,
    /// What its values pass. They see no variables, and run at the start of 1970: what is allowed
    /// does not change with the day.
    pub tests: UnaryTests,
}

impl Restricted {
    pub(super) fn allows(&self, value: &Value) -> bool {
        let epoch = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
        let env = Env {
            now: epoch,
            budget: Budget {
                steps: MOST_STEPS,
                ..Budget::default()
            },
            host: &NoHost,
        };
        self.tests.evaluate(value, &(), &env).value.as_boolean() == Some(true)
    }
}

impl PartialEq for Restricted {
    fn eq(&self, other: &Restricted) -> bool {
        self.base == other.base && self.tests.source() == other.tests.source()
    }
}

impl Eq for Restricted {}
