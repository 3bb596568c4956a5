//! What `radica serve` and `radica doctor` say when something they need is not right: what, why, what to do and how they
//! end. Neither changes anything then. On PostgreSQL too, when `RADICA_TEST_POSTGRES` names a server.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use jiff::SignedDuration;
use radica_storage::journal::Entry;
use radica_storage::{Batch, Commit, Db, Json, Writer};
use radica_ui::checks::{Exit, clock};
use radica_ui::node;

/// An installation in a folder of its own.
struct Installation {
    folder: tempfile::TempDir,
    database: Option<String>,
}

impl Installation {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            database: None,
        }
    }

    fn on(database: &str) -> Self {
        Self {
            database: Some(database.to_owned()),
            ..Self::new()
        }
    }

    fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join(inner)
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_radica"));
        command
            .args([name, "--data-dir"])
            .arg(self.path("datos"))
            .env_remove("RADICA_CONFIG")
            .env("RADICA_LOG", "error")
            .stdin(Stdio::null());
        if let Some(database) = &self.database {
            command.env("RADICA_DATABASE_URL", database);
        }
        command
    }

    fn doctor(&self) -> Output {
        self.command("doctor").output().unwrap()
    }

    fn serve(&self) -> Output {
        self.command("serve")
            .args(["--listen", "127.0.0.1:0"])
            .output()
            .unwrap()
    }

    /// That both refuse with this code and these words, and never show a password.
    fn refused(&self, code: i32, words: &[&str]) {
        for output in [self.serve(), self.doctor()] {
            let told = told(&output);
            assert_eq!(output.status.code(), Some(code), "{told}");
            assert!(told.contains("Qué hacer:"), "{told}");
            assert!(!told.contains("secreto"), "{told}");
            for word in words {
                assert!(told.contains(word), "«{word}» is not said:\n{told}");
            }
        }
    }
}

fn told(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    format!("{out}{err}")
}

#[test]
fn an_address_of_another_database_or_with_a_wrong_port_is_refused() {
    Installation::on("mysql://ana:secreto@db/radica").refused(78, &["mysql://ana@db/radica", "postgres://"]);
    Installation::on("postgres://ana:secreto@db:puerto/radica").refused(78, &["postgres://ana@db:puerto/radica"]);
}

#[test]
fn a_server_that_is_not_there_is_told_from_one_whose_name_is_unknown() {
    Installation::on("postgres://ana:secreto@127.0.0.1:1/radica").refused(69, &["rechaza la conexión", "127.0.0.1:1"]);
    Installation::on("postgres://ana:secreto@no-existe.invalid/radica").refused(69, &["no se encuentra"]);
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let installation = Installation::new();
    std::fs::create_dir_all(installation.path("datos")).unwrap();
    let file = installation.path("datos/radica.db");
    let text = "esto es una carta, no una base de datos ".repeat(200);
    std::fs::write(&file, &text).unwrap();
    installation.refused(78, &["no es una base de datos SQLite"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn a_database_that_cannot_be_made_or_written_says_which() {
    let installation = Installation::on("sqlite:///no/existe/radica.db");
    let told = told(&installation.doctor());
    assert!(
        told.contains("no se puede abrir ni crear") && told.contains("/no/existe/radica.db"),
        "{told}"
    );
    let read_only = Installation::new();
    let made = read_only.path("base.db");
    assert!(Installation::on(&url(&made)).doctor().status.success());
    let read_only = Installation::on(&format!("{}?mode=ro", url(&made)));
    let told = self::told(&read_only.doctor());
    assert!(told.contains("solo se puede leer"), "{told}");
}

#[test]
fn a_folder_in_whose_place_is_a_file_is_named() {
    let installation = Installation::new();
    std::fs::create_dir_all(installation.path("datos")).unwrap();
    std::fs::write(installation.path("datos/objects"), "algo").unwrap();
    installation.refused(78, &["datos/objects"]);
}

#[test]
fn a_disk_without_room_is_said_to_be_full() {
    let installation = Installation::new();
    // No file may grow: what a full disk does, to one process.
    let command = format!(
        "trap '' XFSZ; ulimit -f 0; exec {} doctor --data-dir {}",
        env!("CARGO_BIN_EXE_radica"),
        installation.path("datos").display()
    );
    let output = Command::new("bash").args(["-c", &command]).output().unwrap();
    let told = told(&output);
    assert_eq!(output.status.code(), Some(74), "{told}");
    assert!(told.contains("No queda espacio"), "{told}");
}

#[test]
fn keys_that_others_can_read_are_refused() {
    for key in ["entity.key", "edge.key"] {
        let installation = Installation::new();
        std::fs::create_dir_all(installation.path("datos/keys")).unwrap();
        let path = installation.path("datos/keys").join(key);
        std::fs::write(&path, [7; 64]).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        installation.refused(78, &["Otras cuentas pueden leer", key, "chmod 600"]);
    }
}

#[test]
fn a_schema_newer_than_the_program_is_left_alone() {
    let installation = Installation::new();
    assert!(
        installation.doctor().status.success(),
        "{}",
        told(&installation.doctor())
    );
    tamper(
        &url(&installation.path("datos/radica.db")),
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         SELECT 9000, 'futuro', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
    );
    installation.refused(78, &["Un programa más nuevo ya la cambió", "9000"]);
}

#[test]
fn a_clock_before_the_journal_stops_the_start_until_it_is_accepted() {
    let installation = Installation::new();
    assert!(installation.doctor().status.success());
    write_tomorrow(&url(&installation.path("datos/radica.db")));
    installation.refused(78, &["la última entrada del diario", "accept_clock"]);
    let accepted = installation
        .command("doctor")
        .env("RADICA_ACCEPT_CLOCK", "true")
        .output()
        .unwrap();
    assert!(accepted.status.success(), "{}", told(&accepted));
}

#[test]
fn a_second_server_on_the_same_database_is_refused_and_the_first_goes_on() {
    let installation = Installation::new();
    let first = Running::start(&installation);
    let second = installation.serve();
    assert_eq!(second.status.code(), Some(78));
    assert!(
        told(&second).contains("Otro radica serve ya trabaja aquí"),
        "{}",
        told(&second)
    );
    let other_data = Installation::on(&url(&installation.path("datos/radica.db")));
    let third = other_data.serve();
    assert_eq!(third.status.code(), Some(78), "{}", told(&third));
    drop(first);
    drop(Running::start(&installation));
}

#[test]
fn a_node_with_other_keys_is_refused_until_they_are_adopted() {
    let installation = Installation::new();
    drop(Running::start(&installation));
    let keys = installation.path("datos/keys");
    std::fs::rename(&keys, installation.path("guardadas")).unwrap();
    installation.refused(78, &["no es la llave de esta instalación", "adopt-keys"]);
    assert!(!keys.join("entity.key").exists(), "no other key is made");
    std::fs::remove_dir_all(&keys).unwrap();
    std::fs::rename(installation.path("guardadas"), &keys).unwrap();
    drop(Running::start(&installation));
    std::fs::remove_file(keys.join("edge.key")).unwrap();
    installation.refused(78, &["edge.key"]);
    let adopted = installation.command("adopt-keys").output().unwrap();
    assert!(told(&adopted).contains("cambiada"), "{}", told(&adopted));
    drop(Running::start(&installation));
}

#[test]
fn postgresql_says_who_may_not_come_in_and_what_is_missing() {
    let Ok(server) = std::env::var("RADICA_TEST_POSTGRES") else {
        eprintln!("not run: RADICA_TEST_POSTGRES is not set");
        return;
    };
    Installation::on(&format!("{server}/no_existe")).refused(78, &["no existe en ese servidor", "createdb"]);
    let nobody = server.replace("radica@", "nadie:secreto@");
    Installation::on(&format!("{nobody}/postgres")).refused(78, &["no deja entrar"]);
}

#[tokio::test]
async fn a_clock_far_from_the_servers_is_refused() {
    let Ok(server) = std::env::var("RADICA_TEST_POSTGRES") else {
        eprintln!("not run: RADICA_TEST_POSTGRES is not set");
        return;
    };
    let db = Db::open(&format!("{server}/postgres")).await.unwrap();
    let now = node::system_clock().now();
    assert!(clock::compared(&db, now, false).await.is_ok());
    for seconds in [-3600, 3600] {
        let wrong = now + SignedDuration::from_secs(seconds);
        let refused = clock::compared(&db, wrong, true).await.unwrap_err();
        assert_eq!(refused.exit, Exit::Settings);
        assert!(refused.to_string().contains("ponga en hora"), "{refused}");
    }
    db.close().await;
}

/// A server that was started and answers; it is killed in the end.
struct Running(Child);

impl Running {
    fn start(installation: &Installation) -> Self {
        let mut child = installation
            .command("serve")
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut greeting = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut greeting)
            .unwrap();
        assert!(greeting.contains("Radica está en"), "it did not start: {greeting}");
        Self(child)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

#[tokio::main(flavor = "current_thread")]
async fn tamper(url: &str, statement: &'static str) {
    let db = Db::open(url).await.unwrap();
    let Db::Sqlite { write, .. } = &db else {
        panic!("not SQLite")
    };
    sqlx::query(statement).execute(write).await.unwrap();
    db.close().await;
}

#[tokio::main(flavor = "current_thread")]
async fn write_tomorrow(url: &str) {
    let db = Db::open(url).await.unwrap();
    let (writer, _task) = Writer::start(db.clone(), Default::default()).await.unwrap();
    let entry = Entry {
        at: "2199-01-01T00:00:00Z".parse().unwrap(),
        actor: "prueba".to_owned(),
        subject_kind: "service".to_owned(),
        subject_id: "radica".to_owned(),
        version: 1,
        kind: "tested".to_owned(),
        data: Json::object(),
    };
    writer.commit(Commit::of(Batch::new().entry(entry))).await.unwrap();
    db.close().await;
}
