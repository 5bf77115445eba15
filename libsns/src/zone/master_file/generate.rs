//! `$GENERATE`: many records from one line (an extension of BIND).

use std::fmt::Write;

use super::lexer::Fault;
use crate::limits::GENERATE_ENTRIES_MAX;
use crate::record::{Token, TokenKind};

/// Largest number of a range, an offset or a width: BIND keeps them in a signed 32-bit number.
const NUMBER_MAX: u64 = i32::MAX as u64;
/// Widest a number may be padded: no label, string or address in text needs more.
const WIDTH_MAX: usize = 255;

/// `start-stop` or `start-stop/step`, as the numbers themselves.
pub(super) struct Range {
    next: u64,
    stop: u64,
    step: u64,
}

impl Range {
    /// Reads a range that is not empty and not too long.
    pub(super) fn parse(token: &Token<'_>) -> Result<Self, Fault> {
        const EXPECTED: &str = "a range such as 1-127 or 0-254/2, of at most 65536 numbers";
        Self::split(token.text)
            .filter(|range| range.next <= range.stop && range.length() <= GENERATE_ENTRIES_MAX)
            .ok_or_else(|| Fault::found(token, EXPECTED))
    }

    fn split(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        let (ends, step) = text.split_once('/').unwrap_or((text, "1"));
        let (start, stop) = ends.split_once('-')?;
        let step = number(step).filter(|&step| step > 0)?;
        Some(Self { next: number(start)?, stop: number(stop)?, step })
    }

    /// How many numbers it has.
    pub(super) fn length(&self) -> u64 {
        (self.stop - self.next) / self.step + 1
    }
}

impl Iterator for Range {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let value = self.next;
        self.next += self.step;
        (value <= self.stop).then_some(value)
    }
}

/// Digits only, at most 2^31 - 1.
fn number(text: &str) -> Option<u64> {
    let digits = Some(text).filter(|text| text.bytes().all(|c| c.is_ascii_digit()))?;
    digits.parse().ok().filter(|&number| number <= NUMBER_MAX)
}

/// The text of the records, with the places where the number goes.
pub(super) struct Template {
    pieces: Vec<Piece>,
}

enum Piece {
    Text(String),
    Number(Format),
}

/// `${offset,width,base}`.
#[derive(Clone, Copy)]
struct Format {
    offset: i64,
    width: usize,
    base: Base,
}

#[derive(Clone, Copy)]
enum Base {
    Decimal,
    Octal,
    Hexadecimal {
        upper: bool,
    },
    /// Hexadecimal digits as labels, the lowest first, for `ip6.arpa`.
    Nibbles {
        upper: bool,
    },
}

impl Template {
    /// Reads owner, TTL, class, type and data.
    pub(super) fn parse(tokens: &[Token<'_>]) -> Result<Self, Fault> {
        let mut pieces = Vec::new();
        for (number, token) in tokens.iter().enumerate() {
            let quote = if token.kind == TokenKind::Quoted { "\"" } else { "" };
            let blank = if number == 0 { "" } else { " " };
            pieces.push(Piece::Text(format!("{blank}{quote}")));
            let text = std::str::from_utf8(token.text)
                .map_err(|_| Fault::found(token, "text in UTF-8"))?;
            split(text, &mut pieces)
                .ok_or_else(|| Fault::found(token, "$, $$, \\$ or ${offset,width,base}"))?;
            pieces.push(Piece::Text(quote.into()));
        }
        Ok(Self { pieces })
    }

    /// Writes the line for one number, in place of what `line` held.
    pub(super) fn fill(&self, value: u64, line: &mut String) -> Result<(), String> {
        line.clear();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => line.push_str(text),
                Piece::Number(format) => format.write(value, line)?,
            }
        }
        Ok(())
    }
}

/// Cuts a word into pieces; none when a `${` is not closed or not understood.
fn split(text: &str, pieces: &mut Vec<Piece>) -> Option<()> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['$', '\\']) {
        plain.push_str(&rest[..at]);
        let special = &rest[at..];
        if let Some(behind) = special.strip_prefix("$$").or_else(|| special.strip_prefix("\\$")) {
            // Escaped, it stays a dollar when the line is read as a record.
            plain.push_str("\\$");
            rest = behind;
        } else if let Some(behind) = special.strip_prefix('\\') {
            // Any other escape stays as it is; the lexer saw to it that a character follows.
            let taken = behind.chars().next().map_or(0, char::len_utf8);
            plain.push_str(&special[..1 + taken]);
            rest = &behind[taken..];
        } else {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
            let (format, behind) = Format::split(&special[1..])?;
            pieces.push(Piece::Number(format));
            rest = behind;
        }
    }
    plain.push_str(rest);
    pieces.push(Piece::Text(plain));
    Some(())
}

impl Format {
    const PLAIN: Self = Self { offset: 0, width: 0, base: Base::Decimal };

    /// The format behind a `$`, and what stands behind it.
    fn split(text: &str) -> Option<(Self, &str)> {
        let Some(inside) = text.strip_prefix('{') else { return Some((Self::PLAIN, text)) };
        let (inside, behind) = inside.split_once('}')?;
        let mut parts = inside.split(',');
        let offset = parts.next()?;
        let (sign, digits) = match offset.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, offset.strip_prefix('+').unwrap_or(offset)),
        };
        if digits.is_empty() {
            return None;
        }
        let offset = sign * i64::try_from(number(digits)?).ok()?;
        let width = match parts.next() {
            Some(width) => usize::try_from(number(width).filter(|_| !width.is_empty())?).ok()?,
            None => 0,
        };
        let base = Base::of(parts.next().unwrap_or("d"))?;
        let whole = parts.next().is_none() && width <= WIDTH_MAX;
        whole.then_some((Self { offset, width, base }, behind))
    }

    fn write(self, value: u64, line: &mut String) -> Result<(), String> {
        let sum = value.cast_signed() + self.offset;
        let Ok(number) = u64::try_from(sum) else {
            return Err(format!("{value} with offset {} is below 0", self.offset));
        };
        let width = self.width;
        match self.base {
            Base::Decimal => write!(line, "{number:0width$}"),
            Base::Octal => write!(line, "{number:0width$o}"),
            Base::Hexadecimal { upper: false } => write!(line, "{number:0width$x}"),
            Base::Hexadecimal { upper: true } => write!(line, "{number:0width$X}"),
            Base::Nibbles { upper } => {
                write_nibbles(number, width, upper, line);
                Ok(())
            }
        }
        .map_err(|error| error.to_string())
    }
}

impl Base {
    fn of(letter: &str) -> Option<Self> {
        Some(match letter {
            "d" => Self::Decimal,
            "o" => Self::Octal,
            "x" => Self::Hexadecimal { upper: false },
            "X" => Self::Hexadecimal { upper: true },
            "n" => Self::Nibbles { upper: false },
            "N" => Self::Nibbles { upper: true },
            _ => return None,
        })
    }
}

/// Digits from the lowest up, dots between; the width counts both, as in BIND.
fn write_nibbles(mut number: u64, width: usize, upper: bool, line: &mut String) {
    let begin = line.len();
    loop {
        let digit = char::from_digit((number & 0xf) as u32, 16).unwrap_or('0');
        line.push(if upper { digit.to_ascii_uppercase() } else { digit });
        number >>= 4;
        if number == 0 && line.len() - begin >= width {
            return;
        }
        line.push('.');
        if number == 0 && line.len() - begin >= width {
            return;
        }
    }
}
