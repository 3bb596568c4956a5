//! The folders that Radica writes in.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::{Exit, Refusal};
use crate::config::Config;

/// What is written to find out whether one can write.
const PROBE: &str = ".radica-prueba";

/// Each folder of the settings: that it can be written.
pub fn all(config: &Config) -> Vec<Result<String, Refusal>> {
    [
        ("carpeta de datos", config.data_dir.clone()),
        ("archivos", config.data_dir.join("objects")),
        ("llaves", config.keys_dir()),
    ]
    .map(|(part, folder)| writable(part, &folder))
    .into()
}

/// Whether a folder can be written; it is made when it is missing.
pub fn writable(part: &'static str, folder: &Path) -> Result<String, Refusal> {
    match probe(folder) {
        Ok(()) => Ok(format!("se puede escribir en {}", folder.display())),
        Err(error) => Err(refusal(part, folder, &error)),
    }
}

fn probe(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    // Nodes that share a folder look at it at once.
    let path = folder.join(format!("{PROBE}-{}", std::process::id()));
    let mut file = std::fs::File::create(&path)?;
    let written = file.write_all(&[b'x'; 4096]).and_then(|()| file.sync_all());
    std::fs::remove_file(&path)?;
    written
}

fn refusal(part: &'static str, folder: &Path, error: &io::Error) -> Refusal {
    let (exit, why, remedy) = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => (
            Exit::Disk,
            "No queda espacio en",
            "libere espacio en ese disco y vuelva a iniciar.",
        ),
        ErrorKind::ReadOnlyFilesystem => (
            Exit::Denied,
            "Está montada de solo lectura la carpeta",
            "monte el disco con escritura, o escriba otra carpeta en la configuración.",
        ),
        ErrorKind::PermissionDenied => (
            Exit::Denied,
            "Esta cuenta no puede escribir en",
            "dé la carpeta a la cuenta con la que corre Radica (chown y chmod).",
        ),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => (
            Exit::Settings,
            "No es una carpeta:",
            "corrija la carpeta en la configuración, o quite el archivo que está en su lugar.",
        ),
        _ => (
            Exit::Disk,
            "No se puede escribir en",
            "revise el disco y la carpeta de la configuración.",
        ),
    };
    Refusal::new(
        part,
        exit,
        format!("{why} «{}». (Dijo: {error})", folder.display()),
        remedy,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_and_left_without_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        assert!(writable("archivos", &inner).is_ok());
        assert_eq!(std::fs::read_dir(&inner).unwrap().count(), 0);
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("objects");
        std::fs::write(&file, "algo").unwrap();
        let refused = writable("archivos", &file).unwrap_err();
        assert_eq!(refused.exit, Exit::Settings);
        assert!(refused.to_string().contains(&file.display().to_string()), "{refused}");
        assert_eq!(std::fs::read(&file).unwrap(), b"algo");
    }

    #[test]
    fn what_the_system_says_becomes_what_to_do() {
        for (kind, exit) in [
            (ErrorKind::StorageFull, Exit::Disk),
            (ErrorKind::ReadOnlyFilesystem, Exit::Denied),
            (ErrorKind::PermissionDenied, Exit::Denied),
        ] {
            let told = refusal("archivos", Path::new("/datos"), &io::Error::from(kind));
            assert_eq!(told.exit, exit);
            assert!(told.to_string().contains("Qué hacer:"), "{told}");
        }
    }
}
