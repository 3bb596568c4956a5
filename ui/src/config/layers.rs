//! Merges the sources of settings into one TOML table and reads it once, so that a mistake is
//! reported the same way wherever it was written.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::{Config, PublicUrl};

/// Prefix of every environment variable that is a setting. `__` separates tables: `RADICA_SMTP__HOST`.
const PREFIX: &str = "RADICA_";
/// Variables with the prefix that are not settings of the server.
const NOT_SETTINGS: [&str; 2] = ["RADICA_CONFIG", "RADICA_RENDER"];
/// Variables that only tests read.
const TEST_PREFIX: &str = "RADICA_TEST_";

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file named on the command line cannot be read.
    #[error("no se puede leer el archivo de configuración {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{path} no es TOML válido:\n{message}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Line, column and expectation, from the parser.
        message: String,
    },
    /// A setting is unknown or has a value of another kind.
    #[error("configuración no válida: {0}")]
    Invalid(String),
}

/// Reads the settings: defaults, then `file` (if any), then `environment`, then `flags`.
///
/// # Errors
/// When the file cannot be read or parsed, or a setting is unknown or ill-formed.
pub fn load(
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
    flags: Table,
) -> Result<Config, ConfigError> {
    let mut settings = match file {
        Some(path) => read(path)?,
        None => Table::new(),
    };
    for (name, value) in environment {
        if let Some(path) = setting_of(&name) {
            set(&mut settings, &path, scalar(&value))
                .map_err(|()| ConfigError::Invalid(format!("{name} no puede ser una tabla")))?;
        }
    }
    merge(&mut settings, flags);
    let named = settings.contains_key("public_url");
    let mut config: Config = Value::Table(settings)
        .try_into()
        .map_err(|error: toml::de::Error| ConfigError::Invalid(error.message().to_owned()))?;
    if !named {
        config.public_url = PublicUrl::on_this_machine(config.listen.port());
    }
    check(&config)?;
    Ok(config)
}

fn read(path: &Path) -> Result<Table, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    text.parse().map_err(|error: toml::de::Error| ConfigError::Syntax {
        path: path.to_owned(),
        message: error.to_string(),
    })
}

fn setting_of(variable: &str) -> Option<Vec<String>> {
    if NOT_SETTINGS.contains(&variable) || variable.starts_with(TEST_PREFIX) {
        return None;
    }
    let name = variable.strip_prefix(PREFIX)?;
    Some(name.to_lowercase().split("__").map(str::to_owned).collect())
}

fn scalar(text: &str) -> Value {
    match text {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        _ => text
            .parse()
            .map_or_else(|_| Value::String(text.to_owned()), Value::Integer),
    }
}

fn set(table: &mut Table, path: &[String], value: Value) -> Result<(), ()> {
    match path {
        [] => Err(()),
        [last] => {
            table.insert(last.clone(), value);
            Ok(())
        }
        [first, rest @ ..] => {
            let inner = table.entry(first.clone()).or_insert_with(|| Value::Table(Table::new()));
            set(inner.as_table_mut().ok_or(())?, rest, value)
        }
    }
}

fn merge(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(value)) => merge(inner, value),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

fn check(config: &Config) -> Result<(), ConfigError> {
    if config.demo && !config.demo_listen.ip().is_loopback() {
        return Err(ConfigError::Invalid(format!(
            "el emisor de demostración solo puede escuchar en esta máquina, no en {}",
            config.demo_listen
        )));
    }
    config.objects.check()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn everything_has_a_default() {
        let config = load(None, [], Table::new()).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.public_url.as_str(), "http://localhost:8080");
        assert_eq!(config.database_url(), "sqlite://data/radica.db");
        assert!(!config.demo);
    }

    #[test]
    fn flags_win_over_the_environment_and_it_over_the_file() {
        let file = file("listen = '127.0.0.1:1'\ndata_dir = '/file'\n[limits]\nform_kb = 5\n");
        let env = env(&[
            ("RADICA_LISTEN", "127.0.0.1:2"),
            ("RADICA_SESSION__ABSOLUTE_HOURS", "2"),
        ]);
        let flags = "listen = '127.0.0.1:3'".parse().unwrap();
        let config = load(Some(file.path()), env, flags).unwrap();
        assert_eq!(config.listen.port(), 3);
        assert_eq!(config.data_dir, PathBuf::from("/file"));
        assert_eq!((config.limits.form_kb, config.session.absolute_hours), (5, 2));
    }

    #[test]
    fn without_a_public_address_people_come_to_the_port_it_listens_on() {
        let flags = "listen = '127.0.0.1:9000'".parse().unwrap();
        let config = load(None, [], flags).unwrap();
        assert_eq!(config.public_url.as_str(), "http://localhost:9000");
    }

    #[test]
    fn an_unknown_setting_is_named() {
        let error = load(None, env(&[("RADICA_LISTNE", "x")]), Table::new()).unwrap_err();
        assert!(error.to_string().contains("listne"), "{error}");
    }

    #[test]
    fn variables_of_other_programs_and_of_tests_are_left_alone() {
        let env = env(&[("PATH", "/bin"), ("RADICA_TEST_POSTGRES", "x"), ("RADICA_CONFIG", "y")]);
        assert!(load(None, env, Table::new()).is_ok());
    }

    #[test]
    fn a_syntax_error_names_the_file_and_the_line() {
        let file = file("listen = '127.0.0.1:1'\ndata_dir =\n");
        let message = load(Some(file.path()), [], Table::new()).unwrap_err().to_string();
        assert!(message.contains("line 2"), "{message}");
    }

    #[test]
    fn the_demonstration_issuer_never_leaves_the_machine() {
        let flags = "demo = true\ndemo_listen = '0.0.0.0:8081'".parse().unwrap();
        assert!(load(None, [], flags).is_err());
    }
}
