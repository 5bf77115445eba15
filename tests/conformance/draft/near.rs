//! Near Names: the grammar.

use super::*;

/// A lamp in a room.
const ROOM: &str = "[[place]]\nname = \"Room\"\nrectangle = [-4, -4, 8, 8]\n\
    [[place.device]]\nname = \"Lamp\"\nkind = \"light\"\nat = [0, 0]\n";

/// Names that follow the grammar: each finds the lamp.
const GOOD: [&str; 17] = [
    "52n2-0e12",
    "52n2000-0e1200",
    "052n2-00e12",
    "52n200000000-0e120000000",
    "52N2-0E12",
    "_light.52n2-0e12",
    "_LIGHT.52n2-0e12",
    "_device.l2.k8.r25.52n2-0e12",
    "l-1.52n2-0e12",
    "k64.52n2-0e12",
    "r2d5.52n2-0e12",
    "k1.r0d01.52n2-0e12",
    "52n1999-0e1199-52n2001-0e1201",
    "_light.l0.k3.52n1999-0e1199-52n2001-0e1201",
    "52n2-0e12-b0",
    "52n2-0e12-b270d5",
    "_light.l0.k3.r20.w0d25.52n2-0e12-b359d9",
];

/// Names that do not: letters, numbers and orders that it has no place for.
const BAD: [&str; 38] = [
    "x",
    "52n2",
    "52n2-",
    "-0e12",
    "52-0e12",
    "52x2-0e12",
    "52e2-0n12",
    "n2-0e12",
    "91n-0e12",
    "52n2-181e",
    "90n1-0e",
    "52n2000000001-0e12",
    "52n2-0e12-52n3",
    "52n3-0e12-52n2-0e13",
    "52n2-0e12-52n3-0e13-1",
    "52n2-0e12-b",
    "52n2-0e12-b360",
    "52n2-0e12-b-5",
    "52n2-0e12-bd5",
    "r25",
    "52n2-0e12.r25",
    "k1.l1.52n2-0e12",
    "r5.k1.52n2-0e12",
    "l1._light.52n2-0e12",
    "w1.r5.52n2-0e12-b0",
    "r5.r6.52n2-0e12",
    "l1.l2.52n2-0e12",
    "_light._room.52n2-0e12",
    "r.52n2-0e12",
    "r5d.52n2-0e12",
    "r-5.52n2-0e12",
    "r200000.52n2-0e12",
    "r0.52n2-0e12-b0",
    "r5.52n2-0e12-52n3-0e13",
    "l.52n2-0e12",
    "l99999.52n2-0e12",
    "k0.52n2-0e12",
    "k65.52n2-0e12",
];

/// [G-1]: "the server MUST answer with a name error, and SHOULD say what was expected in an Extended
/// DNS Error".
#[test]
fn g_1_what_is_no_near_name_does_not_exist() {
    let mut world = serve(ROOM);
    for label in BAD.into_iter().chain(["_.52n2-0e12", "teapot.52n2-0e12", "w1.52n2-0e12"]) {
        let name = format!("{label}._near.hq.example");
        for rtype in [PTR, LOC, A, ANY] {
            let reply = world.ask_edns(&name, rtype, 1232);
            assert_eq!(reply.raw.rcode(), 3, "{name}: {reply:?}");
            assert!(reply.is_authoritative() && reply.raw.answer.is_empty(), "{name}");
            assert_eq!(reply.raw.authority[0].rtype, SOA, "{name}");
            let errors = reply.extended_errors();
            let [(0, text)] = &errors[..] else { panic!("{name}: {errors:?}") };
            assert!(text.contains("expected"), "{name}: {text}");
        }
    }
}

/// [G-2]: "A name that follows the grammar exists, whether or not anything is found."
#[test]
fn g_2_what_is_one_exists() {
    let mut world = serve(ROOM);
    for label in GOOD {
        let reply = world.ask_edns(&format!("{label}._near.hq.example"), PTR, 1232);
        assert_eq!(reply.raw.rcode(), 0, "{label}: {:?}", reply.extended_errors());
        assert!(targets(&reply).contains(&"lamp.room.hq.example.".into()), "{label}");
    }
    let nothing = ["_teapot.52n2-0e12", "l3.10s5-0e12", "0n-0e-1n-1e", "k3.80s-0e", "0n-0e-b90"];
    for label in nothing {
        let name = format!("{label}._near.hq.example");
        let reply = world.ask(&name, PTR);
        assert_eq!((reply.raw.rcode(), reply.raw.answer.len()), (0, 0), "{name}");
        assert_eq!(reply.raw.authority[0].rtype, SOA, "{name}");
    }
    for rtype in [A, AAAA, TXT, SRV, PLACE] {
        let reply = world.ask("52n2-0e12._near.hq.example", rtype);
        assert_eq!((reply.raw.rcode(), reply.raw.answer.len()), (0, 0), "{rtype}");
        assert!(reply.is_authoritative());
    }
}

/// [G-3]: "The name without leading labels is itself a near name, so an asker that shortens names is
/// never stopped."
#[test]
fn g_3_shorter_names_exist() {
    let mut world = serve(ROOM);
    for label in GOOD {
        let name = format!("{label}._near.hq.example.");
        let shorter = std::iter::successors(Some(&name[..]), |name| above(name));
        let within = |name: &&str| is_within(name, "_near.hq.example.");
        for name in shorter.take_while(within) {
            for rtype in [A, NS, PTR] {
                assert_eq!(world.ask(name, rtype).raw.rcode(), 0, "{name} of {label}");
            }
        }
    }
}
