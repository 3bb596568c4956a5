//! `radica calendar`: the year's non-working days with their norms, and a term counted day by day.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use radica_engine::calendar::Calendar;
use radica_engine::legal_clock::{CountedDay, DayKind, Term, count_term};

use super::{Failure, catalog_files};
use crate::config::Config;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct CalendarArgs {
    #[command(subcommand)]
    count: Option<Count>,
    /// Año cuyos días no hábiles se muestran (sin sábados ni domingos).
    year: Option<i16>,
}

#[derive(Debug, Subcommand)]
enum Count {
    /// Cuenta un término en días hábiles, día por día.
    Due {
        /// Día en que se radicó, AAAA-MM-DD.
        filed: Date,
        /// Días hábiles del término.
        days: u32,
    },
}

/// Prints what was asked for.
pub fn run(config: &Config, args: &CalendarArgs) -> Result<ExitCode, Failure> {
    let files = catalog_files(config)?;
    let text = files
        .get("calendar.yaml")
        .ok_or_else(|| Failure::told("falta calendar.yaml"))?;
    let calendar = Calendar::from_yaml(text).map_err(Failure::told)?;
    match (&args.count, args.year) {
        (Some(Count::Due { filed, days }), _) => print!("{}", due(&calendar, *filed, *days)),
        (None, Some(year)) => print!("{}", year_of(&calendar, year)),
        (None, None) => {
            return Err(Failure::told(
                "diga un año (radica calendar 2026) o un término (radica calendar due 2026-03-27 15)",
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn year_of(calendar: &Calendar, year: i16) -> String {
    let days = calendar.year(year);
    let lines = days
        .iter()
        .map(|day| format!("{}  {:<10} {} ({})\n", day.date, weekday(day.date), day.name, day.norm));
    let lines: String = lines.collect();
    format!(
        "Días no hábiles de {year}, además de sábados y domingos: {}\n{lines}",
        days.len()
    )
}

fn due(calendar: &Calendar, filed: Date, days: u32) -> String {
    let counted = count_term(calendar, filed, Term::WorkingDays(days));
    counted.iter().map(line).collect()
}

fn line(day: &CountedDay) -> String {
    let what = match &day.kind {
        DayKind::Received => "se recibió".to_owned(),
        DayKind::FiledOn => "radicado: el término corre desde el día siguiente".to_owned(),
        DayKind::Counted(number) => format!("día {number}"),
        DayKind::Due(number) => format!("día {number}: vence"),
        DayKind::NonWorking { name, norm } => format!("no cuenta: {name} ({norm})"),
        // A term counted from scratch has no other days.
        DayKind::Stopped
        | DayKind::Suspended
        | DayKind::Delivered
        | DayKind::Transferred
        | DayKind::Ended(_)
        | DayKind::Overdue(_) => String::new(),
    };
    format!("{}  {:<10} {what}\n", day.date, weekday(day.date))
}

fn weekday(date: Date) -> &'static str {
    crate::pages::format::weekday(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use radica_workflows::catalog::Files;

    fn calendar() -> Calendar {
        Calendar::from_yaml(Files::embedded().get("calendar.yaml").unwrap()).unwrap()
    }

    #[test]
    fn a_year_lists_its_holidays_with_their_norms() {
        let text = year_of(&calendar(), 2026);
        assert!(
            text.contains("2026-07-13") && text.contains("Ley 2578 de 2026"),
            "{text}"
        );
        assert!(text.contains("2026-04-03  viernes    Viernes Santo"), "{text}");
    }

    #[test]
    fn a_term_over_holy_week_is_counted_day_by_day() {
        let text = due(&calendar(), jiff::civil::date(2026, 3, 27), 15);
        assert!(text.starts_with("2026-03-27  viernes    radicado"), "{text}");
        assert!(
            text.contains("2026-04-02  jueves     no cuenta: Jueves Santo"),
            "{text}"
        );
        assert!(text.ends_with("2026-04-21  martes     día 15: vence\n"), "{text}");
    }
}
