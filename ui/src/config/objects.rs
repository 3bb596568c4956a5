//! Where blobs are kept.

use std::path::PathBuf;

use serde::Deserialize;

use super::ConfigError;

/// Where blobs are kept; in `data_dir/objects` without `url`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ObjectStore {
    /// `s3://bucket/prefix`.
    pub url: Option<String>,
    /// Address of the server; Amazon's when absent.
    pub endpoint: Option<String>,
    /// Its region; `us-east-1` by default, which servers without regions expect.
    pub region: Option<String>,
    /// File that holds the id of the access key; `AWS_ACCESS_KEY_ID` in its absence.
    pub access_key_file: Option<PathBuf>,
    /// File that holds the access key; `AWS_SECRET_ACCESS_KEY` in its absence.
    pub secret_key_file: Option<PathBuf>,
    /// Whether requests may go unencrypted, to an endpoint of this machine only.
    pub allow_http: bool,
}

/// The parts of `s3://bucket/prefix`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketUrl {
    /// The bucket.
    pub bucket: String,
    /// What every name in it begins with; may be empty.
    pub prefix: String,
}

impl ObjectStore {
    /// The bucket, when blobs are kept in one.
    ///
    /// # Errors
    /// When the address is none.
    pub fn bucket(&self) -> Result<Option<BucketUrl>, ConfigError> {
        let Some(url) = &self.url else {
            return Ok(None);
        };
        let wrong = || {
            ConfigError::Invalid(format!(
                "objects.url es {url:?}; se espera s3://BUCKET o s3://BUCKET/PREFIJO"
            ))
        };
        let path = url.strip_prefix("s3://").ok_or_else(wrong)?;
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        if bucket.is_empty() || !bucket.chars().all(fits) {
            return Err(wrong());
        }
        Ok(Some(BucketUrl {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
        }))
    }

    /// Refuses what cannot be meant.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.bucket()?;
        let Some(endpoint) = &self.endpoint else {
            return Ok(());
        };
        let wrong = |why: &str| Err(ConfigError::Invalid(format!("objects.endpoint es {endpoint:?}: {why}")));
        let Ok(uri) = endpoint.parse::<http::Uri>() else {
            return wrong("se espera https://SERVIDOR");
        };
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        match uri.scheme_str() {
            Some("https") => Ok(()),
            Some("http") if here && self.allow_http => Ok(()),
            Some("http") if here => wrong("sin cifrar solo con allow_http = true"),
            Some("http") => wrong("sin cifrar solo se llega a esta misma máquina; use https"),
            _ => wrong("se espera https://SERVIDOR"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> ObjectStore {
        ObjectStore {
            url: Some(url.to_owned()),
            ..ObjectStore::default()
        }
    }

    #[test]
    fn a_bucket_may_have_a_prefix() {
        let bucket = |url: &str| at(url).bucket().unwrap().map(|found| (found.bucket, found.prefix));
        assert_eq!(bucket("s3://radica"), Some(("radica".to_owned(), String::new())));
        assert_eq!(
            bucket("s3://radica/a/b/"),
            Some(("radica".to_owned(), "a/b".to_owned()))
        );
        assert!(ObjectStore::default().bucket().unwrap().is_none());
        for wrong in ["radica", "s3://", "https://radica", "s3://ra dica"] {
            assert!(at(wrong).bucket().is_err(), "{wrong}");
        }
    }

    #[test]
    fn nothing_goes_unencrypted_to_another_machine() {
        let to = |endpoint: &str, allow_http| ObjectStore {
            endpoint: Some(endpoint.to_owned()),
            allow_http,
            ..at("s3://radica")
        };
        assert!(to("https://s3.example.gov.co", false).check().is_ok());
        assert!(to("http://127.0.0.1:9000", true).check().is_ok());
        assert!(to("http://[::1]:9000", true).check().is_ok());
        assert!(to("http://127.0.0.1:9000", false).check().is_err());
        assert!(to("http://s3.example.gov.co", true).check().is_err());
        assert!(to("s3.example.gov.co", true).check().is_err());
    }
}
