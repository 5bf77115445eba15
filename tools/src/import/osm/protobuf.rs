//! As much of Protocol Buffers as the PBF format needs (encoding: <https://protobuf.dev>).
//!
//! Every read is checked, sums wrap, and nothing is copied.

use std::fmt;

/// What is wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Malformed {
    /// It ends within a value.
    Truncated,
    /// A number has more than ten octets or a key an unknown wire type.
    Encoding,
    /// A string of the table is missing or not UTF-8.
    Text,
    /// Parallel lists have different lengths.
    Lists,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "ends early",
            Self::Encoding => "is not in the encoding of Protocol Buffers",
            Self::Text => "names a string that its table does not hold in UTF-8",
            Self::Lists => "has lists that should be as long as each other and are not",
        })
    }
}

/// The value of a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Number(u64),
    Octets(&'a [u8]),
}

/// The fields of a message, one after another.
#[derive(Clone, Copy, Default)]
pub(super) struct Fields<'a>(&'a [u8]);

/// The numbers of a packed field.
#[derive(Clone, Copy, Default)]
pub(super) struct Packed<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn new(message: &'a [u8]) -> Self {
        Self(message)
    }

    /// The next field's number and value.
    fn field(&mut self) -> Result<(u64, Value<'a>), Malformed> {
        let key = varint(&mut self.0)?;
        let value = match key & 7 {
            0 => Value::Number(varint(&mut self.0)?),
            1 => Value::Octets(split(&mut self.0, 8)?),
            2 => {
                let length = usize::try_from(varint(&mut self.0)?);
                Value::Octets(split(&mut self.0, length.map_err(|_| Malformed::Truncated)?)?)
            }
            5 => Value::Octets(split(&mut self.0, 4)?),
            _ => return Err(Malformed::Encoding),
        };
        Ok((key >> 3, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

impl<'a> Packed<'a> {
    pub(super) fn new(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// The numbers as differences from the one before, zigzag encoded, summed up.
    pub(super) fn deltas(self) -> impl Iterator<Item = Result<i64, Malformed>> + 'a {
        let mut sum = 0_i64;
        self.map(move |number| {
            sum = sum.wrapping_add(zigzag(number?));
            Ok(sum)
        })
    }
}

impl Iterator for Packed<'_> {
    type Item = Result<u64, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let number = varint(&mut self.0);
        if number.is_err() {
            self.0 = &[];
        }
        Some(number)
    }
}

/// A signed number of the types `sint32` and `sint64`.
pub(super) fn zigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

fn varint(octets: &mut &[u8]) -> Result<u64, Malformed> {
    let mut number = 0_u64;
    for shift in (0..70).step_by(7) {
        let (first, rest) = octets.split_first().ok_or(Malformed::Truncated)?;
        *octets = rest;
        // The tenth octet holds one bit that counts; what is above falls off, as everywhere else.
        number |= u64::from(first & 0x7f).checked_shl(shift).unwrap_or_default();
        if first & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(Malformed::Encoding)
}

fn split<'a>(octets: &mut &'a [u8], length: usize) -> Result<&'a [u8], Malformed> {
    let (taken, rest) = octets.split_at_checked(length).ok_or(Malformed::Truncated)?;
    *octets = rest;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_encoding_documents_them() {
        // The examples of the encoding's own description.
        assert_eq!(varint(&mut &[0x96, 0x01][..]), Ok(150));
        assert_eq!(varint(&mut &[0xff; 9][..]), Err(Malformed::Truncated));
        assert_eq!(varint(&mut &[0xff; 10][..]), Err(Malformed::Encoding));
        let most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert_eq!(varint(&mut &most[..]), Ok(u64::MAX));
        assert_eq!([0, 1, 2, 3, u64::MAX].map(zigzag), [0, -1, 1, -2, i64::MIN]);
    }

    #[test]
    fn a_message_that_ends_within_a_field_is_said_to() {
        let mut fields = Fields::new(&[0x0a, 5, b'a']);
        assert!(matches!(fields.next(), Some(Err(Malformed::Truncated))));
        assert!(fields.next().is_none());
        assert!(matches!(Fields::new(&[0x0b]).next(), Some(Err(Malformed::Encoding))));
    }
}
