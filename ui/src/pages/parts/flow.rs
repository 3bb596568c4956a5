//! The diagram of a process with the live position, as a drawing.

use std::fmt::Write as _;

use askama::Template;
use radica_engine::Definition;
use radica_engine::layout::{self, Diagram, Mark, Progress};
use radica_workflows::matter::Matter;

use super::piece;
use super::symbols::{self, Symbol};

/// A process drawn from the positions that the layout found; what it says is told beside it too.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/flow.html")]
pub struct Flow {
    /// What the drawing shows, in words.
    pub label: String,
    /// What the region that it scrolls in is called; a page with two drawings names each.
    pub region: String,
    /// The id of its arrow head, unique in the page.
    pub arrow: &'static str,
    pub width: f64,
    pub height: f64,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// For a called process: the name of the activity that called it.
    pub inside: Option<String>,
    /// The called processes that still run.
    pub called: Vec<Flow>,
}

/// An element at its centre.
#[derive(Clone, Debug)]
pub struct Node {
    pub shape: Shape,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub lines: Vec<String>,
    pub state: Progress,
    /// How many cases are here, for operators.
    pub cases: Option<u32>,
    /// How many of them need somebody to look.
    pub incidents: Option<u32>,
}

/// How an element is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    Activity(Activity),
    Gateway(Option<Symbol>),
    Event(Event),
}

/// A task, or a subprocess.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// What kind of task it is.
    pub kind: Option<Symbol>,
    /// Signs at its lower edge.
    pub marks: Vec<Symbol>,
    /// Its edge, as a class: a call is thick, a subprocess started by an event dotted.
    pub edge: &'static str,
    /// Whether it has a second line around it.
    pub double: bool,
    /// Whether it is a frame around other elements.
    pub open: bool,
}

/// An event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub ring: Ring,
    /// Whether it leaves what it is about going on.
    pub beside: bool,
    /// What it waits for or throws.
    pub symbol: Option<Symbol>,
}

/// The line around an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    Start,
    /// In between: two lines.
    Between,
    /// A thick line.
    End,
}

/// A path between elements.
#[derive(Clone, Debug)]
pub struct Edge {
    pub points: Vec<(f64, f64)>,
    pub done: bool,
    /// Its words and where they are centred.
    pub label: Option<(String, f64, f64)>,
}

piece!(Flow);

impl Flow {
    /// The drawing of a process, with the position of an instance when the diagram has one.
    pub fn of(diagram: &Diagram, label: &str) -> Self {
        Self {
            label: label.to_owned(),
            region: "Diagrama del proceso".into(),
            arrow: "pt",
            width: diagram.width,
            height: diagram.height,
            nodes: diagram.nodes.iter().map(Node::of).collect(),
            edges: diagram.edges.iter().map(Edge::of).collect(),
            inside: None,
            called: Vec::new(),
        }
    }

    /// The drawing of a process with the position of its instance, and of the processes that it called and that still
    /// run.
    pub fn of_matter(matter: &Matter, label: &str) -> Self {
        let drawn = |process: &Definition, label: &str| Self::of(&Diagram::of(process).with(&matter.instance), label);
        let called = matter.called().map(|(name, process)| Self {
            inside: Some(name.to_owned()),
            region: format!("Diagrama: {name}"),
            ..drawn(process, &format!("Lo que pasa dentro de «{name}»"))
        });
        Self {
            called: called.collect(),
            ..drawn(&matter.process, label)
        }
    }

    /// The second drawing of a page.
    #[must_use]
    pub fn second(self, region: &str) -> Self {
        Self {
            region: region.to_owned(),
            arrow: "pt2",
            ..self
        }
    }

    /// Narrower than this, the drawing scrolls: its words would be too small to read.
    fn least_width(&self) -> f64 {
        (self.width * 0.95).round()
    }
}

impl Node {
    fn of(shape: &layout::Shape) -> Self {
        Self {
            shape: Shape::of(shape),
            x: shape.x,
            y: shape.y,
            width: shape.width,
            height: shape.height,
            lines: shape.lines.clone(),
            state: shape.state,
            cases: None,
            incidents: None,
        }
    }

    /// Shows how many cases are here, and how many of them need somebody to look.
    pub fn count(&mut self, cases: Option<u32>, incidents: Option<u32>) {
        (self.cases, self.incidents) = (cases, incidents);
        if incidents.is_some() {
            self.state = Progress::Incident;
        }
    }

    fn class(&self) -> &'static str {
        match self.state {
            Progress::Done => "done",
            Progress::Now => "now",
            Progress::Todo => "todo",
            Progress::Incident => "inc",
        }
    }

    fn left(&self) -> f64 {
        self.x - self.width / 2.0
    }

    fn right(&self) -> f64 {
        self.x + self.width / 2.0
    }

    fn top(&self) -> f64 {
        self.y - self.height / 2.0
    }

    fn radius(&self) -> f64 {
        self.width / 2.0
    }

    /// Whether its words stand below it.
    fn below(&self) -> bool {
        !matches!(self.shape, Shape::Activity(_))
    }

    /// Frames are drawn first: the paths inside them lie above them.
    fn is_frame(&self) -> bool {
        matches!(&self.shape, Shape::Activity(activity) if activity.open)
    }

    /// Where the signs at the lower edge stand, side by side.
    fn marks(&self) -> Vec<(Symbol, f64, f64)> {
        let Shape::Activity(activity) = &self.shape else {
            return Vec::new();
        };
        let first = self.x - 9.0 * (f64::from(u8::try_from(activity.marks.len()).unwrap_or(1)) - 1.0);
        let places = (0_u8..).map(|n| first + 18.0 * f64::from(n));
        let y = self.y + self.height / 2.0 - 8.0;
        activity
            .marks
            .iter()
            .zip(places)
            .map(|(mark, x)| (*mark, x, y))
            .collect()
    }

    /// The lines of a task are centred in it; those of a frame stand at its top, those of the others below them.
    fn baseline(&self, line: usize) -> f64 {
        let place = |count: usize| u16::try_from(count).map_or(0.0, f64::from);
        match &self.shape {
            Shape::Activity(activity) if activity.open => self.top() + 17.0 + 15.0 * place(line),
            Shape::Activity(activity) => {
                // A sign in the corner needs a little room above.
                let down = if activity.kind.is_some() { 7.0 } else { 4.0 };
                self.y + down - 8.5 * place(self.lines.len().saturating_sub(1)) + 17.0 * place(line)
            }
            _ => self.y + self.height / 2.0 + 17.0 + 15.0 * place(line),
        }
    }
}

impl Shape {
    fn of(shape: &layout::Shape) -> Self {
        let trigger = shape.trigger.unwrap_or_default();
        let event = |ring, throws| {
            Self::Event(Event {
                ring,
                beside: shape.beside,
                symbol: symbols::event(trigger, throws),
            })
        };
        match shape.kind {
            "start" => event(Ring::Start, false),
            "end" => event(Ring::End, true),
            "throw" => event(Ring::Between, true),
            "catch" | "timer" | "message" | "boundary" => event(Ring::Between, false),
            "exclusive" | "parallel" | "inclusive" | "complex" | "event_based" => {
                Self::Gateway(symbols::gateway(shape.kind))
            }
            _ => Self::Activity(Activity::of(shape)),
        }
    }
}

impl Activity {
    fn of(shape: &layout::Shape) -> Self {
        let has = |mark| shape.marks.contains(&mark);
        let mut marks: Vec<Symbol> = shape.marks.iter().copied().filter_map(symbols::mark).collect();
        if shape.kind == "call" || shape.kind == "subprocess" && !shape.open {
            marks.push(symbols::CLOSED);
        }
        Self {
            kind: symbols::task(shape.kind),
            marks,
            edge: match shape.kind {
                "call" => " call",
                _ if has(Mark::Event) => " by-event",
                _ => "",
            },
            double: has(Mark::Transaction),
            open: shape.open,
        }
    }
}

impl Edge {
    fn of(line: &layout::Line) -> Self {
        let label = line.label.clone().zip(line.label_at);
        Self {
            points: line.points.iter().map(|point| (point.x, point.y)).collect(),
            done: line.done,
            label: label.map(|(words, at)| (words, at.x, at.y)),
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for (at, (x, y)) in self.points.iter().enumerate() {
            let _ = write!(path, "{}{x:.0} {y:.0}", if at == 0 { 'M' } else { 'L' });
        }
        path
    }
}

#[cfg(test)]
impl Flow {
    /// SVT-101 in the middle of its study.
    pub fn sample() -> Self {
        use Progress::{Done, Now, Todo};
        let ring = |ring, trigger| {
            let symbol = symbols::event(trigger, false);
            let beside = false;
            (Shape::Event(Event { ring, beside, symbol }), 34.0, 34.0)
        };
        let (start, wait, end) = (
            ring(Ring::Start, ""),
            ring(Ring::Between, "message"),
            ring(Ring::End, ""),
        );
        let task = (Shape::Activity(Activity::default()), 130.0, 52.0);
        let gateway = (Shape::Gateway(symbols::gateway("exclusive")), 44.0, 44.0);
        let node = |(shape, width, height): &(Shape, f64, f64), x: i32, y: i32, text: &str, state| Node {
            shape: shape.clone(),
            x: f64::from(x),
            y: f64::from(y),
            width: *width,
            height: *height,
            lines: text
                .split('|')
                .filter(|line| !line.is_empty())
                .map(Into::into)
                .collect(),
            state,
            cases: None,
            incidents: None,
        };
        let edge = |points: &[(i32, i32)], done, label: &str| {
            let middle = (points[0].0 + points[1].0) / 2;
            Edge {
                points: points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect(),
                done,
                label: (!label.is_empty()).then(|| (label.to_owned(), f64::from(middle), f64::from(points[0].1 - 8))),
            }
        };
        Self {
            region: "Diagrama del proceso".into(),
            arrow: "pt",
            label: "Proceso del caso: radicado, requisitos revisados, requerimiento y subsanación cumplidos; ahora en estudio jurídico".into(),
            width: 892.0,
            height: 240.0,
            nodes: vec![
                node(&start, 40, 62, "Radicado", Done),
                node(&task, 161, 62, "Revisar|requisitos", Done),
                node(&gateway, 278, 62, "", Done),
                node(&task, 421, 62, "Estudio|jurídico", Now),
                node(&task, 581, 62, "Decidir", Todo),
                node(&task, 741, 62, "Firmar y|notificar", Todo),
                node(&end, 860, 62, "Notificado", Todo),
                node(&task, 421, 176, "Requerir al|solicitante", Done),
                node(&wait, 560, 176, "", Done),
                node(&task, 741, 176, "Desistimiento|tácito", Todo),
                node(&end, 860, 176, "Cerrado", Todo),
            ],
            edges: vec![
                edge(&[(57, 62), (96, 62)], true, ""),
                edge(&[(226, 62), (254, 62)], true, ""),
                edge(&[(300, 62), (356, 62)], true, "sí"),
                edge(&[(486, 62), (516, 62)], false, ""),
                edge(&[(646, 62), (676, 62)], false, ""),
                edge(&[(806, 62), (843, 62)], false, ""),
                edge(&[(278, 84), (278, 176), (356, 176)], true, ""),
                edge(&[(486, 176), (543, 176)], true, ""),
                edge(&[(560, 193), (560, 228), (161, 228), (161, 90)], true, ""),
                edge(&[(577, 176), (676, 176)], false, "pasa 1 mes"),
                edge(&[(806, 176), (843, 176)], false, ""),
            ],
            inside: None,
            called: Vec::new(),
        }
    }

    /// The same while it waits for the filer, inside the process that it called.
    pub fn sample_of_call() -> Self {
        let inner = Self {
            inside: Some("Pedir lo que falta".into()),
            region: "Diagrama: Pedir lo que falta".into(),
            label: "Lo que pasa dentro de «Pedir lo que falta»".into(),
            ..Self::sample()
        };
        Self {
            called: vec![inner],
            ..Self::sample()
        }
    }

    /// The same process with its counts, for operators.
    pub fn sample_of_operation() -> Self {
        let mut flow = Self::sample();
        flow.label =
            "Proceso SVT-101 con el número de casos en cada actividad; la tabla siguiente da los mismos datos".into();
        flow.edges.iter_mut().for_each(|edge| edge.done = false);
        for (node, cases) in flow.nodes.iter_mut().zip([0, 31, 0, 24, 12, 9, 0, 4, 17, 1, 0]) {
            node.state = Progress::Todo;
            node.cases = (cases > 0).then_some(cases);
        }
        flow.nodes[3].state = Progress::Incident;
        flow.nodes[3].incidents = Some(2);
        flow
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_diagram_has_a_name_and_marks_where_the_case_is() {
        let html = Flow::sample().to_string();
        assert!(html.contains("role=\"img\"") && html.contains("ahora en estudio jurídico"));
        assert_eq!(html.matches("<g class=\"now\">").count(), 1);
        assert!(html.contains("M57 62L96 62"));
    }

    #[test]
    fn what_goes_on_in_a_called_process_is_drawn_below_under_the_name_of_its_activity() {
        let html = Flow::sample_of_call().to_string();
        assert_eq!(html.matches("<svg").count(), 2);
        assert_eq!(html.matches("id=\"pt\"").count(), 1, "an id stands once in a page");
        assert!(html.contains("<summary>Dentro de «Pedir lo que falta»</summary>"));
    }

    #[test]
    fn an_operator_sees_how_many_cases_and_incidents_are_at_each_element() {
        let html = Flow::sample_of_operation().to_string();
        assert!(html.contains(">31</text>") && html.contains("class=\"c x\""));
    }

    #[test]
    fn the_layout_of_a_definition_becomes_a_drawing() {
        let source = "process: p\nelements:\n  - start: radicado\n    next: revisar\n  - user_task: revisar\n    name: Revisar requisitos\n    assign: { role: revisor }\n    next: fin\n  - end: fin\n";
        let definition = radica_engine::Definition::from_yaml(source, "p.yaml").unwrap();
        let flow = Flow::of(&Diagram::of(&definition), "Proceso");
        assert_eq!(flow.nodes.len(), 3);
        assert_eq!(flow.edges.len(), 2);
        assert!(flow.to_string().contains("requisitos</text>"));
    }

    #[test]
    fn a_subprocess_is_a_frame_behind_what_is_in_it() {
        let source = include_str!("../../../../engine/tests/definitions/everything.yaml");
        let definition = radica_engine::Definition::from_yaml(source, "everything.yaml").unwrap();
        let html = Flow::of(&Diagram::of(&definition), "Proceso").to_string();
        let (frame, path) = (html.find("class=\"n frame"), html.find("class=\"e"));
        assert!(frame.is_some() && frame < path);
        // Every kind of event, gateway and activity has its own sign.
        for sign in [
            "n frame by-event",
            "n call",
            "stroke-dasharray",
            "class=\"y f\"",
            "class=\"y\"",
        ] {
            assert!(html.contains(sign), "{sign}");
        }
    }
}
