//! One server per data folder and per SQLite file: a second one would write in the middle of the first.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;

use radica_storage::Db;

use super::{Exit, Refusal};
use crate::config::Config;

const PART: &str = "servidor";

/// The right to serve from these files; it ends with the process, however that ends.
#[derive(Debug)]
pub struct Serving(#[expect(dead_code, reason = "held, not read")] Vec<File>);

/// Takes the right to serve.
///
/// # Errors
/// When another process has it, or the lock cannot be made.
pub fn take(config: &Config) -> Result<Serving, Refusal> {
    std::fs::create_dir_all(&config.data_dir).map_err(|error| unlocked(&config.data_dir, &error))?;
    locks(config)
        .into_iter()
        .map(lock)
        .collect::<Result<_, _>>()
        .map(Serving)
}

/// Beside the database, never the database itself: closing a file that SQLite has locked would free its locks.
fn locks(config: &Config) -> Vec<PathBuf> {
    let mut locks = vec![config.data_dir.join("serve.lock")];
    if let Some(file) = Db::file_of(&config.database_url()).filter(|_| config.database_url().starts_with("sqlite")) {
        let mut name = file.into_os_string();
        name.push("-serve");
        locks.push(name.into());
    }
    locks
}

fn lock(path: PathBuf) -> Result<File, Refusal> {
    let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = opened.map_err(|error| unlocked(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Refusal::new(
            PART,
            Exit::Settings,
            format!("Otro radica serve ya trabaja aquí: tiene «{}».", path.display()),
            "detenga el otro, o dé a este otra data_dir. Sobre un archivo de SQLite solo trabaja uno; para varios nodos, use \
             PostgreSQL y una data_dir por nodo.",
        )),
        Err(TryLockError::Error(error)) => Err(unlocked(&path, &error)),
    }
}

fn unlocked(path: &std::path::Path, error: &std::io::Error) -> Refusal {
    Refusal::new(
        PART,
        Exit::Denied,
        format!("No se puede reservar «{}». (Dijo: {error})", path.display()),
        "dé la carpeta a la cuenta con la que corre Radica.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_refused_until_the_first_ends() {
        let folder = tempfile::tempdir().unwrap();
        let config = |name: &str| Config {
            data_dir: folder.path().join(name),
            database_url: Some(format!("sqlite://{}/radica.db", folder.path().display())),
            ..Config::default()
        };
        let first = take(&config("a")).unwrap();
        let refused = take(&config("b")).unwrap_err();
        assert!(refused.to_string().contains("radica.db-serve"), "{refused}");
        drop(first);
        assert!(take(&config("b")).is_ok());
    }
}
