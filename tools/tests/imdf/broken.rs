//! Broken, truncated and hostile archives: an error or a remark that names the file and the feature.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Files, changed, files, read};

/// Mutations tried.
const MUTATIONS: usize = 6_000;

fn remarks(files: &Files) -> String {
    let survey = read(files).unwrap();
    survey.remarks.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn without(file: &str) -> Files {
    files().into_iter().filter(|(name, _)| !name.ends_with(file)).collect()
}

#[test]
fn references_that_lead_nowhere_are_told() {
    let unit = "00000006-0000-4000-8000-000000000001";
    for (file, words, by, told) in [
        (
            "occupant.geojson",
            "00000008-0000-4000-8000-000000000001",
            "lost",
            "occupant.geojson: 00000009-0000-4000-8000-000000000001: its anchor is not there",
        ),
        (
            "anchor.geojson",
            unit,
            "lost",
            "anchor.geojson: 00000008-0000-4000-8000-000000000001: its unit is not there",
        ),
        ("relationship.geojson", unit, "lost", "its origin lost is not there"),
        (
            "relationship.geojson",
            "\"origin\": {\"id\": \"00000006-0000-4000-8000-000000000004\", \"feature_type\": \"unit\"}",
            "\"origin\": null",
            "its origin is null; expected a reference",
        ),
        (
            "opening.geojson",
            "00000005-0000-4000-8000-000000000002",
            "lost",
            "its level \"lost\" is not there",
        ),
        (
            "level.geojson",
            "00000003-0000-4000-8000-000000000001",
            "lost",
            "its building lost is not there; it is put into the venue",
        ),
        (
            "building.geojson",
            "00000002-0000-4000-8000-000000000001",
            "lost",
            "building.geojson: 00000003-0000-4000-8000-000000000001: its address lost is not there",
        ),
        (
            "level.geojson",
            "\"ordinal\": 1",
            "\"ordinal\": null",
            "its ordinal is null; expected -1000 to 1000",
        ),
        (
            "level.geojson",
            "\"ordinal\": 1",
            "\"ordinal\": 1e99",
            "its ordinal is 1e+99; expected -1000 to 1000",
        ),
        (
            "unit.geojson",
            "\"feature_type\": \"unit\"",
            "\"feature_type\": \"level\"",
            "its feature_type is \"level\"; expected \"unit\"",
        ),
        (
            "unit.geojson",
            "\"type\": \"Polygon\"",
            "\"type\": \"Sphere\"",
            "its geometry has a geometry of type \"Sphere\"",
        ),
        (
            "opening.geojson",
            "\"type\": \"LineString\"",
            "\"type\": \"Point\"",
            "its geometry has the position",
        ),
        (
            "unit.geojson",
            "000000000002\", \"type\"",
            "000000000001\", \"type\"",
            "another feature has the same id",
        ),
        ("manifest.json", "1.0.0", "2.0", "version \"2.0\" of the format is read as 1.0.0"),
    ] {
        let told_of = remarks(&changed(file, words, by));
        assert!(told_of.contains(told), "{file}, {by}: {told_of}");
    }
}

#[test]
fn a_unit_without_ground_is_a_place_without_a_shape() {
    let mut files = files();
    let (_, octets) = files.iter_mut().find(|(name, _)| name.ends_with("unit.geojson")).unwrap();
    let mut json: serde_json::Value = serde_json::from_slice(octets).unwrap();
    json["features"][0]["geometry"] = serde_json::Value::Null;
    *octets = json.to_string().into_bytes();
    let survey = read(&files).unwrap();
    let place = survey.places.iter().find(|place| place.names.contains(&"101".into())).unwrap();
    assert!(place.shape.is_empty());
    assert!(
        remarks(&files)
            .contains("unit.geojson: 00000006-0000-4000-8000-000000000001: it has no polygon")
    );
}

#[test]
fn files_may_be_absent() {
    for file in [
        "manifest.json",
        "venue.geojson",
        "address.geojson",
        "building.geojson",
        "unit.geojson",
        "anchor.geojson",
        "occupant.geojson",
    ] {
        assert!(read(&without(file)).is_ok(), "{file}");
    }
    assert!(remarks(&without("manifest.json")).contains("version 1.0.0 in English is assumed"));
    let error = read(&without("level.geojson")).unwrap_err().to_string();
    let told = "centre.zip: there are no levels; expected level.geojson with one or more features";
    assert_eq!(error, told);
}

#[test]
fn truncated_files_say_which_and_where() {
    for (name, octets) in files() {
        let mut files = files();
        let cut = files.iter_mut().find(|(own, _)| *own == name).unwrap();
        cut.1.truncate(octets.len() - 5);
        let error = read(&files).unwrap_err();
        assert_eq!(error.file, name);
        assert!(error.spot.starts_with("line "), "{error}");
    }
    let error = read(&changed("unit.geojson", "\"features\"", "\"things\"")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "centre/unit.geojson: has no features; expected a GeoJSON FeatureCollection"
    );
}

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
fn random(state: &mut u64) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) as usize >> 1
}

/// A value of the tree replaced by another, an entry taken out, or octets changed.
fn mutated(files: &mut Files, state: &mut u64) {
    let at = random(state) % files.len();
    let octets = &mut files[at].1;
    let values = [
        "null",
        "1e99",
        "-7",
        "\"\"",
        "[]",
        "{}",
        "[[[]]]",
        "true",
        "\"00000006-0000-4000-8000-000000000003\"",
    ];
    let value: serde_json::Value =
        serde_json::from_str(values[random(state) % values.len()]).unwrap();
    if let Ok(mut json) = serde_json::from_slice::<serde_json::Value>(octets)
        && !random(state).is_multiple_of(3)
    {
        let mut here = &mut json;
        for _ in 0..random(state) % 7 {
            let length =
                here.as_array().map_or(here.as_object().map_or(0, serde_json::Map::len), Vec::len);
            if length == 0 {
                break;
            }
            let step = random(state) % length;
            here = match here {
                serde_json::Value::Array(list) => &mut list[step],
                serde_json::Value::Object(map) => map.values_mut().nth(step).unwrap(),
                other => other,
            };
        }
        *here = value;
        *octets = json.to_string().into_bytes();
    } else if !octets.is_empty() {
        let place = random(state) % octets.len();
        match random(state) % 3 {
            0 => octets[place] = random(state) as u8,
            1 => octets.truncate(place),
            _ => drop(octets.remove(place)),
        }
    }
}

#[test]
fn mutants_never_panic() {
    let mut state = 7;
    let (mut good, mut bad) = (0, 0);
    for number in 0..MUTATIONS {
        let mut mutant = files_once();
        for _ in 0..1 + random(&mut state) % 3 {
            mutated(&mut mutant, &mut state);
        }
        match catch_unwind(AssertUnwindSafe(|| read(&mutant))) {
            Ok(Ok(_)) => good += 1,
            Ok(Err(error)) => {
                bad += 1;
                assert!(!error.text.is_empty());
            }
            Err(_) => panic!("mutant {number} panics"),
        }
    }
    assert!(good > MUTATIONS / 10 && bad > MUTATIONS / 10, "{good} good, {bad} bad");
}

/// The sample, read from disk once.
fn files_once() -> Files {
    static FILES: std::sync::OnceLock<Files> = std::sync::OnceLock::new();
    FILES.get_or_init(files).clone()
}

#[test]
fn many_of_everything_take_no_square() {
    let mut files = files();
    for (sort, count) in
        [("building", 600), ("footprint", 600), ("level", 300), ("occupant", 3_000)]
    {
        let name = format!("{sort}.geojson");
        let (_, octets) = files.iter_mut().find(|(own, _)| own.ends_with(&name)).unwrap();
        let mut json: serde_json::Value = serde_json::from_slice(octets).unwrap();
        let list = json["features"].as_array_mut().unwrap();
        let first = list[0].clone();
        for number in 0..count {
            let mut copy = first.clone();
            copy["id"] = format!("{sort}-{number}").into();
            if sort == "footprint" {
                copy["properties"]["building_ids"] =
                    (0..count).map(|n| format!("building-{n}")).collect();
            }
            list.push(copy);
        }
        *octets = json.to_string().into_bytes();
    }
    let survey = read(&files).unwrap();
    let shapes: usize = survey.places.iter().map(|place| place.shape.len()).sum();
    assert!(shapes < 100_000, "{shapes} polygons");
}
