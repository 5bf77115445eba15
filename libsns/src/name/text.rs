//! Names as text: presentation form and its escapes (RFC 1035 §5.1, RFC 4343 §2.1).

use std::fmt::{self, Write};
use std::str::FromStr;

use super::{Name, NameBuffer, NameError};

/// Why text is not a domain name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseNameError {
    /// The text is empty.
    Empty,
    /// A backslash is not followed by a character or by three digits up to 255.
    Escape,
    /// The labels do not make a name.
    Name(NameError),
}

impl fmt::Display for ParseNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "no name; the root is written \".\""),
            Self::Escape => {
                write!(f, "a backslash needs a character or three digits from 000 to 255 after it")
            }
            Self::Name(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ParseNameError {}

impl From<NameError> for ParseNameError {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

impl FromStr for Name {
    type Err = ParseNameError;

    /// Reads an absolute name; the final dot may be left out.
    fn from_str(text: &str) -> Result<Self, ParseNameError> {
        if text == "." {
            return Ok(Self::root());
        }
        let (buffer, _) = Self::parse_labels(text.as_bytes())?;
        Ok(buffer.finish()?)
    }
}

impl Name {
    /// Reads a name that is relative to `origin` unless it ends in a dot; `@` is the origin.
    ///
    /// # Errors
    /// When the text or the whole is not a name.
    pub fn parse_relative(text: &[u8], origin: &Self) -> Result<Self, ParseNameError> {
        match text {
            b"@" => return Ok(origin.clone()),
            b"." => return Ok(Self::root()),
            _ => {}
        }
        let (mut buffer, absolute) = Self::parse_labels(text)?;
        if !absolute {
            buffer.push_name(origin)?;
        }
        Ok(buffer.finish()?)
    }

    /// The labels of the text, and whether it ended in a dot.
    fn parse_labels(text: &[u8]) -> Result<(NameBuffer, bool), ParseNameError> {
        if text.is_empty() {
            return Err(ParseNameError::Empty);
        }
        let mut buffer = NameBuffer::new();
        let mut label = Vec::with_capacity(16);
        let mut at = 0;
        while at < text.len() {
            match text[at] {
                b'.' => {
                    buffer.push_label(&label)?;
                    label.clear();
                    at += 1;
                }
                b'\\' => {
                    let (octet, used) = unescape(&text[at..]).ok_or(ParseNameError::Escape)?;
                    label.push(octet);
                    at += used;
                }
                octet => {
                    label.push(octet);
                    at += 1;
                }
            }
        }
        let absolute = label.is_empty();
        if !absolute {
            buffer.push_label(&label)?;
        }
        Ok((buffer, absolute))
    }
}

/// The octet that an escape at the head of `text` stands for, and the characters it took.
#[must_use]
pub(crate) fn unescape(text: &[u8]) -> Option<(u8, usize)> {
    let digits = text.get(1..4).filter(|d| d.iter().all(u8::is_ascii_digit));
    if let Some(digits) = digits {
        let value = digits.iter().fold(0u16, |sum, d| sum * 10 + u16::from(d - b'0'));
        return u8::try_from(value).ok().map(|octet| (octet, 4));
    }
    text.get(1).filter(|c| !c.is_ascii_digit()).map(|&octet| (octet, 2))
}

/// Writes one label so that any server reads it from a master file: what is not a letter, a digit or
/// one of `-_*/` is escaped, as Knot takes nothing else plain.
///
/// # Errors
/// When the writer fails.
pub fn write_label(label: &[u8], f: &mut impl Write) -> fmt::Result {
    for &octet in label {
        match octet {
            b'-' | b'_' | b'*' | b'/' => f.write_char(char::from(octet))?,
            _ if octet.is_ascii_alphanumeric() => f.write_char(char::from(octet))?,
            b'!'..=b'~' => write!(f, "\\{}", char::from(octet))?,
            _ => write!(f, "\\{octet:03}")?,
        }
    }
    Ok(())
}

/// Writes a character string in quotes (RFC 1035 §5.1).
///
/// # Errors
/// When the writer fails.
pub fn write_character_string(octets: &[u8], f: &mut impl Write) -> fmt::Result {
    f.write_char('"')?;
    for &octet in octets {
        match octet {
            b'"' | b'\\' => write!(f, "\\{}", char::from(octet))?,
            b' '..=b'~' => f.write_char(char::from(octet))?,
            _ => write!(f, "\\{octet:03}")?,
        }
    }
    f.write_char('"')
}

impl fmt::Display for Name {
    /// Absolute, with the final dot.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_root() {
            return f.write_char('.');
        }
        for label in self.labels() {
            write_label(label, f)?;
            f.write_char('.')?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_go_in_and_out() {
        let name: Name = r"front\.door.a\032b.\127\255.example.".parse().unwrap();
        assert_eq!(name.labels().next().unwrap(), b"front.door");
        assert_eq!(name.to_string(), r"front\.door.a\032b.\127\255.example.");
    }

    #[test]
    fn a_relative_name_takes_the_origin() {
        let origin: Name = "hq.example.".parse().unwrap();
        let relative = |text: &str| Name::parse_relative(text.as_bytes(), &origin).unwrap();
        assert_eq!(relative("lamp").to_string(), "lamp.hq.example.");
        assert_eq!(relative("lamp.").to_string(), "lamp.");
        assert_eq!(relative("@"), origin);
    }

    #[test]
    fn bad_text_is_refused() {
        for text in ["", "a..b", ".a", r"a\25", r"a\256", "a\\"] {
            assert!(text.parse::<Name>().is_err(), "{text:?}");
        }
    }
}
