//! `radica doctor`: says what is missing before somebody finds out by a failure.

use std::path::Path;
use std::process::ExitCode;

use jiff::{SignedDuration, Timestamp};
use radica_storage::{Db, seals};
use radica_workflows::catalog::Catalog;
use radica_workflows::time::in_zone;

use super::{Failure, catalog_files};
use crate::config::Config;
use crate::node;
use crate::pages::format::exact_moment;
use crate::programs::beside_us;

/// The age of the last seal from which entries that wait for the next are worth a word.
const LATE: SignedDuration = SignedDuration::from_mins(3);

/// What was found of one part.
enum Finding {
    Good(String),
    /// It works without, in a lesser way.
    Lesser(String),
    Bad(String),
}

/// Checks each part and prints what it found; fails if something that is needed is missing.
pub fn run(config: Config) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::told)?;
    let mut findings = vec![data_dir(&config.data_dir), catalog(&config)];
    findings.extend(runtime.block_on(database(&config)));
    findings.extend([
        program("radica-render", "no se puede imprimir ningún documento"),
        program("radica-extract", "no se puede cargar ningún PDF"),
        tool(
            "pdftotext",
            "el texto de los PDF se extrae con un lector propio, más lento",
        ),
        mail(&config),
    ]);
    let mut code = ExitCode::SUCCESS;
    for finding in &findings {
        match finding {
            Finding::Good(text) => println!("bien     {text}"),
            Finding::Lesser(text) => println!("atención {text}"),
            Finding::Bad(text) => {
                println!("falta    {text}");
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

fn data_dir(dir: &Path) -> Finding {
    let probe = dir.join(".radica-doctor");
    let written = std::fs::create_dir_all(dir).and_then(|()| std::fs::write(&probe, b"x"));
    match written.and_then(|()| std::fs::remove_file(&probe)) {
        Ok(()) => Finding::Good(format!("se puede escribir en {}", dir.display())),
        Err(error) => Finding::Bad(format!("no se puede escribir en {}: {error}", dir.display())),
    }
}

fn catalog(config: &Config) -> Finding {
    match catalog_files(config).map(|files| Catalog::of(&files)) {
        Ok(Ok(catalog)) => Finding::Good(format!("catálogo con {} trámites", catalog.tramites.len())),
        Ok(Err(error)) => Finding::Bad(format!("{error}: radica check")),
        Err(error) => Finding::Bad(error.to_string()),
    }
}

async fn database(config: &Config) -> Vec<Finding> {
    let db = match Db::open(&config.database_url()).await {
        Ok(db) => db,
        Err(error) => return vec![Finding::Bad(format!("la base de datos no abre: {error}"))],
    };
    let found = match db.ping().await {
        Ok(()) => vec![
            Finding::Good("la base de datos responde".to_owned()),
            journal(&db, node::system_clock().now()).await,
        ],
        Err(error) => vec![Finding::Bad(format!("la base de datos no responde: {error}"))],
    };
    db.close().await;
    found
}

/// How far the journal is sealed, and since when something waits.
async fn journal(db: &Db, now: Timestamp) -> Finding {
    let standing = match seals::standing(db).await {
        Ok(standing) => standing,
        Err(error) => return Finding::Bad(format!("los sellos del diario no se pueden leer: {error}")),
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
        Finding::Bad(format!("no está {}: {without}", path.display()))
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
