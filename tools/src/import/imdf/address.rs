//! Addresses to elements of RFC 5139 (IMDF 1.0.0, Address).

use libsns::name::civic::CivicAddress;

use super::super::tally::Tally;
use super::archive::Feature;

/// The elements of an address.
pub(super) fn civic(address: &Feature, tally: &mut Tally) -> CivicAddress {
    let mut civic = CivicAddress::new();
    let mut set = |element: &str, value: &str| {
        if !value.is_empty() && civic.set(element, value).is_err() {
            tally.leave_out(address.spot(), format!("no {element} can be {value:?}"));
        }
    };
    if let Some(street) = address.text("address") {
        let (number, road) = split(street);
        set("HNO", number);
        set("RD", road);
    }
    // ISO 3166-2: the country, a hyphen, its part.
    let province = address.text("province").unwrap_or_default();
    let province = province.split_once('-').map_or(province, |(_, part)| part);
    let postal: Vec<&str> =
        ["postal_code", "postal_code_ext"].iter().filter_map(|key| address.text(key)).collect();
    set("A1", province);
    set("PC", &postal.join("-"));
    for (key, element) in [("country", "country"), ("locality", "A3"), ("unit", "UNIT")] {
        set(element, address.text(key).unwrap_or_default());
    }
    civic
}

/// The house number and the street: `123 E. Main Street`, `Hauptstraße 5a`.
fn split(street: &str) -> (&str, &str) {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    match (street.split_once(' '), street.rsplit_once(' ')) {
        (Some((number, road)), _) if is_number(number) => {
            (number.trim_end_matches(','), road.trim())
        }
        (_, Some((road, number))) if is_number(number) => {
            (number, road.trim().trim_end_matches(','))
        }
        _ => ("", street),
    }
}

/// What a part's address says that the whole's does not.
pub(super) fn beyond(part: &CivicAddress, whole: &CivicAddress) -> CivicAddress {
    let mut own = CivicAddress::new();
    for (element, value) in part.elements() {
        if whole.value(element.word()) != Some(value) {
            // It was fit for one address and is for another.
            let _ = own.set(element.word(), value);
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn house_numbers_stand_before_or_behind() {
        assert_eq!(split("123 E. Main Street"), ("123", "E. Main Street"));
        assert_eq!(split("12, rue de la Paix"), ("12", "rue de la Paix"));
        assert_eq!(split("Hauptstraße 5a"), ("5a", "Hauptstraße"));
        assert_eq!(split("Infinite Loop"), ("", "Infinite Loop"));
        assert_eq!(split("7"), ("", "7"));
    }
}
