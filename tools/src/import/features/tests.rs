//! Features, spots, and limits.

use super::*;

fn features(json: &[u8]) -> Result<(Vec<Feature>, Members), ImportError> {
    let mut features = Vec::new();
    let members = read(&InputFile::from_octets("a.geojson", json), |feature| {
        features.push(feature);
        Ok(())
    })?;
    Ok((features, members))
}

#[test]
fn features_have_identities_spots_and_words() {
    let (features, members) = features(
        br#"{"z_order":2,"features":[
            {"id":"a","properties":{"name":" Hall ","n":7,"text":"2.5"},"levels":[1]},
            {"properties":{"id":12}, "geometry":{"type":"Point","coordinates":[1,95]}}]}"#,
    )
    .unwrap();
    assert_eq!((members.features, members.other["z_order"].as_i64()), (Some(2), Some(2)));
    assert_eq!(features[0].spot(), "feature 0 (id a)");
    assert_eq!(features[0].text("name").unwrap(), "Hall");
    assert_eq!(
        (features[0].text("n").unwrap(), features[0].number("text")),
        ("7".into(), Some(2.5))
    );
    assert!(features[0].members.contains_key("levels"));
    assert_eq!(features[1].id.as_deref(), Some("12"));
    assert!(features[1].geometry.is_err());
}

#[test]
fn a_file_of_one_feature_is_that_feature() {
    let mark = b"\xef\xbb\xbf{\"type\":\"Feature\",\"id\":3,\"properties\":null,\"geometry\":null}";
    let (features, members) = features(mark).unwrap();
    assert_eq!((features[0].id.as_deref(), members.features), (Some("3"), Some(1)));
}

#[test]
fn other_json_has_no_features_and_no_json_has_a_line() {
    assert_eq!(features(br#"{"map_info":{"height":2}}"#).unwrap().1.features, None);
    assert_eq!(features(b"[1,2,[3]]").unwrap().1.features, None);
    let error = features(b"{\"features\":[\n{\"id\":1},\n{").unwrap_err();
    assert_eq!((error.file.as_str(), error.spot.as_str()), ("a.geojson", "line 3"));
    for bad in [&b""[..], b"\xff", b"7", b"{\"features\":7}", b"{\"features\":[7]}", b"{} {}"] {
        assert!(features(bad).is_err(), "{}", String::from_utf8_lossy(bad));
    }
    let deep = "[".repeat(100_000);
    assert!(features(deep.as_bytes()).is_err());
}

#[test]
fn what_each_refuses_is_the_error() {
    let file = InputFile::from_octets("b.json", br#"{"features":[{},{}]}"#);
    let error = read(&file, |feature| Err(file.error(feature.spot(), "no"))).unwrap_err();
    assert_eq!(error.to_string(), "b.json: feature 0: no");
}

#[test]
fn one_feature_has_a_limit_and_many_have_none() {
    let long = "x".repeat(usize::try_from(FEATURE_OCTETS_MAX).unwrap() + 200_000);
    let one = format!("{{\"features\":[{{\"id\":\"{long}\"}}]}}");
    let error = features(one.as_bytes()).unwrap_err();
    assert!(error.text.contains("larger than 16777216 octets"), "{error}");
    let part = "x".repeat(1 << 20);
    let many = vec![format!("{{\"id\":\"{part}\"}}"); 24].join(",");
    let mut count = 0;
    let text = format!("{{\"features\":[{many}]}}");
    read(&InputFile::from_octets("c", text.as_bytes()), |_| {
        count += 1;
        Ok(())
    })
    .unwrap();
    assert_eq!(count, 24);
}
