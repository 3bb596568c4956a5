//! Item definitions as types of FEEL.

use super::model::{ItemDefinition, Model};
use crate::expression::UnaryTests;
use crate::value::{Name, Restricted, Type};
use std::collections::HashMap;
use std::sync::Arc;

/// How deep types may be made of types; recursive ones end as `Any` there.
const MAX_DEPTH: u32 = 12;

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
    };
    for item in &model.items {
        types.insert(item.name.clone(), resolver.item(item, MAX_DEPTH));
    }
    types
}

/// The type a reference names; `Any` when there is none.
pub(super) fn resolve(types: &HashMap<String, Type>, reference: Option<&str>) -> Type {
    let Some(reference) = reference else {
        return Type::Any;
    };
    types
        .get(reference)
        .cloned()
        .or_else(|| built_in(reference))
        .unwrap_or(Type::Any)
}

/// `feel:number` and the like come from the first versions.
fn built_in(reference: &str) -> Option<Type> {
    Type::named(reference).or_else(|| reference.rsplit_once(':').and_then(|(_, name)| Type::named(name)))
}

struct Resolver<'a> {
    model: &'a Model,
    imported: HashMap<String, Type>,
}

impl Resolver<'_> {
    fn item(&self, item: &ItemDefinition, depth: u32) -> Type {
        let mut single = self.single(item, depth);
        // Values that are no FEEL limit nothing.
        if let Some(tests) = item
            .allowed_values
            .as_deref()
            .and_then(|text| UnaryTests::parse(text).ok())
        {
            single = Type::Restricted(Arc::new(Restricted { base: single, tests }));
        }
        if item.is_collection {
            Type::List(Arc::new(single))
        } else {
            single
        }
    }

    fn single(&self, item: &ItemDefinition, depth: u32) -> Type {
        if depth == 0 {
            return Type::Any;
        }
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
            None => resolve(&self.imported, Some(reference)),
        }
    }
}
