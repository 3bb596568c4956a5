//! Where files are kept, as an operator's shell sees it: what is wrong with a store, and copies from one to another. What needs
//! a server of S3 runs where `RADICA_TEST_S3` names one (`scripts/test-s3.sh`).
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::path::Path;
use std::process::{Command, Output};

use bytes::Bytes;
use radica_storage::blobs::Blob;
use radica_storage::objects::{Objects, Sha256};
use radica_storage::{Batch, Commit, Db, Json, Writer, journal::Entry, sqlite_url};
use tempfile::TempDir;

const SERVER: &str = "RADICA_TEST_S3";
const SECRET: &str = "una llave que no se muestra";

struct Shell(TempDir);

impl Shell {
    fn new() -> Self {
        let shell = Self(tempfile::tempdir().unwrap());
        std::fs::write(shell.path("id"), "AKIDPRUEBA\n").unwrap();
        std::fs::write(shell.path("llave"), format!("{SECRET}\n")).unwrap();
        shell
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// Settings of an installation, with its files in a bucket.
    fn settings(&self, name: &str, endpoint: &str, url: &str) {
        let (id, key) = (self.path("id"), self.path("llave"));
        let text = format!(
            "data_dir = {:?}\n[objects]\nurl = {url:?}\nendpoint = {endpoint:?}\nallow_http = true\n\
             access_key_file = {id:?}\nsecret_key_file = {key:?}\n",
            self.path(name),
        );
        std::fs::write(self.path(&format!("{name}.toml")), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_radica"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("RADICA_CONFIG");
        command
            .env_remove("AWS_ACCESS_KEY_ID")
            .env_remove("AWS_SECRET_ACCESS_KEY")
            .output()
            .unwrap()
    }
}

fn told(output: &Output) -> (i32, String) {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// An installation in a folder, with these contents and a row for each.
async fn fill(data: &Path, contents: &[Vec<u8>]) {
    std::fs::create_dir_all(data).unwrap();
    let db = Db::open(&sqlite_url(&data.join("radica.db"))).await.unwrap();
    let (writer, _task) = Writer::start(db.clone(), Default::default()).await.unwrap();
    let objects = Objects::open_local(&data.join("objects")).unwrap();
    for content in contents {
        let stored = objects.put_bytes(Bytes::from(content.clone())).await.unwrap();
        let blob = Blob {
            sha256: stored.sha256.to_string(),
            size: i64::try_from(stored.size).unwrap(),
            media_type: "application/pdf".to_owned(),
            created_at: "2026-11-22T12:00:00Z".parse().unwrap(),
        };
        // A copy that is begun again is known by its journal.
        let entry = Entry {
            at: blob.created_at,
            actor: "system:prueba".to_owned(),
            subject_kind: "blob".to_owned(),
            subject_id: blob.sha256.clone(),
            version: 1,
            kind: "stored".to_owned(),
            data: Json::object(),
        };
        writer
            .commit(Commit::of(Batch::new().entry(entry).put(blob)))
            .await
            .unwrap();
    }
    db.close().await;
}

/// The server, with an empty bucket.
async fn bucket(name: &str) -> Option<(String, String)> {
    let Ok(server) = std::env::var(SERVER) else {
        eprintln!("not run: {SERVER} is not set");
        return None;
    };
    let bucket = format!("{name}-{}", std::process::id());
    let made = reqwest::Client::new().put(format!("{server}/{bucket}")).send().await;
    assert!(made.unwrap().status().is_success());
    Some((server, bucket))
}

#[test]
fn the_doctor_says_what_is_wrong_with_a_store_and_never_its_key() {
    let shell = Shell::new();
    shell.settings("data", "http://127.0.0.1:1", "s3://radica");
    let (code, said) = told(&shell.run(&["doctor", "--config", "data.toml"]));
    assert_eq!(code, 69);
    assert!(said.contains("s3://radica no responde"), "{said}");
    assert!(said.contains("Qué hacer: revise objects.endpoint"), "{said}");
    assert!(!said.contains(SECRET), "{said}");

    std::fs::remove_file(shell.path("llave")).unwrap();
    let (_, said) = told(&shell.run(&["doctor", "--config", "data.toml"]));
    assert!(said.contains("objects.secret_key_file"), "{said}");

    shell.settings("data", "http://example.org", "s3://radica");
    let (code, said) = told(&shell.run(&["doctor", "--config", "data.toml"]));
    assert!(code != 0 && said.contains("sin cifrar"), "{said}");
}

#[test]
fn a_folder_whose_name_is_hard_to_write_in_an_address_is_one() {
    let shell = Shell::new();
    let (code, said) = told(&shell.run(&["doctor", "--data-dir", "mis datos 50%?#"]));
    assert!(said.contains("la base de datos responde"), "{code}: {said}");
    assert!(shell.path("mis datos 50%?#/radica.db").is_file());
    let (_, said) = told(&shell.run(&["backup", "--data-dir", "mis datos 50%?#", "copias de ayer?"]));
    assert!(said.contains("completa en copias de ayer?"), "{said}");
}

#[tokio::test]
async fn an_installation_moves_to_a_bucket_and_comes_back_by_a_backup() {
    let Some((server, bucket)) = bucket("mudanza").await else {
        return;
    };
    let shell = Shell::new();
    let contents: Vec<Vec<u8>> = [10, 3000, 9 << 20].map(|size| vec![7; size]).to_vec();
    fill(&shell.path("antes"), &contents).await;
    shell.settings("despues", &server, &format!("s3://{bucket}/radica"));
    shell.settings("otra", &server, &format!("s3://{bucket}/otra"));

    let moved = told(&shell.run(&["move", "--data-dir", "antes", "--to", "despues.toml"]));
    assert!(moved.0 == 0 && moved.1.contains("3 archivos copiados"), "{moved:?}");
    let again = told(&shell.run(&["move", "--data-dir", "antes", "--to", "despues.toml"]));
    assert!(
        again.1.contains("0 archivos copiados (0 bytes); 3 ya estaban"),
        "{again:?}"
    );
    let doctor = told(&shell.run(&["doctor", "--config", "despues.toml"]));
    assert!(
        doctor
            .1
            .contains(&format!("los archivos se guardan en s3://{bucket}/radica")),
        "{doctor:?}"
    );

    let saved = told(&shell.run(&["backup", "--config", "despues.toml", "copias"]));
    assert!(saved.0 == 0 && saved.1.contains("3 archivos copiados"), "{saved:?}");
    let restored = told(&shell.run(&["restore", "--config", "otra.toml", "copias"]));
    assert!(
        restored.0 == 0 && restored.1.contains("3 archivos copiados"),
        "{restored:?}"
    );
    let backed = Objects::open_local(&shell.path("copias/objects")).unwrap();
    for content in contents {
        assert_eq!(backed.read_all(Sha256::of(&content), 64 << 20).await.unwrap(), content);
    }
}
