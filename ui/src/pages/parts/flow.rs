//! The diagram of a process with the live position, as a drawing.

use std::fmt::Write as _;

use askama::Template;

use super::piece;

/// A process drawn from the positions that the layout found; what it says is told beside it too.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/flow.html")]
pub struct Flow {
    /// What the drawing shows, in words.
    pub label: String,
    pub width: i32,
    pub height: i32,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

/// An element at its centre.
#[derive(Clone, Debug)]
pub struct Node {
    pub shape: Shape,
    pub x: i32,
    pub y: i32,
    /// One or two lines.
    pub lines: Vec<String>,
    pub state: NodeState,
    /// How many cases are here, for operators.
    pub cases: Option<u32>,
    /// How many of them need somebody to look.
    pub incidents: Option<u32>,
}

/// How an element is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Task,
    Exclusive,
    Parallel,
    Start,
    /// A message or a timer that is waited for.
    Wait,
    End,
}

/// Where the case is with respect to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeState {
    Done,
    Now,
    Todo,
    Incident,
}

/// A path between elements.
#[derive(Clone, Debug)]
pub struct Edge {
    pub points: Vec<(i32, i32)>,
    pub done: bool,
    pub label: Option<String>,
}

piece!(Flow);

/// Half the width and height of a task.
const TASK: (i32, i32) = (65, 26);

impl Node {
    fn class(&self) -> &'static str {
        match self.state {
            NodeState::Done => "done",
            NodeState::Now => "now",
            NodeState::Todo => "todo",
            NodeState::Incident => "inc",
        }
    }

    fn left(&self) -> i32 {
        self.x - TASK.0
    }

    fn top(&self) -> i32 {
        self.y - TASK.1
    }

    /// Lines of a task stand inside it; those of other shapes below.
    fn baseline(&self, line: usize) -> i32 {
        let line = i32::try_from(line).unwrap_or_default();
        match (self.shape, self.lines.len()) {
            (Shape::Task, 0 | 1) => self.y + 4,
            (Shape::Task, _) => self.y - 4 + 17 * line,
            (Shape::Exclusive | Shape::Parallel, _) => self.y + 38 + 15 * line,
            _ => self.y + 34 + 15 * line,
        }
    }
}

impl Edge {
    fn path(&self) -> String {
        let mut path = String::new();
        for (at, (x, y)) in self.points.iter().enumerate() {
            let _ = write!(path, "{}{x} {y}", if at == 0 { 'M' } else { 'L' });
        }
        path
    }

    /// Above the middle of the first stretch.
    fn label_at(&self) -> (i32, i32) {
        match self.points.as_slice() {
            [(x1, y1), (x2, y2), ..] => ((x1 + x2) / 2, (y1 + y2) / 2 - 8),
            _ => (0, 0),
        }
    }
}

#[cfg(test)]
impl Flow {
    /// SVT-101 in the middle of its study.
    pub fn sample() -> Self {
        use NodeState::{Done, Now, Todo};
        let node = |shape, x, y, text: &str, state| Node {
            shape,
            x,
            y,
            lines: text
                .split('|')
                .filter(|line| !line.is_empty())
                .map(Into::into)
                .collect(),
            state,
            cases: None,
            incidents: None,
        };
        let edge = |points: &[(i32, i32)], done, label: &str| Edge {
            points: points.to_vec(),
            done,
            label: (!label.is_empty()).then(|| label.to_owned()),
        };
        Self {
            label: "Proceso del caso: radicado, requisitos revisados, requerimiento y subsanación cumplidos; ahora en estudio jurídico".into(),
            width: 892,
            height: 240,
            nodes: vec![
                node(Shape::Start, 40, 62, "Radicado", Done),
                node(Shape::Task, 161, 62, "Revisar|requisitos", Done),
                node(Shape::Exclusive, 278, 62, "", Done),
                node(Shape::Task, 421, 62, "Estudio|jurídico", Now),
                node(Shape::Task, 581, 62, "Decidir", Todo),
                node(Shape::Task, 741, 62, "Firmar y|notificar", Todo),
                node(Shape::End, 860, 62, "Notificado", Todo),
                node(Shape::Task, 421, 176, "Requerir al|solicitante", Done),
                node(Shape::Wait, 560, 176, "", Done),
                node(Shape::Task, 741, 176, "Desistimiento|tácito", Todo),
                node(Shape::End, 860, 176, "Cerrado", Todo),
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
        }
    }

    /// The same process with its counts, for operators.
    pub fn sample_of_operation() -> Self {
        let mut flow = Self::sample();
        flow.label = "Proceso SVT-101 con el número de casos en cada actividad; la tabla siguiente da los mismos datos".into();
        flow.edges.iter_mut().for_each(|edge| edge.done = false);
        for (node, cases) in flow
            .nodes
            .iter_mut()
            .zip([0, 31, 0, 24, 12, 9, 0, 4, 17, 1, 0])
        {
            node.state = NodeState::Todo;
            node.cases = (cases > 0).then_some(cases);
        }
        flow.nodes[3].state = NodeState::Incident;
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
    fn an_operator_sees_how_many_cases_and_incidents_are_at_each_element() {
        let html = Flow::sample_of_operation().to_string();
        assert!(html.contains(">31</text>") && html.contains("class=\"c x\""));
    }
}
