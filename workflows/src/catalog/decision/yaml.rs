//! A decision table from YAML: its shape, its cells and what it leaves open, each problem where it is.

use std::collections::HashMap;
use std::sync::Arc;

use radica_engine::located::Position;
use radica_feel::dmn::{Decisions, Model};
use radica_feel::{Expression, Mistake, ParseError, Type, UnaryTests};

use super::file::{DecisionFile, sheet};
use super::{Decision, InputData, Read, choices, finding, hash};
use crate::catalog::Source;
use crate::catalog::load::{parse, schema};
use crate::catalog::problem::{Loaded, Problem, Report, place};

pub(super) fn read(path: &str, text: &str) -> Read {
    let mut report = Report::default();
    let file = parse::<DecisionFile>(path, text, &schema::<DecisionFile>(), &mut report);
    let decision = file.as_ref().and_then(|file| checked(file, text, &mut report));
    let at = file.map(|file| place(&file.tree, "decision"));
    let (problems, warnings) = report.into_parts();
    Read {
        places: decision.iter().map(|_| at.unwrap_or_default()).collect(),
        decisions: decision.into_iter().collect(),
        problems,
        warnings,
    }
}

fn checked(file: &Loaded<DecisionFile>, text: &str, report: &mut Report) -> Option<Decision> {
    columns(file, report);
    if report.len() > 0 {
        return None;
    }
    let sheet = sheet(&file.tree.to_json());
    let model = sheet.map_err(|error| error.to_string());
    let model = model.and_then(|sheet| sheet.to_model().map_err(|error| error.to_string()));
    let model = match model {
        Ok(model) => model,
        Err(error) => {
            report.at(
                file,
                "",
                format!("no es una tabla: {error}"),
                "columnas y reglas de `decisions/`",
            );
            return None;
        }
    };
    let types: HashMap<String, Type> = inputs(&file.value, &model)
        .into_iter()
        .map(|input| (input.name, input.kind))
        .collect();
    Cells {
        file,
        types: &types,
        report,
    }
    .check();
    let compiled = Decisions::compile(&model, &[]);
    if report.len() == 0 {
        for problem in compiled.problems() {
            report.at(
                file,
                "",
                format!("no se entiende: {}", problem.message),
                "FEEL en cada celda",
            );
        }
    }
    (report.len() == 0).then(|| decision(file, text, model, compiled, report))
}

/// That there is something to give, and each rule has a cell for each column.
fn columns(file: &Loaded<DecisionFile>, report: &mut Report) {
    let table = &file.value;
    let mut add = |part: &str, wrong: String, expected: String| {
        report.push(Problem::new(
            &file.path,
            place(&file.tree, part),
            "shape",
            wrong,
            expected,
        ));
    };
    if table.outputs.is_empty() {
        add(
            "outputs",
            "la tabla no da nada".to_owned(),
            "al menos una columna en `outputs`".to_owned(),
        );
    }
    for (n, rule) in table.rules.iter().enumerate() {
        let parts = [
            ("when", &rule.when, table.inputs.len()),
            ("then", &rule.then, table.outputs.len()),
        ];
        for (part, cells, columns) in parts.into_iter().filter(|(_, cells, columns)| cells.len() != *columns) {
            let wrong = format!("la regla {} tiene {} celdas en `{part}`", n + 1, cells.len());
            add(
                &format!("rules.{n}.{part}"),
                wrong,
                format!("{columns}, una por columna"),
            );
        }
    }
}

/// What the table reads: the names of its columns first, then those that only its cells mention.
fn inputs(file: &DecisionFile, model: &Model) -> Vec<InputData> {
    let column = |name: &str| file.inputs.iter().position(|column| column.expression.trim() == name);
    let mut names: Vec<&str> = model.inputs.iter().map(|input| input.name.as_str()).collect();
    names.sort_by_key(|name| column(name).unwrap_or(usize::MAX));
    let input = |name: &str| {
        let column = column(name).and_then(|at| file.inputs.get(at));
        InputData {
            name: name.to_owned(),
            label: column
                .and_then(|column| column.label.clone())
                .unwrap_or_else(|| name.to_owned()),
            kind: column
                .and_then(|column| column.kind)
                .map_or(Type::Any, |kind| kind.to_feel()),
            choices: choices(column.and_then(|column| column.values.as_deref())),
        }
    };
    names.into_iter().map(input).collect()
}

fn decision(
    file: &Loaded<DecisionFile>,
    text: &str,
    model: Model,
    compiled: Decisions,
    report: &mut Report,
) -> Decision {
    let table = &file.value;
    let inputs_above = table
        .inputs
        .iter()
        .map(|column| column.label.as_ref().unwrap_or(&column.expression));
    let outputs_above = table
        .outputs
        .iter()
        .map(|column| column.label.as_ref().unwrap_or(&column.name));
    let headings: Vec<String> = inputs_above.chain(outputs_above).cloned().collect();
    let found = super::table_of(&model, table.decision.as_str());
    let findings = found.map(|found| finding::of(found, table.partial)).unwrap_or_default();
    for told in findings.iter().map(|finding| super::told(finding, &headings)) {
        let part = told
            .rule
            .map_or("rules".to_owned(), |rule| format!("rules.{}", rule - 1));
        let problem = Problem::new(
            &file.path,
            place(&file.tree, &part),
            told.code,
            told.wrong,
            told.expected,
        );
        match (told.is_wrong, told.code) {
            (true, _) => report.push(problem),
            (false, "gap") => report.warn(problem),
            // Its page says so; nothing is to be mended.
            (false, _) => {}
        }
    }
    Decision {
        id: table.decision.clone(),
        name: table.name.clone().unwrap_or_else(|| table.decision.to_string()),
        about: table.about.clone(),
        tramites: table.tramites.clone(),
        unconfirmed: table.unconfirmed.clone(),
        hash: hash(text),
        source: Source {
            path: file.path.clone(),
            text: text.to_owned(),
        },
        inputs: inputs(table, &model),
        headings,
        doubts: table.rules.iter().map(|rule| rule.unconfirmed.clone()).collect(),
        partial: table.partial,
        findings,
        model: Arc::new(model),
        compiled,
    }
}

/// Every cell of a table, read and checked against the types of its column.
struct Cells<'a> {
    file: &'a Loaded<DecisionFile>,
    types: &'a HashMap<String, Type>,
    report: &'a mut Report,
}

impl Cells<'_> {
    fn check(&mut self) {
        let table = &self.file.value;
        let kinds: Vec<Type> = table
            .inputs
            .iter()
            .map(|column| column.kind.map_or(Type::Any, |kind| kind.to_feel()))
            .collect();
        for (n, (column, kind)) in table.inputs.iter().zip(&kinds).enumerate() {
            self.expression(&format!("inputs.{n}.expression"), &column.expression, None);
            if let Some(values) = &column.values {
                self.tests(&format!("inputs.{n}.values"), values, kind);
            }
        }
        for (n, column) in table.outputs.iter().enumerate() {
            let kind = column.kind.map(|kind| kind.to_feel());
            if let Some(default) = &column.default {
                // A list may stand for no hits, whatever one hit gives.
                self.expression(&format!("outputs.{n}.default"), default, None);
            }
            if let Some(values) = &column.values {
                self.tests(&format!("outputs.{n}.values"), values, &kind.unwrap_or(Type::Any));
            }
        }
        for (n, rule) in table.rules.iter().enumerate() {
            for (at, (cell, kind)) in rule.when.iter().zip(&kinds).enumerate() {
                self.tests(&format!("rules.{n}.when.{at}"), cell, kind);
            }
            for (at, (cell, column)) in rule.then.iter().zip(&table.outputs).enumerate() {
                let kind = column.kind.map(|kind| kind.to_feel());
                self.expression(&format!("rules.{n}.then.{at}"), cell, kind.as_ref());
            }
        }
    }

    fn tests(&mut self, part: &str, text: &str, kind: &Type) {
        match UnaryTests::parse(text) {
            Ok(tests) => self.mistakes(part, text, tests.check(kind, self.types)),
            Err(error) => self.unreadable(part, text, &error),
        }
    }

    fn expression(&mut self, part: &str, text: &str, wanted: Option<&Type>) {
        let expression = match Expression::parse(text) {
            Ok(expression) => expression,
            Err(error) => return self.unreadable(part, text, &error),
        };
        let (kind, mistakes) = expression.check(self.types);
        let fits = |wanted: &&Type| {
            !matches!((&kind, wanted), (Type::Any | Type::Null, _) | (_, Type::Any)) && kind != **wanted
        };
        if mistakes.is_empty()
            && let Some(wanted) = wanted.filter(|wanted| is_simple(wanted)).filter(fits)
        {
            let wrong = format!("la celda `{text}` es de tipo {kind}");
            self.problem(
                part,
                "type",
                wrong,
                format!("un valor de tipo {wanted}, el de su columna"),
            );
        }
        self.mistakes(part, text, mistakes);
    }

    fn unreadable(&mut self, part: &str, text: &str, error: &ParseError) {
        let wrong = format!(
            "la celda `{text}` no se entiende en su columna {}",
            error.position.column
        );
        self.problem(part, "expression", wrong, format!("FEEL: {}", error.expected));
    }

    fn mistakes(&mut self, part: &str, text: &str, mistakes: Vec<Mistake>) {
        for mistake in mistakes {
            let wrong = format!("la celda `{text}` no puede dar nada: {}", mistake.message);
            self.problem(part, "type", wrong, "valores de los tipos de sus columnas");
        }
    }

    fn problem(&mut self, part: &str, code: &'static str, wrong: String, expected: impl Into<String>) {
        let at: Position = place(&self.file.tree, part);
        self.report
            .push(Problem::new(&self.file.path, at, code, wrong, expected));
    }
}

/// Types of which one value is never of another.
const fn is_simple(kind: &Type) -> bool {
    matches!(
        kind,
        Type::Boolean | Type::Number | Type::String | Type::Date | Type::Time
    )
}
