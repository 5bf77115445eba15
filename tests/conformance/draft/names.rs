//! Names of Places and Devices.

use super::*;

/// [N-1]: the words as an IDNA A-label or as letters, digits and hyphens; the words themselves in
/// PLACE.
#[test]
fn n_1_labels_are_made_of_the_owners_words() {
    let words = [
        ("Café", "xn--caf-dma"),
        ("Meeting 1", "meeting-1"),
        ("Barista's  Corner / left", "baristas-corner-left"),
        ("会議室", "xn--6oqp91a1m1b"),
        ("Straße", "xn--strae-oqa"),
    ];
    let text: String = words
        .iter()
        .map(|(words, _)| format!("[[place]]\nname = \"{words}\"\nrectangle = [0, 0, 2, 2]\n"))
        .collect();
    let mut world = serve(&text);
    for (words, label) in words {
        let name = format!("{label}.hq.example.");
        assert!(things(&mut world, "hq.example").contains(&name), "{words}");
        assert_eq!(place(&mut world, &name).display, words);
    }
}

#[test]
fn n_1_holds_for_every_name_of_the_example() {
    let mut world = coworking();
    let things = things(&mut world, APEX);
    assert!(things.len() > 40, "{things:?}");
    for name in things {
        let label = name.split('.').next().unwrap_or_default();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(!label.is_empty() && label.chars().all(fits), "{name}");
        assert!(!place(&mut world, &name).display.is_empty(), "{name}");
    }
}

/// [N-2]: "Labels that begin with an underscore MUST NOT name places or devices".
#[test]
fn n_2_underscores_name_no_place() {
    for key in ["name = \"_near\"", "name = \"Near\"\nlabel = \"_near\""] {
        let said = faults(&format!("[[place]]\n{key}\nrectangle = [0, 0, 2, 2]\n"));
        assert!(said.contains("underscore"), "{said}");
    }
    let device = "[[device]]\nname = \"_h3\"\nkind = \"light\"\nat = [1, 1]\n";
    assert!(faults(device).contains("underscore"));
}

/// [N-3]: "Two children of one place MUST NOT have the same label, in any letters."
#[test]
fn n_3_siblings_have_different_labels() {
    let two = |first: &str, second: &str| {
        let place =
            |name: &str| format!("[[place]]\nname = \"{name}\"\nrectangle = [0, 0, 2, 2]\n");
        place(first) + &place(second)
    };
    for second in ["Lab", "LAB", "lab", " Lab ", "lab!"] {
        let said = faults(&two("Lab", second));
        assert!(said.contains("lab-2"), "it proposes a free one: {said}");
    }
    // A device is a child as well, and an alias takes a label, too.
    let device = "[[device]]\nname = \"LAB\"\nkind = \"light\"\nat = [1, 1]\n";
    assert!(faults(&(two("Lab", "Other") + device)).contains("lab"));
    assert!(faults(&two("Lab\"\naliases = [\"other\"]\nkind = \"lab", "Other")).contains("other"));
    let apart = "[[place]]\nname = \"A\"\nrectangle = [0, 0, 2, 2]\n[[place]]\nname = \"Lab\"\n\
                 in = \"A\"\nrectangle = [0, 0, 1, 1]\n";
    serve(&(apart.to_owned() + &two("Lab", "B")));
}

/// [N-4]: "A device that replaces another at the same place keeps the name. Its keys are new."
#[test]
fn n_4_a_new_device_keeps_the_name() {
    let of_key = |key: &str| {
        serve(&format!(
            "[[place]]\nname = \"Lab\"\nrectangle = [0, 0, 2, 2]\n[[place.device]]\n\
             name = \"Speaker\"\nkind = \"speaker\"\nat = [1, 1]\n\
             key = [{{ port = 443, spki_sha256 = \"{}\" }}]\n",
            key.repeat(32)
        ))
    };
    let (mut old, mut new) = (of_key("a1"), of_key("b2"));
    let name = "speaker.lab.hq.example";
    assert_eq!(old.ask(name, LOC).raw.answer, new.ask(name, LOC).raw.answer);
    let key = "_443._tcp.speaker.lab.hq.example";
    const TLSA: u16 = 52;
    let tlsa = |key: u8| [vec![3, 1, 1], vec![key; 32]].concat();
    assert_eq!(only_rdata(&old.ask(key, TLSA)), tlsa(0xa1));
    assert_eq!(only_rdata(&new.ask(key, TLSA)), tlsa(0xb2));
}
