//! What is wrong with plans, and how it is told.

use super::*;

#[test]
fn faults_of_the_tree_name_the_item_the_value_and_the_way_out() {
    assert_eq!(
        faults("[[place]]\nname = \"Meeting\"\n[[place]]\nname = \"MEETING\"\n"),
        ["rest.toml:3: place \"MEETING\" = \"meeting\": the label is taken by place \"Meeting\" \
          (rest.toml:1); set label = \"meeting-2\", for example"]
    );
    assert_eq!(
        faults("[[place]]\nname = \"A\"\nin = \"gruond\"\n[[place]]\nname = \"Ground\"\n"),
        [
            "rest.toml:3: place \"A\": in = \"gruond\": no place has this name; did you mean \"ground\"?"
        ]
    );
    assert_eq!(
        faults("[[place]]\nname = \"A\"\nin = \"b\"\n[[place]]\nname = \"B\"\nin = \"a\"\n"),
        [
            "rest.toml:1: place \"A\": in: the places around it form a circle",
            "rest.toml:4: place \"B\": in: the places around it form a circle"
        ]
    );
}

#[test]
fn every_fault_of_a_bad_plan_is_told_at_once() {
    let faults = faults(
        "[[place]]\nname = \"Hall\"\nlevl = 1\nrectangle = [0, 0, 0, 3]\n\
         [[device]]\nname = \"Lamp\"\nin = \"hall\"\nbearers = { zigbee = \"12\", blutooth = \"x\" }\n\
         [[exit]]\njoins = [\"hall\"]\n[[place]]\nname = \"_near\"\n",
    );
    assert_eq!(
        faults,
        [
            "rest.toml:3: place \"Hall\": levl: is no key here; did you mean level?",
            "rest.toml:4: place \"Hall\": rectangle = [0, 0, 0, 3]: \
             expected [x, y, width, depth] with sides above zero",
            "rest.toml:5: device \"Lamp\": kind: is missing; expected one word for what it is, such as light",
            "rest.toml:8: device \"Lamp\": bearers: blutooth: is no key here; did you mean bluetooth?",
            "rest.toml:8: device \"Lamp\": bearers: zigbee = \"12\": \
             expected an EUI-64 of 8 octets such as 00:12:4b:00:01:02:03:04",
            "rest.toml:9: exit 1: expected joins = [\"one place\", \"another\"], @ for the site itself",
            "rest.toml:12: place \"_near\": name = \"_near\": \
             labels that start with an underscore belong to the system",
        ]
    );
}

#[test]
fn shapes_are_blamed_in_the_metres_they_were_drawn_in() {
    assert_eq!(
        faults("[[place]]\nname = \"A\"\ncorners = [[0, 0], [2.5, -3], [2.5, 0], [0, -3]]\n"),
        [
            "rest.toml:3: place \"A\": corners: edges 1 and 3 of the outer ring, from [0, 0] and from \
          [2.5, 0], cross or touch; expected edges that meet only where one follows the other"
        ]
    );
    let line =
        faults("[[place]]\nname = \"A\"\nkind = \"x\"\ncorners = [[0, 0], [1, 1], [2, 2]]\n");
    assert_eq!(line.len(), 1);
    assert!(line[0].starts_with("rest.toml:4: place \"A\": corners: "), "{line:?}");
    let flat = faults("[[place]]\nname = \"A\"\nrectangle = [7, 0, 0.00001, 3]\n");
    assert_eq!(flat.len(), 1, "{flat:?}");
    assert!(flat[0].starts_with("rest.toml:3: place \"A\": rectangle: "), "{flat:?}");
    let degrees = faults(
        "[[place]]\nname = \"A\"\noutline = [[52.2, 0.12], [52.21, 0.13], [52.21, 0.12], [52.2, 0.13]]\n",
    );
    assert!(degrees[0].contains(": outline: edges 1 and 3 of the outer ring, from [52.2, 0.12]"));
}

#[test]
fn small_plans_that_would_fill_a_machine_are_refused() {
    let places = |count: usize, more: &str| -> String {
        (0..count).map(|i| format!("[[place]]\nname = \"P{i}\"\n{more}")).collect()
    };
    let all = |count: usize| {
        let names: Vec<String> = (0..count).map(|i| format!("\"p{i}\"")).collect();
        format!("[[exit]]\njoins = [{}]\n", names.join(", "))
    };
    let faults = faults(&(places(300, "") + &all(300)));
    assert_eq!(faults.len(), 1);
    assert!(
        faults[0].starts_with("rest.toml:601: exit 1: joins: joins 300 places, each with each"),
        "{faults:?}"
    );
    assert!(faults[0].contains("expected at most 256"), "{faults:?}");
    assert!(read(&small(&(places(256, "") + &all(256)))).is_ok());
    // Many exits, each as large as may be.
    let faults = read(&small(&(places(2000, "") + &overlapping_exits(2000, 250)))).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].to_string().contains("expected at most 500000"), "{faults:?}");
    // All rooms in one spot touch all others.
    let compiled = |rest: &str| read(&small(rest)).unwrap().compile().unwrap_err();
    let faults = compiled(&places(1000, "rectangle = [0, 0, 10, 10]\n"));
    assert_eq!(faults.len(), 1);
    assert!(faults[0].key.ends_with(": rectangle"), "{faults:?}");
    assert!(faults[0].expected.contains("expected at most 500000: places apart"), "{faults:?}");
}

/// Exits that join each so many places in turn, a few of them shared with the one before.
fn overlapping_exits(places: usize, joined: usize) -> String {
    let exit = |first: usize| {
        let names: Vec<String> =
            (0..joined).map(|i| format!("\"p{}\"", (first + i) % places)).collect();
        format!("[[exit]]\njoins = [{}]\n", names.join(", "))
    };
    (0..places).step_by(joined / 2).map(exit).collect()
}

#[test]
fn what_a_plan_compiles_to_is_bounded() {
    let refused = |rest: &str, records_max: usize| -> String {
        let plan = read(&small(rest)).unwrap();
        let faults = plan.compile_within(1, records_max).unwrap_err();
        assert_eq!(faults.len(), 1, "{}", shown(&faults));
        faults[0].to_string()
    };
    let lamps = "[[place]]\nname = \"Hall\"\n[[place.device]]\nname = \"One\"\nkind = \"light\"\n\
                 [[place.device]]\nname = \"Two\"\nkind = \"light\"\n";
    let text = refused(lamps, 14);
    assert!(
        text.starts_with("rest.toml:6: device \"Two\": the plan makes more records than 14"),
        "{text}"
    );
    // Each cell of the room below the discs lists them all, and so does the wildcard below it.
    let disc = |i: usize| format!("[[place]]\nname = \"D{i}\"\nat = [{i}, 0]\nradius = 900\n");
    let room = "[[place]]\nname = \"Room\"\nrectangle = [0, 0, 79, 79]\n";
    let discs: String = (0..9).map(disc).collect();
    let plan = read(&small(&format!("{discs}{room}"))).unwrap();
    let count = plan.compile().unwrap().len();
    assert!(count > 4_000, "{count}");
    let text = refused(&format!("{discs}{room}"), count - 1);
    assert!(text.contains("_h3.hq.example. would exceed"), "{text}");
}

#[test]
fn levels_exits_and_lengths_are_checked() {
    assert_eq!(
        faults(
            "[[place]]\nname = \"F1\"\nkind = \"level\"\nlevel = 1\n[[place]]\nname = \"Hall\"\nin = \"f1\"\nlevel = 2\n"
        ),
        ["rest.toml:5: place \"Hall\": level = 2: lies outside \"F1\", which has level 1"]
    );
    assert_eq!(
        faults("[[place]]\nname = \"F1\"\nkind = \"level\"\n"),
        [
            "rest.toml:1: place \"F1\": level: is missing; expected the level's number, 0 for the ground floor"
        ]
    );
    assert_eq!(
        faults("[[place]]\nname = \"Hall\"\n[[exit]]\njoins = [\"hall\", \"attic\"]\n"),
        ["rest.toml:4: exit 1: joins[2] = \"attic\": no place has this name"]
    );
    assert_eq!(
        faults(
            "[[place]]\nname = \"A\"\n[[place]]\nname = \"B\"\n[[place]]\nname = \"X\"\nin = \"a\"\n\
                [[place]]\nname = \"X\"\nin = \"b\"\n[[exit]]\njoins = [\"x\", \"a\"]\n"
        ),
        ["rest.toml:12: exit 1: joins[1] = \"x\": could be any of x.a, x.b; write more of it"]
    );
    let deep: String = (0..5)
        .map(|i| {
            let name = format!("{i}{}", "x".repeat(60));
            let around = if i == 0 {
                String::new()
            } else {
                format!("in = \"{}{}\"\n", i - 1, "x".repeat(60))
            };
            format!("[[place]]\nname = \"{name}\"\n{around}")
        })
        .collect();
    let faults = faults(&deep);
    assert!(faults[0].starts_with("rest.toml:9: place \"3xxx"), "{faults:?}");
    assert!(faults[0].ends_with("expected at most 255"), "{faults:?}");
}

#[test]
fn an_apex_too_long_for_cells_is_refused_when_it_is_compiled() {
    let label = "x".repeat(55);
    let apex = [label.as_str(); 4].join(".");
    let mut files = small("");
    files[0].text = files[0].text.replace("apex = \"hq.example\"", &format!("apex = \"{apex}\""));
    let faults = read(&files).unwrap().compile().unwrap_err();
    assert!(faults[0].to_string().contains("no room below 255 octets"), "{faults:?}");
    assert_eq!((&*faults[0].file, faults[0].line), ("plan.toml", Some(1)));
}

#[test]
fn things_outside_of_their_place_are_warnings() {
    let plan = read(&small(
        "[[place]]\nname = \"Hall\"\nrectangle = [0, 0, 4, 4]\n\
         [[place.device]]\nname = \"Lamp\"\nkind = \"light\"\nat = [7, 2]\n\
         [[place]]\nname = \"Desk\"\nin = \"hall\"\nrectangle = [3, 3, 2, 1]\n",
    ))
    .unwrap();
    let warnings: Vec<String> = plan.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "rest.toml:4: device \"Lamp\": reaches 3.00 m outside \"Hall\"",
            "rest.toml:8: place \"Desk\": reaches 1.00 m outside \"Hall\""
        ]
    );
}

#[test]
fn master_files_keep_their_lines_and_their_place() {
    let mut files = small("");
    files.push(file(
        "extra.zone",
        "; a comment\nwww A 192.0.2.300\nother.example. A 192.0.2.1\n@ SOA a b 1 1 1 1 1\n",
    ));
    let faults = read(&files).unwrap().compile().unwrap_err();
    let shown: Vec<(usize, bool)> =
        faults.iter().map(|fault| (fault.line.unwrap(), fault.file == "extra.zone")).collect();
    assert_eq!(shown, [(2, true), (3, true), (4, true)]);
}

#[test]
fn two_instances_of_one_name_are_refused() {
    let device = |name: &str| {
        format!(
            "[[device]]\nname = \"{name}\"\nkind = \"x\"\nservice = [{{ type = \"_http._tcp\", port = 80, name = \"Same\" }}]\n"
        )
    };
    let files = small(&(device("One") + &device("Two")));
    let faults = read(&files).unwrap().compile().unwrap_err();
    assert!(faults[0].to_string().contains("device \"One\" offers it already"), "{faults:?}");
}

#[test]
fn one_mistake_is_one_fault() {
    let level = "[[place]]\nname = \"F1\"\nkind = \"level\"\nlevel = 0.5\n";
    assert_eq!(faults(level).len(), 1, "{:?}", faults(level));
    let key = faults("[[device]]\nname = \"Lamp\"\nkind = \"light\"\ncolour = \"red\"\n");
    assert_eq!(key.len(), 1, "{key:?}");
    for word in ["name", "kind"] {
        let times = key[0].split([' ', ',']).filter(|w| *w == word).count();
        assert_eq!(times, 1, "{word} in {key:?}");
    }
    let mut files = small("");
    files[0].text = files[0].text.replace("position = [52.2", "position = [nan");
    let faults = read(&files).err().unwrap();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].to_string().contains("the latitude from -90 to 90"), "{faults:?}");
}

#[test]
fn name_servers_need_glue_exactly_inside() {
    let mut files = small("");
    files[0].text = files[0].text.replace("addresses = [\"192.0.2.1\"]", "");
    assert!(read(&files).unwrap_err()[0].to_string().contains("needs addresses, as glue"));
    files[0].text = files[0].text.replace("name = \"ns1\"", "name = \"ns1.example.net.\"");
    assert!(read(&files).is_ok());
}

const FLOOR: &str = r#"{"type": "FeatureCollection", "features": [
    {"properties": {"type": "floor"}, "geometry": {"type": "Polygon", "coordinates":
        [[[0.12, 52.2], [0.1203, 52.2], [0.1203, 52.2002], [0.12, 52.2002], [0.12, 52.2]]]}},
    {"properties": {"name": "Shop"}, "geometry": {"type": "Polygon", "coordinates":
        [[[0.12, 52.2], [0.1201, 52.2], [0.1201, 52.2001], [0.12, 52.2001], [0.12, 52.2]]]}},
    {"properties": {"name": "SHOP"}, "geometry": {"type": "Polygon", "coordinates":
        [[[0.1201, 52.2], [0.1202, 52.2001], [0.1202, 52.2], [0.1201, 52.2001], [0.1201, 52.2]]]}}]}"#;

fn floor(options: &str) -> Vec<PlanFile> {
    let rules = format!(
        "[[place]]\nname = \"F1\"\nkind = \"level\"\nlevel = 1\n\
         [[shapes]]\nfile = \"f1.geojson\"\nonly = {{ type = \"floor\" }}\nplace = \"f1\"\n\
         [[shapes]]\nfile = \"f1.geojson\"\nexcept = {{ type = \"floor\" }}\nin = \"f1\"\n\
         kind = \"shop\"\nname = \"name\"\n{options}"
    );
    let mut files = small(&rules);
    files.push(file("f1.geojson", FLOOR));
    files
}

#[test]
fn a_floor_of_features_is_served_by_the_owners_policy() {
    let refused = |options: &str| -> Vec<String> {
        read(&floor(options)).unwrap_err().iter().map(ToString::to_string).collect()
    };
    let faults = refused("");
    assert_eq!(faults.len(), 1);
    assert!(
        faults[0].starts_with(
            "f1.geojson:6: features[3] \"SHOP\" = \"shop\": the label is taken by features[2] \"Shop\""
        ),
        "{faults:?}"
    );
    let faults = refused("on_collision = \"number\"\n");
    assert_eq!(faults.len(), 1);
    assert!(
        faults[0].starts_with(
            "f1.geojson:6: features[3] \"SHOP\": edges 1 and 3 of the outer ring, \
             from [0.1201, 52.2] and from [0.1202, 52.2], cross"
        ),
        "{faults:?}"
    );
    let files = floor("on_collision = \"number\"\non_bad_shape = \"outline\"\n");
    let plan = read(&files).unwrap();
    assert_eq!(plan.warnings().len(), 1);
    assert!(plan.warnings()[0].to_string().contains("its convex outline is served instead"));
    let lines = compiled(&files);
    assert!(
        lines.contains(&"_children.f1.hq.example.\t3600\tIN\tPTR\tshop-2.f1.hq.example.".into())
    );
}
