//! Relations between points and ranges (DMN 1.5 table 78), and `range` from text.

use super::args;
use super::{Fault, Machine, Row, Value};
use crate::ast::{Expr, Kind, Step};
use crate::parser::{Vocabulary, parse_expression};
use crate::value::{Bound, Range, compare};
use std::cmp::Ordering::{self, Equal, Greater, Less};

pub(super) const ROWS: &[Row] = &[
    ("range", &["from"], range),
    ("before", PAIRS, |_, args| {
        relate(args, |a, b| Ok(ends_before(a, b)? == Less))
    }),
    ("after", PAIRS, |_, args| {
        relate(args, |a, b| Ok(ends_before(b, a)? == Less))
    }),
    ("meets", RANGES, |_, args| relate(args, meets)),
    ("met by", RANGES, |_, args| relate(args, |a, b| meets(b, a))),
    ("overlaps", RANGES, |_, args| relate(args, overlaps)),
    ("overlaps before", RANGES, |_, args| relate(args, overlaps_before)),
    ("overlaps after", RANGES, |_, args| {
        relate(args, |a, b| overlaps_before(b, a))
    }),
    ("finishes", &["point, range", "range1, range2"], |_, args| {
        relate(args, finishes)
    }),
    ("finished by", &["range, point", "range1, range2"], |_, args| {
        relate(args, |a, b| finishes(b, a))
    }),
    ("includes", &["range, point", "range1, range2"], |_, args| {
        relate(args, includes)
    }),
    ("during", &["point, range", "range1, range2"], |_, args| {
        relate(args, |a, b| includes(b, a))
    }),
    ("starts", &["point, range", "range1, range2"], |_, args| {
        relate(args, starts)
    }),
    ("started by", &["range, point", "range1, range2"], |_, args| {
        relate(args, |a, b| starts(b, a))
    }),
    ("coincides", &["point1, point2", "range1, range2"], |_, args| {
        relate(args, coincides)
    }),
];

const PAIRS: &[&str] = &["point1, point2", "point, range", "range, point", "range1, range2"];
const RANGES: &[&str] = &["range1, range2"];

/// Where a range starts or ends; a point does both at itself.
struct Ends {
    start: Bound,
    end: Bound,
}

fn ends(args: &[Value], at: usize) -> Result<Ends, Fault> {
    match args::value(args, at) {
        Value::Range(range) => Ok(Ends {
            start: range.start.clone(),
            end: range.end.clone(),
        }),
        Value::Null => Err(Fault::null("un punto o un intervalo es nulo")),
        point => {
            let bound = Bound {
                value: point.clone(),
                included: true,
            };
            Ok(Ends {
                start: bound.clone(),
                end: bound,
            })
        }
    }
}

fn relate(args: &[Value], holds: fn(&Ends, &Ends) -> Result<bool, Fault>) -> Result<Value, Fault> {
    holds(&ends(args, 0)?, &ends(args, 1)?).map(Value::Boolean)
}

fn order(a: &Value, b: &Value) -> Result<Ordering, Fault> {
    compare(a, b).ok_or_else(|| {
        Fault::null(format!(
            "un valor de tipo {} y uno de tipo {} no tienen orden",
            a.kind(),
            b.kind()
        ))
    })
}

/// Whether `a` ends before `b` starts: touching ends count unless both are included.
fn ends_before(a: &Ends, b: &Ends) -> Result<Ordering, Fault> {
    let order = order(&a.end.value, &b.start.value)?;
    let apart = order == Equal && !(a.end.included && b.start.included);
    Ok(if apart { Less } else { order })
}

fn meets(a: &Ends, b: &Ends) -> Result<bool, Fault> {
    Ok(a.end.included && b.start.included && order(&a.end.value, &b.start.value)? == Equal)
}

fn overlaps(a: &Ends, b: &Ends) -> Result<bool, Fault> {
    Ok(ends_before(a, b)? != Less && ends_before(b, a)? != Less)
}

/// The order of two starts: an included one comes first.
fn starts_order(a: &Bound, b: &Bound) -> Result<Ordering, Fault> {
    Ok(order(&a.value, &b.value)?.then(b.included.cmp(&a.included)))
}

/// The order of two ends: an included one comes last.
fn ends_order(a: &Bound, b: &Bound) -> Result<Ordering, Fault> {
    Ok(order(&a.value, &b.value)?.then(a.included.cmp(&b.included)))
}

fn overlaps_before(a: &Ends, b: &Ends) -> Result<bool, Fault> {
    Ok(starts_order(&a.start, &b.start)? == Less && overlaps(a, b)? && ends_order(&a.end, &b.end)? != Greater)
}

fn finishes(a: &Ends, b: &Ends) -> Result<bool, Fault> {
    Ok(ends_order(&a.end, &b.end)? == Equal && starts_order(&a.start, &b.start)? != Less)
}

fn starts(a: &Ends, b: &Ends) -> Result<bool, Fault> {
    Ok(starts_order(&a.start, &b.start)? == Equal && ends_order(&a.end, &b.end)? != Greater)
}

fn includes(a: &Ends, b: &Ends) -> Result<bool, Fault> {
    Ok(starts_order(&a.start, &b.start)? != Greater && ends_order(&a.end, &b.end)? != Less)
}

fn coincides(a: &Ends, b: &Ends) -> Result<bool, Fault> {
    Ok(starts_order(&a.start, &b.start)? == Equal && ends_order(&a.end, &b.end)? == Equal)
}

/// Text such as `[1..3]` or `(@"2026-01-01"..@"2026-02-01"]`, of literals only.
fn range(machine: &mut Machine<'_>, args: &[Value]) -> Result<Value, Fault> {
    let text = args::text(args, 0, "from")?;
    let refused = || {
        Fault::null(format!(
            "\"{text}\" no es un intervalo de valores escritos, como [1..3]"
        ))
    };
    let (expr, _) = parse_expression(text, &Vocabulary::default()).map_err(|_| refused())?;
    let Kind::Range(literal) = &expr.kind else {
        return Err(refused());
    };
    let (Some(start), Some(end)) = (&literal.start, &literal.end) else {
        return Err(refused());
    };
    if !is_literal(start) || !is_literal(end) {
        return Err(refused());
    }
    let range = Range {
        start: Bound {
            value: machine.eval(start)?,
            included: literal.start_included,
        },
        end: Bound {
            value: machine.eval(end)?,
            included: literal.end_included,
        },
    };
    match compare(&range.start.value, &range.end.value) {
        Some(Less | Equal) => Ok(Value::Range(range.into())),
        _ => Err(refused()),
    }
}

/// A literal, or one of the functions that read literals from a string.
pub(crate) fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Literal(_) => true,
        Kind::Negate(inner) => is_literal(inner),
        Kind::Postfix(base, steps) => {
            let reader = matches!(&base.kind, Kind::Name(name, _) if matches!(&**name, "date" | "time" | "date and time" | "duration"));
            let literal_call = |arguments: &crate::ast::Arguments| match arguments {
                crate::ast::Arguments::Positional(values) => {
                    values.iter().all(|value| matches!(value.kind, Kind::Literal(_)))
                }
                crate::ast::Arguments::Named(_) => false,
            };
            reader && matches!(steps.as_slice(), [(_, Step::Call(arguments))] if literal_call(arguments))
        }
        _ => false,
    }
}
