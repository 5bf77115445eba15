//! What must hold whatever a plan says.

use proptest::prelude::*;

use super::*;

/// A place as random plans have it: a rectangle or a ring, somewhere, on some level, in something.
fn place() -> impl Strategy<Value = String> {
    let measure = || prop_oneof![(-40..40_i32).prop_map(|m| f64::from(m) / 2.0), -20.0..20.0_f64];
    let side = || prop_oneof![Just(4.0), Just(0.005), 0.01..12.0_f64];
    let rectangle = (measure(), measure(), side(), side())
        .prop_map(|(x, y, w, d)| format!("rectangle = [{x:.3}, {y:.3}, {w:.3}, {d:.3}]"));
    let corner = (measure(), measure()).prop_map(|(x, y)| format!("[{x:.3}, {y:.3}]"));
    let corners = proptest::collection::vec(corner, 3..6)
        .prop_map(|corners| format!("corners = [{}]", corners.join(", ")));
    let disc = (measure(), measure(), 1..900_u32).prop_map(|(x, y, cm)| {
        format!("at = [{x:.3}, {y:.3}]\nradius = {}", f64::from(cm) / 100.0)
    });
    let shape = prop_oneof![
        4 => rectangle,
        2 => corners,
        1 => disc,
        1 => (measure(), measure()).prop_map(|(x, y)| format!("at = [{x:.3}, {y:.3}]")),
        1 => Just(String::new()),
        1 => Just("position = [0.0, 0.0]".to_owned()),
        1 => Just("position = [89.5, 179.9]\nradius = 900".to_owned()),
    ];
    let kind = prop_oneof![
        Just("room"),
        Just("level"),
        Just("stairs"),
        Just("area"),
        Just("building"),
        Just("lift")
    ];
    let level =
        prop_oneof![Just(""), Just("level = 0\n"), Just("level = 1\n"), Just("level = [0, 1]\n")];
    let within =
        prop_oneof![3 => Just(""), 1 => Just("in = \"a\"\n"), 1 => Just("in = \"meeting-1\"\n")];
    let altitude =
        prop_oneof![3 => Just(""), 1 => Just("altitude = 3\n"), 1 => Just("height = 0.1\n")];
    let lamp = prop_oneof![
        2 => Just(String::new()),
        1 => (measure(), measure()).prop_map(|(x, y)| format!(
            "[[place.device]]\nname = \"L\"\nkind = \"light\"\nat = [{x:.3}, {y:.3}]\n"
        )),
    ];
    (kind, level, within, shape, altitude, lamp).prop_map(
        |(kind, level, within, shape, altitude, lamp)| {
            format!("kind = \"{kind}\"\n{level}{within}{altitude}{shape}\n{lamp}")
        },
    )
}

const NAMES: [&str; 8] = ["A", "Meeting 1", "Meeting 01", "Café", "Cafe", "B", "0", "O"];

fn rest() -> impl Strategy<Value = String> {
    let names = Just(NAMES).prop_shuffle();
    let places = proptest::collection::vec(place(), 1..8);
    let word = || proptest::sample::select(vec!["@", "a", "meeting-1", "café", "b"]);
    let exits = proptest::collection::vec((word(), word(), any::<bool>()), 0..4);
    (names, places, exits).prop_map(|(names, places, exits)| {
        let places = names.iter().zip(places);
        let places: String =
            places.map(|(name, rest)| format!("[[place]]\nname = {name:?}\n{rest}")).collect();
        let exit = |(a, b, one_way): &(&str, &str, bool)| {
            format!("[[exit]]\njoins = [{a:?}, {b:?}]\none_way = {one_way}\nat = [1, 1]\n")
        };
        places + &exits.iter().map(exit).collect::<String>()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_mending_only_mends(rest in rest()) {
        let files = small(&rest);
        let Ok(plan) = plan::read(&files) else { return Ok(()) };
        let scene = Scene::new(&plan, &files, Options::default());
        let findings = scene.lint();
        for finding in &findings {
            prop_assert!(!finding.message.is_empty() && !finding.message.contains("NaN"));
            prop_assert!(finding.things.iter().all(|at| *at < plan.things().len()));
            if let Some(svg) = draw(&scene, finding) {
                prop_assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            }
        }
        let fixed = fix(&files, Options::default(), rules());
        prop_assert_eq!(fixed.before, findings.len());
        let loads = plan::read(&fixed.files);
        prop_assert!(loads.is_ok(), "{:?}", loads.err());
        prop_assert_eq!(fixed.after, lint_of(&fixed.files).len());
        prop_assert!(fixed.after <= fixed.before);
        if fixed.after == fixed.before {
            prop_assert_eq!(&fixed.files, &files);
        }
        let again = fix(&fixed.files, Options::default(), rules());
        prop_assert_eq!(unified_diff(&fixed.files, &again.files), "");
    }

    #[test]
    fn folding_never_panics(words in any::<String>(), text in any::<String>()) {
        let skeleton = fold::skeleton(&words);
        prop_assert!(skeleton.chars().count() <= 3 * words.chars().count());
        let _ = json_spans::feature_lines(&text);
    }
}
