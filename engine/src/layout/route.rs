//! How flows run between the columns: level through them, upright in the gaps, each upright stretch
//! in a lane of its own unless it shares its source or its target.

use super::place::{Placed, standing, text_width};
use super::{Line, Point, Shape};
use crate::model::{Definition, Flow, NodeIx};

/// A column of shapes, and with the next one the gap after it.
#[derive(Clone, Copy)]
struct Column {
    left: f64,
    right: f64,
}

/// The first lane of a gap, from its left side, and the distance between lanes.
const FIRST_LANE: f64 = 12.0;
const LANE: f64 = 8.0;
/// Room that lanes usually take at the beginning of a gap.
const LANES: f64 = 24.0;
/// How far a flow drops below a boundary event, or rises above a shape it leaves by the top.
const STEP: f64 = 12.0;
/// Differences of height that are not worth a corner.
const LEVEL: f64 = 1.0;

/// Draws the flows.
pub(super) fn lines(definition: &Definition, placed: &Placed) -> Vec<Line> {
    let columns = columns(&placed.shapes);
    let mut router = Router {
        placed,
        columns,
        lanes: Vec::new(),
    };
    let here = |flow: &&Flow| !flow.link && placed.at.contains_key(&flow.from);
    let flows = definition.flows.iter().filter(here);
    flows.map(|flow| router.line(definition, flow)).collect()
}

struct Router<'a> {
    placed: &'a Placed,
    columns: Vec<Column>,
    lanes: Vec<Upright>,
}

/// An upright stretch that is already there.
struct Upright {
    gap: usize,
    lane: u16,
    top: f64,
    bottom: f64,
    from: NodeIx,
    to: NodeIx,
}

impl Router<'_> {
    fn line(&mut self, definition: &Definition, flow: &Flow) -> Line {
        let points = self.points(definition, flow);
        let label_at = flow.name.as_deref().and_then(|name| label_at(&points, name));
        Line {
            id: flow.id.clone(),
            label: flow.name.clone(),
            label_at,
            points,
            done: false,
        }
    }

    fn points(&mut self, definition: &Definition, flow: &Flow) -> Vec<Point> {
        let shape = |ix: NodeIx| self.placed.shapes.get(*self.placed.at.get(&ix)?);
        let (Some(from), Some(to)) = (shape(flow.from), shape(flow.to)) else {
            return Vec::new();
        };
        let host = shape(standing(definition, flow.from)).unwrap_or(from);
        let (a, b) = (self.column(host.x), self.column(to.x));
        let points = if a < b {
            self.forward(flow, from, to, (a, b))
        } else if a > b {
            self.backward(flow, from, to, (a, b))
        } else {
            around(from, to)
        };
        tidy(points)
    }

    /// To a column further right: out by the right side, in by the left.
    fn forward(&mut self, flow: &Flow, from: &Shape, to: &Shape, (a, b): (usize, usize)) -> Vec<Point> {
        let mut points = Vec::new();
        if from.kind == "boundary" {
            let below = from.y + from.height / 2.0;
            points.push(Point { x: from.x, y: below });
            points.push(Point {
                x: from.x,
                y: below + STEP,
            });
        } else {
            points.push(Point {
                x: from.x + from.width / 2.0,
                y: from.y,
            });
        }
        for gap in a..b {
            let y = if gap + 1 == b {
                to.y
            } else {
                self.height_in(flow, gap + 1)
            };
            self.turn(&mut points, gap, y, flow);
        }
        points.push(Point {
            x: to.x - to.width / 2.0,
            y: to.y,
        });
        points
    }

    /// Back to the left: straight up or down to the height dagre left free where nothing is in the
    /// way, else a step above the shape and through the gap; in likewise.
    fn backward(&mut self, flow: &Flow, from: &Shape, to: &Shape, (a, b): (usize, usize)) -> Vec<Point> {
        let heights: Vec<f64> = (b + 1..a).rev().map(|column| self.height_in(flow, column)).collect();
        let above = from.y.min(to.y) - from.height.max(to.height) / 2.0 - 2.0 * STEP;
        let first = heights.first().copied().unwrap_or(above);
        let last = heights.last().copied().unwrap_or(above);
        let mut points = Vec::new();
        if self.free(from, first) {
            points.push(side_towards(from, first));
            points.push(Point { x: from.x, y: first });
        } else {
            let top = from.y - from.height / 2.0;
            points.push(Point { x: from.x, y: top });
            points.push(Point {
                x: from.x,
                y: top - STEP,
            });
            self.turn(&mut points, a - 1, first, flow);
        }
        for (height, gap) in heights.iter().skip(1).zip((b + 1..a - 1).rev()) {
            self.turn(&mut points, gap, *height, flow);
        }
        if self.free(to, last) {
            points.push(Point { x: to.x, y: last });
            points.push(side_towards(to, last));
        } else {
            let top = to.y - to.height / 2.0;
            self.turn(&mut points, b, top - STEP, flow);
            points.push(Point { x: to.x, y: top - STEP });
            points.push(Point { x: to.x, y: top });
        }
        points
    }

    /// Goes to another height in a gap.
    fn turn(&mut self, points: &mut Vec<Point>, gap: usize, y: f64, flow: &Flow) {
        let Some(last) = points.last().copied() else {
            return;
        };
        if (last.y - y).abs() < LEVEL {
            return;
        }
        let (top, bottom) = (last.y.min(y), last.y.max(y));
        let lane = self.lane(gap, top, bottom, flow);
        self.lanes.push(Upright {
            gap,
            lane,
            top,
            bottom,
            from: flow.from,
            to: flow.to,
        });
        let x = self.lane_x(gap, lane);
        points.push(Point { x, y: last.y });
        points.push(Point { x, y });
    }

    fn lane(&self, gap: usize, top: f64, bottom: f64, flow: &Flow) -> u16 {
        let crowded = |lane: u16| {
            self.lanes.iter().any(|other| {
                let apart = other.from != flow.from && other.to != flow.to;
                let meets = top < other.bottom + STEP && other.top < bottom + STEP;
                other.gap == gap && other.lane == lane && apart && meets
            })
        };
        (0..u16::MAX).find(|lane| !crowded(*lane)).unwrap_or_default()
    }

    fn lane_x(&self, gap: usize, lane: u16) -> f64 {
        let left = self.columns.get(gap).map_or(0.0, |column| column.right);
        let right = self.columns.get(gap + 1).map_or(left + 40.0, |column| column.left);
        let wanted = left + FIRST_LANE + LANE * f64::from(lane);
        // Too many lanes for the gap share what is left of it.
        if wanted < right - FIRST_LANE {
            wanted
        } else {
            right - FIRST_LANE + f64::from(lane % 4)
        }
    }

    /// The height at which a flow passes a column, where dagre left room for it.
    fn height_in(&self, flow: &Flow, column: usize) -> f64 {
        let through = self.placed.through.get(&flow.id).map(Vec::as_slice).unwrap_or_default();
        let x = self
            .columns
            .get(column)
            .map_or(0.0, |column| f64::midpoint(column.left, column.right));
        let nearest = through
            .iter()
            .min_by(|p, q| (p.x - x).abs().total_cmp(&(q.x - x).abs()));
        nearest.map_or(0.0, |point| point.y)
    }

    fn column(&self, x: f64) -> usize {
        self.columns
            .iter()
            .position(|column| column.left <= x && x <= column.right)
            .unwrap_or_default()
    }

    /// Whether no other shape of its column stands between a shape and a height.
    fn free(&self, shape: &Shape, height: f64) -> bool {
        let (top, bottom) = (shape.y.min(height), shape.y.max(height));
        let mut others = self.placed.shapes.iter().filter(|other| other.id != shape.id);
        let outside = (height - shape.y).abs() > shape.height / 2.0;
        outside
            && !others.any(|other| {
                let overlaps = (other.x - shape.x).abs() < other.width / 2.0 + 4.0;
                overlaps && other.y + other.height / 2.0 > top && other.y - other.height / 2.0 < bottom
            })
    }
}

/// Shapes that overlap in width form one column.
fn columns(shapes: &[Shape]) -> Vec<Column> {
    let mut spans: Vec<Column> = shapes
        .iter()
        .map(|shape| Column {
            left: shape.x - shape.width / 2.0,
            right: shape.x + shape.width / 2.0,
        })
        .collect();
    spans.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut columns: Vec<Column> = Vec::new();
    for span in spans {
        match columns.last_mut() {
            Some(last) if span.left <= last.right => last.right = last.right.max(span.right),
            _ => columns.push(span),
        }
    }
    columns
}

fn side_towards(shape: &Shape, height: f64) -> Point {
    let half = shape.height / 2.0;
    let y = if height < shape.y {
        shape.y - half
    } else {
        shape.y + half
    };
    Point { x: shape.x, y }
}

/// Within one column: over the top and back.
fn around(from: &Shape, to: &Shape) -> Vec<Point> {
    let (out, back) = (from.x + from.width / 4.0, to.x - to.width / 4.0);
    let over = (from.y - from.height / 2.0).min(to.y - to.height / 2.0) - STEP;
    vec![
        Point {
            x: out,
            y: from.y - from.height / 2.0,
        },
        Point { x: out, y: over },
        Point { x: back, y: over },
        Point {
            x: back,
            y: to.y - to.height / 2.0,
        },
    ]
}

/// Without points that are no corners.
fn tidy(points: Vec<Point>) -> Vec<Point> {
    let mut tidied: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if let [.., before, last] = tidied.as_slice() {
            let level = (before.y - last.y).abs() < LEVEL && (last.y - point.y).abs() < LEVEL;
            let upright = (before.x - last.x).abs() < LEVEL && (last.x - point.x).abs() < LEVEL;
            if level || upright {
                tidied.pop();
            }
        }
        tidied.push(point);
    }
    tidied
}

/// Above the first level stretch with room for the label, but the one that may be shared with other
/// flows of the same source; else above the longest.
pub(super) fn label_at(points: &[Point], name: &str) -> Option<Point> {
    let room = text_width(name) + STEP;
    let mut levels: Vec<(f64, f64, f64)> = points
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if (a.y - b.y).abs() < LEVEL => Some((a.x, b.x, a.y)),
            _ => None,
        })
        .collect();
    let starts_level = matches!(points, [a, b, ..] if (a.y - b.y).abs() < LEVEL);
    if starts_level && levels.len() > 1 {
        levels.remove(0);
    }
    let length = |(from, to, _): &(f64, f64, f64)| (to - from).abs();
    let fitting = levels.iter().find(|level| length(level) > room);
    let longest = || levels.iter().max_by(|a, b| length(a).total_cmp(&length(b)));
    fitting.or_else(longest).map(|level @ (from, to, y)| {
        // Clear of the lanes at its beginning where there is room, else against its end.
        let ahead = if length(level) > room + LANES {
            LANES + room / 2.0
        } else {
            length(level) - room / 2.0 - STEP
        };
        Point {
            x: from + ahead.copysign(to - from),
            y: y - 5.0,
        }
    })
}
