//! `sns map`: files for each level, one level to standard output, a way over them.

mod support;

use std::fs;

use support::{Folder, sns};

#[test]
fn a_directory_has_a_file_for_each_level_and_a_page() {
    let folder = Folder::new();
    let maps = folder.path("maps");
    let said = sns(&["map", "zones/coworking", "-o", &maps]).with_status(0);
    assert!(said.contains("Ground floor: 15 places, 15 names, 12 exits, 22 devices"), "{said}");
    let mut files: Vec<String> = fs::read_dir(&maps)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["index.html", "level-0.svg", "level-1.svg"]);
    let json = sns(&["map", "zones/coworking", "-o", &maps, "--level", "1", "--json"]).json(0);
    assert_eq!(json["maps"][0]["title"], "First floor");
    let file = json["maps"][0]["file"].as_str().unwrap();
    let one = sns(&["map", "zones/coworking", "--level", "1"]).with_status(0);
    assert_eq!(fs::read_to_string(file).unwrap(), one);
    assert!(one.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{one}");
}

#[test]
fn themes_cells_and_ways_are_drawn() {
    let dark = ["map", "zones/coworking", "--level", "0", "--theme", "dark"];
    let map = sns(&dark).with_status(0);
    assert!(!map.contains("prefers-color-scheme") && !map.contains("class=\"way\""));
    let map = sns(&[&dark[..], &["--route", "Meeting 1", "cafe", "--cells", "12"]].concat());
    let map = map.with_status(0);
    assert!(map.contains("class=\"way\"") && map.contains("._h3</title>"));
}

#[test]
fn misuse_is_explained() {
    for (arguments, expected) in [
        (&["zones/coworking"][..], "2 levels; expected --level N, or -o DIRECTORY"),
        (&["zones/coworking", "--level", "7"], "there is no level 7; the plan has 0, 1"),
        (&["zones/coworking", "--level", "0", "--route", "cafe", "attic"], "\"attic\" is no place"),
    ] {
        let said = sns(&[&["map"], arguments].concat());
        assert!(said.err.contains(expected), "{}", said.err);
        said.with_status(2);
    }
    let said = sns(&["map", "zones/plain"]);
    assert!(said.err.contains("plan.toml"), "{}", said.err);
    said.with_status(1);
}
