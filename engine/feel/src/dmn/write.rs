//! Models to XML of DMN 1.5. What was read from XML and written again means the same.

use super::model::{
    Aggregation, Boxed, BoxedKind, Decision, DecisionTable, FunctionDefinition, HitPolicy, ItemDefinition, Knowledge,
    Model, NOTE, Required, Service, Variable,
};
use super::xml_text::{Xml, escaped};

const NAMESPACE: &str = "https://www.omg.org/spec/DMN/20230324/MODEL/";

impl Model {
    /// The model as XML.
    pub fn to_xml(&self) -> String {
        let mut xml = Xml::new();
        xml.begin(
            "definitions",
            &[
                ("xmlns", NAMESPACE),
                ("namespace", &self.namespace),
                ("name", &self.name),
            ],
        );
        for import in &self.imports {
            xml.empty(
                "import",
                &[
                    ("name", &import.name),
                    ("namespace", &import.namespace),
                    ("importType", NAMESPACE),
                ],
            );
        }
        self.items
            .iter()
            .for_each(|item| write_item(&mut xml, "itemDefinition", item));
        for input in &self.inputs {
            xml.begin("inputData", &[("id", &input.id), ("name", &input.name)]);
            write_variable(&mut xml, "variable", input);
            xml.end();
        }
        self.knowledge
            .iter()
            .for_each(|knowledge| write_knowledge(&mut xml, knowledge));
        self.decisions
            .iter()
            .for_each(|decision| write_decision(&mut xml, decision));
        self.services
            .iter()
            .for_each(|service| write_service(&mut xml, service));
        xml.end();
        xml.text
    }
}

fn write_decision(xml: &mut Xml, decision: &Decision) {
    xml.begin(
        "decision",
        &[("id", &decision.variable.id), ("name", &decision.variable.name)],
    );
    write_variable(xml, "variable", &decision.variable);
    // The schema asks for information before knowledge.
    let (knowledge, information): (Vec<_>, Vec<_>) = decision
        .requires
        .iter()
        .partition(|required| matches!(required, Required::Knowledge(_)));
    for required in information.into_iter().chain(knowledge) {
        let (holder, target) = match required {
            Required::Input(_) => ("informationRequirement", "requiredInput"),
            Required::Decision(_) => ("informationRequirement", "requiredDecision"),
            Required::Knowledge(_) => ("knowledgeRequirement", "requiredKnowledge"),
        };
        write_reference(xml, holder, target, required.reference());
    }
    decision.logic.iter().for_each(|logic| write_boxed(xml, logic));
    xml.end();
}

/// What an attribute says; one that says nothing is not written.
fn optional(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

fn write_variable(xml: &mut Xml, element: &str, variable: &Variable) {
    xml.empty(
        element,
        &[("name", &variable.name), ("typeRef", optional(&variable.type_ref))],
    );
}

fn write_reference(xml: &mut Xml, holder: &'static str, target: &str, reference: &str) {
    xml.begin(holder, &[]);
    xml.empty(target, &[("href", reference)]);
    xml.end();
}

fn write_item(xml: &mut Xml, element: &'static str, item: &ItemDefinition) {
    xml.begin(
        element,
        &[
            ("name", &item.name),
            ("isCollection", if item.is_collection { "true" } else { "" }),
        ],
    );
    if let Some(reference) = &item.type_ref {
        xml.indent();
        xml.text
            .push_str(&format!("<typeRef>{}</typeRef>\n", escaped(reference)));
    }
    if let Some(values) = &item.allowed_values {
        xml.holder("allowedValues", values);
    }
    if let Some(values) = &item.type_constraint {
        xml.holder("typeConstraint", values);
    }
    item.components
        .iter()
        .for_each(|component| write_item(xml, "itemComponent", component));
    if let Some((parameters, result)) = &item.function {
        xml.begin("functionItem", &[("outputTypeRef", optional(result))]);
        parameters
            .iter()
            .for_each(|parameter| write_variable(xml, "parameters", parameter));
        xml.end();
    }
    xml.end();
}

fn write_knowledge(xml: &mut Xml, knowledge: &Knowledge) {
    xml.begin(
        "businessKnowledgeModel",
        &[("id", &knowledge.variable.id), ("name", &knowledge.variable.name)],
    );
    write_variable(xml, "variable", &knowledge.variable);
    if let Some(logic) = &knowledge.logic {
        write_function(xml, "encapsulatedLogic", logic);
    }
    knowledge
        .requires
        .iter()
        .for_each(|reference| write_reference(xml, "knowledgeRequirement", "requiredKnowledge", reference));
    xml.end();
}

fn write_service(xml: &mut Xml, service: &Service) {
    xml.begin(
        "decisionService",
        &[("id", &service.variable.id), ("name", &service.variable.name)],
    );
    write_variable(xml, "variable", &service.variable);
    let groups = [
        ("outputDecision", &service.outputs),
        ("inputDecision", &service.input_decisions),
        ("inputData", &service.input_data),
    ];
    for (element, references) in groups {
        references
            .iter()
            .for_each(|reference| xml.empty(element, &[("href", reference)]));
    }
    xml.end();
}

fn write_function(xml: &mut Xml, element: &'static str, function: &FunctionDefinition) {
    let kind = if function.is_feel { "" } else { "Java" };
    xml.begin(element, &[("typeRef", optional(&function.type_ref)), ("kind", kind)]);
    function
        .parameters
        .iter()
        .for_each(|parameter| write_variable(xml, "formalParameter", parameter));
    write_boxed(xml, &function.body);
    xml.end();
}

fn write_boxed(xml: &mut Xml, boxed: &Boxed) {
    let kind = optional(&boxed.type_ref);
    match &boxed.kind {
        BoxedKind::Literal(text) => {
            xml.begin("literalExpression", &[("typeRef", kind)]);
            xml.indent();
            xml.text.push_str(&format!("<text>{}</text>\n", escaped(text)));
        }
        BoxedKind::Context(entries) => {
            xml.begin("context", &[("typeRef", kind)]);
            for (variable, value) in entries {
                xml.begin("contextEntry", &[]);
                variable
                    .iter()
                    .for_each(|variable| write_variable(xml, "variable", variable));
                write_boxed(xml, value);
                xml.end();
            }
        }
        BoxedKind::Invocation(callee, bindings) => {
            xml.begin("invocation", &[("typeRef", kind)]);
            write_boxed(xml, callee);
            for (name, value) in bindings {
                xml.begin("binding", &[]);
                xml.empty("parameter", &[("name", name)]);
                write_boxed(xml, value);
                xml.end();
            }
        }
        BoxedKind::Function(function) => {
            return write_function(xml, "functionDefinition", function);
        }
        BoxedKind::List(items) => {
            xml.begin("list", &[("typeRef", kind)]);
            items.iter().for_each(|item| write_boxed(xml, item));
        }
        BoxedKind::Relation(columns, rows) => {
            xml.begin("relation", &[("typeRef", kind)]);
            columns
                .iter()
                .for_each(|column| xml.empty("column", &[("name", column)]));
            for row in rows {
                xml.begin("row", &[]);
                row.iter().for_each(|cell| write_boxed(xml, cell));
                xml.end();
            }
        }
        BoxedKind::Conditional(parts) => write_parts(
            xml,
            "conditional",
            &[("typeRef", kind)],
            &["if", "then", "else"],
            &parts[..],
        ),
        BoxedKind::Filter(parts) => write_parts(xml, "filter", &[("typeRef", kind)], &["in", "match"], &parts[..]),
        BoxedKind::For(name, parts) => {
            write_parts(
                xml,
                "for",
                &[("iteratorVariable", name), ("typeRef", kind)],
                &["in", "return"],
                &parts[..],
            );
        }
        BoxedKind::Some(name, parts) => {
            write_parts(
                xml,
                "some",
                &[("iteratorVariable", name), ("typeRef", kind)],
                &["in", "satisfies"],
                &parts[..],
            );
        }
        BoxedKind::Every(name, parts) => {
            write_parts(
                xml,
                "every",
                &[("iteratorVariable", name), ("typeRef", kind)],
                &["in", "satisfies"],
                &parts[..],
            );
        }
        BoxedKind::Table(table) => write_table(xml, kind, table),
    }
    xml.end();
}

/// Opens an element and writes its parts; the caller closes it.
fn write_parts(
    xml: &mut Xml,
    element: &'static str,
    attributes: &[(&str, &str)],
    names: &[&'static str],
    parts: &[Boxed],
) {
    xml.begin(element, attributes);
    for (name, part) in names.iter().zip(parts) {
        xml.begin(name, &[]);
        write_boxed(xml, part);
        xml.end();
    }
}

fn write_table(xml: &mut Xml, kind: &str, table: &DecisionTable) {
    let (policy, aggregation) = policy(table.hit_policy);
    xml.begin(
        "decisionTable",
        &[("typeRef", kind), ("hitPolicy", policy), ("aggregation", aggregation)],
    );
    for input in &table.inputs {
        xml.begin("input", &[("label", optional(&input.label))]);
        xml.begin("inputExpression", &[("typeRef", optional(&input.type_ref))]);
        xml.indent();
        xml.text
            .push_str(&format!("<text>{}</text>\n", escaped(&input.expression)));
        xml.end();
        input.values.iter().for_each(|values| xml.holder("inputValues", values));
        xml.end();
    }
    for output in &table.outputs {
        xml.begin(
            "output",
            &[
                ("name", output.name.as_deref().unwrap_or_default()),
                ("label", optional(&output.label)),
                ("typeRef", optional(&output.type_ref)),
            ],
        );
        output
            .values
            .iter()
            .for_each(|values| xml.holder("outputValues", values));
        output
            .default
            .iter()
            .for_each(|default| xml.holder("defaultOutputEntry", default));
        xml.end();
    }
    let columns = table.rules.iter().map(|rule| rule.annotations.len()).max().unwrap_or(0);
    for column in 0..columns.max(table.annotations.len()) {
        let name = table.annotations.get(column).map_or(NOTE, String::as_str);
        xml.empty("annotation", &[("name", name)]);
    }
    for rule in &table.rules {
        xml.begin("rule", &[]);
        rule.tests.iter().for_each(|cell| xml.holder("inputEntry", cell));
        rule.outputs.iter().for_each(|cell| xml.holder("outputEntry", cell));
        rule.annotations
            .iter()
            .for_each(|note| xml.holder("annotationEntry", note));
        xml.end();
    }
}

fn policy(policy: HitPolicy) -> (&'static str, &'static str) {
    match policy {
        HitPolicy::Unique => ("UNIQUE", ""),
        HitPolicy::First => ("FIRST", ""),
        HitPolicy::Priority => ("PRIORITY", ""),
        HitPolicy::Any => ("ANY", ""),
        HitPolicy::OutputOrder => ("OUTPUT ORDER", ""),
        HitPolicy::RuleOrder => ("RULE ORDER", ""),
        HitPolicy::Collect(None) => ("COLLECT", ""),
        HitPolicy::Collect(Some(Aggregation::Sum)) => ("COLLECT", "SUM"),
        HitPolicy::Collect(Some(Aggregation::Count)) => ("COLLECT", "COUNT"),
        HitPolicy::Collect(Some(Aggregation::Min)) => ("COLLECT", "MIN"),
        HitPolicy::Collect(Some(Aggregation::Max)) => ("COLLECT", "MAX"),
    }
}
