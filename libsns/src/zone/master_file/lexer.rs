//! Words and entries (RFC 1035 §5.1): blanks, quotes, escapes, comments, parentheses.

use super::MasterFileError;
use crate::limits::ENTRY_WORDS_MAX;
use crate::record::{RdataError, Token, TokenKind};

/// What an octet means outside quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Part of a word.
    Word,
    Blank,
    Newline,
    CarriageReturn,
    Quote,
    Backslash,
    Comment,
    Open,
    Close,
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::Word; 256];
    classes[b' ' as usize] = Class::Blank;
    classes[b'\t' as usize] = Class::Blank;
    classes[b'\n' as usize] = Class::Newline;
    classes[b'\r' as usize] = Class::CarriageReturn;
    classes[b'"' as usize] = Class::Quote;
    classes[b'\\' as usize] = Class::Backslash;
    classes[b';' as usize] = Class::Comment;
    classes[b'(' as usize] = Class::Open;
    classes[b')' as usize] = Class::Close;
    classes
};

/// The first octet at or behind `at` that is not simply part of a word, or the end of the text.
///
/// Eight octets are looked at together: nearly all of a zone is letters, digits, dots and hyphens,
/// which are above all the octets with a meaning but `;` and `\`.
#[inline]
fn word_end(text: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = text.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        match first_special(u64::from_le_bytes(*chunk)) {
            8 => at += 8,
            offset if CLASSES[usize::from(chunk[offset])] == Class::Word => at += offset + 1,
            offset => return at + offset,
        }
    }
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|&c| CLASSES[usize::from(c)] != Class::Word).unwrap_or(rest.len())
}

/// Which of eight octets, the first lowest, is the first that is at most `)`, or is `;` or `\`; 8
/// when none is.
#[inline]
fn first_special(octets: u64) -> usize {
    first(below(octets, b')' + 1) | equal(octets, b';') | equal(octets, b'\\'))
}

/// The first octet at or behind `at` that means something inside quotes: the closing quote, a
/// backslash, a newline; or the end of the text.
#[inline]
fn string_part_end(text: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = text.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let octets = u64::from_le_bytes(*chunk);
        match first(equal(octets, b'"') | equal(octets, b'\\') | equal(octets, b'\n')) {
            8 => at += 8,
            offset => return at + offset,
        }
    }
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|c| matches!(c, b'"' | b'\\' | b'\n')).unwrap_or(rest.len())
}

/// Eight octets of one, to be multiplied.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Sets the top bit of the first of eight octets that is below `n`, itself at most 0x80. A borrow
/// may set those behind it as well, but none before it.
#[inline]
fn below(octets: u64, n: u8) -> u64 {
    octets.wrapping_sub(ONES * u64::from(n)) & !octets & (ONES * 0x80)
}

/// The same for the first octet that is `c`.
#[inline]
fn equal(octets: u64, c: u8) -> u64 {
    below(octets ^ (ONES * u64::from(c)), 1)
}

/// Which octet has the first top bit set; 8 when none has.
#[inline]
fn first(top_bits: u64) -> usize {
    top_bits.trailing_zeros() as usize / 8
}

/// Something wrong at an octet of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The octet, counted from the start of the text.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }

    /// A word is not what was expected.
    #[cold]
    pub(super) fn found(token: &Token<'_>, expected: &str) -> Self {
        Self::new(token.at, format!("found \"{}\"; expected {expected}", token.shown()))
    }

    /// The entry ends too soon.
    #[cold]
    pub(super) fn ended(tokens: &[Token<'_>], expected: &str) -> Self {
        Self::new(end_of(tokens), format!("the entry ends; expected {expected}"))
    }

    /// The data, which begins at a word, does not fit its type.
    #[cold]
    pub(super) fn in_data(error: &RdataError, begin: usize, tokens: &[Token<'_>]) -> Self {
        let word = match error {
            // It is the type that is wrong.
            RdataError::Generic(_) | RdataError::Meta(_) => begin.saturating_sub(1),
            _ => begin + error.field().unwrap_or(0),
        };
        let at = tokens.get(word).map_or_else(|| end_of(tokens), |token| token.at);
        Self::new(at, error.to_string())
    }

    /// The error with line and column.
    #[cold]
    pub(super) fn in_file(self, text: &[u8], file: &str) -> MasterFileError {
        let before = &text[..self.at.min(text.len())];
        let line_start = before.iter().rposition(|&c| c == b'\n').map_or(0, |at| at + 1);
        // Columns count characters: the octets of UTF-8 that continue one are 10xxxxxx.
        let characters = before[line_start..].iter().filter(|&&c| c & 0xc0 != 0x80).count();
        MasterFileError {
            file: file.into(),
            line: 1 + before.iter().filter(|&&c| c == b'\n').count(),
            column: 1 + characters,
            message: self.message,
        }
    }
}

/// Where the last word ends.
fn end_of(tokens: &[Token<'_>]) -> usize {
    tokens.last().map_or(0, |token| {
        let quotes = if token.kind == TokenKind::Quoted { 2 } else { 0 };
        token.at + token.text.len() + quotes
    })
}

/// Cuts a text into entries: a line, or several within parentheses.
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
}

/// An entry, whose words stand elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// "If an entry for an RR begins with a blank, then the owner is assumed to be the last stated
    /// owner" (RFC 1035 §5.1).
    pub(super) begins_blank: bool,
}

impl<'a> Lexer<'a> {
    /// At the start of a text.
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// Reads the words of the next entry; none at the end. After a fault the next entry is the one
    /// behind it.
    #[inline]
    pub(super) fn next_entry(
        &mut self,
        tokens: &mut Vec<Token<'a>>,
    ) -> Result<Option<Entry>, Fault> {
        tokens.clear();
        let mut begins_blank = self.is_at_blank();
        let mut open = Parentheses::default();
        loop {
            let Some(&c) = self.text.get(self.at) else {
                return self.end(open, !tokens.is_empty(), begins_blank);
            };
            match CLASSES[usize::from(c)] {
                Class::Blank => self.at += 1,
                Class::Word | Class::Backslash => {
                    let word = self.word();
                    tokens.push(word.map_err(|fault| self.recovered(fault, open))?);
                    // One blank stands behind nearly every word.
                    self.at += usize::from(self.text.get(self.at) == Some(&b' '));
                }
                Class::Newline => {
                    self.at += 1;
                    if open.depth == 0 {
                        if !tokens.is_empty() {
                            return Ok(Some(Entry { begins_blank }));
                        }
                        begins_blank = self.is_at_blank();
                    }
                }
                Class::Quote => {
                    let string = self.quoted();
                    tokens.push(string.map_err(|fault| self.recovered(fault, open))?);
                }
                Class::Comment => self.at = self.line_end(self.at),
                Class::CarriageReturn if self.text.get(self.at + 1) == Some(&b'\n') => self.at += 1,
                Class::CarriageReturn => {
                    let fault = Fault::new(self.at, "a carriage return; expected a newline too");
                    return Err(self.recovered(fault, open));
                }
                Class::Open => self.open(&mut open),
                Class::Close => self.close(&mut open)?,
            }
            if tokens.len() > ENTRY_WORDS_MAX {
                return Err(self.too_long(open));
            }
        }
    }

    fn is_at_blank(&self) -> bool {
        matches!(self.text.get(self.at), Some(b' ' | b'\t'))
    }

    /// The newline at or behind an octet, or the end of the text.
    fn line_end(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        from + rest.iter().position(|&c| c == b'\n').unwrap_or(rest.len())
    }

    /// A word, plain or with a quoted value behind an equals sign.
    #[inline]
    fn word(&mut self) -> Result<Token<'a>, Fault> {
        let (start, mut at) = (self.at, self.at);
        let (mut kind, mut escaped) = (TokenKind::Word, false);
        loop {
            at = word_end(self.text, at);
            match self.text.get(at) {
                Some(b'\\') => {
                    escaped = true;
                    at = self.behind_escape(at)?;
                }
                Some(b'"') => {
                    // RFC 9460 §2.1: SvcParam = SvcParamKey ["=" SvcParamValue], the value a
                    // character string, which may be quoted.
                    if self.text[at - 1] != b'=' {
                        return Err(Fault::new(
                            at,
                            "a quote in a word; expected a blank before it",
                        ));
                    }
                    let (end, escaped_inside) = self.string_end(at)?;
                    (kind, escaped, at) = (TokenKind::Pair, escaped | escaped_inside, end + 1);
                    self.blank_behind_quote(at)?;
                    break;
                }
                _ => break,
            }
        }
        self.at = at;
        Ok(Token { text: &self.text[start..at], kind, escaped, at: start })
    }

    /// A string in quotes.
    #[inline]
    fn quoted(&mut self) -> Result<Token<'a>, Fault> {
        let start = self.at;
        let (end, escaped) = self.string_end(start)?;
        self.at = end + 1;
        // Two strings may touch, as in "a""b"; a word may not follow at once.
        if self.text.get(self.at) != Some(&b'"') {
            self.blank_behind_quote(self.at)?;
        }
        let text = &self.text[start + 1..end];
        Ok(Token { text, kind: TokenKind::Quoted, escaped, at: start })
    }

    /// Where the closing quote stands of the string whose opening quote stands at `open`, and
    /// whether there is a backslash between.
    fn string_end(&self, open: usize) -> Result<(usize, bool), Fault> {
        let (mut at, mut escaped) = (open + 1, false);
        loop {
            at = string_part_end(self.text, at);
            match self.text.get(at) {
                Some(b'"') => return Ok((at, escaped)),
                Some(b'\\') => {
                    escaped = true;
                    at = self.behind_escape(at)?;
                }
                _ => return Err(Fault::new(open, "expected a closing quote on the same line")),
            }
        }
    }

    /// A backslash takes the next character with it, whatever that is, but not the line's end.
    fn behind_escape(&self, at: usize) -> Result<usize, Fault> {
        match self.text.get(at + 1) {
            None | Some(b'\n' | b'\r') => {
                Err(Fault::new(at, "a backslash ends the line; expected a character behind it"))
            }
            Some(_) => Ok(at + 2),
        }
    }

    fn blank_behind_quote(&self, at: usize) -> Result<(), Fault> {
        match self.text.get(at).map(|&c| CLASSES[usize::from(c)]) {
            Some(Class::Word | Class::Backslash | Class::Quote) => {
                Err(Fault::new(at, "expected a blank behind the closing quote"))
            }
            _ => Ok(()),
        }
    }

    #[cold]
    fn open(&mut self, open: &mut Parentheses) {
        if open.depth == 0 {
            open.first_at = self.at;
        }
        open.depth += 1;
        self.at += 1;
    }

    #[cold]
    fn close(&mut self, open: &mut Parentheses) -> Result<(), Fault> {
        if open.depth == 0 {
            let fault = Fault::new(self.at, "found \")\"; expected \"(\" before it");
            return Err(self.recovered(fault, *open));
        }
        open.depth -= 1;
        self.at += 1;
        Ok(())
    }

    /// The text has ended.
    #[cold]
    fn end(
        &mut self,
        open: Parentheses,
        has_words: bool,
        begins_blank: bool,
    ) -> Result<Option<Entry>, Fault> {
        if open.depth > 0 {
            return Err(self.unclosed(open));
        }
        Ok(has_words.then_some(Entry { begins_blank }))
    }

    /// Goes on behind the line where the parenthesis was opened, for somewhere it was forgotten to
    /// be closed.
    fn unclosed(&mut self, open: Parentheses) -> Fault {
        self.at = self.line_end(open.first_at);
        Fault::new(open.first_at, "found \"(\"; expected \")\" somewhere behind it")
    }

    #[cold]
    fn too_long(&mut self, open: Parentheses) -> Fault {
        if open.depth > 0 {
            return self.unclosed(open);
        }
        let fault =
            Fault::new(self.at, format!("expected at most {ENTRY_WORDS_MAX} words in an entry"));
        self.recovered(fault, open)
    }

    /// Goes on at the line behind a fault, or inside parentheses behind the one that closes them.
    #[cold]
    fn recovered(&mut self, fault: Fault, open: Parentheses) -> Fault {
        let rest = &self.text[fault.at..];
        let close = if open.depth > 0 { rest.iter().position(|&c| c == b')') } else { None };
        self.at = self.line_end(fault.at + close.unwrap_or(0));
        fault
    }
}

/// The parentheses that are open.
#[derive(Clone, Copy, Default)]
struct Parentheses {
    depth: usize,
    /// Where the outermost stands.
    first_at: usize,
}
