//! The words that a record's data is made of in a master file (RFC 1035 §5.1).

/// How a word was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Plain: `lamp`.
    Word,
    /// In quotes, which are not part of the text: `"a lamp"`.
    Quoted,
    /// A key with a quoted value, the quotes part of the text: `alpn="h2,h3"` (RFC 9460 §2.1).
    Pair,
}

/// One word of an entry, as it stands in the file: escapes are not undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The characters.
    pub text: &'a [u8],
    /// How they were written.
    pub kind: TokenKind,
    /// True when a backslash is among them.
    pub escaped: bool,
    /// Where the word begins, in octets from the start of its text.
    pub at: usize,
}

impl<'a> Token<'a> {
    /// A plain word.
    #[must_use]
    pub fn word(text: &'a [u8]) -> Self {
        Self { text, kind: TokenKind::Word, escaped: text.contains(&b'\\'), at: 0 }
    }

    /// A word in quotes; `text` is what stands between them.
    #[must_use]
    pub fn quoted(text: &'a [u8]) -> Self {
        Self { kind: TokenKind::Quoted, ..Self::word(text) }
    }

    /// True for the mark `\#` before data of the generic form (RFC 3597 §5).
    #[must_use]
    pub fn is_generic_mark(&self) -> bool {
        self.kind == TokenKind::Word && self.text == b"\\#"
    }

    /// The text, if it is a plain word: numbers, addresses and keywords are never quoted.
    pub(crate) fn plain(&self) -> Option<&'a [u8]> {
        (self.kind == TokenKind::Word).then_some(self.text)
    }

    /// The text for a message: cut when long, strange octets escaped.
    #[must_use]
    pub fn shown(&self) -> String {
        const SHOWN_OCTETS_MAX: usize = 40;
        let cut = self.text.len() > SHOWN_OCTETS_MAX;
        let head = &self.text[..self.text.len().min(SHOWN_OCTETS_MAX)];
        format!("{}{}", head.escape_ascii(), if cut { "..." } else { "" })
    }
}
