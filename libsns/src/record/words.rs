//! The words of one record's data, read from the first to the last.

use super::{RdataError, Token, TokenKind};
use crate::name::Name;

/// A cursor over the words, with the origin that completes relative names.
pub(crate) struct Words<'t, 'a> {
    tokens: &'t [Token<'a>],
    taken: usize,
    origin: Option<&'t Name>,
}

impl<'t, 'a> Words<'t, 'a> {
    /// At the first word.
    pub(crate) fn new(tokens: &'t [Token<'a>], origin: Option<&'t Name>) -> Self {
        Self { tokens, taken: 0, origin }
    }

    /// What completes relative names.
    pub(crate) fn origin(&self) -> Option<&'t Name> {
        self.origin
    }

    /// The next word, not taken.
    pub(crate) fn peek(&self) -> Option<&'t Token<'a>> {
        self.tokens.get(self.taken)
    }

    /// Takes the next word.
    #[inline]
    pub(crate) fn next(&mut self, expected: &'static str) -> Result<&'t Token<'a>, RdataError> {
        let token = self.peek().ok_or(RdataError::Missing { field: self.taken, expected })?;
        self.taken += 1;
        Ok(token)
    }

    /// Takes the next word, which must not be quoted.
    #[inline]
    pub(crate) fn plain(&mut self, expected: &'static str) -> Result<&'a [u8], RdataError> {
        self.next(expected)?.plain().ok_or_else(|| self.refused(expected))
    }

    /// Takes the next word if `read` makes something of it.
    pub(crate) fn read<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&'a [u8]) -> Option<T>,
    ) -> Result<T, RdataError> {
        let text = self.plain(expected)?;
        read(text).ok_or_else(|| self.refused(expected))
    }

    /// Takes all words that are left.
    pub(crate) fn rest(&mut self) -> &'t [Token<'a>] {
        let rest = &self.tokens[self.taken..];
        self.taken = self.tokens.len();
        rest
    }

    /// How many words have been taken.
    pub(crate) fn taken(&self) -> usize {
        self.taken
    }

    /// The error that the word taken last is not as expected.
    #[cold]
    pub(crate) fn refused(&self, expected: &'static str) -> RdataError {
        self.refused_at(self.taken.saturating_sub(1), expected)
    }

    /// The error that a word, counted from 0, is not as expected.
    #[cold]
    pub(crate) fn refused_at(&self, field: usize, expected: &'static str) -> RdataError {
        match self.tokens.get(field) {
            Some(token) => RdataError::Field { field, found: token.shown(), expected },
            None => RdataError::Missing { field, expected },
        }
    }

    /// All words must have been taken.
    pub(crate) fn finish(&self) -> Result<(), RdataError> {
        match self.peek() {
            None => Ok(()),
            Some(token) => Err(RdataError::Extra { field: self.taken, found: token.shown() }),
        }
    }
}

impl Token<'_> {
    /// True for a word that may be a character string, plain or quoted.
    pub(crate) fn is_string(&self) -> bool {
        self.kind != TokenKind::Pair
    }
}
