//! Records, LOC.

use libsns::record::Location;

use super::*;

/// [L-1]: "Every place and device with a known position MUST own a LOC record for its reference
/// point."
#[test]
fn l_1_everything_says_where_it_is() {
    let mut world = coworking();
    for name in things(&mut world, APEX) {
        let location = Location::from_wire(&only_rdata(&world.ask(&name, LOC)));
        let location = location.unwrap_or_else(|| panic!("{name}"));
        // The building is 30 by 18 metres about its corner.
        let north = (location.latitude_degrees() - 52.203_12).abs() * 111_000.0;
        let east = (location.longitude_degrees() - 0.119_84).abs() * 68_000.0;
        assert!(north.hypot(east) < 40.0, "{name}: {location}");
        // It belongs to the shape, to the half thousandth of a second that LOC can say.
        let shape = place(&mut world, &name).shape.unwrap_or_else(|| panic!("{name}: no shape"));
        let there = libsns::geometry::Position::from_degrees(
            location.latitude_degrees(),
            location.longitude_degrees(),
        );
        assert!(shape.distance_metres(there.expect("a position")) < 0.03, "{name}: {location}");
    }
}

/// [L-2]: "One that is not known MUST be written as 0 with the largest vertical precision".
#[test]
fn l_2_an_unknown_altitude_is_not_the_ellipsoid() {
    let mut world = serve(
        "[[place]]\nname = \"Spot\"\nposition = [52.2, 0.12]\n\
         [[place]]\nname = \"Sea\"\nposition = [52.2, 0.12]\naltitude = 0\n",
    );
    let mut known = |name: &str| {
        let location = Location::from_wire(&only_rdata(&world.ask(name, LOC))).expect("a LOC");
        (location.altitude_cm, location.known_altitude_cm())
    };
    assert_eq!(known("spot.hq.example"), (0, None));
    assert_eq!(known("sea.hq.example"), (0, Some(0)));
}

#[test]
fn l_1_the_point_is_the_one_of_the_plan() {
    let mut world = serve(
        "[[place]]\nname = \"Spot\"\nposition = [-33.8688, 151.2093]\n\
         [[place]]\nname = \"West\"\nposition = [0.5, -0.25]\naltitude = -4.5\n",
    );
    let said = |world: &mut World, name: &str| {
        Location::from_wire(&only_rdata(&world.ask(name, LOC))).expect("a LOC").to_string()
    };
    let spot = said(&mut world, "spot.hq.example");
    assert!(spot.starts_with("33 52 7.680 S 151 12 33.480 E"), "{spot}");
    let west = said(&mut world, "west.hq.example");
    assert!(west.starts_with("0 30 0.000 N 0 15 0.000 W -4.50m"), "{west}");
}
