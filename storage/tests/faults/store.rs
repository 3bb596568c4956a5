//! An object store that fails at one call of your choice.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, UploadPart,
};
use tokio::sync::Semaphore;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No room is left; nothing is done.
    Full,
    /// The device fails; nothing is done.
    Device,
    /// Access is refused; nothing is done.
    Denied,
    /// A write is done but its answer is lost, as when a connection breaks.
    LostAnswer,
    /// A read ends half-way, without an error.
    Truncated,
    /// The disk takes its time: nothing is done before it is told to ([`Faulty::go_on`]).
    Slow,
}

/// Counts calls and says which of them fails.
#[derive(Debug)]
struct Plan {
    calls: AtomicUsize,
    fails_at: usize,
    fault: Fault,
    /// Opened when a slow disk may go on.
    gate: Semaphore,
}

impl Plan {
    /// The fault of this call, if this is the one.
    fn next(&self) -> Option<Fault> {
        (self.calls.fetch_add(1, Ordering::SeqCst) + 1 == self.fails_at).then_some(self.fault)
    }
}

fn error(fault: Fault) -> Error {
    let kind = match fault {
        Fault::Full => io::ErrorKind::StorageFull,
        Fault::Denied => io::ErrorKind::PermissionDenied,
        Fault::Device | Fault::LostAnswer | Fault::Truncated | Fault::Slow => io::ErrorKind::Other,
    };
    Error::Generic {
        store: "Faulty",
        source: io::Error::from(kind).into(),
    }
}

/// Runs `work` unless the fault of this call comes before it; a lost answer comes after it.
async fn with_fault<T>(plan: &Plan, fault: Option<Fault>, work: impl Future<Output = Result<T>>) -> Result<T> {
    match fault {
        Some(Fault::Slow) => {
            let _open = plan.gate.acquire().await;
            work.await
        }
        Some(fault @ (Fault::Full | Fault::Device | Fault::Denied)) => Err(error(fault)),
        Some(Fault::LostAnswer) => work.await.and(Err(error(Fault::LostAnswer))),
        Some(Fault::Truncated) | None => work.await,
    }
}

/// The store.
#[derive(Debug)]
pub struct Faulty {
    inner: Arc<dyn ObjectStore>,
    plan: Arc<Plan>,
}

impl Faulty {
    /// `inner`, but its `fails_at`-th call, counted from 1, fails with `fault`.
    pub fn new(inner: Arc<dyn ObjectStore>, fails_at: usize, fault: Fault) -> Self {
        Self {
            inner,
            plan: Arc::new(Plan {
                calls: AtomicUsize::new(0),
                fails_at,
                fault,
                gate: Semaphore::new(0),
            }),
        }
    }

    /// Lets a slow disk do its work.
    pub fn go_on(&self) {
        self.plan.gate.add_permits(1);
    }

    /// Whether the call that fails was reached.
    pub fn has_failed(&self) -> bool {
        self.plan.calls.load(Ordering::SeqCst) >= self.plan.fails_at
    }
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Faulty({})", self.inner)
    }
}

#[async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        with_fault(
            &self.plan,
            self.plan.next(),
            self.inner.put_opts(location, payload, options),
        )
        .await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        let upload = with_fault(
            &self.plan,
            self.plan.next(),
            self.inner.put_multipart_opts(location, options),
        )
        .await?;
        Ok(Box::new(FaultyUpload {
            inner: upload,
            plan: Arc::clone(&self.plan),
        }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let fault = self.plan.next();
        let found = with_fault(&self.plan, fault, self.inner.get_opts(location, options)).await?;
        Ok(if fault == Some(Fault::Truncated) {
            halve(found)
        } else {
            found
        })
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        with_fault(&self.plan, self.plan.next(), self.inner.get_ranges(location, ranges)).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let (plan, deleted) = (Arc::clone(&self.plan), self.inner.delete_stream(locations));
        deleted
            .then(move |result| {
                let plan = Arc::clone(&plan);
                async move { with_fault(&plan, plan.next(), async { result }).await }
            })
            .boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        with_fault(&self.plan, self.plan.next(), self.inner.copy_opts(from, to, options)).await
    }
}

fn halve(found: GetResult) -> GetResult {
    let (meta, range, attributes, extensions) = (
        found.meta.clone(),
        found.range.clone(),
        found.attributes.clone(),
        found.extensions.clone(),
    );
    let half = meta.size / 2;
    let chunks = found.into_stream().scan(0, move |given, chunk| {
        let room = half.saturating_sub(*given) as usize;
        let cut = chunk.map(|bytes| bytes.slice(..bytes.len().min(room)));
        *given += cut.as_ref().map_or(0, |bytes| bytes.len() as u64);
        std::future::ready((room > 0).then_some(cut))
    });
    GetResult {
        payload: GetResultPayload::Stream(chunks.boxed()),
        meta,
        range,
        attributes,
        extensions,
    }
}

#[derive(Debug)]
struct FaultyUpload {
    inner: Box<dyn MultipartUpload>,
    plan: Arc<Plan>,
}

#[async_trait]
impl MultipartUpload for FaultyUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        let (plan, fault, part) = (Arc::clone(&self.plan), self.plan.next(), self.inner.put_part(data));
        async move { with_fault(&plan, fault, part).await }.boxed()
    }

    async fn complete(&mut self) -> Result<PutResult> {
        with_fault(&self.plan, self.plan.next(), self.inner.complete()).await
    }

    async fn abort(&mut self) -> Result<()> {
        with_fault(&self.plan, self.plan.next(), self.inner.abort()).await
    }
}
