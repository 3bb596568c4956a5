//! What is asked of S3 beside objects: uploads that were never completed, and whether an object is locked.

use std::time::{Duration, SystemTime};

use http::{Method, StatusCode};
use jiff::Timestamp;
use object_store::path::Path;
use object_store::signer::{SignedUrlOptions, Signer};

use super::Bucket;
use crate::objects::{Error, Sha256, location};

/// How long a signed address holds.
const SIGNED_FOR: Duration = Duration::from_secs(60);
/// Uploads of one page of the list.
const PAGE: usize = 1_000;

/// An upload of many parts that was begun.
#[derive(Debug, PartialEq, Eq)]
struct Begun {
    key: String,
    id: String,
    at: Timestamp,
}

/// A page of uploads, and from where the next goes on.
#[derive(Debug, Default, PartialEq, Eq)]
struct Page {
    uploads: Vec<Begun>,
    next: Option<(String, String)>,
}

impl Bucket {
    /// Ends every upload under the prefix that was begun before `before` and never completed; answers how many. A server that
    /// has no list of them (some do not) has none to end.
    pub(in crate::objects) async fn end_uploads(&self, before: SystemTime) -> Result<usize, Error> {
        let before = Timestamp::try_from(before).map_err(|error| Error::Store(Box::new(error)))?;
        let (mut ended, mut from) = (0, None);
        loop {
            let page = self.uploads(from.take()).await?;
            for upload in page.uploads.iter().filter(|upload| upload.at < before) {
                let path = Path::parse(&upload.key).map_err(|error| Error::Store(Box::new(error)))?;
                // Another installation may have a prefix that begins like this one's.
                if !path.prefix_matches(&self.prefix) {
                    continue;
                }
                let (status, answer) = self.ask(Method::DELETE, &path, &[("uploadId", &upload.id)]).await?;
                if !status.is_success() && status != StatusCode::NOT_FOUND {
                    return Err(Error::answered(status, &answer));
                }
                ended += 1;
            }
            from = page.next;
            if from.is_none() {
                return Ok(ended);
            }
        }
    }

    async fn uploads(&self, from: Option<(String, String)>) -> Result<Page, Error> {
        let most = PAGE.to_string();
        let mut query = vec![
            ("uploads", ""),
            ("max-uploads", &most),
            ("prefix", self.prefix.as_ref()),
        ];
        if let Some((key, id)) = &from {
            query.extend([("key-marker", key.as_str()), ("upload-id-marker", id.as_str())]);
        }
        let (status, answer) = self.ask(Method::GET, &Path::default(), &query).await?;
        match status {
            StatusCode::OK => read_page(&answer),
            StatusCode::NOT_IMPLEMENTED => Ok(Page::default()),
            _ => Err(Error::answered(status, &answer)),
        }
    }

    /// Whether the store keeps blob `key` from being deleted: a retention that has not passed, or a hold.
    pub(in crate::objects) async fn is_locked(&self, key: Sha256, now: Timestamp) -> Result<bool, Error> {
        let path = Path::from_iter(self.prefix.parts().chain(location(key).parts()));
        let url = self.store.signed_url(Method::HEAD, &path, SIGNED_FOR).await?;
        let answer = self.client.head(url).send().await.map_err(unreachable)?;
        let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let held = header("x-amz-object-lock-legal-hold").is_some_and(|hold| hold.eq_ignore_ascii_case("on"));
        // What cannot be read is taken for a lock: it is only left where it is.
        let kept = header("x-amz-object-lock-retain-until-date")
            .is_some_and(|until| until.parse::<Timestamp>().map_or(true, |until| until > now));
        match answer.status() {
            StatusCode::OK => Ok(held || kept),
            StatusCode::NOT_FOUND => Ok(false),
            status => Err(Error::answered(status, "")),
        }
    }

    async fn ask(&self, method: Method, path: &Path, query: &[(&str, &str)]) -> Result<(StatusCode, String), Error> {
        let options = SignedUrlOptions::default().with_query(query.iter().copied());
        let url = self
            .store
            .signed_url_opts(method.clone(), path, SIGNED_FOR, &options)
            .await?;
        let answer = self.client.request(method, url).send().await.map_err(unreachable)?;
        let status = answer.status();
        Ok((status, answer.text().await.map_err(unreachable)?))
    }
}

fn unreachable(error: reqwest::Error) -> Error {
    Error::Unreachable(Box::new(error.without_url()))
}

fn read_page(answer: &str) -> Result<Page, Error> {
    let document = roxmltree::Document::parse(answer).map_err(|error| Error::Store(Box::new(error)))?;
    let root = document.root_element();
    let named = |node: roxmltree::Node<'_, '_>, name: &str| {
        let child = node.children().find(|child| child.tag_name().name() == name);
        child.and_then(|child| child.text().map(str::to_owned))
    };
    let upload = |node| {
        Some(Begun {
            key: named(node, "Key")?,
            id: named(node, "UploadId")?,
            at: named(node, "Initiated")?.parse().ok()?,
        })
    };
    let uploads = root.children().filter(|node| node.tag_name().name() == "Upload");
    let goes_on = named(root, "IsTruncated").as_deref() == Some("true");
    let next = named(root, "NextKeyMarker").zip(named(root, "NextUploadIdMarker"));
    Ok(Page {
        uploads: uploads.filter_map(upload).collect(),
        next: next.filter(|_| goes_on),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_uploads_says_where_the_next_begins() {
        let answer = r#"<?xml version="1.0"?><ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <IsTruncated>true</IsTruncated><NextKeyMarker>b</NextKeyMarker><NextUploadIdMarker>2</NextUploadIdMarker>
            <Upload><Key>a</Key><UploadId>1</UploadId><Initiated>2026-11-22T19:00:00.000Z</Initiated></Upload>
            </ListMultipartUploadsResult>"#;
        let at = "2026-11-22T19:00:00Z".parse().unwrap();
        let begun = Begun {
            key: "a".to_owned(),
            id: "1".to_owned(),
            at,
        };
        let page = Page {
            uploads: vec![begun],
            next: Some(("b".to_owned(), "2".to_owned())),
        };
        assert_eq!(read_page(answer).unwrap(), page);
    }
}
