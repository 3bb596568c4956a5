//! Item definitions as types of FEEL.

use super::model::{ItemDefinition, Model};
use crate::expression::UnaryTests;
use crate::value::{Name, Restricted, Type};
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

/// How deep types may be made of types; recursive ones end as `Any` there.
const MAX_DEPTH: u32 = 12;
/// How many parts one type may have, and all types of a model together; the rest is `Any`. Twenty
/// components of the type they belong to would make more than memory holds.
const MAX_PARTS: u32 = 5_000;
const MAX_PARTS_OF_MODEL: u32 = 500_000;

/// The types of `model` by name, those of imported models under their import's name.
pub(super) fn types(model: &Model, imported: &[(String, HashMap<String, Type>)]) -> HashMap<String, Type> {
    let mut types = HashMap::new();
    for (import, theirs) in imported {
        for (name, kind) in theirs {
            let name = if import.is_empty() {
                name.clone()
            } else {
                format!("{import}.{name}")
            };
            types.insert(name, kind.clone());
        }
    }
    let resolver = Resolver {
        model,
        imported: types.clone(),
        parts: Cell::new(0),
    };
    let mut left = MAX_PARTS_OF_MODEL;
    for item in &model.items {
        let most = MAX_PARTS.min(left);
        resolver.parts.set(most);
        types.insert(item.name.clone(), resolver.item(item, MAX_DEPTH));
        left -= most - resolver.parts.get();
    }
    types
}

/// The type a reference names, `Any` for none; `None` when nothing defines it.
pub(super) fn resolve(types: &HashMap<String, Type>, reference: Option<&str>) -> Option<Type> {
    let Some(reference) = reference else {
        return Some(Type::Any);
    };
    types.get(reference).cloned().or_else(|| built_in(reference))
}

/// `feel:number` and the like come from the first versions.
fn built_in(reference: &str) -> Option<Type> {
    Type::named(reference).or_else(|| reference.rsplit_once(':').and_then(|(_, name)| Type::named(name)))
}

struct Resolver<'a> {
    model: &'a Model,
    imported: HashMap<String, Type>,
    /// How many parts the type in the making may still have.
    parts: Cell<u32>,
}

impl Resolver<'_> {
    fn item(&self, item: &ItemDefinition, depth: u32) -> Type {
        let single = limited(self.single(item, depth), item.allowed_values.as_deref());
        let whole = if item.is_collection {
            Type::List(Arc::new(single))
        } else {
            single
        };
        limited(whole, item.type_constraint.as_deref())
    }

    fn single(&self, item: &ItemDefinition, depth: u32) -> Type {
        let left = self.parts.get();
        if depth == 0 || left == 0 {
            return Type::Any;
        }
        self.parts.set(left - 1);
        if let Some((parameters, result)) = &item.function {
            let parameters = parameters
                .iter()
                .map(|p| self.reference(p.type_ref.as_deref(), depth - 1))
                .collect();
            return Type::Function(parameters, Arc::new(self.reference(result.as_deref(), depth - 1)));
        }
        if item.components.is_empty() {
            return self.reference(item.type_ref.as_deref(), depth - 1);
        }
        let entry = |component: &ItemDefinition| (Name::from(component.name.as_str()), self.item(component, depth - 1));
        Type::Context(item.components.iter().map(entry).collect())
    }

    fn reference(&self, reference: Option<&str>, depth: u32) -> Type {
        let Some(reference) = reference else {
            return Type::Any;
        };
        match self.model.items.iter().find(|item| item.name == reference) {
            Some(item) => self.item(item, depth),
            None => resolve(&self.imported, Some(reference)).unwrap_or(Type::Any),
        }
    }
}

/// The type limited to the values that pass; text that is no FEEL limits nothing, and is a problem.
fn limited(base: Type, tests: Option<&str>) -> Type {
    match tests.and_then(|text| UnaryTests::parse(text).ok()) {
        Some(tests) => Type::Restricted(Arc::new(Restricted { base, tests })),
        None => base,
    }
}

/// What is wrong with an item definition and its components: types that nothing defines, and values
/// that are no FEEL.
pub(super) fn problems(item: &ItemDefinition, types: &HashMap<String, Type>) -> Vec<String> {
    let mut found: Vec<String> = item
        .components
        .iter()
        .flat_map(|component| problems(component, types))
        .collect();
    if resolve(types, item.type_ref.as_deref()).is_none() {
        found.push(format!(
            "no hay un tipo `{}`",
            item.type_ref.as_deref().unwrap_or_default()
        ));
    }
    let tests = item.allowed_values.iter().chain(&item.type_constraint);
    found.extend(tests.filter_map(|text| Some(UnaryTests::parse(text).err()?.to_string())));
    found
}
