//! Maps of small plans, of the example, and of hostile ones.

use libsns::plan::{Plan, PlanFile, read};

/// A house of two rooms and a device, in a frame with these keys, and more items.
pub(super) fn plan(frame: &str, more: &str) -> Plan {
    let text = format!(
        "[site]\nname = \"HQ\"\napex = \"hq.example\"\ncontact = \"a@hq.example\"\nkind = \"building\"\n\
         rectangle = [0, 0, 20, 10]\n[[nameserver]]\nname = \"ns\"\naddresses = [\"192.0.2.1\"]\n\
         [frame]\norigin = [52.2, 0.12]\n{frame}\n\
         [[place]]\nname = \"West\"\nrectangle = [0, 0, 10, 10]\n\
         [[place]]\nname = \"East\"\nrectangle = [10, 0, 10, 10]\n\
         [[exit]]\njoins = [\"west\", \"east\"]\nat = [10, 5]\n{more}"
    );
    let files = [PlanFile { path: "plan.toml".into(), text }];
    read(&files).unwrap_or_else(|faults| panic!("{faults:?}"))
}

use libsns::graph::{Graph, Walker};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;

/// The texts and titles of a drawing, which must be well-formed XML.
fn read_svg(svg: &str) -> Vec<String> {
    let mut reader = Reader::from_str(svg);
    let (mut open, mut texts) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}\n{svg}")) {
            Event::Start(tag) => {
                tag.attributes().for_each(|attribute| drop(attribute.unwrap()));
                open.push(tag.name().as_ref().to_owned());
                texts.push(String::new());
            }
            Event::End(tag) => assert_eq!(open.pop().as_deref(), Some(tag.name().as_ref())),
            Event::Empty(tag) => tag.attributes().for_each(|attribute| drop(attribute.unwrap())),
            Event::Text(text) => texts.last_mut().unwrap().push_str(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let c = match &*entity.xml10_content() {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "#39" => '\'',
                    other => panic!("{other}"),
                };
                texts.last_mut().unwrap().push(c);
            }
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    texts.into_iter().map(|text| text.trim().to_owned()).collect()
}

fn all(plan: &Plan) -> Vec<Map> {
    maps(plan, &Options::default())
}

/// The example that people see first.
fn coworking() -> Plan {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../zones/coworking");
    let files = ["plan.toml", "ground.toml", "first.toml", "shapes.geojson"].map(|path| PlanFile {
        path: path.into(),
        text: std::fs::read_to_string(folder.join(path)).unwrap(),
    });
    read(&files).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn every_room_of_the_example_is_drawn_with_its_name() {
    let plan = coworking();
    let maps = all(&plan);
    assert_eq!(
        maps.iter().map(|map| map.title.as_str()).collect::<Vec<_>>(),
        ["Ground floor", "First floor"]
    );
    for map in &maps {
        let texts = read_svg(&map.svg);
        let rooms = plan.things().filter(|thing| {
            let levels = thing.levels();
            !matches!(thing.class(), PlaceClass::Building | PlaceClass::Level)
                && levels.is_some_and(|levels| levels.contains(map.level.unwrap()))
        });
        for thing in rooms {
            let is_named = texts.iter().any(|text| text.starts_with(thing.words()));
            assert!(is_named, "{} is not on {}", thing.words(), map.title);
        }
        assert_eq!(map.counts.names, map.counts.places, "{}", map.title);
    }
    assert_eq!(maps.iter().map(|map| map.counts.exits).sum::<usize>(), 19);
    assert_eq!(maps, all(&plan), "the same plan gives the same maps");
}

#[test]
fn hostile_names_are_only_names() {
    let bad = "</text><script>alert('1')</script>&\\u0007]]>";
    let more = format!(
        "[[place]]\nname = \"{bad}\"\nlabel = \"x\"\nrectangle = [0, 10, 20, 10]\n\
         [[device]]\nname = \"<{bad}\"\nlabel = \"y\"\nkind = \"light\"\nin = \"x\"\n"
    );
    let plan = plan("", &more);
    for map in all(&plan) {
        let texts = read_svg(&map.svg);
        assert!(!map.svg.contains("<script"), "{}", map.svg);
        assert!(
            texts
                .iter()
                .any(|text| text.contains("</text><script>alert('1')</script>&\u{fffd}]]>"))
        );
        let page = page("</title><script>", std::slice::from_ref(&map), Theme::Auto);
        assert!(!page.contains("<script"));
    }
}

#[test]
fn a_route_and_cells_are_drawn_on_their_levels() {
    let plan = coworking();
    let find = |words: &str| plan.things().find(|thing| thing.words() == words).unwrap().index();
    let graph = Graph::of_plan(&plan);
    let route = graph.route(find("Meeting 1"), find("Quiet Room"), Walker::default());
    let options =
        Options { route: route.as_ref(), cells: Some(Resolution::Thirteen), ..Options::default() };
    for map in maps(&plan, &options) {
        read_svg(&map.svg);
        assert!(map.svg.contains("class=\"way\"") && map.svg.contains("class=\"badge\""));
        assert_eq!(map.svg.matches("class=\"stop\"").count(), usize::from(map.level == Some(0)));
        assert_eq!(map.svg.matches("class=\"end\"").count(), usize::from(map.level == Some(1)));
        assert!(map.counts.cells > 10 && map.svg.contains("._h3</title>"));
    }
    let first = maps(&plan, &Options { level: Some(1), ..options });
    assert_eq!(first.len(), 1);
}

#[test]
fn plans_of_every_sort_are_drawn() {
    let round = "[[place]]\nname = \"Round\"\nat = [5, 15]\nradius = 4\n\
                 [[place]]\nname = \"Post\"\nat = [5, 25]\n[[place]]\nname = \"Nowhere\"\n";
    let map = &all(&plan("", round))[0];
    assert_eq!((map.level, map.counts.places), (None, 4));
    assert!(read_svg(&map.svg).iter().any(|text| text == "Round"));
    // A site of points only, over an eighth of the Earth.
    let text = "[site]\nname = \"World\"\napex = \"w.example\"\ncontact = \"a@w.example\"\n\
                position = [0, 0]\nreach = 20003932\n[[nameserver]]\nname = \"ns\"\naddresses = [\"192.0.2.1\"]\n\
                [[place]]\nname = \"A\"\nposition = [45, 90]\n[[place]]\nname = \"B\"\nposition = [-89.9, -179.9]\n";
    let files = [PlanFile { path: "plan.toml".into(), text: text.into() }];
    let map = &all(&read(&files).unwrap())[0];
    read_svg(&map.svg);
    assert!(!map.svg.contains("NaN") && !map.svg.contains("inf"), "{}", map.svg);
}

#[test]
fn a_page_holds_all_maps_and_shows_the_ground_floor() {
    let plan = coworking();
    let maps = maps(&plan, &Options { is_aligned: true, ..Options::default() });
    let page = page("The Osmose Rooms", &maps, Theme::Auto);
    assert!(page.contains("id=\"l0\" checked") && page.matches("<svg").count() == 2);
    for elsewhere in ["src=", "href=", "@import", "url(http"] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
    assert!(page.len() < 60_000, "{}", page.len());
}

/// A thousand rooms of a thousand corners: what is too fine to be seen is not written.
#[test]
fn a_million_corners_are_drawn_in_little() {
    let mut more = String::new();
    for room in 0..250 {
        let (x, y) = (f64::from(room % 25) * 40.0, f64::from(room / 25) * 40.0);
        let corner = |step: u32| {
            let turn = f64::from(step) / 1000.0 * std::f64::consts::TAU;
            let reach = 15.0 + 0.4 * f64::from(step % 2);
            format!("[{:.3}, {:.3}]", x + reach * turn.cos(), y + reach * turn.sin())
        };
        let corners: Vec<String> = (0..1000).map(corner).collect();
        more += &format!("[[place]]\nname = \"R {room}\"\ncorners = [{}]\n", corners.join(", "));
    }
    let plan = plan("", &more);
    let map = &all(&plan)[0];
    assert_eq!(map.counts.places, 252);
    assert!(map.svg.len() < 2_000_000, "{}", map.svg.len());
}
