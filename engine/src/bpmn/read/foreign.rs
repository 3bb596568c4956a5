//! What other tools write in extension elements and attributes of theirs, taken where it says without doubt
//! what execution needs. All else of theirs is decoration.

use super::{Xml, extensions};

const ZEEBE: &str = "http://camunda.org/schema/zeebe/1.0";

/// Namespaces of tools that share the names of their attributes.
const KIN: [&str; 3] = [
    "http://camunda.org/schema/1.0/bpmn",
    "http://flowable.org/bpmn",
    "http://activiti.org/bpmn",
];

/// An attribute of Camunda 7, Flowable or Activiti.
fn attribute<'d>(node: Xml<'d>, name: &str) -> Option<&'d str> {
    let value = KIN.into_iter().find_map(|space| node.attribute((space, name)));
    value.filter(|value| !value.trim().is_empty())
}

/// An extension element of Zeebe.
fn zeebe<'d>(node: Xml<'d>, name: &str) -> Option<Xml<'d>> {
    extensions(node).find(|extension| extension.has_tag_name((ZEEBE, name)))
}

/// The kind of job of a service task.
pub(super) fn service<'d>(node: Xml<'d>) -> Option<&'d str> {
    let theirs = zeebe(node, "taskDefinition").and_then(|task| task.attribute("type"));
    theirs
        .filter(|kind| !kind.starts_with('='))
        .or(attribute(node, "topic"))
}

/// Whether a task is a job for a worker.
pub(super) fn is_job(node: Xml<'_>) -> bool {
    service(node).is_some()
}

/// The variable that takes a result.
pub(super) fn result<'d>(node: Xml<'d>) -> Option<&'d str> {
    attribute(node, "resultVariable").or(attribute(node, "resultVariableName"))
}

/// One person, and one role, who do a task.
pub(super) fn assignment<'d>(node: Xml<'d>) -> (Option<&'d str>, Option<&'d str>) {
    let theirs = zeebe(node, "assignmentDefinition");
    let of = |name: &str| {
        theirs
            .and_then(|theirs| theirs.attribute(name))
            .or(attribute(node, name))
    };
    (of("assignee"), of("candidateGroups"))
}

/// A script, and the variable that takes its result.
pub(super) fn script<'d>(node: Xml<'d>) -> Option<(&'d str, Option<&'d str>)> {
    let script = zeebe(node, "script")?;
    Some((script.attribute("expression")?, script.attribute("resultVariable")))
}

/// A decision, and the variable that takes its result.
pub(super) fn decision<'d>(node: Xml<'d>) -> Option<(&'d str, Option<&'d str>)> {
    let called = zeebe(node, "calledDecision");
    if let Some(called) = called {
        return Some((called.attribute("decisionId")?, called.attribute("resultVariable")));
    }
    attribute(node, "decisionRef").map(|decision| (decision, None))
}

/// The process that a call activity calls.
pub(super) fn called_process<'d>(node: Xml<'d>) -> Option<&'d str> {
    zeebe(node, "calledElement")?.attribute("processId")
}

/// How the version of the called process is chosen, when it is not the latest.
pub(super) fn binding<'d>(node: Xml<'d>) -> Option<&'d str> {
    let theirs = zeebe(node, "calledElement").and_then(|called| called.attribute("bindingType"));
    let binding = theirs.or(attribute(node, "calledElementBinding"));
    // A document is loaded by itself, so what was deployed with it is the latest.
    binding.filter(|binding| !matches!(*binding, "latest" | "deployment"))
}

/// What begins by itself in an ad-hoc subprocess.
pub(super) fn active_elements<'d>(node: Xml<'d>) -> Option<&'d str> {
    zeebe(node, "adHoc")?.attribute("activeElementsCollection")
}

/// What a message is about.
pub(super) fn correlation_key<'d>(message: Xml<'d>) -> Option<&'d str> {
    zeebe(message, "subscription")?.attribute("correlationKey")
}

/// A list, the variable for its items, that for the results, and what each contributes.
#[derive(Default)]
pub(super) struct Collection<'d> {
    pub items: Option<&'d str>,
    pub item: Option<&'d str>,
    pub results: Option<&'d str>,
    pub output: Option<&'d str>,
}

/// What a multi-instance activity is done for.
pub(super) fn collection<'d>(loops: Xml<'d>) -> Collection<'d> {
    if let Some(theirs) = zeebe(loops, "loopCharacteristics") {
        let of = |name: &str| theirs.attribute(name).filter(|value| !value.trim().is_empty());
        return Collection {
            items: of("inputCollection"),
            item: of("inputElement"),
            results: of("outputCollection"),
            output: of("outputElement"),
        };
    }
    Collection {
        items: attribute(loops, "collection"),
        item: attribute(loops, "elementVariable"),
        ..Collection::default()
    }
}

/// One variable and what it is computed from.
pub(super) struct Mapping<'d> {
    pub source: &'d str,
    pub target: &'d str,
    /// The source is an expression rather than the name of a variable.
    pub computed: bool,
    pub node: Xml<'d>,
}

/// What goes in (`true`) or out of an activity: Zeebe's mappings, and those of call activities elsewhere.
pub(super) fn mappings<'d>(node: Xml<'d>, inwards: bool) -> Vec<Mapping<'d>> {
    let (zeebe_name, other_name) = if inwards { ("input", "in") } else { ("output", "out") };
    let theirs = zeebe(node, "ioMapping")
        .into_iter()
        .flat_map(|mapping| mapping.children());
    let theirs = theirs.filter(|mapping| mapping.has_tag_name((ZEEBE, zeebe_name)));
    let others =
        extensions(node).filter(|extension| KIN.iter().any(|space| extension.has_tag_name((*space, other_name))));
    let of = |node: Xml<'d>| {
        let named = node.attribute("source").filter(|source| !source.is_empty());
        let computed = node.attribute("sourceExpression").filter(|source| !source.is_empty());
        Some(Mapping {
            source: named.or(computed)?,
            target: node.attribute("target")?,
            computed: named.is_none(),
            node,
        })
    };
    theirs.chain(others).filter_map(of).collect()
}

/// Whether a call activity passes all variables, which has no equal here.
pub(super) fn passes_all<'d>(node: Xml<'d>) -> Option<Xml<'d>> {
    extensions(node).find(|extension| {
        let ours = KIN
            .iter()
            .any(|space| ["in", "out"].iter().any(|name| extension.has_tag_name((*space, *name))));
        ours && extension.attribute("variables") == Some("all")
    })
}
