//! What all workers share: the current authority, and whether to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use arc_swap::{ArcSwap, Guard};
use libsns::authority::Authority;

/// How long the writer waits for the last reader of an authority it has replaced.
const LAST_READER_WAIT: Duration = Duration::from_millis(500);

/// Shared by all workers. Reading takes no lock; there is one writer.
#[derive(Debug)]
pub(crate) struct Service {
    authority: ArcSwap<Authority>,
    is_stopping: AtomicBool,
}

impl Service {
    /// A service that answers from this authority.
    pub(crate) fn new(authority: Authority) -> Self {
        Self { authority: ArcSwap::from_pointee(authority), is_stopping: AtomicBool::new(false) }
    }

    /// The authority of this moment. Held for one batch, not longer.
    pub(crate) fn authority(&self) -> Guard<Arc<Authority>> {
        self.authority.load()
    }

    /// From now on questions are answered from this authority.
    pub(crate) fn publish(&self, authority: Authority) {
        let replaced = self.authority.swap(Arc::new(authority));
        // Whoever drops the last reference frees the memory, which for a large zone takes
        // milliseconds. That shall be the writer, not the worker with the last batch.
        let step = Duration::from_millis(1);
        let mut waited = Duration::ZERO;
        while Arc::strong_count(&replaced) > 1 && waited < LAST_READER_WAIT {
            std::thread::sleep(step);
            waited += step;
        }
    }

    /// Asks the workers to stop.
    pub(crate) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// Whether they were asked to.
    pub(crate) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Relaxed)
    }
}
