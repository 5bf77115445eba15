//! `sns`: the command line of the Spatial Name System for people.
//!
//! ```text
//! cli (what was typed) ─▶ verb::* ─┬─ load ◀─ files ─▶ libsns::plan, libsns::zone
//!                                  └─ libsns::client ◀─▶ a name server
//!                          │
//!                          ▼
//!                   report: text for stdout, and the status ◀─ show::* (pure)
//! ```
//!
//! Verbs return what they found as text; only this file writes to the terminal.

mod atlas;
mod cli;
mod files;
mod load;
mod local;
mod opener;
mod paint;
mod position;
mod report;
mod server;
mod show;
mod verb;
mod walk;

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

use cli::{Arguments, Verb};
use paint::Paint;
use report::{Report, Trouble};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let paint = Paint::for_terminal(io::stdout().is_terminal());
    match run(&arguments.verb, paint) {
        Ok(report) => finish(&report),
        Err(trouble) => {
            let paint = Paint::for_terminal(io::stderr().is_terminal());
            eprintln!("{}", trouble.text(paint));
            ExitCode::from(trouble.status())
        }
    }
}

fn run(verb: &Verb, paint: Paint) -> Result<Report, Trouble> {
    match verb {
        Verb::Check(arguments) => verb::check::run(arguments, paint),
        Verb::Compile(arguments) => verb::compile::run(arguments),
        Verb::Tree(arguments) => verb::tree::run(arguments, paint),
        Verb::Ask(arguments) => verb::ask::run(arguments, paint),
        Verb::Near(arguments) => verb::near::run(arguments, paint),
        Verb::Locate(arguments) => verb::locate::run(arguments, paint),
        Verb::Import(arguments) => verb::import::run(arguments, paint),
        Verb::Gazetteer(arguments) => verb::gazetteer::run(arguments),
        Verb::Join(arguments) => verb::join::run(arguments),
        Verb::Delegate(arguments) => verb::delegate::run(arguments),
        Verb::Route(arguments) => verb::route::run(arguments, paint),
        Verb::Map(arguments) => verb::map::run(arguments),
    }
}

/// Writes a report. A reader that has gone (`sns … | head`) has read enough.
fn finish(report: &Report) -> ExitCode {
    for remark in &report.remarks {
        eprintln!("{remark}");
    }
    let mut out = io::stdout().lock();
    match out.write_all(report.text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("sns: cannot write the result: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::from(report.status()),
    }
}
