//! The values a plan is written in: durations, positions, references, tokens, octets.

use super::fault::PlanFault;
use super::fields::Item;
use super::model::{Degrees, Reference};
use crate::limits::{LABEL_OCTETS_MAX, TTL_SECONDS_MAX};
use crate::name::Name;
use crate::name::place_name::label_of_words;

/// Levels a plan may speak of; no building has more.
const LEVEL_MAX: i64 = 1000;

/// Seconds, as a number or as text with units: `3600`, `"1h"`, `"1d12h"`.
pub(crate) fn duration(item: &Item<'_>) -> Result<u32, PlanFault> {
    if item.value.is_integer() {
        let seconds = item.integer(0..=i64::from(TTL_SECONDS_MAX))?;
        return u32::try_from(seconds).map_err(|_| item.fault("expected seconds"));
    }
    item.parse(duration_text)
}

fn duration_text(text: &str) -> Result<u32, String> {
    let fault = || {
        format!("expected seconds up to {TTL_SECONDS_MAX}, or text such as \"1h30m\" (w d h m s)")
    };
    let mut seconds: u32 = 0;
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let unit: u32 = match c.to_ascii_lowercase() {
            'w' => 604_800,
            'd' => 86_400,
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return Err(fault()),
        };
        let count: u32 = digits.parse().map_err(|_| fault())?;
        let more = count.checked_mul(unit).ok_or_else(fault)?;
        seconds = seconds.checked_add(more).ok_or_else(fault)?;
        digits.clear();
    }
    let complete = !text.is_empty() && digits.is_empty() && seconds <= TTL_SECONDS_MAX;
    if complete { Ok(seconds) } else { Err(fault()) }
}

/// `[latitude, longitude]` in degrees.
pub(crate) fn degrees(item: &Item<'_>) -> Result<Degrees, PlanFault> {
    let expected = "[latitude, longitude] in degrees, the latitude from -90 to 90 and first, \
                    the longitude from -180 to 180";
    let position = item.numbers::<2>(f64::MIN..=f64::MAX, expected);
    let within =
        |[latitude, longitude]: &Degrees| latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    position.ok().filter(within).ok_or_else(|| item.fault(format!("expected {expected}")))
}

/// A level, or the lowest and highest of several.
pub(crate) fn levels(item: &Item<'_>) -> Result<[i16; 2], PlanFault> {
    let expected = "expected a level such as 1, or the lowest and highest such as [0, 2]";
    let narrow = |level: i64| i16::try_from(level).map_err(|_| item.fault(expected));
    if item.value.is_integer() {
        let level = narrow(item.integer(-LEVEL_MAX..=LEVEL_MAX)?)?;
        return Ok([level, level]);
    }
    let items = item.list().map_err(|_| item.fault(expected))?;
    let [low, high] = items.as_slice() else { return Err(item.fault(expected)) };
    let range = -LEVEL_MAX..=LEVEL_MAX;
    let levels = [narrow(low.integer(range.clone())?)?, narrow(high.integer(range)?)?];
    if levels[0] > levels[1] { Err(item.fault(expected)) } else { Ok(levels) }
}

/// Metres as centimetres.
pub(crate) fn centimetres(item: &Item<'_>, metres: [f64; 2]) -> Result<i32, PlanFault> {
    let centimetres = (item.number(metres[0]..=metres[1])? * 100.0).round();
    // In range: the bounds are a few hundred kilometres at most.
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the metres above")]
    let centimetres = centimetres as i32;
    Ok(centimetres)
}

/// A place as other items name it: `meeting-1`, `Meeting 1`, `meeting-1.ground`; `@` is the site.
pub(crate) fn reference(item: &Item<'_>) -> Result<Reference, PlanFault> {
    let text = item.text()?;
    reference_text(text)
        .map(|labels| Reference { labels, text: text.to_owned(), spot: item.spot.clone() })
        .map_err(|error| item.fault(error))
}

/// The labels of a reference, most specific first; none for the site.
pub(crate) fn reference_text(text: &str) -> Result<Vec<String>, String> {
    if text == "@" {
        return Ok(Vec::new());
    }
    text.split('.').map(|words| label_of_words(words).map_err(|error| error.to_string())).collect()
}

/// A short token: small letters, digits and hyphens.
pub(crate) fn token(text: &str) -> Result<String, String> {
    let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    if (1..LABEL_OCTETS_MAX).contains(&text.len()) && text.bytes().all(fits) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "expected one word of small letters, digits and hyphens, at most {} of them, such as light",
        LABEL_OCTETS_MAX - 1
    ))
}

/// An absolute domain name.
pub(crate) fn domain_name(text: &str) -> Result<Name, String> {
    let name: Name = text.parse().map_err(|error| format!("expected a domain name: {error}"))?;
    if name.is_root() { Err("expected a domain name below the root".to_owned()) } else { Ok(name) }
}

/// A mail address as the name in an SOA record (RFC 1035 §8): the part before the @ is one label.
pub(crate) fn mailbox(text: &str) -> Result<Name, String> {
    let expected = "expected a mail address such as hostmaster@example.org";
    let (user, host) = text.rsplit_once('@').ok_or(expected)?;
    let host: Name = host.parse().map_err(|_| expected)?;
    host.child(user.as_bytes()).map_err(|_| expected.to_owned())
}

/// Octets in hexadecimal; colons, hyphens and spaces between them do not count.
pub(crate) fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .filter(|c| !matches!(c, ':' | '-' | ' '))
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// One string of a TXT record (RFC 1035 §3.3).
pub(crate) fn character_string(text: &str) -> Result<String, String> {
    match text.len() {
        0..=255 => Ok(text.to_owned()),
        octets => Err(format!("has {octets} octets; expected at most 255")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_add_up() {
        assert_eq!(duration_text("1h30m"), Ok(5400));
        assert_eq!(duration_text("2W"), Ok(1_209_600));
        for text in ["", "5", "h", "1y", "99999999w", "-1h", "1h1"] {
            assert!(duration_text(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_mail_address_keeps_its_dots_in_one_label() {
        let name = mailbox("host.master@hq.example").unwrap();
        assert_eq!(name.to_string(), r"host\.master.hq.example.");
        assert!(mailbox("nobody").is_err());
    }

    #[test]
    fn hexadecimal_may_be_grouped() {
        assert_eq!(hex("00:1a-FF 02"), Some(vec![0, 0x1a, 0xff, 2]));
        assert_eq!(hex("0"), None);
        assert_eq!(hex("zz"), None);
    }

    #[test]
    fn references_are_words_or_labels() {
        assert_eq!(
            reference_text("Meeting 1.ground"),
            Ok(vec!["meeting-1".into(), "ground".into()])
        );
        assert_eq!(reference_text("xn--caf-dma"), Ok(vec!["xn--caf-dma".into()]));
        assert_eq!(reference_text("@"), Ok(vec![]));
        assert!(reference_text("a..b").is_err());
    }
}
