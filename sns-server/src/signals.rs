//! Signals: HUP reloads, USR1 reports, TERM and INT stop. Once the server is asked to stop, or while it
//! does not serve yet, TERM and INT end the process at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGUSR1};
use signal_hook::{flag, iterator};

use crate::run::Server;

/// The exit status of a server ended before it could end by itself.
const FORCED_STATUS: i32 = 1;

/// The signals of this process.
pub(crate) struct Signals {
    signals: iterator::Signals,
    ends_at_once: Arc<AtomicBool>,
}

impl Signals {
    /// Takes the signals over.
    pub(crate) fn listen() -> io::Result<Self> {
        let ends_at_once = Arc::new(AtomicBool::new(true));
        for signal in [SIGTERM, SIGINT] {
            // In this order: the first signal of a running server finds the flag down and raises
            // it, the second finds it raised.
            flag::register_conditional_shutdown(signal, FORCED_STATUS, Arc::clone(&ends_at_once))?;
            flag::register(signal, Arc::clone(&ends_at_once))?;
        }
        let signals = iterator::Signals::new([SIGHUP, SIGUSR1, SIGTERM, SIGINT])?;
        Ok(Self { signals, ends_at_once })
    }

    /// From now on there is something to end in order.
    pub(crate) fn started(&self) {
        self.ends_at_once.store(false, Ordering::SeqCst);
    }

    /// Does as the signals say, until one says to stop.
    pub(crate) fn serve(&mut self, server: &Server) {
        for signal in self.signals.forever() {
            match signal {
                SIGHUP => server.reload(),
                SIGUSR1 => tracing::info!("counted: {}", server.totals()),
                _ => return,
            }
        }
    }
}
