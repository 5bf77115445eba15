//! The command line.

use std::path::{Path, PathBuf};

use clap::Parser;

use crate::config::{
    Config, ConfigError, ZoneSource, parse_listen, parse_log_format, parse_log_level, parse_origin,
};
use crate::limits;

/// Serves zones of places and devices over the DNS.
///
/// A zone is a master file (RFC 1035 §5), or a directory with a plan.toml that describes a
/// building. Signals: HUP reads changed zones again (they are also watched), USR1 logs what was
/// counted, TERM and INT stop.
#[derive(Debug, Parser)]
#[command(name = "sns-server", version)]
pub struct Arguments {
    /// Serve this zone: a master file or a plan directory. A master file that does not say its
    /// origin needs it here; given with another zone's path it is a fault. May be repeated.
    #[arg(long = "zone", value_name = "[ORIGIN=]PATH")]
    zones: Vec<String>,
    /// Listen here, over UDP and TCP, instead of where the configuration says or at
    /// 127.0.0.1:5354 and [::1]:5354. May be repeated; with port 0 the system chooses.
    #[arg(long = "listen", value_name = "ADDRESS:PORT")]
    listen: Vec<String>,
    /// Workers for each listen address [default: one for each processor].
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    threads: Option<i64>,
    /// Read the configuration from this file. The other options add zones to it and stand above
    /// the rest of it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Check the configuration and the zones, and end.
    #[arg(long)]
    check_config: bool,
    /// Form of the log: text or json [default: text].
    #[arg(long, value_name = "FORM")]
    log: Option<String>,
    /// How much to log: error, warn, info, debug or trace [default: info].
    #[arg(long, value_name = "LEVEL")]
    log_level: Option<String>,
}

impl Arguments {
    /// Whether to check only.
    #[must_use]
    pub fn is_check(&self) -> bool {
        self.check_config
    }

    /// Whether somebody tries the server out by hand: zones given, no configuration file.
    #[must_use]
    pub fn is_trial(&self) -> bool {
        self.config.is_none()
    }

    /// The configuration: that of the file, if one is named, with the options above it.
    ///
    /// # Errors
    /// When the file or an option says something that is not understood, or there is no zone.
    pub fn into_config(self) -> Result<Config, ConfigError> {
        let mut config = match &self.config {
            Some(path) => Config::read(path)?,
            None => Config::defaults()?,
        };
        for zone in &self.zones {
            config.zones.push(zone_source(zone)?);
        }
        if !self.listen.is_empty() {
            let parse = |text: &String| parse_listen("--listen", text);
            config.listen = self.listen.iter().map(parse).collect::<Result<_, _>>()?;
        }
        if let Some(threads) = self.threads {
            let limit = limits::Limit { key: "--threads", ..limits::THREADS };
            config.threads = limit.check(threads)? as usize;
        }
        if let Some(format) = &self.log {
            config.log.format = parse_log_format("--log", format)?;
        }
        if let Some(level) = &self.log_level {
            config.log.level = parse_log_level("--log-level", level)?;
        }
        if config.zones.is_empty() {
            return Err(ConfigError::NoZone);
        }
        Ok(config)
    }
}

/// Reads `[ORIGIN=]PATH`. A path that exists may have an equals sign in it.
fn zone_source(text: &str) -> Result<ZoneSource, ConfigError> {
    match text.split_once('=') {
        Some((origin, path)) if !Path::new(text).exists() => Ok(ZoneSource {
            origin: Some(parse_origin("--zone", origin)?),
            path: PathBuf::from(path),
        }),
        _ => Ok(ZoneSource { origin: None, path: PathBuf::from(text) }),
    }
}
