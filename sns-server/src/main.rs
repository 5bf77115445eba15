//! `sns-server`: reads the command line, and serves.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use sns_server::cli::Arguments;
use sns_server::{Banner, Config, HugePages, Server, log};

/// The status of a command line or configuration that is not understood, as for all options.
const MISUSE: u8 = 2;

#[global_allocator]
static ALLOCATOR: HugePages = HugePages;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (is_check, is_trial) = (arguments.is_check(), arguments.is_trial());
    let config = match arguments.into_config() {
        Ok(config) => config,
        Err(error) => return fail(&error, MISUSE),
    };
    log::start(config.log);
    let result = if is_check { sns_server::check(&config) } else { serve(&config, is_trial) };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error, 1),
    }
}

fn serve(config: &Config, is_trial: bool) -> Result<(), sns_server::StartError> {
    sns_server::run(config, |server: &Server| {
        if is_trial {
            // Nobody may be listening; the server serves all the same.
            let _ = write!(std::io::stdout(), "{}", Banner::of(server));
        }
    })
}

fn fail(error: &dyn std::error::Error, status: u8) -> ExitCode {
    eprintln!("sns-server: {error}");
    ExitCode::from(status)
}
