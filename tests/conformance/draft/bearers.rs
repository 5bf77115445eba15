//! Records, Bearers.

use super::*;

const HEAD: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";

/// A zone whose lamp has this SVCB parameter.
fn zone(param: &str) -> Result<libsns::zone::Zone, String> {
    sns_tests::ours::zone(format!("{HEAD}lamp SVCB 1 . {param}\n").as_bytes())
}

/// The data of the lamp's SVCB behind priority and target.
fn params(param: &str) -> Vec<u8> {
    let zone = zone(param).unwrap_or_else(|error| panic!("{param}: {error}"));
    let mut world = World(sns_tests::ours::Ours::new(vec![zone]));
    only_rdata(&world.ask("lamp.example", SVCB))[3..].to_vec()
}

/// [B-1]: "A value of another length or with other characters MUST be refused" where a bearer is
/// written by its word.
#[test]
fn b_1_values_have_their_lengths_and_characters() {
    let long = "x".repeat(33);
    let wifi = format!("wifi=\"00:11:22:33:44:55/{long}\"");
    let refused = [
        "bdaddr=00:11:22:33:44",
        "bdaddr=00:11:22:33:44:55:66",
        "bdaddr=00:11:22:33:44:5g",
        "zigbee=00:11:22:33:44:55:66",
        "lora=26011b",
        "lora=26011bda00",
        "wifi=\"00:11:22:33:44/net\"",
        "wifi=001122334455",
        &wifi,
        "dtmf=\"\"",
        "dtmf=\"12E\"",
        "light=c0f",
        "light=\"\"",
    ];
    for param in refused {
        assert!(zone(param).is_err(), "{param}");
    }
    let taken: [(&str, &[u8]); 8] = [
        ("bdaddr=00:11:22:33:44:55", b"\xff\x00\0\x06\x00\x11\x22\x33\x44\x55"),
        ("zigbee=00:11:22:33:44:55:66:77", b"\xff\x01\0\x08\x00\x11\x22\x33\x44\x55\x66\x77"),
        ("lora=26011bda", b"\xff\x02\0\x04\x26\x01\x1b\xda"),
        ("lora=70b3d57ed0000001", b"\xff\x02\0\x08\x70\xb3\xd5\x7e\xd0\x00\x00\x01"),
        ("wifi=\"00:11:22:33:44:55/net\"", b"\xff\x03\0\x09\x00\x11\x22\x33\x44\x55net"),
        ("wifi=\"00:11:22:33:44:55/\"", b"\xff\x03\0\x06\x00\x11\x22\x33\x44\x55"),
        ("dtmf=\"*12#\"", b"\xff\x04\0\x04*12#"),
        ("light=c0ffee", b"\xff\x05\0\x03\xc0\xff\xee"),
    ];
    for (param, octets) in taken {
        assert_eq!(params(param), octets, "{param}");
    }
}

/// The same where a plan is read.
#[test]
fn b_1_holds_for_plans() {
    let device = |bearer: &str| {
        format!(
            "[[device]]\nname = \"Lamp\"\nkind = \"light\"\nat = [1, 1]\nbearers = {{ {bearer} }}\n"
        )
    };
    let refused = [
        "bluetooth = \"00:11:22:33:44\"",
        "zigbee = \"00:11:22:33:44:55\"",
        "lora = \"26:01:1b\"",
        "wifi = \"00:11:22:33:44:55\"",
        "dtmf = \"12E\"",
        "light = \"c0f\"",
        "pigeon = \"coo\"",
    ];
    for bearer in refused {
        let said = faults(&device(bearer));
        assert!(said.contains("bearers"), "{said}");
    }
    let mut world = serve(&device("dtmf = \"*12#\", light = \"c0ffee\""));
    let svcb = only_rdata(&world.ask("lamp.hq.example", SVCB));
    assert_eq!(svcb[3..], *b"\xff\x04\0\x04*12#\xff\x05\0\x03\xc0\xff\xee");
}

/// [B-2]: "A server MUST carry bearer parameters that it does not know unchanged".
#[test]
fn b_2_unknown_parameters_are_carried() {
    assert_eq!(params("key65300=\"a\\000\\255\""), b"\xff\x14\0\x03a\0\xff");
    assert_eq!(params("key65300"), b"\xff\x14\0\0");
    // Of a private number by its number alone it knows nothing: it may be somebody else's.
    assert_eq!(params("key65281=\"no zigbee\""), b"\xff\x01\0\x09no zigbee");
}
