//! The clock of this machine, against the journal and the clock of the database server.

use jiff::{SignedDuration, Timestamp};
use radica_storage::{Db, Error, journal};
use radica_workflows::time::in_zone;

use super::{Exit, Refusal};
use crate::pages::format::exact_moment;

const PART: &str = "reloj";
/// How far the clocks of nodes may be apart: less than a lease, so that no node takes what another one holds.
pub const APART: SignedDuration = SignedDuration::from_secs(5);
/// How far the last entry of the journal may be ahead of this machine.
const AHEAD: SignedDuration = SignedDuration::from_secs(60);

/// What this machine's clock is, seen from the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As it should be.
    Right,
    /// The server's clock says this.
    Apart(Timestamp),
    /// The journal has an entry of this later moment.
    Behind(Timestamp),
}

/// Compares the clock with the database's.
///
/// # Errors
/// When the database does not answer.
pub async fn standing(db: &Db, now: Timestamp) -> Result<Standing, Error> {
    if let Some(theirs) = db.server_time().await?
        && theirs.duration_since(now).abs() > APART
    {
        return Ok(Standing::Apart(theirs));
    }
    let last = journal::last_position(db).await?;
    let last = journal::after(db, last - 1, 1).await?.pop();
    Ok(match last {
        Some(entry) if entry.at.duration_since(now) > AHEAD => Standing::Behind(entry.at),
        _ => Standing::Right,
    })
}

/// That the clock is right, or why the server does not start.
pub async fn compared(db: &Db, now: Timestamp, accepted: bool) -> Result<String, Refusal> {
    let standing = standing(db, now)
        .await
        .map_err(|error| super::database::refusal(&error))?;
    match standing {
        Standing::Right => Ok("el reloj es el de la base de datos".to_owned()),
        Standing::Behind(_) if accepted => Ok("el reloj está antes que el diario, y accept_clock lo acepta".to_owned()),
        Standing::Apart(theirs) => Err(Refusal::new(
            PART,
            Exit::Settings,
            format!(
                "Esta máquina dice {} y el servidor de la base de datos {}: más de {} segundos de diferencia.",
                told(now),
                told(theirs),
                APART.as_secs()
            ),
            "ponga en hora las dos máquinas (timedatectl set-ntp true) y vuelva a iniciar.",
        )),
        Standing::Behind(last) => Err(Refusal::new(
            PART,
            Exit::Settings,
            format!(
                "Esta máquina dice {} y la última entrada del diario es del {}.",
                told(now),
                told(last)
            ),
            "ponga en hora esta máquina (timedatectl set-ntp true); si es el diario el que quedó adelantado porque el reloj \
             estuvo mal antes, escriba accept_clock = true en la configuración hasta que pase esa hora.",
        )),
    }
}

fn told(moment: Timestamp) -> String {
    exact_moment(in_zone(moment).datetime())
}
