//! Numbers, durations and moments as text.

use std::fmt::{self, Write};

const SECONDS_A_DAY: u64 = 86_400;

/// A decimal number without sign, at most `most`.
#[inline]
pub(crate) fn decimal(text: &[u8], most: u64) -> Option<u64> {
    // Nineteen digits always fit 64 bits.
    if text.is_empty() || text.len() > 19 {
        return None;
    }
    let mut value = 0;
    for &c in text {
        let digit = c.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    (value <= most).then_some(value)
}

pub(crate) fn u8(text: &[u8]) -> Option<u8> {
    decimal(text, u8::MAX.into()).and_then(|n| n.try_into().ok())
}

pub(crate) fn u16(text: &[u8]) -> Option<u16> {
    decimal(text, u16::MAX.into()).and_then(|n| n.try_into().ok())
}

pub(crate) fn u32(text: &[u8]) -> Option<u32> {
    decimal(text, u32::MAX.into()).and_then(|n| n.try_into().ok())
}

/// A decimal number with at most `decimals` digits behind the point, scaled so that it is whole:
/// `12.5` with three decimals is 12500.
pub(crate) fn scaled(text: &[u8], decimals: u32, most: u64) -> Option<u64> {
    let point = text.iter().position(|&c| c == b'.').unwrap_or(text.len());
    let whole = decimal(&text[..point], most)?;
    let behind = text.get(point + 1..).unwrap_or_default();
    let missing = decimals.checked_sub(u32::try_from(behind.len()).ok()?)?;
    if behind.is_empty() && point < text.len() {
        return None;
    }
    let fraction = if behind.is_empty() { 0 } else { decimal(behind, u64::MAX)? };
    let value = whole.checked_mul(10u64.pow(decimals))? + fraction * 10u64.pow(missing);
    (value <= most).then_some(value)
}

/// Seconds, plain or with units of weeks, days, hours, minutes and seconds: `3600`, `1h30m`.
/// Each number needs a unit once one has: `1h30` is refused, as BIND does.
#[inline]
pub(crate) fn seconds(text: &[u8]) -> Option<u32> {
    u32(text).or_else(|| seconds_with_units(text))
}

fn seconds_with_units(text: &[u8]) -> Option<u32> {
    let mut total = 0u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.iter().position(|c| !c.is_ascii_digit())?;
        let count = decimal(&rest[..digits], u32::MAX.into())?;
        let unit = match rest[digits].to_ascii_lowercase() {
            b'w' => 7 * SECONDS_A_DAY,
            b'd' => SECONDS_A_DAY,
            b'h' => 3600,
            b'm' => 60,
            b's' => 1,
            _ => return None,
        };
        // 32 bits times the seconds of a week fit 64 bits; the sum is bounded each time.
        total = Some(total + count * unit).filter(|&n| n <= u32::MAX.into())?;
        rest = &rest[digits + 1..];
    }
    u32::try_from(total).ok().filter(|_| !text.is_empty())
}

/// A moment (RFC 4034 §3.2): seconds since 1970 in at most ten digits, or `YYYYMMDDHHmmSS`.
pub(crate) fn moment(text: &[u8]) -> Option<u32> {
    /// Digits of the form with a date.
    const DATE_DIGITS: usize = 14;
    if text.len() != DATE_DIGITS {
        return u32(text);
    }
    let part = |from: usize, to: usize| decimal(&text[from..to], u64::MAX);
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days_since_1970(year, month, day)?;
    u32::try_from(days * SECONDS_A_DAY + hour * 3600 + minute * 60 + second).ok()
}

/// Writes a moment as `YYYYMMDDHHmmSS`.
pub(crate) fn write_moment(moment: u32, f: &mut impl Write) -> fmt::Result {
    let (mut days, second) = (u64::from(moment) / SECONDS_A_DAY, u64::from(moment) % SECONDS_A_DAY);
    let mut year = 1970;
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while days >= days_of_month(year, month) {
        days -= days_of_month(year, month);
        month += 1;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    write!(f, "{year:04}{month:02}{:02}{hour:02}{minute:02}{second:02}", days + 1)
}

/// Days from 1970-01-01 to a date that exists and is not before it.
fn days_since_1970(year: u64, month: u64, day: u64) -> Option<u64> {
    let exists = year >= 1970
        && (1..=12).contains(&month)
        && (1..=days_of_month(year, month)).contains(&day);
    let years: u64 = (1970..year).map(days_of_year).sum();
    let months: u64 = (1..month).map(|month| days_of_month(year, month)).sum();
    exists.then(|| years + months + day - 1)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_digits_only_and_a_bound() {
        assert_eq!(u16(b"65535"), Some(65535));
        for text in ["", "65536", "-1", "+1", "1 ", "0x1", "99999999999999999999"] {
            assert_eq!(u16(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn scaled_numbers_keep_their_decimals() {
        assert_eq!(scaled(b"12.5", 3, 60_000), Some(12_500));
        assert_eq!(scaled(b"0.001", 3, 60_000), Some(1));
        assert_eq!(scaled(b"7", 2, 10_000), Some(700));
        for text in ["", ".", ".5", "5.", "1.2.3", "1.0001", "60.001", "1.-1"] {
            assert_eq!(scaled(text.as_bytes(), 3, 60_000), None, "{text:?}");
        }
    }

    #[test]
    fn seconds_take_units() {
        let cases: &[(&str, u32)] =
            &[("0", 0), ("3600", 3600), ("1h30m", 5400), ("1W2D3h4M5s", 788_645), ("90m", 5400)];
        for &(text, expected) in cases {
            assert_eq!(seconds(text.as_bytes()), Some(expected), "{text}");
        }
        for text in ["", "h", "1h30", "1y", "1.5h", "-1", "4294967296", "7102w"] {
            assert_eq!(seconds(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn moments_go_in_and_out() {
        let cases: &[(&str, u32)] = &[
            ("19700101000000", 0),
            ("20000229235959", 951_868_799),
            ("20100812100439", 1_281_607_479),
            ("20380119031408", 2_147_483_648),
            ("21060207062815", u32::MAX),
        ];
        for &(text, expected) in cases {
            assert_eq!(moment(text.as_bytes()), Some(expected), "{text}");
            let mut out = String::new();
            write_moment(expected, &mut out).unwrap();
            assert_eq!(out, text);
        }
        assert_eq!(moment(b"1281607479"), Some(1_281_607_479));
        for text in ["19691231235959", "20010229000000", "20101301000000", "21060207062816"] {
            assert_eq!(moment(text.as_bytes()), None, "{text}");
        }
    }
}
