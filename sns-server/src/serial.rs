//! Serials of zones. Secondary servers take a changed zone only when its serial has risen.

use libsns::record::RecordType;
use libsns::zone::Zone;

/// Logs a warning where a zone has other records than before under a serial that did not rise.
pub(crate) fn warn_unless_risen(old: &Zone, new: &Zone) {
    let (Some(before), Some(after)) = (serial(old), serial(new)) else { return };
    // Files may be touched, or their comments changed, without any change to the zone.
    if !has_risen(before, after) && !old.records_all().eq(new.records_all()) {
        tracing::warn!(
            zone = %new.apex(),
            old_serial = before,
            new_serial = after,
            "zone changed but its serial did not rise; secondary servers will keep the old zone"
        );
    }
}

/// The serial in the SOA record, which is the first of a zone.
fn serial(zone: &Zone) -> Option<u32> {
    let soa = zone.records_all().next().filter(|record| record.rtype == RecordType::SOA)?;
    // RFC 1035 §3.3.13: behind two names stand serial, refresh, retry, expire and minimum.
    let (serial, _) = soa.rdata.last_chunk::<20>()?.split_first_chunk()?;
    Some(u32::from_be_bytes(*serial))
}

/// RFC 1982 §3.2: the numbers run in a circle, and of two the greater one is less than half of
/// the circle ahead.
fn has_risen(old: u32, new: u32) -> bool {
    (1..1 << 31).contains(&new.wrapping_sub(old))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_rise_around_a_circle() {
        for (old, new, risen) in [
            (1, 2, true),
            (1, 1, false),
            (2, 1, false),
            (u32::MAX, 0, true),
            (0, u32::MAX, false),
            (0, (1 << 31) - 1, true),
            // RFC 1982 §3.2: exactly half of the circle apart, neither is greater.
            (0, 1 << 31, false),
            (1 << 31, 0, false),
        ] {
            assert_eq!(has_risen(old, new), risen, "{old} to {new}");
        }
    }

    #[test]
    fn the_serial_is_read_from_the_soa() {
        let mut builder = libsns::zone::ZoneBuilder::new();
        let text = b"@ 60 SOA ns1 root 2026112101 1 2 3 4\n@ 60 NS ns1\nns1 60 A 192.0.2.1\n";
        let origin = "hq.example.".parse().unwrap();
        let mut include = |file: &str| Err(file.to_owned());
        let read = libsns::zone::master_file::read(
            text,
            "hq.zone",
            Some(&origin),
            &mut include,
            &mut builder,
        );
        read.unwrap();
        assert_eq!(serial(&builder.build().unwrap()), Some(2_026_112_101));
    }
}
