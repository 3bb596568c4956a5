//! What is measured.

use std::path::PathBuf;

/// The options of the command line.
pub struct Options {
    /// The database; SQLite in the folder of the run without.
    pub database: Option<String>,
    /// How long each measurement lasts.
    pub seconds: u64,
    /// Instances under way at once.
    pub clients: usize,
    /// Finished instances that are in the database before.
    pub stored: u64,
    /// Open instances that are in the database before.
    pub open: u64,
    /// Timers that are not due yet.
    pub timers: u64,
    folder: Option<PathBuf>,
}

impl Options {
    /// Reads the command line.
    pub fn read() -> Self {
        let mut options = Self {
            database: None,
            seconds: 10,
            clients: 512,
            stored: 0,
            open: 0,
            timers: 0,
            folder: None,
        };
        let mut words = std::env::args().skip(1);
        while let (Some(name), Some(value)) = (words.next(), words.next()) {
            match name.as_str() {
                "--database" => options.database = Some(value),
                "--seconds" => options.seconds = value.parse().unwrap(),
                "--clients" => options.clients = value.parse().unwrap(),
                "--stored" => options.stored = value.parse().unwrap(),
                "--open" => options.open = value.parse().unwrap(),
                "--timers" => options.timers = value.parse().unwrap(),
                "--folder" => options.folder = Some(value.into()),
                other => panic!("unknown option {other}"),
            }
        }
        options
    }

    /// Where the run makes its own folder: it must be on the disk to measure.
    pub fn folder(&self) -> PathBuf {
        self.folder.clone().unwrap_or_else(std::env::temp_dir)
    }
}
