//! Ways that can be measured by hand, and ways against a judge that knows no geometry but squares.

mod judge;

use super::*;
use crate::geometry::{Frame, Polygon, distance_metres};
use crate::plan::{Plan, PlanFile, read};

const CORNER: [f64; 2] = [52.2, 0.12];

/// A polygon in metres from a corner.
fn shape(corners: &[[f64; 2]]) -> Shape {
    Shape::Polygon(polygon(corners))
}

fn polygon(corners: &[[f64; 2]]) -> Polygon {
    Polygon::new(corners.iter().map(|at| place(*at)).collect(), Vec::new()).unwrap()
}

fn place(at: [f64; 2]) -> Position {
    let [latitude, longitude] = Frame::new(CORNER, 0.0).position(at);
    Position::from_degrees(latitude, longitude).unwrap()
}

fn plan(text: &str) -> Plan {
    let head = "[site]\nname = \"HQ\"\napex = \"hq.example\"\ncontact = \"a@hq.example\"\n\
                rectangle = [0, 0, 30, 18]\nkind = \"building\"\n\
                [[nameserver]]\nname = \"ns1\"\naddresses = [\"192.0.2.53\"]\n\
                [frame]\norigin = [52.2, 0.12]\n";
    let file = PlanFile { path: "plan.toml".into(), text: format!("{head}{text}") };
    read(&[file]).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn index(plan: &Plan, words: &str) -> usize {
    plan.things().find(|thing| thing.words() == words).unwrap().index()
}

/// The way between two places of a plan.
fn route(plan: &Plan, from: &str, to: &str) -> Option<Route> {
    Graph::of_plan(plan).route(index(plan, from), index(plan, to), Walker::default())
}

#[track_caller]
fn assert_near(metres: f64, expected: f64) {
    assert!((metres - expected).abs() < 0.02, "{metres}, expected {expected}");
}

/// A corridor like the letter U, 2 m wide, with a room at each end.
const U: &str = "
[[place]]
name = \"U\"
kind = \"corridor\"
corners = [[0, 0], [10, 0], [10, 8], [8, 8], [8, 2], [2, 2], [2, 8], [0, 8]]
[[place]]
name = \"A\"
rectangle = [0, 8, 2, 4]
[[place]]
name = \"B\"
rectangle = [8, 8, 2, 4]
[[exit]]
joins = [\"A\", \"U\"]
at = [1, 8]
[[exit]]
joins = [\"U\", \"B\"]
at = [9, 8]
";

#[test]
fn a_way_bends_about_corners() {
    let plan = plan(U);
    let route = route(&plan, "A", "B").unwrap();
    let bend = 37.0_f64.sqrt();
    assert_near(route.distance.metres, 2.0 + bend + 6.0 + bend + 2.0);
    let [first, corridor, last] = &route.legs[..] else { panic!("{route:?}") };
    assert_eq!((first.exit, corridor.exit, last.exit), (Some(0), Some(1), None));
    assert_eq!(corridor.line.len(), 4, "{corridor:?}");
    let corner = place([2.0, 2.0]);
    assert!(corridor.line.iter().any(|at| distance_metres(*at, corner) < 0.01));
    assert!(!corridor.is_guess);
}

#[test]
fn an_exit_without_a_position_is_where_its_places_meet() {
    let plan = plan(&U.replace("at = [1, 8]\n", "").replace("at = [9, 8]\n", ""));
    let graph = Graph::of_plan(&plan);
    assert!(!graph.is_exit_position_given(0));
    assert!(distance_metres(graph.exit_position(0).unwrap(), place([1.0, 8.0])) < 0.01);
}

#[test]
fn areas_are_open_and_rooms_are_not() {
    let plan = plan(
        "[[place]]\nname = \"Commons\"\nrectangle = [0, 0, 10, 4]\n\
         [[place]]\nname = \"Desk\"\nin = \"commons\"\nkind = \"desk\"\nrectangle = [1, 1, 2, 2]\n\
         [[place]]\nname = \"Booth\"\nin = \"commons\"\nrectangle = [6, 1, 2, 2]\n\
         [[device]]\nname = \"Lamp\"\nkind = \"light\"\nin = \"desk\"\nat = [2, 2]\n",
    );
    let way = route(&plan, "Commons", "Desk").unwrap();
    assert_near(way.distance.metres, 3.0);
    assert_eq!((way.legs.len(), way.legs[0].place), (1, index(&plan, "Commons")));
    assert!(route(&plan, "Desk", "Lamp").unwrap().legs.is_empty());
    assert!(route(&plan, "Commons", "Booth").is_none());
    assert!(route(&plan, "Booth", "Booth").is_some_and(|route| route.legs.is_empty()));
}

/// Two levels with a stair and a lift between them.
const LEVELS: &str = "
[[place]]
name = \"Ground\"
kind = \"level\"
level = 0
[[place]]
name = \"First\"
kind = \"level\"
level = 1
[[place]]
name = \"Hall\"
in = \"ground\"
rectangle = [0, 0, 10, 4]
[[place]]
name = \"Landing\"
in = \"first\"
rectangle = [0, 0, 10, 4]
[[place]]
name = \"Stairs\"
kind = \"stairs\"
level = [0, 1]
rectangle = [0, 4, 2, 4]
[[place]]
name = \"Lift\"
kind = \"lift\"
level = [0, 1]
rectangle = [8, 4, 2, 2]
[[exit]]
joins = [\"Hall\", \"Stairs\"]
[[exit]]
joins = [\"Landing\", \"Stairs\"]
[[exit]]
joins = [\"Hall\", \"Lift\"]
[[exit]]
joins = [\"Landing\", \"Lift\"]
";

#[test]
fn levels_are_changed_by_stairs_and_lifts() {
    let plan = plan(LEVELS);
    let graph = Graph::of_plan(&plan);
    let [from, to] = ["Hall", "Landing"].map(|words| index(&plan, words));
    let by_stairs = graph.route(from, to, Walker::default()).unwrap();
    let climbs = |route: &Route| route.legs.iter().filter_map(|leg| leg.climb).collect::<Vec<_>>();
    assert_eq!(climbs(&by_stairs), [Climb::Stair]);
    let to_stairs = 20.0_f64.sqrt();
    assert_near(by_stairs.distance.metres, 2.0 * to_stairs + crate::limits::STAIR_METRES_PER_LEVEL);
    let by_lift = graph.route(from, to, Walker { is_step_free: true }).unwrap();
    assert_eq!(climbs(&by_lift), [Climb::Lift]);
    assert_near(by_lift.distance.metres, 2.0 * to_stairs);
    assert_eq!(by_lift.legs[1].levels, [Some(0), Some(1)]);
    assert!(by_lift.distance.seconds > by_stairs.distance.seconds);
    // Levels that nobody walks on are reached with the first room on them.
    let to_first = graph.route(from, index(&plan, "First"), Walker::default()).unwrap();
    assert!(to_first.distance.seconds < by_stairs.distance.seconds);
    assert_eq!(to_first.legs.last().unwrap().levels[1], Some(1));
}

#[test]
fn an_escalator_goes_one_way_and_wheels_do_not_take_it() {
    let text = LEVELS.split("[[place]]\nname = \"Stairs\"").next().unwrap().to_owned()
        + "[[exit]]\njoins = [\"Hall\", \"Landing\"]\nkind = \"escalator\"\none_way = true\n";
    let plan = plan(&text);
    let way = route(&plan, "Hall", "Landing").unwrap();
    assert_eq!(way.legs[0].climb, Some(Climb::Escalator));
    assert_eq!(way.legs[0].levels, [Some(0), Some(1)]);
    assert!(route(&plan, "Landing", "Hall").is_none());
    let wheels = Walker { is_step_free: true };
    let [from, to] = ["Hall", "Landing"].map(|words| index(&plan, words));
    assert!(Graph::of_plan(&plan).route(from, to, wheels).is_none());
}

#[test]
fn whoever_leaves_a_building_walks_around_it() {
    let plan = plan(
        "[[place]]\nname = \"West\"\nrectangle = [0, 0, 15, 18]\n\
         [[place]]\nname = \"East\"\nrectangle = [15, 0, 15, 18]\n\
         [[exit]]\njoins = [\"@\", \"West\"]\nat = [0, 9]\n\
         [[exit]]\njoins = [\"@\", \"East\"]\nat = [30, 9]\n",
    );
    let way = route(&plan, "West", "East").unwrap();
    assert_near(way.distance.metres, 7.5 + 9.0 + 30.0 + 9.0 + 7.5);
    assert_eq!(way.legs[1].place, 0);
    let from_street = route(&plan, "HQ", "East").unwrap();
    assert_near(from_street.distance.metres, 7.5);
    assert_eq!((from_street.legs[0].exit, from_street.legs.len()), (Some(1), 2));
}

#[test]
fn a_level_that_is_walked_on_leaves_out_its_rooms() {
    let plan = plan(
        "[[place]]\nname = \"Mall\"\nkind = \"level\"\nlevel = 0\nrectangle = [0, 0, 20, 10]\n\
         [[place]]\nname = \"Shop\"\nin = \"mall\"\nkind = \"shop\"\nrectangle = [8, 0, 2, 8]\n\
         [[place]]\nname = \"Next\"\nin = \"mall\"\nkind = \"shop\"\nrectangle = [10, 0, 2, 8]\n\
         [[place]]\nname = \"Bench\"\nin = \"mall\"\nkind = \"seat\"\nrectangle = [17, 0, 2, 2]\n\
         [[exit]]\njoins = [\"mall\", \"shop\"]\nat = [8, 1]\n",
    );
    let way = route(&plan, "Shop", "Bench").unwrap();
    // To the door, up along the wall, over both shops and not between them, down to the bench.
    let down = 85.0_f64.sqrt();
    assert_near(way.distance.metres, 10.0_f64.sqrt() + 7.0 + 4.0 + down);
}

#[test]
fn what_is_not_there_has_no_way() {
    let plan = plan(U);
    let graph = Graph::of_plan(&plan);
    assert!(graph.route(99, 0, Walker::default()).is_none());
    assert!(graph.distances_from(99, Walker::default()).iter().all(Option::is_none));
    let exits = [GraphExit { places: vec![7, 1], kind: "", is_one_way: false, position: None }];
    let nothing = Graph::new(&[], &exits);
    assert!(nothing.is_empty() && nothing.route(0, 0, Walker::default()).is_none());
}

#[test]
fn a_place_of_too_many_corners_is_taken_as_open() {
    let count = 2 * crate::limits::WALK_CORNERS_MAX + 8;
    let corner = |step: usize| {
        let turn = step as f64 / count as f64 * std::f64::consts::TAU;
        let reach = if step.is_multiple_of(2) { 300.0 } else { 290.0 };
        [reach * turn.cos(), reach * turn.sin()]
    };
    let star = shape(&(0..count).map(corner).collect::<Vec<_>>());
    let thing = |class, shape, at| GraphThing {
        parent: 0,
        class,
        kind: "",
        levels: None,
        position: place(at),
        shape,
    };
    let things = [
        thing(PlaceClass::Room, Some(&star), [0.0; 2]),
        thing(PlaceClass::Device, None, [3.0, 4.0]),
    ];
    let graph = Graph::new(&things, &[]);
    assert_eq!(graph.floors_taken_as_open(), 1);
    let way = graph.route(0, 1, Walker::default()).unwrap();
    assert!(way.legs[0].is_guess);
    assert_near(way.distance.metres, 5.0);
}
