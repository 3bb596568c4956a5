//! Decisions from one notation to the other: DMN XML and the YAML of `decisions/`.

use std::fmt::Write as _;

use radica_feel::dmn::{Required, Sheet, Variable};

use super::Decision;

/// Why a decision cannot be written in the other notation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// YAML holds one table, and this is something else.
    #[error("`{0}` no es una tabla de decisión: en YAML solo se escriben tablas")]
    NoTable(String),
    /// It needs other elements of its model.
    #[error("`{0}` usa otras decisiones o funciones de su modelo, que en YAML no caben")]
    Requires(String),
}

impl Decision {
    /// The file of the decision as DMN 1.5 XML.
    #[must_use]
    pub fn to_dmn(&self) -> String {
        let mut model = (*self.model).clone();
        // The ids of a table's own data are names, which XML does not take for ids.
        let mut renamed = Vec::new();
        for (n, input) in model
            .inputs
            .iter_mut()
            .enumerate()
            .filter(|(_, input)| !is_xml_id(&input.id))
        {
            let id = format!("input-{}", n + 1);
            renamed.push((format!("#{}", input.id), format!("#{id}")));
            input.id = id;
        }
        for reference in model.decisions.iter_mut().flat_map(|decision| &mut decision.requires) {
            if let Required::Input(reference) = reference
                && let Some((_, new)) = renamed.iter().find(|(old, _)| old == reference)
            {
                reference.clone_from(new);
            }
        }
        described(model.to_xml(), &self.id.to_string(), self)
    }

    /// The decision as the YAML of `decisions/`.
    ///
    /// # Errors
    /// When it is not a table that stands by itself.
    pub fn to_yaml(&self) -> Result<String, ConvertError> {
        let sheet = self.sheet().ok_or_else(|| ConvertError::NoTable(self.id.to_string()))?;
        let decision = self
            .model
            .decisions
            .iter()
            .find(|decision| decision.variable.name == self.id.as_str());
        let is_input = |required: &Required| {
            let named = |input: &Variable| required.reference().rsplit('#').next() == Some(input.id.as_str());
            self.model.inputs.iter().any(named)
        };
        if decision.is_some_and(|decision| !decision.requires.iter().all(is_input)) {
            return Err(ConvertError::Requires(self.id.to_string()));
        }
        Ok(self.written(&sheet))
    }

    fn written(&self, sheet: &Sheet) -> String {
        let mut yaml = String::new();
        let mut line = |key: &str, text: Option<&str>| {
            if let Some(text) = text {
                let _ = writeln!(yaml, "{key}: {}", quoted(text));
            }
        };
        line("decision", Some(&sheet.decision));
        line(
            "name",
            Some(&self.name)
                .filter(|name| **name != sheet.decision)
                .map(String::as_str),
        );
        line("about", self.about.as_deref());
        line("unconfirmed", self.unconfirmed.as_deref());
        line("type", sheet.kind.as_deref().and_then(known_type));
        if !self.tramites.is_empty() {
            let codes: Vec<String> = self.tramites.iter().map(ToString::to_string).collect();
            let _ = writeln!(yaml, "tramites: [{}]", codes.join(", "));
        }
        if self.partial {
            yaml.push_str("partial: true\n");
        }
        let _ = writeln!(yaml, "hit_policy: {}\ninputs:", sheet.hit_policy.word());
        for input in &sheet.inputs {
            let of_type = input.kind.as_deref().filter(|kind| known_type(kind).is_none());
            let values = input.values.clone().or_else(|| self.values_of(of_type));
            let kind = input.kind.as_deref().and_then(|kind| self.base_type(kind));
            let pairs = [
                ("expression", Some(input.expression.as_str())),
                ("label", input.label.as_deref()),
                ("type", kind),
                ("values", values.as_deref()),
            ];
            let _ = writeln!(yaml, "  - {{ {} }}", inline(&pairs));
        }
        yaml.push_str("outputs:\n");
        for output in &sheet.outputs {
            let name = if output.name.is_empty() {
                sheet.decision.as_str()
            } else {
                output.name.as_str()
            };
            let pairs = [
                ("name", Some(name)),
                ("label", output.label.as_deref()),
                ("type", output.kind.as_deref().and_then(|kind| self.base_type(kind))),
                ("values", output.values.as_deref()),
                ("default", output.default.as_deref()),
            ];
            let _ = writeln!(yaml, "  - {{ {} }}", inline(&pairs));
        }
        yaml.push_str("rules:\n");
        for rule in &sheet.rules {
            let cells = |cells: &[String]| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(", ");
            let pairs = [
                ("note", rule.note.as_deref()),
                ("unconfirmed", rule.unconfirmed.as_deref()),
            ];
            let notes = inline(&pairs);
            let notes = if notes.is_empty() { notes } else { format!(", {notes}") };
            let _ = writeln!(
                yaml,
                "  - {{ when: [{}], then: [{}]{notes} }}",
                cells(&rule.when),
                cells(&rule.then)
            );
        }
        yaml
    }

    /// The type by its FEEL name, also of one that the model defines.
    fn base_type<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        let item = || self.model.items.iter().find(|item| item.name == name);
        known_type(name).or_else(|| item()?.type_ref.as_deref().and_then(known_type))
    }

    fn values_of(&self, kind: Option<&str>) -> Option<String> {
        let item = self.model.items.iter().find(|item| Some(item.name.as_str()) == kind)?;
        item.allowed_values.clone()
    }
}

/// A type that a table in YAML may name.
fn known_type(name: &str) -> Option<&'static str> {
    let bare = name.rsplit_once(':').map_or(name, |(_, bare)| bare);
    Some(match bare {
        "boolean" => "boolean",
        "number" => "number",
        "string" => "string",
        "date" => "date",
        "time" => "time",
        "date and time" | "dateTime" => "date and time",
        "days and time duration" | "dayTimeDuration" => "days and time duration",
        "years and months duration" | "yearMonthDuration" => "years and months duration",
        "list" => "list",
        "context" => "context",
        _ => return None,
    })
}

fn inline(pairs: &[(&str, Option<&str>)]) -> String {
    let pairs = pairs
        .iter()
        .filter_map(|(key, text)| Some(format!("{key}: {}", quoted((*text)?))));
    pairs.collect::<Vec<_>>().join(", ")
}

/// A text of YAML on one line.
fn quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        return serde_json::Value::from(text).to_string();
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let word = text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(plain);
    if word && !["true", "false", "null", "y", "n", "yes", "no", "on", "off"].contains(&text) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "''"))
}

fn is_xml_id(id: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    id.starts_with(|c: char| c.is_alphabetic() || c == '_') && id.chars().all(inside)
}

/// The XML with what people read about the decision, where the standard lets it stand.
fn described(xml: String, name: &str, decision: &Decision) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut own = String::new();
    let codes: Vec<String> = decision.tramites.iter().map(ToString::to_string).collect();
    let codes = Some(codes.join(" ")).filter(|codes| !codes.is_empty());
    let title = Some(decision.name.as_str()).filter(|title| *title != name);
    for (key, text) in [
        ("name", title),
        ("tramites", codes.as_deref()),
        ("unconfirmed", decision.unconfirmed.as_deref()),
    ] {
        if let Some(text) = text {
            let _ = writeln!(own, "      <radica:{key}>{}</radica:{key}>", escaped(text));
        }
    }
    let about = decision
        .about
        .as_deref()
        .map(|about| format!("    <description>{}</description>\n", escaped(about)));
    let mut inside = about.unwrap_or_default();
    if !own.is_empty() {
        let _ = write!(
            inside,
            "    <extensionElements xmlns:radica=\"{}\">\n{own}    </extensionElements>\n",
            super::dmn::OURS
        );
    }
    let Some(start) = xml.find("<decision ") else {
        return xml;
    };
    let Some(end) = xml
        .get(start..)
        .and_then(|rest| rest.find(">\n"))
        .map(|at| start + at + 2)
    else {
        return xml;
    };
    // A model of several decisions describes each itself; only a table's own is written here.
    if decision.model.decisions.len() != 1 {
        return xml;
    }
    let (before, after) = xml.split_at(end);
    format!("{before}{inside}{after}")
}
