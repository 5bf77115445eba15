//! The `sns-server` program, built and running.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::{asking, peers};

/// The program, running on a free port of loopback; it ends with this.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Program {
    /// Starts the program with these zones, files or folders.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(zones: &[PathBuf]) -> Self {
        let port = peers::free_port().expect("a port");
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut command = Command::new(built("sns-server"));
        for zone in zones {
            command.arg("--zone").arg(zone);
        }
        command.args(["--listen", &address.to_string(), "--log-level", "error"]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("it starts");
        Self { child, address }
    }

    /// Waits until the program answers this.
    ///
    /// # Panics
    /// When it ends, or takes longer than the patience.
    pub fn wait(&mut self, request: &[u8], patience: Duration) {
        let end = Instant::now() + patience;
        while asking::ask_all(self.address, &[request.to_vec()]).is_ok_and(|r| r[0].is_none()) {
            let ended = self.child.try_wait().expect("the child is ours");
            assert!(ended.is_none(), "sns-server ended with {ended:?}");
            assert!(Instant::now() < end, "sns-server stays silent");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Builds the program of a package, which cargo does not do for tests of another package, and tells
/// where it is.
///
/// # Panics
/// When it cannot be built.
#[must_use]
pub fn built(package: &str) -> PathBuf {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let build =
        ["build", "--quiet", "--offline", "--bins", "--package", package, "--message-format=json"];
    let output = Command::new(env!("CARGO"))
        .args(build)
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    let said = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let path = said.split("\"executable\":\"").nth(1).and_then(|rest| rest.split('"').next());
    PathBuf::from(path.expect("cargo names the program it built"))
}

/// Runs `sns` with these arguments to its end.
///
/// # Panics
/// When it cannot be run.
#[must_use]
pub fn sns(arguments: &[&str]) -> Output {
    static SNS: LazyLock<PathBuf> = LazyLock::new(|| built("sns-tools"));
    Command::new(&*SNS).args(arguments).stdin(Stdio::null()).output().expect("sns runs")
}

/// A folder of its own that goes with this.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A fresh folder.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn new() -> Self {
        Self(peers::temporary_folder().expect("a folder"))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file in it.
    ///
    /// # Panics
    /// When that fails.
    pub fn write(&self, file: &str, text: &str) -> PathBuf {
        let path = self.0.join(file);
        fs::write(&path, text).expect("the folder is ours");
        path
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
