//! What is known about names and types while a model is compiled, to tell mistakes before it runs.

use crate::check::{Mistake, Types};
use crate::expression::{Expression, UnaryTests};
use crate::value::{Name, Type};

/// The names around an expression of a model, with their types, and the mistakes found so far.
#[derive(Default)]
pub(super) struct Known {
    names: Vec<(Name, Type)>,
    /// Inside a filter, where any name may be an entry of the item.
    open: u32,
    /// Where in the logic of the element, such as `rule 2, column 1`.
    place: String,
    pub mistakes: Vec<String>,
}

impl Types for Known {
    fn type_of(&self, name: &str) -> Option<Type> {
        let known = self.names.iter().rev().find(|(known, _)| &**known == name);
        known
            .map(|(_, kind)| kind.clone())
            .or((self.open > 0).then_some(Type::Any))
    }
}

impl Known {
    /// Makes a name known until [`Known::forget`].
    pub fn add(&mut self, name: &Name, kind: Type) {
        self.names.push((name.clone(), kind));
    }

    /// How many names are known.
    pub fn height(&self) -> usize {
        self.names.len()
    }

    /// Forgets the names beyond `height`.
    pub fn forget(&mut self, height: usize) {
        self.names.truncate(height);
    }

    /// Enters (`true`) or leaves a filter.
    pub fn filter(&mut self, entered: bool) {
        self.open = if entered {
            self.open + 1
        } else {
            self.open.saturating_sub(1)
        };
    }

    /// Says where the expressions that follow stand.
    pub fn at(&mut self, place: String) {
        self.place = place;
    }

    /// The place as the start of a message.
    pub fn place(&self) -> String {
        if self.place.is_empty() {
            String::new()
        } else {
            format!("{}: ", self.place)
        }
    }

    /// The type of an expression; its mistakes are kept.
    pub fn infer(&mut self, expression: &Expression) -> Type {
        let (kind, mistakes) = expression.check(self);
        self.keep(mistakes);
        kind
    }

    /// Checks a cell of tests against the type of its column.
    pub fn test(&mut self, tests: &UnaryTests, input: &Type) {
        let mistakes = tests.check(input, self);
        self.keep(mistakes);
    }

    /// Notes a value of a type that can never be converted to the one that is asked for.
    pub fn given(&mut self, found: &Type, wanted: &Type) {
        if !convertible(found, wanted) {
            self.mistakes
                .push(format!("{}da `{found}`, y se pide `{wanted}`", self.place()));
        }
    }

    fn keep(&mut self, mistakes: Vec<Mistake>) {
        let place = self.place();
        self.mistakes
            .extend(mistakes.iter().map(|mistake| format!("{place}{mistake}")));
    }
}

/// Whether some value of type `found` can stand where `wanted` is asked for.
fn convertible(found: &Type, wanted: &Type) -> bool {
    match (found, wanted) {
        (Type::Restricted(found), wanted) => convertible(&found.base, wanted),
        (found, Type::Restricted(wanted)) => convertible(found, &wanted.base),
        // Lists of one and their items stand for each other.
        (Type::Any | Type::Null | Type::List(_), _) | (_, Type::Any | Type::List(_)) | (Type::Date, Type::DateTime) => {
            true
        }
        (found, wanted) => std::mem::discriminant(found) == std::mem::discriminant(wanted),
    }
}
