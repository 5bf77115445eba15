//! Names of Places and Devices, Relative Names: the library's search against a server.

use libsns::name::{Name, place_name};

use super::*;

/// The candidates of a relative name, seen from a place, up to the apex of the example.
fn candidates(words: &str, place: &str) -> Vec<String> {
    let relative = place_name::relative_name(words).expect("words");
    let name = |text: &str| text.parse::<Name>().expect("a name");
    let names = place_name::candidates(&relative, &name(place), &name(APEX));
    names.map(|name| name.to_string()).collect()
}

/// The first candidate that exists.
fn search(world: &mut World, words: &str, place: &str) -> Option<String> {
    candidates(words, place).into_iter().find(|name| world.ask(name, LOC).raw.rcode() == 0)
}

/// [R-1]: "looked for below the asker's place, then below each parent in turn; the search MUST end at
/// the first name that exists."
#[test]
fn r_1_the_nearest_is_meant() {
    let mut world = coworking();
    let found = [
        ("light", "meeting-1.ground.coworking.example", "light.meeting-1.ground"),
        ("light", "meeting-2.ground.coworking.example", "light.meeting-2.ground"),
        ("light", "desk-2.commons.ground.coworking.example", "light.desk-2.commons.ground"),
        ("printer", "desk-1.commons.ground.coworking.example", "printer.commons.ground"),
        ("light.meeting-1", "meeting-2.ground.coworking.example", "light.meeting-1.ground"),
        ("Café", "meeting-2.ground.coworking.example", "xn--caf-dma.ground"),
        ("control.lift", "studio.first.coworking.example", "control.lift"),
    ];
    for (words, place, expected) in found {
        let expected = format!("{expected}.{APEX}.");
        assert_eq!(search(&mut world, words, place), Some(expected), "{words} in {place}");
    }
}

/// "The search MUST end at the apex of the site".
#[test]
fn r_2_nothing_is_asked_above_the_site() {
    let place = "desk-1.commons.ground.coworking.example";
    let names = candidates("teapot", place);
    assert_eq!(names.len(), 4, "one for the place and for each above it: {names:?}");
    assert_eq!(names.last().map(String::as_str), Some("teapot.coworking.example."));
    assert!(names.iter().all(|name| is_within(name, "coworking.example.")), "{names:?}");
    assert_eq!(search(&mut coworking(), "teapot", place), None);
    // An asker who is elsewhere asks nothing here.
    assert!(candidates("teapot", "elsewhere.example").is_empty());
}
