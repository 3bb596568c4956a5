//! Activities that are done more than once.

use super::expressions::formula;
use super::{Keys, Reader, Xml, child, children, foreign, ours, truth};
use crate::located::Located;
use crate::problem::{Code, Problems};

impl<'d> Reader<'d> {
    pub(super) fn repeat(&self, node: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        if let Some(loops) = child(node, "standardLoopCharacteristics") {
            keys.value("loop", self.looped(loops, problems));
        }
        if let Some(loops) = child(node, "multiInstanceLoopCharacteristics") {
            keys.value("each", self.each(node, loops, problems));
        }
    }

    fn looped(&self, loops: Xml<'d>, problems: &mut Problems) -> Located {
        let mut keys = self.keys(loops);
        keys.flag("test_before", truth(loops, "testBefore", false));
        if let Some(maximum) = loops.attribute("loopMaximum") {
            match maximum.trim().parse() {
                Ok(number) => keys.number("maximum", number),
                Err(_) => {
                    let message = format!("`loopMaximum` no es un número: `{maximum}`");
                    problems.add(self.at(loops), Code::Shape, message, "un número entero");
                }
            }
        }
        if let Some(condition) = child(loops, "loopCondition") {
            keys.some("while", self.formula(condition, problems));
        }
        keys.done()
    }

    fn each(&self, node: Xml<'d>, loops: Xml<'d>, problems: &mut Problems) -> Located {
        let mut keys = self.keys(loops);
        keys.flag("one_by_one", truth(loops, "isSequential", false));
        for ours in ours(loops, "each") {
            for attribute in ours.attributes() {
                keys.text(attribute.name(), attribute.value());
            }
        }
        if !keys.has("in") && !keys.has("count") {
            self.items(node, loops, &mut keys, problems);
        }
        if let Some(condition) = child(loops, "completionCondition") {
            keys.some("until", self.formula(condition, problems));
        }
        self.behavior(loops, &mut keys, problems);
        keys.done()
    }

    /// What it is done for, as BPMN or other tools write it.
    fn items(&self, node: Xml<'d>, loops: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let theirs = foreign::collection(loops);
        keys.some("in", theirs.items.map(formula));
        keys.some("as", theirs.item);
        keys.some("results", theirs.results);
        keys.some("output", theirs.output.map(formula));
        if let Some(count) = child(loops, "loopCardinality").filter(|_| !keys.has("in")) {
            keys.some("count", self.formula(count, problems));
        }
        if let Some(data) = self.loop_input(node).filter(|_| !keys.has("in") && !keys.has("count")) {
            let items = self.outside(node, data, true, problems);
            keys.some("in", items.map(|items| formula(&items)));
        }
        let item = child(loops, "inputDataItem").and_then(|item| item.attribute("name").or(item.attribute("id")));
        if !keys.has("as") {
            keys.some("as", item);
        }
        if let Some(data) = self.loop_output(node).filter(|_| !keys.has("results")) {
            let results = self.outside(node, data, false, problems);
            keys.some("results", results);
            let item = child(loops, "outputDataItem");
            let item = item.and_then(|item| item.attribute("name").or(item.attribute("id")));
            keys.some("output", item.map(formula));
        }
    }

    /// What is thrown as instances are done.
    fn behavior(&self, loops: Xml<'d>, keys: &mut Keys, problems: &mut Problems) {
        let (attribute, key) = match loops.attribute("behavior") {
            None | Some("All") => return,
            Some("None") => ("noneBehaviorEventRef", "every"),
            Some("One") => ("oneBehaviorEventRef", "first"),
            Some("Complex") => {
                let list = children(loops, "complexBehaviorDefinition")
                    .map(|definition| self.complex(definition, problems))
                    .collect();
                let mut when = self.keys(loops);
                when.list("when", list);
                keys.value("throws", when.done());
                return;
            }
            Some(other) => {
                let message = format!("`behavior` no puede ser `{other}`");
                problems.add(self.at(loops), Code::Shape, message, "`None`, `One`, `All` o `Complex`");
                return;
            }
        };
        let Some(reference) = loops.attribute(attribute) else {
            let message = format!("a `{}` le falta `{attribute}`", loops.tag_name().name());
            problems.add(self.at(loops), Code::MissingKey, message, format!("`{attribute}`"));
            return;
        };
        let definition = self.referred(loops, reference, "un `…EventDefinition`", problems);
        if let Some(definition) = definition {
            let mut throws = self.keys(loops);
            throws.value(key, self.throw_of(definition, definition, problems));
            keys.value("throws", throws.done());
        }
    }

    fn complex(&self, definition: Xml<'d>, problems: &mut Problems) -> Located {
        let mut keys = self.keys(definition);
        // bpmn.io writes them by their types instead of their names.
        let part = |name, kind| child(definition, name).or_else(|| child(definition, kind));
        if let Some(condition) = part("condition", "formalExpression") {
            keys.some("if", self.formula(condition, problems));
        }
        if let Some(event) = part("event", "implicitThrowEvent") {
            for thrown in self.definitions(event, problems) {
                self.throw(event, thrown, &mut keys, problems);
            }
        }
        keys.done()
    }
}
