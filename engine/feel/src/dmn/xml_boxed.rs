//! Boxed expressions from XML.

use super::model::{
    Aggregation, Boxed, BoxedKind, DecisionTable, FunctionDefinition, HitPolicy, InputClause, OutputClause, Rule,
};
use super::xml::{Read, attribute, child, children, is_feel, parameters, refused, text, type_ref, variable};
use roxmltree::Node;

/// The boxed expression that `node` is; `None` when it is something else.
pub(super) fn boxed(node: Node<'_, '_>) -> Read<Option<Boxed>> {
    let kind = match node.tag_name().name() {
        "literalExpression" => BoxedKind::Literal(feel(node)?),
        "context" => BoxedKind::Context(children(node, "contextEntry").map(entry).collect::<Read<_>>()?),
        "invocation" => invocation(node)?,
        "functionDefinition" => BoxedKind::Function(function(node)?),
        "list" => BoxedKind::List(all(node)?),
        "relation" => {
            let columns = children(node, "column")
                .map(|column| attribute(column, "name"))
                .collect();
            BoxedKind::Relation(columns, children(node, "row").map(all).collect::<Read<_>>()?)
        }
        "conditional" => {
            BoxedKind::Conditional(Box::new([part(node, "if")?, part(node, "then")?, part(node, "else")?]))
        }
        "filter" => BoxedKind::Filter(Box::new([part(node, "in")?, part(node, "match")?])),
        "for" => BoxedKind::For(
            attribute(node, "iteratorVariable"),
            Box::new([part(node, "in")?, part(node, "return")?]),
        ),
        "some" => BoxedKind::Some(
            attribute(node, "iteratorVariable"),
            Box::new([part(node, "in")?, part(node, "satisfies")?]),
        ),
        "every" => BoxedKind::Every(
            attribute(node, "iteratorVariable"),
            Box::new([part(node, "in")?, part(node, "satisfies")?]),
        ),
        "decisionTable" => BoxedKind::Table(table(node)?),
        _ => return Ok(None),
    };
    Ok(Some(Boxed {
        kind,
        type_ref: type_ref(node),
    }))
}

/// The text of an expression; other languages than FEEL are not taken for it.
fn feel(node: Node<'_, '_>) -> Read<String> {
    match node.attribute("expressionLanguage") {
        Some(language) if !(language.is_empty() || language.to_ascii_lowercase().contains("feel")) => {
            Err(refused(node, &format!("`{language}` no se ejecuta; solo FEEL")))
        }
        _ => Ok(text(node)),
    }
}

/// The expressions among the children.
fn all(node: Node<'_, '_>) -> Read<Vec<Boxed>> {
    node.children().filter_map(|child| boxed(child).transpose()).collect()
}

/// The first expression among the children.
fn first(node: Node<'_, '_>) -> Read<Boxed> {
    let found = node.children().find_map(|child| boxed(child).transpose());
    found.unwrap_or_else(|| Err(refused(node, "se esperaba una expresión dentro")))
}

fn part(node: Node<'_, '_>, name: &str) -> Read<Boxed> {
    first(child(node, name).ok_or_else(|| refused(node, &format!("se esperaba `{name}` dentro")))?)
}

fn entry(node: Node<'_, '_>) -> Read<(Option<super::model::Variable>, Boxed)> {
    let named = child(node, "variable").map(variable);
    Ok((named, first(node)?))
}

fn invocation(node: Node<'_, '_>) -> Read<BoxedKind> {
    let binding = |node| {
        let name = child(node, "parameter")
            .map(|parameter| attribute(parameter, "name"))
            .unwrap_or_default();
        let value = node.children().find_map(|child| boxed(child).transpose());
        Ok((name, value.unwrap_or_else(|| Ok(FunctionDefinition::open_body()))?))
    };
    let bindings = children(node, "binding").map(binding).collect::<Read<_>>()?;
    Ok(BoxedKind::Invocation(Box::new(first(node)?), bindings))
}

/// `encapsulatedLogic` or `functionDefinition`.
pub(super) fn function(node: Node<'_, '_>) -> Read<FunctionDefinition> {
    let body = node.children().find_map(|child| boxed(child).transpose());
    Ok(FunctionDefinition {
        parameters: parameters(node),
        body: Box::new(body.unwrap_or_else(|| Ok(FunctionDefinition::open_body()))?),
        is_feel: is_feel(node),
        type_ref: type_ref(node),
    })
}

fn table(node: Node<'_, '_>) -> Read<DecisionTable> {
    let input = |node| {
        let expression =
            child(node, "inputExpression").ok_or_else(|| refused(node, "se esperaba `inputExpression` dentro"))?;
        let values = child(node, "inputValues").map(text);
        Ok(InputClause {
            label: label(node),
            expression: text(expression),
            type_ref: type_ref(expression),
            values,
        })
    };
    let output = |node: Node<'_, '_>| OutputClause {
        label: label(node),
        name: node.attribute("name").map(str::to_string),
        type_ref: type_ref(node),
        values: child(node, "outputValues").map(text),
        default: child(node, "defaultOutputEntry").map(text),
    };
    let name = |node: Node<'_, '_>| node.attribute("name").unwrap_or_default().to_string();
    let rule = |node| Rule {
        tests: children(node, "inputEntry").map(text).collect(),
        outputs: children(node, "outputEntry").map(text).collect(),
        annotations: children(node, "annotationEntry").map(text).collect(),
    };
    let table = DecisionTable {
        hit_policy: hit_policy(node)?,
        inputs: children(node, "input").map(input).collect::<Read<_>>()?,
        outputs: children(node, "output").map(output).collect(),
        annotations: children(node, "annotation").map(name).collect(),
        rules: children(node, "rule").map(rule).collect(),
    };
    let whole = |rule: &Rule| rule.tests.len() == table.inputs.len() && rule.outputs.len() == table.outputs.len();
    match table.rules.iter().position(|rule| !whole(rule)) {
        Some(at) => Err(refused(
            node,
            &format!("la regla {} no tiene una celda por cada columna", at + 1),
        )),
        None => Ok(table),
    }
}

fn label(node: Node<'_, '_>) -> Option<String> {
    node.attribute("label").map(str::to_string)
}

fn hit_policy(node: Node<'_, '_>) -> Read<HitPolicy> {
    let aggregation = match node.attribute("aggregation") {
        None => None,
        Some("SUM") => Some(Aggregation::Sum),
        Some("COUNT") => Some(Aggregation::Count),
        Some("MIN") => Some(Aggregation::Min),
        Some("MAX") => Some(Aggregation::Max),
        Some(_) => {
            return Err(refused(node, "se esperaba la agregación SUM, COUNT, MIN o MAX"));
        }
    };
    Ok(match node.attribute("hitPolicy") {
        None | Some("UNIQUE") => HitPolicy::Unique,
        Some("FIRST") => HitPolicy::First,
        Some("PRIORITY") => HitPolicy::Priority,
        Some("ANY") => HitPolicy::Any,
        Some("OUTPUT ORDER") => HitPolicy::OutputOrder,
        Some("RULE ORDER") => HitPolicy::RuleOrder,
        Some("COLLECT") => HitPolicy::Collect(aggregation),
        Some(other) => return Err(refused(node, &format!("no hay una política de aciertos `{other}`"))),
    })
}
