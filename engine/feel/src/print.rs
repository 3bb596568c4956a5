//! Expressions in one canonical form: single spaces, and parentheses only where they are needed.

use crate::ast::{Arguments, Arithmetic, Binding, Domain, Expr, FunctionLiteral, Kind, RangeLiteral, Step, Test};
use crate::value::{Name, Type, Value, write_quoted};
use std::fmt::{self, Display, Formatter};

/// How tightly an expression holds together, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Whole,
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Power,
    Negation,
    TypeCheck,
    Postfix,
    Primary,
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_at(f, self, Level::Whole)
    }
}

fn level(expr: &Expr) -> Level {
    match &expr.kind {
        Kind::If(_) | Kind::For(..) | Kind::Some(..) | Kind::Every(..) | Kind::Function(_) => Level::Whole,
        Kind::Or(_) => Level::Or,
        Kind::And(_) => Level::And,
        Kind::Compare(..) | Kind::Between(_) | Kind::In(..) => Level::Comparison,
        Kind::Arithmetic(_, rest) => rest.first().map_or(Level::Sum, |(operator, _)| level_of(*operator)),
        Kind::Negate(_) => Level::Negation,
        Kind::InstanceOf(..) => Level::TypeCheck,
        Kind::Postfix(..) => Level::Postfix,
        Kind::Coerced(_, inner) | Kind::Sourced(_, inner) => level(inner),
        _ => Level::Primary,
    }
}

fn level_of(operator: Arithmetic) -> Level {
    match operator {
        Arithmetic::Add | Arithmetic::Subtract => Level::Sum,
        Arithmetic::Multiply | Arithmetic::Divide => Level::Product,
        Arithmetic::Power => Level::Power,
    }
}

/// Writes an expression, in parentheses when it holds less tightly than `least`.
fn write_at(f: &mut Formatter<'_>, expr: &Expr, least: Level) -> fmt::Result {
    if level(expr) >= least {
        return write_expr(f, expr);
    }
    f.write_str("(")?;
    write_expr(f, expr)?;
    f.write_str(")")
}

fn write_expr(f: &mut Formatter<'_>, expr: &Expr) -> fmt::Result {
    match &expr.kind {
        Kind::Literal(value) => write_literal(f, value),
        Kind::Name(name, _) => f.write_str(name),
        Kind::Negate(operand) => {
            f.write_str("-")?;
            write_at(f, operand, Level::Negation)
        }
        Kind::Arithmetic(first, rest) => write_arithmetic(f, first, rest),
        Kind::Compare(operator, left, right) => {
            write_at(f, left, Level::Comparison)?;
            write!(f, " {} ", operator.symbol())?;
            write_at(f, right, Level::Sum)
        }
        Kind::And(parts) => separated(f, parts, " and ", |f, part| write_at(f, part, Level::Comparison)),
        Kind::Or(parts) => separated(f, parts, " or ", |f, part| write_at(f, part, Level::And)),
        Kind::Between(parts) => {
            write_at(f, &parts[0], Level::Comparison)?;
            f.write_str(" between ")?;
            write_at(f, &parts[1], Level::Sum)?;
            f.write_str(" and ")?;
            write_at(f, &parts[2], Level::Sum)
        }
        Kind::In(value, tests) => {
            write_at(f, value, Level::Comparison)?;
            f.write_str(" in (")?;
            separated(f, tests, ", ", write_test)?;
            f.write_str(")")
        }
        Kind::InstanceOf(value, kind) => {
            write_at(f, value, Level::Postfix)?;
            write!(f, " instance of {kind}")
        }
        Kind::If(parts) => write!(f, "if {} then {} else {}", parts[0], parts[1], parts[2]),
        Kind::For(bindings, body, _) => write_iteration(f, "for", bindings, "return", body),
        Kind::Some(bindings, condition) => write_iteration(f, "some", bindings, "satisfies", condition),
        Kind::Every(bindings, condition) => write_iteration(f, "every", bindings, "satisfies", condition),
        Kind::Function(function) => write_function(f, function),
        Kind::List(items) => {
            f.write_str("[")?;
            separated(f, items, ", ", |f, item| write!(f, "{item}"))?;
            f.write_str("]")
        }
        Kind::Context(entries) => {
            f.write_str("{")?;
            separated(f, entries, ", ", |f, (name, value)| {
                write_quoted(f, name)?;
                write!(f, ": {value}")
            })?;
            f.write_str("}")
        }
        Kind::Range(range) => write_range(f, range),
        Kind::Postfix(base, steps) => {
            write_at(f, base, Level::Primary)?;
            steps.iter().try_for_each(|(_, step)| write_step(f, step))
        }
        Kind::Coerced(_, inner) | Kind::Sourced(_, inner) => write_expr(f, inner),
        Kind::Invalid(_) | Kind::Table(_) => f.write_str("null"),
    }
}

fn separated<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    separator: &str,
    mut write: impl FnMut(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            f.write_str(separator)?;
        }
        write(f, item)?;
    }
    Ok(())
}

fn write_literal(f: &mut Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::String(text) => write_quoted(f, text),
        Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::DaysAndTime(_) | Value::YearsAndMonths(_) => {
            write!(f, "@\"{value}\"")
        }
        other => write!(f, "{other}"),
    }
}

fn write_arithmetic(f: &mut Formatter<'_>, first: &Expr, rest: &[(Arithmetic, Expr)]) -> fmt::Result {
    let operand = match rest.first().map(|(operator, _)| level_of(*operator)) {
        Some(Level::Product) => Level::Power,
        Some(Level::Power) => Level::Negation,
        _ => Level::Product,
    };
    write_at(f, first, operand)?;
    rest.iter().try_for_each(|(operator, right)| {
        write!(f, " {} ", operator.symbol())?;
        write_at(f, right, operand)
    })
}

fn write_test(f: &mut Formatter<'_>, test: &Test) -> fmt::Result {
    match test {
        Test::Compare(operator, operand, _) => write!(f, "{} {operand}", operator.symbol()),
        Test::Value { expr, .. } => write!(f, "{expr}"),
    }
}

fn write_iteration(f: &mut Formatter<'_>, word: &str, bindings: &[Binding], then: &str, body: &Expr) -> fmt::Result {
    write!(f, "{word} ")?;
    separated(f, bindings, ", ", |f, binding| {
        write!(f, "{} in ", binding.name)?;
        match &binding.domain {
            Domain::Values(values) => write!(f, "{values}"),
            Domain::Steps(from, to) => write!(f, "{from}..{to}"),
        }
    })?;
    write!(f, " {then} {body}")
}

fn write_function(f: &mut Formatter<'_>, function: &FunctionLiteral) -> fmt::Result {
    f.write_str("function(")?;
    separated(f, &function.parameters, ", ", |f, parameter| match &parameter.kind {
        Type::Any => f.write_str(&parameter.name),
        kind => write!(f, "{}: {kind}", parameter.name),
    })?;
    write!(
        f,
        ") {}{}",
        if function.external { "external " } else { "" },
        function.body
    )
}

fn write_range(f: &mut Formatter<'_>, range: &RangeLiteral) -> fmt::Result {
    match (&range.start, &range.end) {
        (Some(start), Some(end)) => {
            write!(f, "{}{start}..", if range.start_included { "[" } else { "(" })?;
            // A filter in the high end would read as its bracket.
            write_at(f, end, Level::Primary)?;
            f.write_str(if range.end_included { "]" } else { ")" })
        }
        (Some(start), None) => write!(f, "({} {start})", if range.start_included { ">=" } else { ">" }),
        (None, Some(end)) => write!(f, "({} {end})", if range.end_included { "<=" } else { "<" }),
        (None, None) => f.write_str("null"),
    }
}

fn write_step(f: &mut Formatter<'_>, step: &Step) -> fmt::Result {
    match step {
        Step::Member(name) => write!(f, ".{name}"),
        Step::Filter(filter) => write!(f, "[{filter}]"),
        Step::Call(arguments) => {
            f.write_str("(")?;
            match arguments {
                Arguments::Positional(values) => separated(f, values, ", ", |f, value| write!(f, "{value}"))?,
                Arguments::Named(values) => separated(f, values, ", ", |f, (name, value): &(Name, Expr)| {
                    write!(f, "{name}: {value}")
                })?,
            }
            f.write_str(")")
        }
    }
}
