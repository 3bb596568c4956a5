//! The commands about seals, as an auditor's shell sees them.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use radica_workflows::{outages, sealing};
use support::Site;

/// A journal of three entries: two sealed, each by a seal of its own, and one that waits.
struct Sealed {
    _site: Site,
    data: PathBuf,
    shell: tempfile::TempDir,
}

impl Sealed {
    async fn open() -> Self {
        let mut data = PathBuf::new();
        let now = support::NOW.parse().unwrap();
        let site = Site::with(
            |config| data.clone_from(&config.data_dir),
            radica_workflows::time::FixedClock::at(now),
        )
        .await;
        let app = site.state.app();
        outages::beat(app).await.unwrap();
        sealing::seal_due(app).await.unwrap();
        for hour in ["18", "19", "20"] {
            site.clock.set(format!("2026-11-19T{hour}:00:00Z").parse().unwrap());
            outages::beat(app).await.unwrap().unwrap();
            if hour != "20" {
                sealing::seal_due(app).await.unwrap();
            }
        }
        let shell = tempfile::tempdir().unwrap();
        Self {
            _site: site,
            data,
            shell,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.shell.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_radica"));
        command.args(arguments).arg("--data-dir").arg(&self.data);
        command.current_dir(self.shell.path()).env_remove("RADICA_CONFIG");
        command.output().unwrap()
    }

    fn key(&self) -> String {
        let shown = self.run(&["public-key"]);
        String::from_utf8(shown.stdout).unwrap().trim().to_owned()
    }
}

fn told(output: &Output) -> (i32, String) {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

fn change(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_journal_is_proved_with_the_public_key_alone() {
    let sealed = Sealed::open().await;
    let (code, said) = told(&sealed.run(&["export-journal", "diario.jsonl"]));
    assert_eq!((code, said.as_str()), (0, ""));
    let key = sealed.key();
    let (code, said) = told(&sealed.run(&["verify", "diario.jsonl", "--key", &key]));
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("El diario es correcto") && said.contains("1 entrada es posterior"),
        "{said}"
    );

    let (code, said) = told(&sealed.run(&["verify", "diario.jsonl"]));
    assert!(code == 1 && said.contains("--key"), "{said}");
    let (code, said) = told(&sealed.run(&["verify", "diario.jsonl", "--key", &"ab".repeat(32)]));
    assert!(code != 0, "{said}");

    change(
        &sealed.path("diario.jsonl"),
        "2026-11-19T18:00:00.000000Z",
        "2026-11-19T17:00:00.000000Z",
    );
    let (code, said) = told(&sealed.run(&["verify", "diario.jsonl", "--key", &key]));
    assert_eq!(code, 1);
    assert!(said.contains("fue cambiada: no dice lo que se selló"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_that_was_kept_tells_a_journal_without_its_end() {
    let sealed = Sealed::open().await;
    sealed.run(&["export-journal", "diario.jsonl"]);
    let copies = std::fs::read_dir(sealed.data.join("objects/seals")).unwrap();
    let last = copies.map(|copy| copy.unwrap().path()).max().unwrap();
    let (key, last) = (sealed.key(), last.display().to_string());
    let verify = || told(&sealed.run(&["verify", "diario.jsonl", "--key", &key, "--seal", &last]));
    assert_eq!(verify().0, 0, "{}", verify().1);

    let path = sealed.path("diario.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let seals = text.matches("{\"seal\":").count();
    let mut lines: Vec<&str> = text.lines().collect();
    // Without the last entry, the last seal and what it covers; and with an end that says so.
    let seal = |line: &&str| line.starts_with("{\"seal\":");
    lines.truncate(lines.iter().rposition(seal).unwrap());
    lines.truncate(lines.iter().rposition(seal).unwrap() + 1);
    let entries = lines.iter().filter(|line| line.starts_with("{\"actor\":")).count();
    let end = format!("{{\"end\":{{\"entries\":{entries},\"seals\":{}}}}}", seals - 1);
    lines.push(&end);
    std::fs::write(&path, lines.join("\n")).unwrap();
    let (code, said) = verify();
    assert!(code == 1 && said.contains("le falta el final"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn this_installation_is_verified_with_the_copies_of_its_seals() {
    let sealed = Sealed::open().await;
    let (code, said) = told(&sealed.run(&["verify"]));
    assert!(code == 0 && said.contains("El diario es correcto"), "{said}");
    let copies = std::fs::read_dir(sealed.data.join("objects/seals")).unwrap();
    let first = copies.map(|copy| copy.unwrap().path()).min().unwrap();
    change(&first, "2026", "2025");
    let (code, said) = told(&sealed.run(&["verify"]));
    assert!(code == 1 && said.contains("no es igual en la base de datos"), "{said}");
    let (_, said) = told(&sealed.run(&["doctor"]));
    assert!(said.contains("el diario está sellado hasta la entrada"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_entry_is_proved_without_the_others() {
    let sealed = Sealed::open().await;
    let made = sealed.run(&["proof", "1"]);
    assert_eq!(made.status.code(), Some(0), "{:?}", told(&made));
    let path = sealed.path("prueba.json");
    std::fs::write(&path, &made.stdout).unwrap();
    let key = sealed.key();
    let (code, said) = told(&sealed.run(&["verify-proof", "prueba.json", "--key", &key]));
    assert!(code == 0 && said.contains("La entrada 1 está en el diario"), "{said}");
    change(&path, "actor", "actores");
    let (code, said) = told(&sealed.run(&["verify-proof", "prueba.json", "--key", &key]));
    assert!(code == 1 && said.contains("no es la que se selló"), "{said}");
    let (code, said) = told(&sealed.run(&["proof", "9999"]));
    assert!(code == 1 && said.contains("no tiene la entrada 9999"), "{said}");
}
