//! An instance and its attributes.

use std::borrow::Cow;

use super::super::limits::NUMBER_MAX;
use super::cursor::Cursor;
use super::{Fault, Read, text};

/// The value of an attribute (ISO 10303-21 §6.4, §7.3).
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Value<'a> {
    /// `$`: not given.
    Null,
    /// `*`: follows from others.
    Derived,
    /// An integer or a real; finite.
    Number(f64),
    /// What stands between the quotes, still encoded.
    Text(&'a [u8]),
    /// An enumeration's word: `AREA` of `.AREA.`.
    Word(&'a str),
    /// Binary data, which nothing here reads.
    Binary,
    /// The name of another instance.
    Reference(u32),
    /// A list, set or bag.
    List(Vec<Self>),
    /// A value with the name of its type.
    Typed(Box<(&'a str, Self)>),
}

impl<'a> Value<'a> {
    /// The number; a typed one too.
    pub(in super::super) fn number(&self) -> Option<f64> {
        match self.plain() {
            Self::Number(number) if number.abs() <= NUMBER_MAX => Some(*number),
            _ => None,
        }
    }

    /// The name of another instance.
    pub(in super::super) fn reference(&self) -> Option<u32> {
        match self {
            Self::Reference(id) => Some(*id),
            _ => None,
        }
    }

    /// The values of a list; a list of a type of its own too.
    pub(in super::super) fn list(&self) -> &[Self] {
        match self.plain() {
            Self::List(values) => values,
            _ => &[],
        }
    }

    /// Text, decoded; none where it is empty.
    pub(in super::super) fn text(&self) -> Option<String> {
        match self.plain() {
            Self::Text(octets) => Some(text::decode(octets)).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The word of an enumeration.
    pub(in super::super) fn word(&self) -> Option<&'a str> {
        match self.plain() {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The value without the name of its type.
    fn plain(&self) -> &Self {
        match self {
            Self::Typed(typed) => &typed.1,
            other => other,
        }
    }
}

/// An instance: `#12=IFCDIRECTION((1.,0.));`.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Entity<'a> {
    /// Its name, without the `#`.
    pub(in super::super) id: u32,
    /// Its kind in capitals; of a complex instance those of all its parts (`A+B`), which no kind of
    /// IFC is called.
    pub(in super::super) kind: Cow<'a, str>,
    values: Vec<Value<'a>>,
}

impl<'a> Entity<'a> {
    /// Reads what stands behind `#12=`, and says how many octets that took.
    pub(super) fn read(id: u32, octets: &'a [u8]) -> Read<(Self, usize)> {
        let mut cursor = Cursor::new(octets, 0);
        let read = if cursor.peek() == Some(b'(') {
            Self::complex(&mut cursor)
        } else {
            Self::part(&mut cursor).map(|(kind, values)| (Cow::Borrowed(kind), values))
        };
        let read = read.and_then(|read| cursor.expect(b';').map(|()| read));
        let (kind, values) = read.map_err(|text| Fault::broken(id, text))?;
        Ok((Self { id, kind, values }, cursor.at()))
    }

    fn part(cursor: &mut Cursor<'a>) -> Result<(&'a str, Vec<Value<'a>>), String> {
        let kind = cursor.keyword();
        if kind.is_empty() {
            return Err(cursor.unexpected("the kind of an instance"));
        }
        Ok((kind, cursor.list(0)?))
    }

    /// An instance in several parts (ISO 10303-21 §11.2.5, external mapping).
    fn complex(cursor: &mut Cursor<'a>) -> Result<(Cow<'a, str>, Vec<Value<'a>>), String> {
        cursor.expect(b'(')?;
        let (mut kinds, mut values) = (String::new(), Vec::new());
        while !cursor.eat(b')') {
            let (kind, part) = Self::part(cursor)?;
            kinds.push_str(kind);
            kinds.push('+');
            values.extend(part);
            cursor.skip_space();
        }
        Ok((Cow::Owned(kinds), values))
    }

    /// True where it is of one of these kinds.
    pub(in super::super) fn is(&self, kinds: &[&str]) -> bool {
        kinds.contains(&&*self.kind)
    }

    /// The value of an attribute, counted from 0.
    pub(in super::super) fn value(&self, attribute: usize) -> &Value<'a> {
        self.values.get(attribute).unwrap_or(&Value::Null)
    }

    /// The instance that an attribute names; none where it names none.
    pub(in super::super) fn reference_if(&self, attribute: usize) -> Option<u32> {
        self.value(attribute).reference()
    }

    /// The instance that an attribute names.
    pub(in super::super) fn reference(&self, attribute: usize) -> Read<u32> {
        self.reference_if(attribute).ok_or_else(|| self.expected(attribute, "an instance"))
    }

    /// The instances that an attribute lists.
    pub(in super::super) fn references(&self, attribute: usize) -> Vec<u32> {
        self.value(attribute).list().iter().filter_map(Value::reference).collect()
    }

    /// The number that an attribute is.
    pub(in super::super) fn number(&self, attribute: usize) -> Read<f64> {
        self.number_if(attribute).ok_or_else(|| self.expected(attribute, "a number"))
    }

    /// The number that an attribute is; none where it is none.
    pub(in super::super) fn number_if(&self, attribute: usize) -> Option<f64> {
        self.value(attribute).number()
    }

    /// The numbers that an attribute lists.
    pub(in super::super) fn numbers(&self, attribute: usize) -> Vec<f64> {
        self.value(attribute).list().iter().filter_map(Value::number).collect()
    }

    /// The text of an attribute; none where there is none or it is empty.
    pub(in super::super) fn text(&self, attribute: usize) -> Option<String> {
        self.value(attribute).text()
    }

    /// The word of an enumeration.
    pub(in super::super) fn word(&self, attribute: usize) -> Option<&'a str> {
        self.value(attribute).word()
    }

    /// True where an attribute is `.T.`.
    pub(in super::super) fn is_true(&self, attribute: usize) -> bool {
        self.word(attribute) == Some("T")
    }

    /// The fault of an attribute that is not what it should be.
    pub(in super::super) fn expected(&self, attribute: usize, expected: &str) -> Fault {
        let text = format!("attribute {} of {}: expected {expected}", attribute + 1, self.kind);
        Fault::unread(self.id, text)
    }

    /// The fault of a kind that is not read where it stands.
    pub(in super::super) fn not_read(&self) -> Fault {
        Fault::unread(self.id, format!("{} is not read", self.kind))
    }
}
