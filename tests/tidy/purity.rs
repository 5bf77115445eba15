//! Deciding is pure: libsns reaches for no clock, socket, file, thread, environment or chance.

use std::fs;

use crate::{expect_none, files, root};

/// Words that no code of libsns may hold outside its `client` folder and its tests.
const FORBIDDEN: [&str; 17] = [
    "std::fs",
    "std::env",
    "std::thread",
    "std::process",
    "std::time::Instant",
    "std::time::SystemTime",
    "Instant::now",
    "SystemTime",
    "UdpSocket",
    "TcpStream",
    "TcpListener",
    "std::os",
    "rand::",
    "getrandom",
    "RandomState",
    "println!",
    "async fn",
];

#[test]
fn libsns_reaches_for_nothing() {
    let mut faults = Vec::new();
    for file in files("libsns/src", ".rs") {
        if file.path.starts_with("libsns/src/client/") {
            continue;
        }
        for (number, line) in file.without_tests().lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in FORBIDDEN.iter().filter(|word| code.contains(**word)) {
                faults.push(format!("{}:{}: {word}", file.path, number + 1));
            }
        }
    }
    expect_none("libsns takes time, chance and octets as arguments", &faults);
}

#[test]
fn libsns_forbids_unsafe_code() {
    let text = fs::read_to_string(root().join("libsns/src/lib.rs")).unwrap();
    assert!(text.contains("#![forbid(unsafe_code)]"));
}

/// A crate's own `clippy.toml` replaces that of the root, so it must say all that the root says.
#[test]
fn clippy_of_libsns_repeats_what_the_root_says() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap_or_default();
    let (outer, inner) = (read("clippy.toml"), read("libsns/clippy.toml"));
    let missing: Vec<_> = outer
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .filter(|line| !inner.lines().any(|other| other == *line))
        .map(String::from)
        .collect();
    expect_none("lines of clippy.toml that libsns/clippy.toml lacks", &missing);
    for banned in ["std::time::Instant::now", "std::net::UdpSocket", "std::fs::read"] {
        assert!(inner.contains(banned), "libsns/clippy.toml does not ban {banned}");
    }
}

#[test]
fn unsafe_code_has_its_reason() {
    let mut faults = Vec::new();
    for file in files("", ".rs") {
        let lines: Vec<_> = file.text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let opens = code.contains("unsafe {") && !code.contains('"');
            let before = &lines[number.saturating_sub(6)..number];
            if opens && !before.iter().any(|line| line.contains("SAFETY:")) {
                faults.push(format!("{}:{}", file.path, number + 1));
            }
        }
    }
    expect_none("unsafe blocks without a SAFETY comment", &faults);
}
