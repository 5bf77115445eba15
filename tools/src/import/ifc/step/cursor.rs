//! Tokens: a place in the octets that moves on.

use super::super::limits::{NESTED_MAX, VALUES_MAX};
use super::entity::Value;

/// A place in octets.
pub(super) struct Cursor<'a> {
    octets: &'a [u8],
    at: usize,
    /// Values that may still be taken.
    left: usize,
}

/// What stands there and what was expected.
pub(super) type Taken<T> = Result<T, String>;

impl<'a> Cursor<'a> {
    pub(super) fn new(octets: &'a [u8], at: usize) -> Self {
        Self { octets, at, left: VALUES_MAX }
    }

    /// How many octets were passed.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.octets.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.octets.get(self.at..).unwrap_or_default()
    }

    /// Passes this octet if it is next.
    pub(super) fn eat(&mut self, octet: u8) -> bool {
        let is_next = self.peek() == Some(octet);
        self.at += usize::from(is_next);
        is_next
    }

    /// Passes white space, this octet, and white space.
    pub(super) fn expect(&mut self, octet: u8) -> Taken<()> {
        self.skip_space();
        if !self.eat(octet) {
            return Err(self.unexpected(&format!("'{}'", char::from(octet))));
        }
        self.skip_space();
        Ok(())
    }

    /// Says what stands here, and what was expected.
    pub(super) fn unexpected(&self, expected: &str) -> String {
        match self.peek() {
            None => format!("the file ends; expected {expected}"),
            Some(octet @ b' '..=b'~') => {
                format!("found '{}'; expected {expected}", char::from(octet))
            }
            Some(octet) => format!("found the octet {octet:#04x}; expected {expected}"),
        }
    }

    /// Passes what may stand between tokens: white space, comments, and the print controls `\N\` and
    /// `\F\` (ISO 10303-21 §5.6). A comment without an end reaches to the end of the file.
    pub(super) fn skip_space(&mut self) {
        loop {
            match self.rest() {
                [0..=b' ', ..] => self.at += 1,
                [b'/', b'*', rest @ ..] => {
                    let end = rest.windows(2).position(|pair| pair == b"*/");
                    self.at += end.map_or(rest.len() + 2, |end| end + 4);
                }
                [b'\\', b'N' | b'F', b'\\', ..] => self.at += 3,
                _ => return,
            }
        }
    }

    /// The octets from here on that are of a sort.
    fn while_some(&mut self, is_some: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.iter().position(|&octet| !is_some(octet)).unwrap_or(rest.len());
        self.at += end;
        std::str::from_utf8(rest.get(..end).unwrap_or_default()).unwrap_or_default()
    }

    /// A word as types, entities and sections are named by; empty where none stands.
    pub(super) fn keyword(&mut self) -> &'a str {
        self.while_some(|octet| octet.is_ascii_alphanumeric() || b"_!-".contains(&octet))
    }

    /// The name of an instance, behind its `#`.
    pub(super) fn name(&mut self) -> Taken<u32> {
        if !self.eat(b'#') {
            return Err(self.unexpected("'#'"));
        }
        let digits = self.while_some(|octet| octet.is_ascii_digit());
        match digits.parse() {
            Ok(name) => Ok(name),
            Err(_) if digits.is_empty() => Err(self.unexpected("digits after '#'")),
            Err(_) => Err(format!("#{}; expected at most #{}", clip(digits), u32::MAX)),
        }
    }

    /// A list of values in parentheses (ISO 10303-21 §7.3, `LIST`).
    pub(super) fn list(&mut self, nested: usize) -> Taken<Vec<Value<'a>>> {
        if nested > NESTED_MAX {
            return Err(format!("lists in more than {NESTED_MAX} lists; expected fewer"));
        }
        self.expect(b'(')?;
        let mut values = Vec::new();
        if self.eat(b')') {
            return Ok(values);
        }
        loop {
            values.push(self.value(nested)?);
            self.skip_space();
            if self.eat(b')') {
                return Ok(values);
            }
            self.expect(b',')?;
        }
    }

    fn value(&mut self, nested: usize) -> Taken<Value<'a>> {
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            format!("more than {VALUES_MAX} values in one instance; expected fewer")
        })?;
        self.skip_space();
        match self.peek() {
            Some(b'$') => Ok(self.single(Value::Null)),
            Some(b'*') => Ok(self.single(Value::Derived)),
            Some(b'#') => self.name().map(Value::Reference),
            Some(b'(') => self.list(nested + 1).map(Value::List),
            Some(b'\'') => self.quoted(b'\'').map(Value::Text),
            Some(b'"') => self.quoted(b'"').map(|_| Value::Binary),
            Some(b'.') => self.enumeration(),
            Some(b'0'..=b'9' | b'+' | b'-') => self.number(),
            Some(b'A'..=b'Z' | b'a'..=b'z' | b'!') => self.typed(nested),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn single(&mut self, value: Value<'a>) -> Value<'a> {
        self.at += 1;
        value
    }

    /// What stands between two of these octets; one that is doubled does not end it.
    fn quoted(&mut self, quote: u8) -> Taken<&'a [u8]> {
        self.at += 1;
        let start = self.at;
        loop {
            let Some(end) = self.rest().iter().position(|&octet| octet == quote) else {
                return Err(format!("no {} ends what it opened", char::from(quote)));
            };
            self.at += end + 1;
            if !self.eat(quote) {
                return Ok(self.octets.get(start..self.at - 1).unwrap_or_default());
            }
        }
    }

    fn enumeration(&mut self) -> Taken<Value<'a>> {
        self.at += 1;
        let word = self.keyword();
        if word.is_empty() || !self.eat(b'.') {
            return Err(self.unexpected("an enumeration such as .AREA."));
        }
        Ok(Value::Word(word))
    }

    fn number(&mut self) -> Taken<Value<'a>> {
        let digits = self.while_some(|o| o.is_ascii_digit() || b"+-.eE".contains(&o));
        match digits.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Number(number)),
            _ => Err(format!("{}; expected a number", clip(digits))),
        }
    }

    /// A value with the name of its type: `IFCLABEL('x')`.
    fn typed(&mut self, nested: usize) -> Taken<Value<'a>> {
        let keyword = self.keyword();
        let mut values = self.list(nested + 1)?;
        match (values.pop(), values.is_empty()) {
            (Some(value), true) => Ok(Value::Typed(Box::new((keyword, value)))),
            _ => Err(format!("{}; expected one value in it", clip(keyword))),
        }
    }
}

/// The beginning of what may be long, for messages.
fn clip(text: &str) -> &str {
    text.get(..40).unwrap_or(text)
}
