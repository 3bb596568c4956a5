//! `radica doctor`: says what is missing before somebody finds out by a failure.

use std::process::ExitCode;

use jiff::{SignedDuration, Timestamp};
use radica_storage::keeping::fixity;
use radica_storage::{Db, seals};
use radica_workflows::catalog::Catalog;
use radica_workflows::time::in_zone;

use super::{Failure, catalog_files};
use crate::checks::{self, Exit, Finding, Refusal, database};
use crate::config::Config;
use crate::node;
use crate::objects;
use crate::pages::format::exact_moment;
use crate::programs::beside_us;

/// The age of the last seal from which entries that wait for the next are worth a word.
const LATE: SignedDuration = SignedDuration::from_mins(3);

/// Checks each part and prints what it found; fails as `radica serve` would if something that is needed is wrong.
pub fn run(config: Config) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::told)?;
    let mut findings = runtime.block_on(checks::all(&config, node::system_clock().now()));
    if checks::first_bad(&findings).is_none() {
        findings.extend(runtime.block_on(kept(&config)));
    }
    findings.push(runtime.block_on(objects(&config)));
    findings.extend([
        catalog(&config),
        program("radica-render", "no se puede imprimir ningún documento"),
        program("radica-extract", "no se puede cargar ningún PDF"),
        tool(
            "pdftotext",
            "el texto de los PDF se extrae con un lector propio, más lento",
        ),
        mail(&config),
    ]);
    for finding in &findings {
        println!("{finding}");
    }
    Ok(checks::first_bad(&findings).map_or(ExitCode::SUCCESS, |refusal| ExitCode::from(refusal.exit.code())))
}

fn catalog(config: &Config) -> Finding {
    match catalog_files(config).map(|files| Catalog::of(&files)) {
        Ok(Ok(catalog)) => Finding::Good(format!("catálogo con {} trámites", catalog.tramites.len())),
        Ok(Err(error)) => bad("catálogo", format!("{error}."), "vea cada error con radica check."),
        Err(error) => bad(
            "catálogo",
            format!("{error}."),
            "corrija catalog_dir en la configuración.",
        ),
    }
}

/// What the database says of the journal and of the blobs.
async fn kept(config: &Config) -> Vec<Finding> {
    match database::open(&config.database_url()).await {
        Ok(db) => {
            let found = vec![journal(&db, node::system_clock().now()).await, blobs(&db).await];
            db.close().await;
            found
        }
        Err(refusal) => vec![Finding::Bad(refusal)],
    }
}

/// How far the journal is sealed, and since when something waits.
async fn journal(db: &Db, now: Timestamp) -> Finding {
    let standing = match seals::standing(db).await {
        Ok(standing) => standing,
        Err(error) => {
            let why = format!("Los sellos del diario no se pueden leer: {error}.");
            return bad("diario", why, "pruebe el diario con radica verify.");
        }
    };
    let sealed = match standing.at {
        Some(at) => format!(
            "el diario está sellado hasta la entrada {}: {}",
            standing.sealed,
            exact_moment(in_zone(at).datetime())
        ),
        None => "el diario no tiene sellos".to_owned(),
    };
    let late = standing.at.is_none_or(|at| now.duration_since(at) > LATE);
    if standing.waiting > 0 && late {
        let waiting = standing.waiting;
        Finding::Lesser(format!(
            "{sealed}; por sellar: {waiting}, lo que hace radica serve mientras corre"
        ))
    } else {
        Finding::Good(sealed)
    }
}

/// When all blobs were last read, and which of them fail.
async fn blobs(db: &Db) -> Finding {
    let standing = match fixity::standing(db).await {
        Ok(standing) => standing,
        Err(error) => {
            let why = format!("no se sabe cómo están: {error}.");
            return bad(
                "archivos",
                why,
                "repita radica doctor cuando la base de datos responda.",
            );
        }
    };
    let ended = standing.task.and_then(|task| task.ended_at);
    let read = match ended {
        Some(at) => format!(
            "todos los archivos se leyeron y compararon por última vez: {}",
            exact_moment(in_zone(at).datetime())
        ),
        None => {
            "los archivos todavía no se han leído y comparado todos, lo que hace radica serve mientras corre".to_owned()
        }
    };
    match standing.failures.first() {
        Some(first) => {
            let lost = standing.failures.len();
            let why = format!("{read}; dañados o perdidos: {lost}, el primero {}.", first.sha256);
            bad("archivos", why, "véalos en /operacion y restáurelos de una copia.")
        }
        None => Finding::Good(read),
    }
}

/// Whether blobs can be listed, written and read.
async fn objects(config: &Config) -> Finding {
    match objects::open(config).await {
        Ok(_) => Finding::Good(format!("los archivos se guardan en {}", objects::whereabouts(config))),
        Err(refusal) => Finding::Bad(refusal),
    }
}

fn bad(part: &'static str, why: String, remedy: &str) -> Finding {
    Finding::Bad(Refusal::new(part, Exit::Settings, why, remedy))
}

fn tool(name: &str, without: &str) -> Finding {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if std::env::split_paths(&path).any(|dir| dir.join(name).is_file()) {
        Finding::Good(format!("{name} está instalado"))
    } else {
        Finding::Lesser(format!("no está {name}: {without}"))
    }
}

/// A program of ours, which stands beside this one.
fn program(name: &str, without: &str) -> Finding {
    let path = beside_us(name);
    if path.is_file() {
        Finding::Good(format!("{name} está instalado"))
    } else {
        let why = format!("No está «{}»: {without}.", path.display());
        bad("programas", why, "instale los tres programas en la misma carpeta.")
    }
}

fn mail(config: &Config) -> Finding {
    match &config.smtp {
        Some(smtp) => Finding::Good(format!("los correos salen por {}:{}", smtp.host, smtp.port)),
        None => Finding::Lesser(format!(
            "sin servidor de correo: los mensajes quedan en {}",
            config.data_dir.join("outbox").display()
        )),
    }
}
