//! BPMN 2.0 XML as the tree that the loader reads: every key stands where its XML element does.

mod events;

use roxmltree::{Document, Node, ParsingOptions};

use super::{BPMN, PLAIN_KINDS, RADICA, TEXT_ATTRIBUTES};
use crate::limits;
use crate::located::{Entry, Located, Position, Yaml};
use crate::problem::{Code, Problems};

/// What may stand in a process and does nothing when it runs.
const DECORATION: [&str; 6] = [
    "documentation",
    "extensionElements",
    "textAnnotation",
    "association",
    "group",
    "laneSet",
];

/// What may stand inside an element.
const KNOWN_INSIDE: [&str; 6] = [
    "documentation",
    "extensionElements",
    "incoming",
    "outgoing",
    "script",
    "multiInstanceLoopCharacteristics",
];

/// Reads the executable process of a document. DTDs are refused, so that entities cannot multiply.
pub(crate) fn read(source: &str, problems: &mut Problems) -> Option<Located> {
    let nodes_limit = u32::try_from(limits::ELEMENTS * 40).unwrap_or(u32::MAX);
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit,
        ..ParsingOptions::default()
    };
    let document = match Document::parse_with_options(source, options) {
        Ok(document) => document,
        Err(error) => {
            let at = position(error.pos());
            problems.add(
                at,
                Code::Syntax,
                format!("no es XML válido: {error}"),
                "un documento BPMN 2.0",
            );
            return None;
        }
    };
    let reader = Reader { document: &document };
    let process = reader.process(problems)?;
    let mut entries = vec![
        reader.entry(process, "process", process.attribute("id").unwrap_or_default()),
        Entry::new(reader.at(process), "elements", reader.elements(process, problems)),
    ];
    entries.extend(
        process
            .attribute("name")
            .map(|name| reader.entry(process, "name", name)),
    );
    Some(Located {
        at: reader.at(process),
        value: Yaml::Map(entries),
    })
}

/// Reads the elements of one document.
struct Reader<'d> {
    document: &'d Document<'d>,
}

type Xml<'d> = Node<'d, 'd>;

impl<'d> Reader<'d> {
    fn at(&self, node: Xml<'_>) -> Position {
        position(self.document.text_pos_at(node.range().start))
    }

    fn entry(&self, node: Xml<'_>, key: &str, text: &str) -> Entry {
        Entry::new(self.at(node), key, Located::of_text(self.at(node), text))
    }

    fn process(&self, problems: &mut Problems) -> Option<Xml<'d>> {
        let root = self.document.root_element();
        let is_process = |node: &Xml<'_>| node.has_tag_name((BPMN, "process"));
        let mut processes = root.children().filter(is_process);
        let executable = |node: &Xml<'_>| node.attribute("isExecutable") != Some("false");
        let found = processes.clone().find(executable).or_else(|| processes.next());
        if found.is_none() {
            let message = "el documento no tiene un proceso";
            problems.add(self.at(root), Code::MissingKey, message, "un elemento `bpmn:process`");
        }
        found
    }

    fn elements(&self, parent: Xml<'d>, problems: &mut Problems) -> Located {
        let mut items = Vec::new();
        for node in parent.children().filter(Node::is_element) {
            let tag = node.tag_name();
            let ours = tag.namespace() == Some(BPMN);
            match tag.name() {
                "sequenceFlow" | "boundaryEvent" | "incoming" | "outgoing" if ours => {}
                // Read with the subprocess itself.
                "multiInstanceLoopCharacteristics" if ours => {}
                name if ours && DECORATION.contains(&name) => {}
                name => match self.kind(node, name).filter(|_| ours) {
                    Some(kind) => items.push(self.element(parent, node, kind, problems)),
                    None => self.unsupported(node, problems),
                },
            }
        }
        Located {
            at: self.at(parent),
            value: Yaml::List(items),
        }
    }

    fn unsupported(&self, node: Xml<'_>, problems: &mut Problems) {
        let id = node.attribute("id").map(|id| format!(" `{id}`")).unwrap_or_default();
        let message = format!("`{}`{id} no se puede ejecutar", node.tag_name().name());
        let known: Vec<&str> = PLAIN_KINDS.iter().map(|(_, theirs)| *theirs).collect();
        let expected = format!("{}, intermediateCatchEvent o boundaryEvent", known.join(", "));
        problems.add(self.at(node), Code::UnknownKind, message, expected);
    }

    fn kind(&self, node: Xml<'d>, name: &str) -> Option<&'static str> {
        if name == "intermediateCatchEvent" {
            return match self.trigger(node)?.tag_name().name() {
                "timerEventDefinition" => Some("timer"),
                "messageEventDefinition" => Some("message"),
                _ => None,
            };
        }
        PLAIN_KINDS
            .into_iter()
            .find(|(_, theirs)| *theirs == name)
            .map(|(ours, _)| ours)
    }

    fn element(&self, parent: Xml<'d>, node: Xml<'d>, kind: &str, problems: &mut Problems) -> Located {
        let mut entries = vec![self.entry(node, kind, node.attribute("id").unwrap_or_default())];
        self.common(node, &mut entries);
        match kind {
            "user_task" => self.user_task(node, &mut entries, problems),
            "service_task" => self.inputs(node, &mut entries, problems),
            "script_task" => {
                let script = child(node, "script")
                    .and_then(|script| script.text())
                    .unwrap_or_default();
                entries.push(self.entry(node, "script", &formula(script)));
            }
            "subprocess" => {
                let elements = self.elements(node, problems);
                entries.push(Entry::new(self.at(node), "elements", elements));
            }
            "timer" => entries.extend(self.timer(node, "after", problems)),
            "message" => entries.extend(self.message(node, "receive")),
            "end" => self.end(node, &mut entries, problems),
            _ => {}
        }
        self.refuse_unknown(node, kind, problems);
        entries.extend(self.each(node));
        let boundary = self.boundaries(parent, node, problems);
        if !boundary.is_empty() {
            let value = Located {
                at: self.at(node),
                value: Yaml::List(boundary),
            };
            entries.push(Entry::new(self.at(node), "boundary", value));
        }
        entries.extend(self.next(parent, node, kind, problems));
        Located {
            at: self.at(node),
            value: Yaml::Map(entries),
        }
    }

    /// What stands inside an element and is not understood is refused, never ignored.
    fn refuse_unknown(&self, node: Xml<'d>, kind: &str, problems: &mut Problems) {
        if kind == "subprocess" {
            return;
        }
        for child in node.children().filter(Node::is_element) {
            let name = child.tag_name().name();
            let known = KNOWN_INSIDE.contains(&name) || name.ends_with("EventDefinition");
            if !known {
                self.unsupported(child, problems);
            }
        }
    }

    fn each(&self, node: Xml<'d>) -> Option<Entry> {
        let loops = child(node, "multiInstanceLoopCharacteristics")?;
        let at = self.at(loops);
        let sequential = Yaml::Bool(loops.attribute("isSequential") == Some("true"));
        let mut keys = vec![Entry::new(at, "one_by_one", Located { at, value: sequential })];
        for ours in extensions(loops) {
            keys.extend(ours.attributes().map(|key| self.entry(ours, key.name(), key.value())));
        }
        let until = child(loops, "completionCondition").and_then(|until| until.text());
        keys.extend(until.map(|until| self.entry(loops, "until", &formula(until))));
        Some(Entry::new(
            at,
            "each",
            Located {
                at,
                value: Yaml::Map(keys),
            },
        ))
    }

    fn common(&self, node: Xml<'d>, entries: &mut Vec<Entry>) {
        entries.extend(node.attribute("name").map(|name| self.entry(node, "name", name)));
        for key in TEXT_ATTRIBUTES.into_iter().chain(["key"]) {
            entries.extend(node.attribute((RADICA, key)).map(|text| self.entry(node, key, text)));
        }
    }

    fn user_task(&self, node: Xml<'d>, entries: &mut Vec<Entry>, problems: &mut Problems) {
        for extension in extensions(node) {
            match extension.tag_name().name() {
                "assign" => {
                    let at = self.at(extension);
                    let keys = extension.attributes().map(|attribute| match attribute.name() {
                        "filer" => {
                            let flag = Yaml::Bool(attribute.value() == "true");
                            Entry::new(at, "filer", Located { at, value: flag })
                        }
                        name => self.entry(extension, name, attribute.value()),
                    });
                    let value = Located {
                        at,
                        value: Yaml::Map(keys.collect()),
                    };
                    entries.push(Entry::new(at, "assign", value));
                }
                "form" => entries.extend(self.json(extension, "form", problems)),
                _ => self.unsupported(extension, problems),
            }
        }
    }

    fn inputs(&self, node: Xml<'d>, entries: &mut Vec<Entry>, problems: &mut Problems) {
        let inputs = extensions(node).filter(|extension| extension.tag_name().name() == "input");
        let keys: Vec<Entry> = inputs
            .filter_map(|input| self.json(input, input.attribute("name").unwrap_or_default(), problems))
            .collect();
        if !keys.is_empty() {
            let at = self.at(node);
            entries.push(Entry::new(
                at,
                "input",
                Located {
                    at,
                    value: Yaml::Map(keys),
                },
            ));
        }
    }

    fn json(&self, node: Xml<'d>, key: &str, problems: &mut Problems) -> Option<Entry> {
        let at = self.at(node);
        match serde_json::from_str(node.text().unwrap_or_default()) {
            Ok(json) => Some(Entry::new(at, key, Located::of_json(at, &json))),
            Err(error) => {
                problems.add(at, Code::Shape, format!("`{key}` no es JSON: {error}"), "un valor JSON");
                None
            }
        }
    }

    /// The flows out of an element, as `next`.
    fn next(&self, parent: Xml<'d>, node: Xml<'d>, kind: &str, problems: &mut Problems) -> Option<Entry> {
        let id = node.attribute("id");
        let flows = parent
            .children()
            .filter(|flow| flow.has_tag_name((BPMN, "sequenceFlow")));
        let mut flows: Vec<Xml<'d>> = flows.filter(|flow| flow.attribute("sourceRef") == id).collect();
        let at = self.at(node);
        let target = |flow: &Xml<'d>| Located::of_text(self.at(*flow), flow.attribute("targetRef").unwrap_or_default());
        let gateway = matches!(kind, "exclusive" | "inclusive");
        let plain = |flow: &Xml<'d>| child(*flow, "conditionExpression").is_none();
        let value = match flows.as_slice() {
            [] => return None,
            [only] if plain(only) => target(only),
            _ if gateway => {
                // The default flow goes last, wherever it stands in the document.
                flows.sort_by_key(|flow| node.attribute("default") == flow.attribute("id"));
                let branches = flows.iter().map(|flow| self.branch(*flow)).collect();
                Located {
                    at,
                    value: Yaml::List(branches),
                }
            }
            _ if kind == "parallel" => Located {
                at,
                value: Yaml::List(flows.iter().map(target).collect()),
            },
            _ => {
                let message = format!("`{}` tiene varias salidas o una con condición", id.unwrap_or_default());
                problems.add(
                    at,
                    Code::BadTarget,
                    message,
                    "una compuerta después, que diga cuáles se toman",
                );
                return None;
            }
        };
        Some(Entry::new(at, "next", value))
    }

    fn branch(&self, flow: Xml<'d>) -> Located {
        let at = self.at(flow);
        let mut entries = vec![self.entry(flow, "to", flow.attribute("targetRef").unwrap_or_default())];
        entries.extend(flow.attribute("name").map(|name| self.entry(flow, "name", name)));
        let condition = child(flow, "conditionExpression").and_then(|condition| condition.text());
        entries.extend(condition.map(|condition| self.entry(flow, "when", &formula(condition))));
        Located {
            at,
            value: Yaml::Map(entries),
        }
    }
}

fn child<'d>(node: Xml<'d>, name: &str) -> Option<Xml<'d>> {
    node.children().find(|child| child.has_tag_name((BPMN, name)))
}

fn extensions<'d>(node: Xml<'d>) -> impl Iterator<Item = Xml<'d>> {
    let inside = child(node, "extensionElements")
        .into_iter()
        .flat_map(|extensions| extensions.children());
    inside.filter(|extension| extension.tag_name().namespace() == Some(RADICA))
}

/// FEEL with the leading `=` that definitions write, whether or not the document has it.
fn formula(text: &str) -> String {
    let text = text.trim();
    if text.starts_with('=') {
        text.to_owned()
    } else {
        format!("= {text}")
    }
}

fn position(at: roxmltree::TextPos) -> Position {
    let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    Position {
        line: number(at.row),
        column: number(at.col),
    }
}
