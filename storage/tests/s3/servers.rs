//! The stores that tests run on. `s3s-fs` checks signatures and checksums and is served here; `moto` knows Object Lock and
//! versions, and runs where [`MOTO`] says (`scripts/test-s3.sh`).

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use radica_storage::objects::Objects;
use radica_storage::objects::s3::{Patience, Place};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The environment variable that names the address of moto.
pub const MOTO: &str = "RADICA_TEST_S3";
/// What every name begins with.
pub const PREFIX: &str = "radica/pruebas";
pub const KEY: &str = "AKIDPRUEBA";
pub const SECRET: &str = "a secret of tests";

/// A store, and a way to what lies beneath it.
pub struct Store {
    pub objects: Objects,
    /// Absent for a folder.
    pub place: Option<Place>,
    beneath: Beneath,
    folder: TempDir,
}

enum Beneath {
    Folder(PathBuf),
    Http(String),
}

impl Store {
    pub async fn local() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("objects");
        Some(Self {
            objects: Objects::open_local(&root).unwrap(),
            place: None,
            beneath: Beneath::Folder(root),
            folder,
        })
    }

    pub async fn s3s() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("server");
        let bucket = "radica";
        std::fs::create_dir_all(root.join(bucket)).unwrap();
        let place = place(serve(&root).await, bucket, folder.path());
        Some(Self {
            objects: Objects::open_s3(&place).unwrap(),
            place: Some(place),
            beneath: Beneath::Folder(root.join(bucket).join(PREFIX)),
            folder,
        })
    }

    pub async fn moto() -> Option<Self> {
        Self::moto_bucket(false).await
    }

    /// On moto, in a bucket that may keep what is written from being deleted.
    pub async fn moto_bucket(locks: bool) -> Option<Self> {
        let Ok(endpoint) = std::env::var(MOTO) else {
            eprintln!("not run on moto: {MOTO} is not set");
            return None;
        };
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let bucket = format!("radica-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut create = reqwest::Client::new().put(format!("{endpoint}/{bucket}"));
        if locks {
            create = create.header("x-amz-bucket-object-lock-enabled", "true");
        }
        assert!(create.send().await.unwrap().status().is_success());
        let folder = tempfile::tempdir().unwrap();
        let place = place(endpoint.clone(), &bucket, folder.path());
        Some(Self {
            objects: Objects::open_s3(&place).unwrap(),
            place: Some(place),
            beneath: Beneath::Http(format!("{endpoint}/{bucket}")),
            folder,
        })
    }

    /// Changes what lies under a name, behind the program's back.
    pub async fn tamper(&self, name: &str, content: &[u8]) {
        match &self.beneath {
            Beneath::Folder(root) => std::fs::write(root.join(name), content).unwrap(),
            Beneath::Http(bucket) => {
                let put = reqwest::Client::new().put(format!("{bucket}/{PREFIX}/{name}"));
                // Whoever signs may write over what is private; moto does not check the signature.
                let put = put.header(
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=x/20261122/us-east-1/s3/aws4_request",
                );
                assert!(put.body(content.to_vec()).send().await.unwrap().status().is_success());
            }
        }
    }

    /// The address of the bucket, on moto.
    pub fn bucket(&self) -> &str {
        match &self.beneath {
            Beneath::Http(bucket) => bucket,
            Beneath::Folder(_) => panic!("a folder has no address"),
        }
    }

    /// Files of this machine that wait for their key. A file without a name is not seen.
    pub fn spooled(&self) -> usize {
        let spool = self.folder.path().join("spool");
        std::fs::read_dir(spool).map_or(0, Iterator::count)
    }
}

/// A place on a server of this machine that is tried for a short time only.
pub fn place(endpoint: String, bucket: &str, folder: &Path) -> Place {
    Place {
        bucket: bucket.to_owned(),
        prefix: PREFIX.to_owned(),
        endpoint: Some(endpoint),
        region: "us-east-1".to_owned(),
        access_key: KEY.to_owned(),
        secret_key: SECRET.to_owned(),
        session_token: None,
        allow_http: true,
        spool: folder.join("spool"),
        patience: Patience {
            retries: 2,
            total: Duration::from_secs(20),
            silence: Duration::from_secs(5),
            pause: Duration::from_millis(1),
        },
    }
}

/// Serves a folder as S3; answers where.
async fn serve(root: &Path) -> String {
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root).unwrap());
    service.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let served = Builder::new(TokioExecutor::new());
                drop(served.serve_connection(TokioIo::new(socket), service).await);
            });
        }
    });
    format!("http://{address}")
}

/// Content of a size that is its own.
pub fn pattern(size: usize) -> Vec<u8> {
    (0..size).map(|i| (i * 31 % 253) as u8).collect()
}

/// A content as a sender sends it.
pub fn chunks(content: &[u8]) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> + use<> {
    let chunks: Vec<_> = content.chunks(60_000).map(|c| Ok(Bytes::copy_from_slice(c))).collect();
    futures_util::stream::iter(chunks)
}

/// The name of a blob in a store.
pub fn name_of(key: radica_storage::objects::Sha256) -> String {
    let hex = key.to_string();
    format!("blobs/{}/{hex}", &hex[..2])
}

/// Turns each `async fn(Store)` into a test per store.
macro_rules! on_each_store {
    ($($name:ident),+ $(,)?) => {
        crate::servers::on_each_store!(@ local: $($name),+);
        crate::servers::on_each_store!(@ s3s: $($name),+);
        crate::servers::on_each_store!(@ moto: $($name),+);
    };
    (@ $store:ident: $($name:ident),+) => {
        mod $store {
            $(#[tokio::test]
            async fn $name() {
                if let Some(store) = $crate::servers::Store::$store().await {
                    super::$name(store).await;
                }
            })+
        }
    };
}
pub(crate) use on_each_store;
