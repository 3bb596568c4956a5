//! Opening the database, and what to do when it does not open.

use radica_storage::{Cause, Db, Error};

use super::{Exit, Refusal};

const PART: &str = "base de datos";

/// Opens the database of the settings and brings its schema up to date.
///
/// # Errors
/// Why it does not open; nothing was changed then.
pub async fn open(url: &str) -> Result<Db, Refusal> {
    Db::open(url).await.map_err(|error| refusal(&error))
}

/// That it can be written, too: a standby of PostgreSQL or a file that is only read opens all the same.
pub async fn writable(db: &Db) -> Result<String, Refusal> {
    db.try_writing().await.map_err(|error| refusal(&error))?;
    Ok("la base de datos responde y se puede escribir".to_owned())
}

/// What an operator is told of a failure of the database.
pub fn refusal(error: &Error) -> Refusal {
    match error {
        Error::Url { url, problem } => Refusal::new(
            PART,
            Exit::Settings,
            format!("La dirección «{url}» no sirve: {problem}."),
            "escriba en database_url sqlite://<archivo> o postgres://usuario@servidor:puerto/base.",
        ),
        Error::NewerSchema { found, known } => Refusal::new(
            PART,
            Exit::Settings,
            format!(
                "Un programa más nuevo ya la cambió: tiene el esquema {found} y este programa conoce hasta el {known}. No se tocó."
            ),
            "inicie el programa nuevo, o restaure una copia anterior a ese cambio.",
        ),
        Error::OldServer { found, oldest } => Refusal::new(
            PART,
            Exit::Settings,
            format!("El servidor es PostgreSQL {found} y se necesita el {oldest} o uno más nuevo."),
            "actualice PostgreSQL.",
        ),
        Error::Open { url, source } => of_cause(error.cause(), &format!("«{url}»"), &source.to_string()),
        other => of_cause(other.cause(), "La base de datos", &other.to_string()),
    }
}

/// The name of a database in the sentences, and what its driver said, which holds no password.
fn of_cause(cause: Cause, name: &str, said: &str) -> Refusal {
    let (exit, why, remedy) = match cause {
        Cause::Refused => (
            Exit::Unavailable,
            "rechaza la conexión: nada escucha en ese servidor y puerto",
            "inicie PostgreSQL, o corrija el servidor y el puerto de database_url.",
        ),
        Cause::UnknownHost => (
            Exit::Unavailable,
            "no se encuentra: el nombre del servidor no existe en esta red",
            "corrija el servidor de database_url, o el DNS de esta máquina.",
        ),
        Cause::Silent => (
            Exit::Unavailable,
            "no responde a tiempo",
            "revise que el servidor esté en marcha y que ningún cortafuegos corte el paso.",
        ),
        Cause::WrongPassword => (
            Exit::Settings,
            "no deja entrar: el usuario o su contraseña no son los que conoce",
            "corrija el usuario de database_url y su contraseña (PGPASSWORD o ~/.pgpass), o pg_hba.conf en el servidor.",
        ),
        Cause::NoSuchDatabase => (
            Exit::Settings,
            "no existe en ese servidor",
            "créela («createdb --owner USUARIO BASE») o corrija su nombre en database_url.",
        ),
        Cause::Denied => (
            Exit::Denied,
            "no permite lo que Radica necesita",
            "haga dueño de la base al usuario de database_url.",
        ),
        Cause::Crowded => (
            Exit::Unavailable,
            "no tiene conexiones libres",
            "suba max_connections en el servidor: cada nodo usa hasta 16.",
        ),
        Cause::Tls => (
            Exit::Settings,
            "no acepta la conexión cifrada que pide la dirección",
            "revise sslmode en database_url y el certificado del servidor.",
        ),
        Cause::NotADatabase => (
            Exit::Settings,
            "no es una base de datos SQLite, o está dañada. No se tocó",
            "corrija la ruta de database_url; si está dañada, guárdela aparte y restaure la última copia con radica restore.",
        ),
        Cause::CannotOpen => (
            Exit::Denied,
            "no se puede abrir ni crear: falta la carpeta, o esta cuenta no puede entrar en ella",
            "cree la carpeta y désela a la cuenta con la que corre Radica.",
        ),
        Cause::ReadOnly => (
            Exit::Denied,
            "solo se puede leer",
            "dé permiso de escritura sobre el archivo y su carpeta a la cuenta con la que corre Radica, y revise que el disco no esté montado de solo lectura.",
        ),
        Cause::DiskFull => (
            Exit::Disk,
            "no tiene espacio en su disco. No se cambió nada",
            "libere espacio y vuelva a iniciar.",
        ),
        Cause::Disk => (
            Exit::Disk,
            "está en un disco que falla o sin espacio",
            "revise el disco y su espacio libre; si falla, restaure la última copia en otro.",
        ),
        Cause::Locked => (
            Exit::Unavailable,
            "está ocupada por otro proceso",
            "detenga el otro proceso (una copia, otro radica) y vuelva a iniciar.",
        ),
        Cause::Other => (
            Exit::Unavailable,
            "falló",
            "revise lo que dijo y el registro del servidor de la base de datos.",
        ),
    };
    Refusal::new(PART, exit, format!("{name} {why}. (Dijo: {said})"), remedy)
}
