//! Which backups lead to a position of the journal, and why they do not.

use radica_storage::redo::ReplayError;

use super::{Failure, Manifest};

/// A backup with its name.
pub type Backup = (String, Manifest);

/// The backup to begin with (the one that was named, or the newest that is not past the position) and those after it,
/// which have what was done since.
pub fn choose(all: Vec<Backup>, name: Option<&str>, until: i64) -> Result<(Backup, Vec<Backup>), Failure> {
    let place = all.iter().rposition(|(found, manifest)| match name {
        Some(name) => found == name,
        None => manifest.position <= until,
    });
    let place = place.ok_or_else(|| {
        Failure::told(format!(
            "en la carpeta no hay ninguna copia completa anterior a la posición {until}"
        ))
    })?;
    let mut all = all;
    let later = all.split_off(place + 1);
    let base = all
        .pop()
        .ok_or_else(|| Failure::told("en la carpeta no hay ninguna copia completa"))?;
    let (name, manifest) = &base;
    if manifest.position > until {
        let position = manifest.position;
        return Err(Failure::told(format!(
            "la copia {name} ya va en la posición {position}; elija una anterior a la {until}"
        )));
    }
    let schema = radica_storage::schema::known();
    // The images of rows are those of the schema that they were written with.
    let other = |backup: &&Backup| backup.1.schema != schema;
    match std::iter::once(&base).chain(&later).find(other) {
        Some((name, manifest)) if !later.is_empty() => Err(Failure::told(format!(
            "la copia {name} es del esquema {} y este programa usa el {schema}: restaure hasta una posición con el \
             programa que hizo las copias, y actualícelo después",
            manifest.schema
        ))),
        _ => Ok((base, later)),
    }
}

/// What went wrong on the way, in Spanish.
pub fn told(error: ReplayError, name: &str) -> Failure {
    Failure::told(match error {
        ReplayError::NoSteps => {
            "la copia de la que se parte se hizo sin [backup] point_in_time: solo se puede restaurar \
                                 como estaba"
                .to_owned()
        }
        ReplayError::Missing(number) => format!(
            "antes de la copia {name} falta otra, con el paso {number}: está en otra carpeta o se borró. Elija una \
             posición anterior, o la copia que sigue"
        ),
        ReplayError::Damaged { number, problem } => {
            format!("la copia {name} está dañada: el paso {number} no se puede leer ({problem})")
        }
        ReplayError::NoEntries(position) => {
            format!("la copia {name} está dañada: le faltan entradas del diario hasta la {position}")
        }
        ReplayError::Database(error) => format!("la base de datos: {error}"),
    })
}

/// The backups end before the position.
pub fn not_that_far(position: i64, until: i64) -> Failure {
    Failure::told(format!(
        "las copias de esa historia solo llegan a la posición {position}, no a la {until}. Lo restaurado hasta ahí quedó en \
         el destino: vacíelo y elija una posición hasta la {position}"
    ))
}
