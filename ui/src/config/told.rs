//! The settings as the journal tells them: what decides how a node behaves, and no secret.

use std::collections::BTreeMap;

use radica_workflows::settings::Settings;

use super::Config;

/// What the node runs with. Passwords and tokens are in files of their own and not among the settings; the password of
/// a database's address is left out.
pub fn told(config: &Config, catalog: &str) -> Settings {
    let path = |path: &Option<std::path::PathBuf>| {
        path.as_ref()
            .map_or_else(String::new, |path| path.display().to_string())
    };
    let issuers = config.issuers.keys().cloned().collect::<Vec<_>>().join(", ");
    let smtp = config.smtp.as_ref();
    BTreeMap::from([
        ("program", env!("CARGO_PKG_VERSION").to_owned()),
        ("schema", radica_storage::schema::known().to_string()),
        ("catalog", catalog.to_owned()),
        ("catalog_dir", path(&config.catalog_dir)),
        ("database", without_password(&config.database_url())),
        ("data_dir", config.data_dir.display().to_string()),
        ("public_url", config.public_url.as_str().to_owned()),
        ("demo", config.demo.to_string()),
        ("issuers", issuers),
        (
            "smtp",
            smtp.map_or_else(String::new, |smtp| format!("{}:{} {}", smtp.host, smtp.port, smtp.from)),
        ),
        (
            "sms",
            config.sms.as_ref().map_or_else(String::new, |sms| sms.url.clone()),
        ),
        (
            "timestamp",
            config
                .timestamp
                .as_ref()
                .map_or_else(String::new, |service| service.url.clone()),
        ),
        ("message_days", config.message_days.to_string()),
        ("session_hours", config.session.absolute_hours.to_string()),
        ("limits", format!("{:?}", config.limits)),
        ("point_in_time", config.backup.point_in_time.to_string()),
    ])
}

fn without_password(url: &str) -> String {
    match url
        .split_once("://")
        .and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?)))
    {
        Some((scheme, (user, host))) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_the_settings_has_no_password() {
        let config = Config {
            database_url: Some("postgres://ana:s3:cr@et@host/db".to_owned()),
            ..Config::default()
        };
        let told = told(&config, "9f86d081");
        assert_eq!(told["database"], "postgres://ana@host/db");
        assert!(!format!("{told:?}").contains("s3"));
    }
}
