//! What must hold whatever the files are.

use proptest::prelude::*;

use super::*;

/// Pieces of plans, right and wrong, that random files are put together from.
const PIECES: &[&str] = &[
    "[[place]]\n",
    "name = \"Hall\"\n",
    "name = \"hall\"\n",
    "name = 7\n",
    "in = \"hall\"\n",
    "in = \"room\"\n",
    "in = \"a.b.c\"\n",
    "name = \"Room\"\n",
    "[[place.device]]\n",
    "[[device]]\n",
    "kind = \"light\"\n",
    "kind = \"Ä\"\n",
    "level = 1\n",
    "level = [2, 1]\n",
    "level = 1e400\n",
    "rectangle = [0, 0, 4, 3]\n",
    "rectangle = [1, 2, -3]\n",
    "corners = [[0, 0], [1, 1], [0, 1], [1, 0]]\n",
    "outline = [[52.2, 0.12], [52.3, 0.12], [52.3, 0.13]]\n",
    "outline = [[152.2, 0.12]]\n",
    "radius = 4\n",
    "at = [1, 2]\n",
    "position = [52.2, 0.12]\n",
    "position = [nan, inf]\n",
    "altitude = 1e9\n",
    "bearers = { ipv6 = \"::1\", wifi = 4 }\n",
    "bearers = { dtmf = \"9#\" }\n",
    "[[exit]]\n",
    "joins = [\"hall\", \"room\"]\n",
    "joins = [\"@\", \"@\"]\n",
    "[[shapes]]\n",
    "file = \"a.geojson\"\n",
    "name = \"name\"\n",
    "place = \"hall\"\n",
    "on_collision = \"number\"\n",
    "on_bad_shape = \"outline\"\n",
    "aliases = [\"room\", \"x\"]\n",
    "label = \"x\"\n",
    "civic = { ROOM = \"1\", XX = 2 }\n",
    "service = [{ type = \"_http._tcp\", port = 80 }]\n",
    "key = [{ port = 1 }]\n",
    "text = \"a\"\n",
    "= = =\n",
    "\"\"\" \n",
    "[frame]\norigin = [90, 0]\n",
    "[place]\n",
    "\u{0}\n",
    "é = \"é\"\n",
];

/// Pieces of GeoJSON.
fn geojson() -> impl Strategy<Value = String> {
    let number = prop_oneof![Just(0.12), Just(52.2), -400.0..400.0_f64, Just(1e308)];
    let ring = proptest::collection::vec(proptest::collection::vec(number, 0..4), 0..6);
    let kind = prop_oneof![Just("Polygon"), Just("MultiPolygon"), Just("Point"), Just("Line")];
    let property = prop_oneof![Just("place"), Just("name"), Just("x")];
    let feature = (kind, ring, property, "[a-zé_ ]{0,5}").prop_map(|(kind, ring, key, value)| {
        format!(
            "{{\"properties\": {{{key:?}: {value:?}}}, \
             \"geometry\": {{\"type\": {kind:?}, \"coordinates\": [{ring:?}]}}}}"
        )
    });
    proptest::collection::vec(feature, 0..4)
        .prop_map(|features| format!("{{\"features\": [{}]}}", features.join(",")))
}

fn check(files: &[PlanFile]) -> Result<(), TestCaseError> {
    let faults = match read(files) {
        Ok(plan) => plan.compile().err().unwrap_or_default(),
        Err(faults) => {
            prop_assert!(!faults.is_empty());
            faults
        }
    };
    for fault in faults {
        prop_assert!(files.iter().any(|file| file.path == fault.file), "{fault}");
        prop_assert!(!fault.expected.is_empty(), "{fault}");
        // Syntax has no key, and everything else one.
        let syntax = fault.expected.starts_with("is not");
        prop_assert!(syntax || !fault.key.is_empty(), "{fault}");
        prop_assert!(fault.line.is_none_or(|line| line > 0), "{fault}");
        prop_assert!(!fault.to_string().contains('\n') || syntax, "{fault}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_never_panic_and_faults_name_file_and_key(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24),
        features in geojson(),
    ) {
        let mut files = small(&pieces.concat());
        files.push(file("a.geojson", &features));
        check(&files)?;
    }

    #[test]
    fn arbitrary_text_never_panics(text in any::<String>(), other in any::<String>()) {
        let mut files = small(&text);
        files.push(file("a.geojson", &other));
        check(&files)?;
        check(&[file("plan.toml", &text), file("b.toml", &other)])?;
    }

    #[test]
    fn damaged_examples_never_panic(at in 0..12_000_usize, octet in any::<char>(), which in 0..4_usize) {
        let mut files = coworking();
        let text = &mut files[which].text;
        let at = (0..=at % text.len()).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.insert(at, octet);
        check(&files)?;
    }

    #[test]
    fn siblings_of_random_words_have_names_of_their_own(
        words in proptest::collection::vec("[A-Ca-cé1 -]{1,8}", 1..12),
    ) {
        let places: String =
            words.iter().map(|words| format!("[[place]]\nname = {words:?}\n")).collect();
        if let Ok(plan) = read(&small(&places)) {
            let names: BTreeSet<&Name> = plan.tree.nodes.iter().map(|node| &node.name).collect();
            prop_assert_eq!(names.len(), words.len() + 1);
            for node in &plan.tree.nodes[1..] {
                prop_assert!(words.iter().any(|words| words.trim() == node.thing.words));
            }
        }
    }
}
