//! The command line of `radica`.

mod adopt_keys;
mod calendar;
mod check;
mod convert;
mod copies;
mod doctor;
mod export_journal;
mod feel;
mod given;
mod proof;
mod run;
mod serve;
mod trusted;
mod verify;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use radica_storage::Db;
use radica_workflows::catalog::Files;
use toml::{Table, Value};

use crate::checks::{Exit, Refusal, database};
use crate::config::{self, Config, ConfigError};

/// Radica: trámites y documentos.
#[derive(Debug, Parser)]
#[command(name = "radica", version, about = "Radica: motor de trámites y documentos")]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

/// Settings that can be given on the command line; all others are in the file or the environment.
#[derive(Debug, Args)]
struct Settings {
    /// Archivo de configuración TOML (o `RADICA_CONFIG`).
    #[arg(long, global = true, value_name = "ARCHIVO", env = "RADICA_CONFIG")]
    config: Option<PathBuf>,
    /// Carpeta de los datos.
    #[arg(long, global = true, value_name = "CARPETA")]
    data_dir: Option<PathBuf>,
    /// Carpeta con un catálogo propio, en lugar del incluido.
    #[arg(long, global = true, value_name = "CARPETA")]
    catalog_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Inicia el servidor.
    Serve(ServeFlags),
    /// Revisa todas las definiciones del catálogo, o los archivos que se le den.
    Check(check::CheckArgs),
    /// Ejecuta un proceso en memoria, con un reloj propio, y muestra su traza.
    Run(run::RunArgs),
    /// Escribe un proceso o una decisión en su otra notación.
    Convert(convert::ConvertArgs),
    /// Muestra los días no hábiles de un año, o cuenta un término.
    Calendar(calendar::CalendarArgs),
    /// Evalúa una expresión FEEL con datos y explica su resultado.
    Feel(feel::FeelArgs),
    /// Copia la base de datos y los archivos a una carpeta, también mientras el servidor trabaja.
    Backup(copies::BackupArgs),
    /// Llena una instalación vacía con una copia.
    Restore(copies::RestoreArgs),
    /// Lleva todo a otra base de datos y otra carpeta, con el servidor detenido.
    Move(copies::MoveArgs),
    /// Comprueba que esta instalación puede funcionar.
    Doctor,
    /// Escribe el diario con sus sellos en un archivo, una línea por entrada.
    ExportJournal(export_journal::ExportArgs),
    /// Prueba que nadie cambió, quitó, agregó ni movió entradas del diario: el de esta instalación o uno exportado.
    Verify(verify::VerifyArgs),
    /// Escribe la prueba de que una entrada está en el diario.
    Proof(proof::ProofArgs),
    /// Comprueba la prueba de una entrada.
    VerifyProof(proof::VerifyProofArgs),
    /// Muestra la llave pública de la entidad.
    PublicKey,
    /// Hace de las llaves de este nodo las de toda la instalación, después de cambiarlas a propósito.
    AdoptKeys,
}

#[derive(Debug, Default, Args)]
struct ServeFlags {
    /// Con el emisor de identidad y las personas de demostración.
    #[arg(long)]
    demo: bool,
    /// Dirección donde escucha.
    #[arg(long, value_name = "IP:PUERTO")]
    listen: Option<SocketAddr>,
    /// Dirección con la que la gente llega.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

/// Runs the command given; failures are told on the standard error.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match cli.execute() {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("radica: {failure}");
            failure.exit()
        }
    }
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The settings cannot be used.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// A catalogue directory cannot be read.
    #[error("no se puede leer el catálogo: {0}")]
    Catalog(#[source] std::io::Error),
    /// Something that must be right is not.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Anything else, already told in Spanish.
    #[error("{0}")]
    Told(String),
}

impl Failure {
    fn exit(&self) -> ExitCode {
        match self {
            Self::Refused(refusal) => ExitCode::from(refusal.exit.code()),
            Self::Config(_) => ExitCode::from(Exit::Settings.code()),
            Self::Catalog(_) | Self::Told(_) => ExitCode::FAILURE,
        }
    }

    /// A failure told in Spanish.
    pub fn told(text: impl ToString) -> Self {
        Self::Told(text.to_string())
    }
}

impl Cli {
    fn execute(self) -> Result<ExitCode, Failure> {
        let config = self.config()?;
        match self.command {
            Command::Serve(_) => serve::run(config),
            Command::Check(args) => check::run(&config, &args),
            Command::Run(args) => run::run(&config, &args),
            Command::Convert(args) => convert::run(&args),
            Command::Calendar(args) => calendar::run(&config, &args),
            Command::Feel(args) => feel::run(&config, &args),
            Command::Backup(args) => copies::backup(&config, &args),
            Command::Restore(args) => copies::restore(&config, &args),
            Command::Move(args) => copies::move_to(&config, &args),
            Command::Doctor => doctor::run(config),
            Command::ExportJournal(args) => export_journal::run(&config, &args),
            Command::Verify(args) => verify::run(&config, &args),
            Command::Proof(args) => proof::run(&config, &args),
            Command::VerifyProof(args) => proof::check(&args),
            Command::PublicKey => trusted::show(&config),
            Command::AdoptKeys => adopt_keys::run(&config),
        }
    }

    fn config(&self) -> Result<Config, ConfigError> {
        let mut flags = Table::new();
        let mut set = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                flags.insert(name.to_owned(), Value::String(value));
            }
        };
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        set("data_dir", path(&self.settings.data_dir));
        set("catalog_dir", path(&self.settings.catalog_dir));
        if let Command::Serve(serve) = &self.command {
            set("listen", serve.listen.map(|address| address.to_string()));
            set("public_url", serve.public_url.clone());
            if serve.demo {
                flags.insert("demo".to_owned(), Value::Boolean(true));
            }
        }
        config::load(self.settings.config.as_deref(), std::env::vars(), flags)
    }
}

/// Runs work that needs the database, and closes it afterwards.
fn with_database<T>(config: &Config, work: impl AsyncFnOnce(&Db) -> Result<T, Failure>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::told)?;
    runtime.block_on(async {
        let db = database::open(&config.database_url()).await?;
        let done = work(&db).await;
        db.close().await;
        done
    })
}

/// The files of the catalogue in force: the embedded ones, or those of the settings.
fn catalog_files(config: &Config) -> Result<Files, Failure> {
    match &config.catalog_dir {
        Some(dir) => Files::read(dir).map_err(Failure::Catalog),
        None => Ok(Files::embedded()),
    }
}
