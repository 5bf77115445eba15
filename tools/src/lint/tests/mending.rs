//! What is mended, and how the files look then.

use super::*;

/// The second file of a small plan after all is mended that can be.
#[track_caller]
fn mended(rest: &str) -> String {
    let files = small(rest);
    let fixed = fix(&files, Options::default(), rules());
    assert!(fixed.after < fixed.before, "{:?}", said(&files));
    assert_eq!(fixed.after, lint_of(&fixed.files).len());
    let again = fix(&fixed.files, Options::default(), rules());
    assert_eq!(unified_diff(&fixed.files, &again.files), "");
    fixed.files[1].text.clone()
}

#[test]
fn an_overlap_is_given_to_the_smaller_and_the_rest_stays() {
    let text = "# Rooms.\n[[place]]\nname = \"A\"   # the large one\nrectangle = [0, 0, 6, 4]  # metres\n\
                \n[[place]]\nname = \"B\"\nrectangle = [5.9, 0, 4, 4]\n";
    assert_eq!(mended(text), text.replace("[0, 0, 6, 4]", "[0, 0, 5.9, 4]"));
    // What is no rectangle any more has corners.
    let text = rectangle("A", 0.0, 0.0, 6.0, 4.0) + &rectangle("B", 5.9, 1.0, 4.0, 2.0);
    let mended = mended(&text);
    assert!(mended.contains("corners = [[") && mended.contains("[5.9, 1]"), "{mended}");
}

#[test]
fn walls_that_nearly_meet_are_moved_together() {
    let text = rectangle("A", 0.0, 0.0, 6.0, 4.0) + &rectangle("B", 6.2, 0.0, 4.0, 3.0);
    assert_eq!(mended(&text), text.replace("[6.2, 0, 4, 3]", "[6, 0, 4.2, 3]"));
    let text = rectangle("A", 0.0, 0.0, 6.0, 4.0)
        + "[[place]]\nname = \"B\"\ncorners = [\n  [6.2, 0],\n  [9, 0],\n  [9, 3],\n  [6.2, 3],\n]\n";
    assert_eq!(mended(&text), text.replace("6.2", "6"));
}

#[test]
fn an_overhang_is_cut_off() {
    let text = room("Ground", "kind = \"level\"\nlevel = 0\nrectangle = [0, 0, 10, 8]")
        + &room("A", "in = \"ground\"\nrectangle = [-0.2, 0, 4.2, 4]");
    assert_eq!(mended(&text), text.replace("[-0.2, 0, 4.2, 4]", "[0, 0, 4, 4]"));
}

#[test]
fn corners_exits_levels_labels_and_devices() {
    let text = room("A", "corners = [[0, 0], [4, 0], [4, 0.004], [4, 3], [0, 3]]");
    assert_eq!(mended(&text), text.replace("[4, 0.004], ", ""));
    let exit = "[[exit]]\njoins = [\"@\", \"a\"]\n";
    let text = format!("{}{exit}# the end\n", rectangle("A", 0.0, 0.0, 4.0, 4.0));
    assert_eq!(mended(&text.replace(exit, &(exit.to_owned() + exit))), text);
    let text = room("Meeting 1", "at = [1, 1]") + &room("Meeting 01", "at = [2, 2]");
    let labelled = "name = \"Meeting 01\"\nlabel = \"room-meeting-01\"";
    assert_eq!(mended(&text), text.replace("name = \"Meeting 01\"", labelled));
    let device = "  [[place.device]]\n  name = \"L\"\n  kind = \"light\"\n  \
                  bearers = { ipv6 = \"2001:db8::1\" }\n";
    let text = rectangle("A", 0.0, 0.0, 6.0, 4.0) + device + "  at = [6.2, 1]\n";
    assert_eq!(mended(&text), text.replace("[6.2, 1]", "[5.98, 1]"));
    let text = room("Low", "kind = \"level\"\nlevel = 0\naltitude = 0")
        + &room("High", "kind = \"level\"\nlevel = 1\naltitude = 3")
        + &room("S", "kind = \"stairs\"\nlevel = [0, 1]\nat = [0, 0]")
        + device
        + "  altitude = 4\n";
    assert_eq!(mended(&text), text.replace("name = \"L\"", "name = \"L\"\n  level = 1"));
}

#[test]
fn the_thickness_of_walls_is_set_in_the_plan() {
    let row: String = (0..6)
        .map(|n| rectangle(&format!("Room {n}"), f64::from(n) * 4.12, 0.0, 4.0, 4.0))
        .collect();
    let files = small(&row);
    let fixed = fix(&files, Options::default(), rules());
    assert!(fixed.files[0].text.ends_with("\n\n[walls]\nthickness = 0.13\n"));
    assert_eq!(fixed.after, 0, "{:?}", said(&fixed.files));
    let mut files = small(&row);
    files[0].text += "[walls]\nthickness = 0.02 # thin\n";
    let fixed = fix(&files, Options::default(), rules());
    assert!(fixed.files[0].text.ends_with("[walls]\nthickness = 0.13 # thin\n"));
}

#[test]
fn geojson_keeps_its_lines_and_altitudes() {
    let feature = |name: &str, west: &str, east: &str| {
        format!(
            "{{\"type\": \"Feature\", \"properties\": {{\"name\": \"{name}\"}}, \"geometry\": {{\"type\": \
             \"Polygon\", \"coordinates\": [[[{west}, 52.2031, 9.5], [{east}, 52.2031, 9.5], \
             [{east}, 52.2032, 9.5], [{west}, 52.2032, 9.5], [{west}, 52.2031, 9.5]]]}}}}"
        )
    };
    let text = |west: &str| {
        format!(
            "{{\"type\": \"FeatureCollection\", \"features\": [\n{},\n{}\n]}}\n",
            feature("A", "0.1198", "0.1199"),
            feature("B", west, "0.12")
        )
    };
    let mut files = small("[[shapes]]\nfile = \"a.geojson\"\nname = \"name\"\n");
    // 0.2 m to the east, and with more digits than there are.
    files.push(file("a.geojson", text("0.1199030000001")));
    let fixed = fix(&files, Options::default(), rules());
    assert_eq!(fixed.files[2].text, text("0.1199"));
    assert_eq!((fixed.before, fixed.after), (2, 0));
}

#[test]
fn what_would_do_harm_is_left() {
    // The wall cannot be moved without cutting into a third room.
    let text = rectangle("A", 0.0, 0.0, 6.0, 4.0)
        + &rectangle("B", 6.2, 0.0, 4.0, 3.0)
        + &room("C", "rectangle = [6.0, 3.0, 4.0, 2.0]");
    let files = small(&text);
    let fixed = fix(&files, Options::default(), rules());
    assert!(fixed.after <= fixed.before && plan::read(&fixed.files).is_ok());
    // Rules that are not asked for mend nothing.
    let none = fix(&files, Options::default(), &[rule("mute-device").unwrap()]);
    assert_eq!(unified_diff(&files, &none.files), "");
    // What does not load is given back as it is.
    let broken = vec![file("plan.toml", "= =")];
    assert_eq!(fix(&broken, Options::default(), rules()).files, broken);
}
