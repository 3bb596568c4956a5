//! Blobs on S3, or on what speaks its protocol.
//!
//! A content that does not fit in memory is first written to a file of this machine, so that its key is known before the
//! first byte is sent: it goes straight to its key, one object is made and none is deleted. (A temporary object in the
//! bucket would be kept for years where Object Lock keeps everything.) Both ways of writing are create-only by
//! `If-None-Match: *`; a server that does not know it writes the same bytes again, for the content is the key.

mod asked;
mod client;

use std::fmt;
use std::path::{Path as FsPath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use object_store::aws::{AmazonS3, AmazonS3Builder, Checksum, S3ConditionalPut};
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig,
};

use self::client::Client;
use super::{Error, Objects, Staging};

/// Bytes of a content that are held in memory, and of each part when there are more; S3 refuses parts under 5 MiB.
const PART: usize = 8 << 20;
/// The object by which it is tried whether the store takes and gives.
const PROBE: &str = "radica-probe";
/// Says which checksum comes with an object.
const CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("x-amz-sdk-checksum-algorithm");

/// Where a store on S3 is and how it is reached.
#[derive(Clone)]
pub struct Place {
    /// The bucket.
    pub bucket: String,
    /// What every name in it begins with; may be empty.
    pub prefix: String,
    /// Address of the server; Amazon's of the region when absent.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// The id of the key that requests are signed with.
    pub access_key: String,
    /// That key. It is never shown.
    pub secret_key: String,
    /// What comes with keys that are lent for a time.
    pub session_token: Option<String>,
    /// Whether requests may go unencrypted: to this machine only.
    pub allow_http: bool,
    /// Folder for contents that do not fit in memory while they come.
    pub spool: PathBuf,
    /// How long it is tried.
    pub patience: Patience,
}

/// How long the store is tried before it counts as failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How often a request is repeated.
    pub retries: usize,
    /// How long all of its repetitions may take.
    pub total: Duration,
    /// How long nothing may come.
    pub silence: Duration,
    /// The first pause between two tries; it doubles, with jitter.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            retries: 5,
            total: Duration::from_secs(60),
            silence: Duration::from_secs(20),
            pause: Duration::from_millis(100),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix)
    }
}

/// What is needed beside `object_store`.
#[derive(Debug)]
pub(super) struct Bucket {
    store: AmazonS3,
    client: reqwest::Client,
    prefix: Path,
    spool: PathBuf,
}

/// What was found out about a store before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conditional {
    /// It refuses to write over an object when asked to.
    Kept,
    /// It writes over it all the same.
    Ignored,
}

impl Objects {
    /// Opens the store at `place`. Nothing is sent yet: see [`Objects::check`].
    ///
    /// # Errors
    /// [`Error::Store`] when the address is none, [`Error::Denied`] or [`Error::Store`] when the folder for contents cannot be
    /// made.
    pub fn open_s3(place: &Place) -> Result<Self, Error> {
        std::fs::create_dir_all(&place.spool).map_err(Error::from_io)?;
        let client = Client::new(place.patience.silence).map_err(|error| Error::Store(Box::new(error)))?;
        let store = build(place, client.clone(), HeaderMap::new())?;
        // Without it some servers take no object at once that a retention will keep.
        let said = HeaderMap::from_iter([(CHECKSUM_ALGORITHM, HeaderValue::from_static("SHA256"))]);
        let puts = build(place, client.clone(), said)?;
        let bucket = Bucket {
            store: store.clone(),
            client: client.0,
            prefix: Path::from(place.prefix.as_str()),
            spool: place.spool.clone(),
        };
        let under_prefix = |store| -> Arc<dyn ObjectStore> { Arc::new(PrefixStore::new(store, place.prefix.as_str())) };
        Ok(Self {
            store: under_prefix(store),
            puts: under_prefix(puts),
            staging: Staging::Beside(Arc::new(bucket)),
            part: PART,
        })
    }

    /// Sees that the store lists, takes and gives, before anything depends on it. It leaves one small object, always the same.
    ///
    /// # Errors
    /// The one that says which of them it does not: [`Error::NoBucket`], [`Error::Credentials`], [`Error::ClockSkewed`],
    /// [`Error::Denied`], [`Error::Unreachable`].
    pub async fn check(&self) -> Result<Conditional, Error> {
        self.store.list_with_delimiter(None).await?;
        let content = Bytes::from_static(b"radica\n");
        let probe = Path::from(PROBE);
        let mut refused = false;
        // The second is refused where the first was not.
        for _ in 0..2 {
            let create = PutOptions::from(PutMode::Create);
            let created = self.puts.put_opts(&probe, PutPayload::from(content.clone()), create);
            match created.await {
                Ok(_) => {}
                Err(object_store::Error::AlreadyExists { .. }) => refused = true,
                Err(error) => return Err(error.into()),
            }
        }
        let read = self.store.get(&probe).await?.bytes().await?;
        if read != content {
            return Err(Error::Store("the store gives other bytes than it took".into()));
        }
        Ok(if refused {
            Conditional::Kept
        } else {
            Conditional::Ignored
        })
    }
}

impl Bucket {
    pub(super) fn spool(&self) -> &FsPath {
        &self.spool
    }
}

/// `object_store` alone at `place`, without anything that [`Objects`] adds: to measure one beside the other.
///
/// # Errors
/// When the address is none.
pub fn bare(place: &Place) -> Result<Arc<dyn ObjectStore>, Error> {
    let client = Client::new(place.patience.silence).map_err(|error| Error::Store(Box::new(error)))?;
    Ok(Arc::new(build(place, client, HeaderMap::new())?))
}

fn build(place: &Place, client: Client, said: HeaderMap) -> Result<AmazonS3, Error> {
    let patience = place.patience;
    let backoff = BackoffConfig {
        init_backoff: patience.pause,
        max_backoff: patience.pause * 32,
        ..BackoffConfig::default()
    };
    let retries = RetryConfig {
        backoff,
        max_retries: patience.retries,
        retry_timeout: patience.total,
    };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&place.bucket)
        .with_region(&place.region)
        .with_access_key_id(&place.access_key)
        .with_secret_access_key(&place.secret_key)
        .with_client_options(ClientOptions::new().with_default_headers(said))
        .with_allow_http(place.allow_http)
        .with_checksum_algorithm(Checksum::SHA256)
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        // One object at a time is what every server knows.
        .with_disable_bulk_delete(true)
        .with_retry(retries)
        .with_http_connector(client);
    if let Some(endpoint) = &place.endpoint {
        builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
    }
    if let Some(token) = &place.session_token {
        builder = builder.with_token(token);
    }
    Ok(builder.build()?)
}
