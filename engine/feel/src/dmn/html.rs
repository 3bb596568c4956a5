//! A decision table as an accessible table of HTML, for the case it decided.
//!
//! What it says is Spanish: officials and citizens read it.

use super::model::DecisionTable;
use super::xml_text::escaped;
use crate::eval::{RuleTrace, TableTrace};

impl DecisionTable {
    /// The table under `caption`. With a trace of a run, the values that were tested stand below
    /// the headings, rules that matched are marked in words (never by colour alone) and the first
    /// cell that did not pass in each other rule as well.
    pub fn to_html(&self, caption: &str, trace: Option<&TableTrace>) -> String {
        let mut html = format!(
            "<table class=\"decision\">\n<caption>{}</caption>\n<thead>\n",
            escaped(caption)
        );
        self.head(&mut html, trace);
        html.push_str("</thead>\n<tbody>\n");
        for at in 0..self.rules.len() {
            self.row(&mut html, at, trace.and_then(|trace| trace.rules.get(at)));
        }
        html.push_str("</tbody>\n</table>\n");
        html
    }

    fn head(&self, html: &mut String, trace: Option<&TableTrace>) {
        html.push_str("<tr><th scope=\"col\">Regla</th>");
        for input in &self.inputs {
            html.push_str(&format!("<th scope=\"col\">{}</th>", escaped(&input.expression)));
        }
        for output in &self.outputs {
            let name = output.name.as_deref().unwrap_or("Resultado");
            html.push_str(&format!("<th scope=\"col\" class=\"output\">{}</th>", escaped(name)));
        }
        html.push_str("<th scope=\"col\">Nota</th></tr>\n");
        if let Some(trace) = trace {
            html.push_str("<tr><th scope=\"row\">Valor</th>");
            for value in &trace.inputs {
                html.push_str(&format!("<td>{}</td>", escaped(&value.to_string())));
            }
            html.push_str(&format!("<td colspan=\"{}\"></td></tr>\n", self.outputs.len() + 1));
        }
    }

    fn row(&self, html: &mut String, at: usize, trace: Option<&RuleTrace>) {
        let matched = trace == Some(&RuleTrace::Matched);
        let (class, mark) = if matched {
            (" class=\"matched\"", " <strong>se cumplió</strong>")
        } else {
            ("", "")
        };
        html.push_str(&format!("<tr{class}><th scope=\"row\">{}{mark}</th>", at + 1));
        let Some(rule) = self.rules.get(at) else {
            return;
        };
        for (column, cell) in rule.tests.iter().enumerate() {
            let failed = trace == Some(&RuleTrace::Failed(column));
            let (class, mark) = if failed {
                (" class=\"failed\"", " <small>no se cumple</small>")
            } else {
                ("", "")
            };
            html.push_str(&format!("<td{class}>{}{mark}</td>", escaped(cell)));
        }
        for cell in &rule.outputs {
            html.push_str(&format!("<td class=\"output\">{}</td>", escaped(cell)));
        }
        let said: Vec<String> = [self.note(rule), self.doubt(rule)].into_iter().flatten().collect();
        html.push_str(&format!("<td>{}</td></tr>\n", escaped(&said.join("; "))));
    }
}
