//! The log: lines for people, or JSON for machines, on standard error.

use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;

pub use tracing::Level;

/// How lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// What is logged, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How lines look.
    pub format: Format,
    /// The least important that is logged.
    pub level: Level,
}

impl Default for Settings {
    fn default() -> Self {
        Self { format: Format::Text, level: Level::INFO }
    }
}

/// Sends what this process logs to standard error. Only the first call in a process counts.
pub fn start(settings: Settings) {
    let lines = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::from_level(settings.level))
        .with_writer(std::io::stderr)
        .with_target(false);
    // A log already started (by a test, by a program around this library) stays as it is.
    let _ = match settings.format {
        Format::Text => lines.with_ansi(std::io::stderr().is_terminal()).compact().try_init(),
        Format::Json => lines.json().flatten_event(true).try_init(),
    };
}
