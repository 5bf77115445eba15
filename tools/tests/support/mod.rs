//! What the tests share: the `sns` program, a server of the example zones, and a folder.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "only tests use this")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use serde_json::Value;
use sns_server::config::{Listen, ZoneSource};
use sns_server::{Config, Server};

/// The example zone that most tests use.
pub(crate) const APEX: &str = "coworking.example";

/// What the program said and how it ended.
pub(crate) struct Said {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        Self {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// Its output, when it ended with this status.
    #[track_caller]
    pub(crate) fn with_status(self, status: i32) -> String {
        assert_eq!(self.status, status, "{}{}", self.out, self.err);
        self.out
    }

    /// Its output as JSON, when it ended with this status.
    #[track_caller]
    pub(crate) fn json(self, status: i32) -> Value {
        serde_json::from_str(&self.with_status(status)).unwrap()
    }
}

/// Runs `sns` as a user would from the project's folder, without the user's own environment.
pub(crate) fn sns(arguments: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_sns"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .env_remove("SNS_SERVER")
        .env_remove("SNS_ZONE")
        .output();
    Said::of(&output.unwrap())
}

/// A server of the example zone on a free port.
pub(crate) struct Served {
    server: Option<Server>,
    address: String,
}

impl Served {
    pub(crate) fn start() -> Self {
        let mut config = Config::defaults().unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../zones/coworking");
        config.zones = vec![ZoneSource { origin: None, path }];
        config.listen = vec![Listen { address: "127.0.0.1:0".parse().unwrap(), is_required: true }];
        config.threads = 1;
        let server = Server::start(&config).unwrap();
        let address = server.addresses()[0].to_string();
        Self { server: Some(server), address }
    }

    /// Runs `sns` with this server and the example zone.
    pub(crate) fn sns(&self, arguments: &[&str]) -> Said {
        let server = ["--server", &self.address, "--zone", APEX];
        sns(&[arguments, &server].concat())
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            let _totals = server.stop();
        }
    }
}

/// A folder that is gone when the test is over.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("sns-tools-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, file: &str) -> String {
        self.0.join(file).to_str().unwrap().to_owned()
    }

    /// Writes a file; its path.
    pub(crate) fn write(&self, file: &str, text: &str) -> String {
        let path = self.path(file);
        fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind in the temporary directory harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}
