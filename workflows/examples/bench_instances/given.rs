//! A Radica with one process more, and nobody in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use radica_storage::objects::Objects;
use radica_storage::search::Index;
use radica_storage::text::Extractor;
use radica_storage::{Db, Writer};
use radica_workflows::app::App;
use radica_workflows::boot;
use radica_workflows::catalog::{Catalog, Files};
use radica_workflows::notices::delivery::{Delivery, MailWay};
use radica_workflows::render::{Library, Renderer, Settings};
use radica_workflows::rules::Rules;
use radica_workflows::signing::EntityKey;
use radica_workflows::time::SystemClock;

use crate::options::Options;

/// The process that is measured.
pub const PROCESS: &str = "banco";

/// Start, user task, exclusive gateway, service task, two in parallel, end.
const SOURCE: &str = "\
process: banco
elements:
  - start: radicado
    next: revisar
  - user_task: revisar
    assign: { role: revisor, office: hacienda/tesoreria }
    result: revision
    next: completa
  - exclusive: completa
    flows: [ { to: emitir, when: \"= revision.completa\" }, { to: rechazado, default: true } ]
  - service_task: emitir
    service: issue-document
    input: { kind: granted }
    next: ambos
  - parallel: ambos
    next: [ archivar, avisar ]
  - script_task: archivar
    script: \"= { archivado: true }\"
    next: juntos
  - script_task: avisar
    script: \"= { avisado: true }\"
    next: juntos
  - parallel: juntos
    next: decidido
  - end: decidido
  - end: rechazado
";

/// What is measured.
pub struct Bench {
    pub app: App,
    /// The file of an embedded database.
    file: Option<PathBuf>,
}

impl Bench {
    pub async fn open(options: &Options, folder: &Path) -> Self {
        let file = folder.join("radica.db");
        let embedded = options.database.is_none();
        let url = options.database.clone();
        let url = url.unwrap_or_else(|| format!("sqlite://{}", file.display()));
        let files = Files::embedded().with("processes/banco.yaml", SOURCE);
        let app = app(&url, folder, &files).await;
        boot::prepare(&app).await.unwrap();
        Self {
            app,
            file: embedded.then_some(file),
        }
    }

    /// Bytes of the database on disk.
    pub async fn bytes(&self) -> u64 {
        match &self.file {
            Some(file) => {
                let sizes = ["", "-wal"].map(|ending| {
                    let path = format!("{}{ending}", file.display());
                    std::fs::metadata(path).map_or(0, |found| found.len())
                });
                sizes.iter().sum()
            }
            None => {
                let Db::Postgres(pool) = &self.app.db else { return 0 };
                let size = sqlx::query_scalar::<_, i64>("SELECT pg_database_size(current_database())");
                size.fetch_one(pool).await.unwrap() as u64
            }
        }
    }
}

async fn app(url: &str, folder: &Path, files: &Files) -> App {
    let catalog = Catalog::of(files).unwrap();
    let delivery = Delivery::new(&catalog.entity.sender, MailWay::Folder(folder.join("outbox")), None).unwrap();
    let db = Db::open(url).await.unwrap();
    let (writer, _task) = Writer::start(db.clone(), Default::default()).await.unwrap();
    let (index, _start) = Index::open(&folder.join("index")).unwrap();
    std::fs::create_dir_all(folder.join("keys")).unwrap();
    let printing = Settings {
        binary: PathBuf::from("radica-render"),
        processes: 1,
        timeout: Duration::from_secs(60),
    };
    App {
        db,
        writer,
        hot: Default::default(),
        objects: Objects::open_local(&folder.join("objects")).unwrap(),
        index: Arc::new(index),
        rules: Arc::new(Rules::new(catalog, "http://localhost:8080").unwrap()),
        clock: Arc::new(SystemClock::default()),
        extractor: Extractor::new(Path::new("radica-extract"), folder, Default::default()),
        renderer: Renderer::new(printing, Library::embedded()),
        key: Arc::new(EntityKey::open_or_create(&folder.join("keys/entity.key"), || [7; 32]).unwrap()),
        delivery: Arc::new(delivery),
    }
}
