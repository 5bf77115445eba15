//! Surveys made by chance: what comes out is always a plan, and a second import settles.

use libsns::limits::LABEL_OCTETS_MAX;
use proptest::prelude::*;

use super::*;

/// Words that sources hold: good ones, twins, and odd ones.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec!["Office", "Hall", "Room 1", "1.07", "WC", "Café", "会议室", "Lab"]).prop_map(str::to_owned),
        1 => Just(String::new()),
        1 => "[ -~]{0,12}",
        1 => "\\PC{0,80}",
        1 => any::<String>(),
    ]
}

fn class() -> impl Strategy<Value = PlaceClass> {
    prop::sample::select(vec![
        PlaceClass::Other,
        PlaceClass::Site,
        PlaceClass::Building,
        PlaceClass::Level,
        PlaceClass::Level,
        PlaceClass::Room,
        PlaceClass::Room,
        PlaceClass::Room,
        PlaceClass::Area,
        PlaceClass::Corridor,
        PlaceClass::Stair,
        PlaceClass::Lift,
    ])
}

fn levels() -> impl Strategy<Value = Option<Levels>> {
    let single = (-2_i16..4).prop_map(|level| Some(Levels::single(level)));
    let span = (-1_i16..2, 0_i16..3).prop_map(|(low, more)| Levels::new(low, low + more).ok());
    prop_oneof![3 => single, 1 => Just(None), 1 => span, 1 => Just(Some(Levels::single(i16::MAX)))]
}

/// Rectangles on a coarse grid, so that walls meet; and rings of any corners.
fn shape() -> impl Strategy<Value = crate::survey::Rings> {
    let grid = (0_u8..10, 0_u8..10, 1_u8..6, 1_u8..6).prop_map(|(x, y, w, d)| {
        let sides = [x, y, w, d].map(|side| f64::from(side) * 2.0);
        vec![vec![frame().rectangle(sides)]]
    });
    let corner = (-9.0..30.0_f64, -9.0..30.0_f64).prop_map(|(x, y)| frame().position([x, y]));
    let ring = prop::collection::vec(corner, 0..9);
    let odd = prop::collection::vec(prop::collection::vec(ring, 0..3), 0..3);
    let wild = prop::collection::vec((any::<f64>(), any::<f64>()), 0..5)
        .prop_map(|ring| vec![vec![ring.into_iter().map(|(a, b)| [a, b]).collect()]]);
    prop_oneof![6 => grid, 2 => Just(Vec::new()), 2 => odd, 1 => wild]
}

fn id(most: usize) -> impl Strategy<Value = Option<String>> {
    prop_oneof![3 => (0..most).prop_map(|id| Some(format!("test:{id}"))), 2 => Just(None), 1 => Just(Some("@".to_owned()))]
}

prop_compose! {
    fn some_place()(
        names in prop::collection::vec(words(), 0..3),
        class in class(),
        levels in levels(),
        shape in shape(),
        inside in id(20),
        kind in prop_oneof![Just(String::new()), Just("office".to_owned()), "\\PC{0,6}"],
        altitude in prop_oneof![Just(None), any::<f64>().prop_map(Some), (0.0..9.0_f64).prop_map(Some)],
    ) -> SurveyPlace {
        SurveyPlace { names, class, levels, shape, inside, kind, altitude, ..place("", None, "", class) }
    }
}

prop_compose! {
    fn some_device()(
        names in prop::collection::vec(words(), 0..2),
        inside in id(20),
        at in prop::option::of((-9.0..30.0_f64, -9.0..30.0_f64)),
        text in prop::collection::vec(words(), 0..2),
    ) -> SurveyDevice {
        let position = at.map(|(x, y)| frame().position([x, y]));
        SurveyDevice { names, inside, position, text, ..device("", None, "", "light") }
    }
}

prop_compose! {
    fn some_exit()(
        at in (-1.0..24.0_f64, -1.0..24.0_f64),
        level in levels(),
        joins in prop::collection::vec(id(20), 0..3),
        is_one_way in any::<bool>(),
    ) -> SurveyExit {
        let joins = joins.into_iter().flatten().collect();
        SurveyExit { levels: level, joins, is_one_way, ..door("", [at.0, at.1], 0) }
    }
}

fn survey() -> impl Strategy<Value = Survey> {
    let places = prop::collection::vec(some_place(), 1..20);
    let devices = prop::collection::vec(some_device(), 0..8);
    let exits = prop::collection::vec(some_exit(), 0..12);
    (places, devices, exits, words()).prop_map(|(mut places, mut devices, mut exits, title)| {
        places.iter_mut().enumerate().for_each(|(at, place)| place.source = format!("test:{at}"));
        devices
            .iter_mut()
            .enumerate()
            .for_each(|(at, device)| device.source = format!("test:d{at}"));
        exits.iter_mut().enumerate().for_each(|(at, exit)| exit.source = format!("test:e{at}"));
        Survey { title, places, devices, exits, ..Survey::default() }
    })
}

/// A change that a source may make between two exports.
#[derive(Clone, Debug)]
enum Step {
    Rename(usize, String),
    Move(usize, crate::survey::Rings),
    Rehang(usize, Option<String>),
    Remove(usize),
    Add(SurveyPlace),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..20_usize, words()).prop_map(|(at, words)| Step::Rename(at, words)),
        (0..20_usize, shape()).prop_map(|(at, shape)| Step::Move(at, shape)),
        (0..20_usize, id(20)).prop_map(|(at, id)| Step::Rehang(at, id)),
        (0..20_usize).prop_map(Step::Remove),
        some_place().prop_map(Step::Add),
    ]
}

fn change(survey: &mut Survey, step: Step, number: usize) {
    let at = |at: usize, survey: &Survey| at % survey.places.len().max(1);
    match step {
        Step::Add(place) => {
            survey.places.push(SurveyPlace { source: format!("test:new-{number}"), ..place });
        }
        _ if survey.places.is_empty() => {}
        Step::Rename(place, words) => {
            let place = at(place, survey);
            survey.places[place].names = vec![words];
        }
        Step::Move(place, shape) => {
            let place = at(place, survey);
            survey.places[place].shape = shape;
        }
        Step::Rehang(place, inside) => {
            let place = at(place, survey);
            survey.places[place].inside = inside;
        }
        Step::Remove(place) => drop(survey.places.remove(at(place, survey))),
    }
}

fn settings_here() -> Settings {
    Settings { origin: Some(ORIGIN), ..settings() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_survey_makes_a_plan_and_again_the_same(survey in survey()) {
        let first = plan(&survey, None, &settings_here());
        let first = first.unwrap_or_else(|error| panic!("{error}\n{survey:#?}"));
        for thing in read(&first).things() {
            prop_assert!(thing.label().len() <= LABEL_OCTETS_MAX);
        }
        let second = again(&survey, &before(&first));
        prop_assert_eq!(told(&second), Vec::<String>::new());
        prop_assert_eq!(second.files, first.files);
    }

    #[test]
    fn a_second_import_settles(survey in survey(), steps in prop::collection::vec(step(), 1..6)) {
        let first = plan(&survey, None, &settings_here()).unwrap();
        let mut changed = survey;
        steps.into_iter().enumerate().for_each(|(at, step)| change(&mut changed, step, at));
        prop_assume!(!(changed.places.is_empty() && changed.devices.is_empty()));
        let second = match plan(&changed, Some(&before(&first)), &Settings::default()) {
            // A wild corner may be all that says where the source lies.
            Err(PlannerError::Elsewhere { .. }) => return Ok(()),
            second => second.unwrap_or_else(|error| panic!("{error}\n{changed:#?}")),
        };
        let third = again(&changed, &before(&second));
        prop_assert!(third.diff.is_empty(), "{:?}", told(&third));
        prop_assert_eq!(before(&third).files, before(&second).files);
    }

    #[test]
    fn a_name_by_hand_survives_whatever_the_source_does(
        survey in survey(),
        steps in prop::collection::vec(step(), 0..5),
        which in 0..20_usize,
    ) {
        let first = plan(&survey, None, &settings_here()).unwrap();
        let mut directory = before(&first);
        let planned = read(&first);
        let named = planned.things().skip(1).filter(|thing| thing.class() != PlaceClass::Device);
        let named: Vec<_> = named.filter(|thing| thing.line().is_some()).collect();
        prop_assume!(!named.is_empty());
        let thing = named[which % named.len()];
        // The label stays, so that references by it stay true.
        let file = directory.files.iter_mut().find(|file| file.path == thing.file()).unwrap();
        let at: usize = file.text.split_inclusive('\n').take(thing.line().unwrap()).map(str::len).sum();
        let end = at + file.text[at..].find("\n\n").unwrap_or(file.text.len() - at);
        let table = file.text[at..end].lines().filter(|line| !line.starts_with("name =") && !line.starts_with("label ="));
        let label = model::shown_label(thing.label());
        let label = toml_edit::Value::from(label);
        let table = format!("name = \"By hand\"\nlabel = {label}\n{}", table.collect::<Vec<_>>().join("\n"));
        file.text.replace_range(at..end, &table);
        let source = thing.source().map(str::to_owned);
        let mut changed = survey;
        steps.into_iter().enumerate().for_each(|(at, step)| change(&mut changed, step, at));
        prop_assume!(!(changed.places.is_empty() && changed.devices.is_empty()));
        let second = match plan(&changed, Some(&directory), &Settings::default()) {
            // A wild corner may be all that says where the source lies.
            Err(PlannerError::Elsewhere { .. }) => return Ok(()),
            second => second.unwrap_or_else(|error| panic!("{error}")),
        };
        let plan = read(&second);
        let kept = plan.things().find(|thing| thing.words() == "By hand");
        prop_assert!(kept.is_some(), "{source:?} {:?}", told(&second));
    }
}
