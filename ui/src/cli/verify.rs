//! `radica verify`: that nobody changed, removed, inserted or reordered an entry of the journal. The first bad one is named.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use radica_storage::Db;
use radica_storage::seals::copies::{self, CopyError};
use radica_storage::seals::export::{Export, Line};
use radica_storage::seals::problem::{EntryFault, Problem, SealFault};
use radica_storage::seals::seal::SignatureFault;
use radica_storage::seals::verify::{Report, Stamped, Verification};
use radica_storage::seals::{Keys, Seal};
use radica_workflows::time::in_zone;

use super::trusted::TrustedArgs;
use super::{Failure, given, with_database};
use crate::config::Config;
use crate::objects;
use crate::pages::format::{exact_moment, plural};

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Diario exportado con `radica export-journal`; sin él, el de la base de datos y las copias de sus sellos.
    #[arg(value_name = "ARCHIVO")]
    file: Option<PathBuf>,
    #[command(flatten)]
    trusted: TrustedArgs,
    /// Un sello guardado en otra parte, que el diario debe contener: así se sabe si le falta el final.
    #[arg(long = "seal", value_name = "ARCHIVO")]
    seals: Vec<PathBuf>,
}

/// Verifies and says what was proved; fails at the first thing that is wrong.
pub fn run(config: &Config, args: &VerifyArgs) -> Result<ExitCode, Failure> {
    let keys = match &args.file {
        Some(_) => args.trusted.given()?,
        None => args.trusted.given_or_own(config)?,
    };
    let kept = args
        .seals
        .iter()
        .map(|path| kept_seal(path))
        .collect::<Result<Vec<_>, _>>()?;
    let verification = begin(&keys, &kept)?;
    let report = match &args.file {
        Some(path) => of_file(path, verification)?,
        None => with_database(config, async |db| of_database(config, db, verification).await)?,
    };
    tell(&report)
}

fn begin<'k>(keys: &'k dyn Keys, kept: &[Seal]) -> Result<Verification<'k>, Failure> {
    let begun = Ok(Verification::new(keys));
    kept.iter()
        .fold(begun, |verification, seal| verification?.expecting(seal))
        .map_err(wrong)
}

fn kept_seal(path: &Path) -> Result<Seal, Failure> {
    match serde_json::from_str(&given::text(path)?) {
        Ok(Line::Seal(seal)) => Ok(*seal),
        _ => Err(Failure::told(format!("{}: no es un sello", path.display()))),
    }
}

fn of_file(path: &Path, mut verification: Verification<'_>) -> Result<Report, Failure> {
    let unread = |error| Failure::told(format!("no se puede leer {}: {error}", path.display()));
    let file: Box<dyn BufRead> = if given::is_input(path) {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).map_err(unread)?))
    };
    for line in file.lines() {
        verification.line(&line.map_err(unread)?).map_err(wrong)?;
    }
    verification.finish().map_err(wrong)
}

async fn of_database(config: &Config, db: &Db, mut verification: Verification<'_>) -> Result<Report, Failure> {
    let mut export = Export::new(db);
    while let Some(line) = export.next().await.map_err(Failure::told)? {
        verification.line(&line).map_err(wrong)?;
    }
    let report = verification.finish().map_err(wrong)?;
    let objects = objects::open(config).await.map_err(Failure::told)?;
    copies::compare_all(db, &objects).await.map_err(differing)?;
    Ok(report)
}

fn tell(report: &Report) -> Result<ExitCode, Failure> {
    let Report {
        entries, seals, last, ..
    } = report;
    let Some(last) = last else {
        return match entries {
            0 => {
                println!("El diario está vacío.");
                Ok(ExitCode::SUCCESS)
            }
            entries => Err(Failure::told(format!(
                "el diario tiene {} y ningún sello: no hay nada probado",
                entries_of(*entries)
            ))),
        };
    };
    println!(
        "El diario es correcto: {} y {}.",
        entries_of(*entries),
        counted(*seals, "sello", "sellos")
    );
    println!(
        "El último sello cubre {} y es del {}.",
        entries_of(last.size),
        moment(last.at())
    );
    if let Some(Stamped { size, at }) = report.stamped {
        println!(
            "Un servicio de estampa de tiempo dice que el sello de {} existía el {}; no se revisó su certificado.",
            entries_of(size),
            moment(at)
        );
    }
    match report.unsealed() {
        0 => {}
        1 => println!("1 entrada es posterior a ese sello y todavía no está probada."),
        many => println!(
            "{} son posteriores a ese sello y todavía no están probadas.",
            entries_of(many)
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// A moment as people here read it.
pub fn moment(at: Timestamp) -> String {
    exact_moment(in_zone(at).datetime())
}

/// `1 entrada`, `200 entradas`
pub fn entries_of(count: u64) -> String {
    counted(count, "entrada", "entradas")
}

fn counted(count: u64, one: &str, many: &str) -> String {
    plural(i64::try_from(count).unwrap_or(i64::MAX), one, many)
}

fn wrong(problem: Problem) -> Failure {
    Failure::told(match problem {
        Problem::Entry { position, fault } => entry(position, fault),
        Problem::Among { from, to } => format!(
            "alguna de las entradas {from} a {to} fue cambiada, y también la lista de sus huellas: por eso no se sabe cuál"
        ),
        Problem::Seal { size, fault } => seal(size, &fault),
        Problem::Unreadable { line, why } => format!("la línea {line} no es de un diario exportado: {why}"),
        Problem::Cut { entries } => format!("el archivo está cortado: termina después de {}", entries_of(entries)),
    })
}

fn entry(position: u64, fault: EntryFault) -> String {
    match fault {
        EntryFault::Changed => format!("la entrada {position} fue cambiada: no dice lo que se selló"),
        EntryFault::Missing => format!("falta la entrada {position}"),
        EntryFault::Inserted => {
            format!("en el lugar de la entrada {position} hay una que no se selló ahí: fue agregada")
        }
        EntryFault::Reordered => format!("en el lugar de la entrada {position} hay otra: fueron cambiadas de orden"),
    }
}

fn seal(size: u64, fault: &SealFault) -> String {
    let entries = entries_of(size);
    match fault {
        SealFault::Signature(fault) => signature(size, fault),
        SealFault::Stamp(fault) => format!("la estampa de tiempo del sello de {entries} no es suya: {fault}"),
        SealFault::Chain => format!("el sello de {entries} no sigue al anterior: falta un sello o fue cambiado"),
        SealFault::Forked => {
            format!("el sello de {entries} no es el que se guardó: el diario se escribió de nuevo")
        }
        SealFault::Beyond => {
            format!("se guardó un sello de {entries} y el diario termina antes: le falta el final")
        }
    }
}

/// What is wrong with the signature of the seal of so many entries.
pub fn signature(size: u64, fault: &SignatureFault) -> String {
    let entries = entries_of(size);
    match fault {
        SignatureFault::Wrong => format!("el sello de {entries} fue cambiado: su firma no es válida"),
        SignatureFault::OtherKey(key) => format!("el sello de {entries} es de otra llave: {key}"),
    }
}

fn differing(error: CopyError) -> Failure {
    Failure::told(match error {
        CopyError::Differs(size) => format!(
            "el sello de {} no es igual en la base de datos y en el almacén de objetos",
            entries_of(size)
        ),
        CopyError::Unknown(size) => format!(
            "el almacén de objetos tiene un sello de {} que la base de datos no tiene: \
             la base de datos perdió sus últimas entradas o es una copia anterior",
            entries_of(size)
        ),
        CopyError::Store { size, error } => format!("la copia del sello de {}: {error}", entries_of(size)),
        CopyError::Seals(error) => error.to_string(),
    })
}
