//! The whole way: from files to surveys.

use super::*;

fn read_text(text: &str, options: &Options) -> Result<Survey, ImportError> {
    let files = vec![InputFile::from_octets("house.ifc", text.as_bytes())];
    read(&Input { name: "house.ifc".into(), files }, options)
}

#[test]
fn dump() {
    for p in ["feet", "map", "outlines", "devices"] {
        let text = std::fs::read_to_string(format!(
            "{}/tests/fixtures/ifc/{p}.ifc",
            env!("CARGO_MANIFEST_DIR")
        ))
        .unwrap();
        println!("=== {p}");
        let survey = match read_text(&text, &Options::default()) {
            Ok(s) => s,
            Err(e) => {
                println!("ERR {e}");
                continue;
            }
        };
        for p in &survey.places {
            let area: f64 = p
                .shape
                .iter()
                .map(|rings| {
                    let f = libsns::geometry::Frame::new(rings[0][0], 0.0);
                    rings
                        .iter()
                        .enumerate()
                        .map(|(i, r)| {
                            let m: Vec<_> = r.iter().map(|&c| f.metres(c)).collect();
                            let mut s = 0.0;
                            for k in 0..m.len() {
                                let (a, b) = (m[k], m[(k + 1) % m.len()]);
                                s += a[0] * b[1] - b[0] * a[1];
                            }
                            (s / 2.0).abs() * if i == 0 { 1.0 } else { -1.0 }
                        })
                        .sum::<f64>()
                })
                .sum();
            println!(
                "{:?} {:?} {:?} {} {:?} in {:?} {} corners area {area:.3} h {:?} {:?}",
                p.source,
                p.names,
                p.class,
                p.kind,
                p.levels.map(|l| (l.lowest(), l.highest())),
                p.inside,
                p.shape.iter().flatten().map(Vec::len).sum::<usize>(),
                p.height,
                p.civic.to_strings()
            );
        }
        for p in &survey.exits {
            println!("{:?}", p);
        }
        for p in &survey.devices {
            println!("{:?}", p);
        }
        for p in &survey.remarks {
            println!("{p}");
        }
        println!("{} {:?}", survey.title, survey.level_labels);
    }
}
