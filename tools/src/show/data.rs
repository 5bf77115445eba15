//! The data of records, in words where there are better ones than a master file has.

use libsns::name::Name;
use libsns::record::service::svc_params;
use libsns::record::{Location, Place, Record, RecordType, SvcParam, names_in, rdata, write_rdata};
use serde_json::{Value, json};

use super::{place, reach};

/// The word of a type; PLACE by name.
pub(crate) fn type_word(rtype: RecordType) -> String {
    rtype.word().map_or_else(|| rtype.to_string(), str::to_owned)
}

/// What the data says.
pub(crate) fn words(record: &Record) -> String {
    let better = match record.rtype {
        RecordType::PLACE => Place::decode(&record.rdata).ok().map(|place| place::line(&place)),
        RecordType::LOC => Location::from_wire(&record.rdata).map(|location| where_at(&location)),
        RecordType::SVCB => service(&record.rdata),
        _ => None,
    };
    better.unwrap_or_else(|| master_file_text(record))
}

/// A location as a master file has it, and in degrees. An altitude that is not known is not shown,
/// nor then the precisions, which stand behind it.
fn where_at(location: &Location) -> String {
    let mut text = location.to_string();
    if location.known_altitude_cm().is_none() {
        let angles: Vec<&str> = text.split(' ').take_while(|word| !word.ends_with('m')).collect();
        text = format!("{}, altitude unknown", angles.join(" "));
    }
    let (latitude, longitude) = (location.latitude_degrees(), location.longitude_degrees());
    format!("{text} ({latitude:.6},{longitude:.6})")
}

/// The data as a master file has it.
fn master_file_text(record: &Record) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = write_rdata(record.rtype, &record.rdata, &mut text);
    text
}

/// An SVCB record with the words of its bearers instead of numbers. Their keys are the last ones,
/// so the order stays.
fn service(octets: &[u8]) -> Option<String> {
    let (range, _) = names_in(RecordType::SVCB, octets).next()?;
    let priority = u16::from_be_bytes(*octets.first_chunk()?);
    let target = Name::from_wire(&octets[range]).ok()?;
    let params = svc_params(octets).map(|(key, value)| SvcParam::from_wire(key, value));
    let (bearers, others): (Vec<_>, Vec<_>) =
        params.partition(|param| reach::bearer(param).is_some());
    let mut text = String::new();
    let others = rdata::svcb(priority, &target, &others).ok()?;
    write_rdata(RecordType::SVCB, &others, &mut text).ok()?;
    for (word, value) in bearers.iter().filter_map(reach::bearer) {
        text += &if value.contains([' ', '"', ';']) {
            format!(" {word}={value:?}")
        } else {
            format!(" {word}={value}")
        };
    }
    Some(text)
}

/// A record for programs: the data as a master file has it, and PLACE and LOC taken apart.
pub(crate) fn json(record: &Record) -> Value {
    let mut value = json!({
        "name": record.owner.to_string(),
        "ttl": record.ttl,
        "type": type_word(record.rtype),
        "data": master_file_text(record),
    });
    if record.rtype == RecordType::PLACE
        && let Ok(place) = Place::decode(&record.rdata)
    {
        value["place"] = place::json(&place);
    }
    if record.rtype == RecordType::LOC
        && let Some(location) = Location::from_wire(&record.rdata)
    {
        value["latitude"] = location.latitude_degrees().into();
        value["longitude"] = location.longitude_degrees().into();
        value["altitude_m"] = location.known_altitude_cm().map(|cm| cm as f64 / 100.0).into();
        value["size_m"] = (location.size.cm() as f64 / 100.0).into();
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use libsns::record::location::Extent;

    fn record(rtype: RecordType, rdata: Vec<u8>) -> Record {
        Record { owner: "x.example.".parse().unwrap(), rtype, ttl: 60, rdata }
    }

    #[test]
    fn bearers_have_words_and_the_rest_its_usual_text() {
        let params =
            [SvcParam::Port(8443), SvcParam::Dtmf("12#".into()), SvcParam::Light(vec![0xc0])];
        let octets = rdata::svcb(1, &Name::root(), &params).unwrap();
        let svcb = record(RecordType::SVCB, octets);
        assert_eq!(words(&svcb), "1 . port=8443 dtmf=12# light=c0");
        assert!(json(&svcb)["data"].as_str().unwrap().contains("key65284="));
    }

    #[test]
    fn places_and_locations_are_read_and_the_unreadable_stays() {
        let location = Location::new(187_934_400, -3_600_000, 940).unwrap();
        let loc = record(RecordType::LOC, location.to_wire().to_vec());
        assert!(words(&loc).ends_with("W 9.40m (52.204000,-1.000000)"), "{}", words(&loc));
        assert_eq!(json(&loc)["altitude_m"], 9.4);
        let mut unknown = Location::new(187_934_400, -3_600_000, 0).unwrap();
        unknown.vertical_precision = Extent::LARGEST;
        let loc = record(RecordType::LOC, unknown.to_wire().to_vec());
        assert!(words(&loc).ends_with("0.000 W, altitude unknown (52.204000,-1.000000)"));
        assert_eq!(json(&loc)["altitude_m"], Value::Null);
        let strange = record(RecordType::PLACE, vec![9, 9]);
        assert_eq!(words(&strange), r"\# 2 0909");
        assert_eq!(type_word(RecordType::PLACE), "PLACE");
        assert_eq!(type_word(RecordType(731)), "TYPE731");
    }
}
