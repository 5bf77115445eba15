//! A reader that lets through only so many octets before somebody says that they were used.
//!
//! Parsers of streams keep one thing at a time; a file that never ends its first thing would fill the
//! memory. With a meter before it, the parser gets an error instead.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// The reader.
pub(super) struct Meter<R> {
    inner: R,
    left: Rc<Cell<usize>>,
    most: usize,
}

/// Sets a meter back: the thing that was read is done.
#[derive(Clone)]
pub(super) struct Reset {
    left: Rc<Cell<usize>>,
    most: usize,
}

impl<R> Meter<R> {
    /// Lets through `most` octets between resets.
    pub(super) fn new(inner: R, most: usize) -> Self {
        Self { inner, left: Rc::new(Cell::new(most)), most }
    }

    pub(super) fn reset(&self) -> Reset {
        Reset { left: Rc::clone(&self.left), most: self.most }
    }
}

impl Reset {
    pub(super) fn reset(&self) {
        self.left.set(self.most);
    }
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        let room = into.len().min(left);
        if room == 0 && !into.is_empty() {
            let text =
                format!("is larger than {} octets; expected no more in one piece", self.most);
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        let read = self.inner.read(into.get_mut(..room).unwrap_or_default())?;
        self.left.set(left.saturating_sub(read));
        Ok(read)
    }
}
