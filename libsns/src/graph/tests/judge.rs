//! Floors made of squares, some of them blocked, and houses of rooms with doors. The judge knows of
//! each point only whether its square is free, and tries all chains of corners.

use proptest::prelude::*;

use super::*;

/// Squares on a side of a floor, and their metres.
const SIDE: usize = 6;
const SQUARE: f64 = 2.0;

/// Which squares are blocked, row by row.
#[derive(Clone, Debug)]
struct Blocks(Vec<bool>);

impl Blocks {
    fn is_free(&self, column: usize, row: usize) -> bool {
        column < SIDE && row < SIDE && !self.0[row * SIDE + column]
    }

    /// True where two blocked squares meet in nothing but a corner: whether one can pass there is
    /// a matter of taste.
    fn has_pinch(&self) -> bool {
        let pairs = (0..SIDE - 1).flat_map(|row| (0..SIDE - 1).map(move |column| (column, row)));
        pairs.into_iter().any(|(column, row)| {
            let free = |x, y| self.is_free(column + x, row + y);
            let (up, down) = ([free(0, 0), free(1, 1)], [free(1, 0), free(0, 1)]);
            up == [true; 2] && down == [false; 2] || up == [false; 2] && down == [true; 2]
        })
    }

    /// True for a point in or on a free square.
    fn holds(&self, at: [f64; 2]) -> bool {
        let nudge = 1e-6;
        [[-nudge, -nudge], [-nudge, nudge], [nudge, -nudge], [nudge, nudge]].iter().any(|by| {
            let [x, y] = [0, 1].map(|axis| (at[axis] + by[axis]) / SQUARE);
            x >= 0.0 && y >= 0.0 && self.is_free(x as usize, y as usize)
        })
    }

    /// True where no point of a fine row between the two is in a blocked square.
    fn sees(&self, from: [f64; 2], to: [f64; 2]) -> bool {
        (0..=400).all(|step| {
            let part = f64::from(step) / 400.0 + 1e-5;
            self.holds([0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * part.min(1.0)))
        }) && !self.runs_between(from, to)
    }

    /// A row of points along the seam of two blocked squares is free of both, and no way.
    fn runs_between(&self, from: [f64; 2], to: [f64; 2]) -> bool {
        (0..100).any(|step| {
            let part = (f64::from(step) + 0.5) / 100.0;
            let at = [0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * part);
            let side = 1e-3;
            let across = [from[1] - to[1], to[0] - from[0]];
            let length = across[0].hypot(across[1]);
            let beside = |by: f64| [0, 1].map(|axis| at[axis] + by * across[axis] / length);
            !self.holds(beside(side)) && !self.holds(beside(-side))
        })
    }

    /// The shortest chain over all corners of squares, by trying each again until nothing improves.
    fn shortest(&self, from: [f64; 2], to: [f64; 2]) -> Option<f64> {
        let line = |n: usize| n as f64 * SQUARE;
        let mut points = vec![from, to];
        points.extend((0..=SIDE).flat_map(|y| (0..=SIDE).map(move |x| [line(x), line(y)])));
        let apart = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        let mut metres = vec![f64::INFINITY; points.len()];
        let mut is_done = vec![false; points.len()];
        metres[0] = 0.0;
        loop {
            let open = (0..points.len()).filter(|at| !is_done[*at] && metres[*at].is_finite());
            let Some(at) = open.min_by(|a, b| metres[*a].total_cmp(&metres[*b])) else { break };
            is_done[at] = true;
            for next in 0..points.len() {
                let whole = metres[at] + apart(points[at], points[next]);
                if whole < metres[next] && self.sees(points[at], points[next]) {
                    metres[next] = whole;
                }
            }
        }
        metres[1].is_finite().then_some(metres[1])
    }

    /// A level of the graph, with rooms as blocked squares, between two things on it.
    fn route(&self, from: [f64; 2], to: [f64; 2]) -> Route {
        let square = |x: f64, y: f64, size: f64| {
            shape(&[[x, y], [x + size, y], [x + size, y + size], [x, y + size]])
        };
        let level = square(0.0, 0.0, SIDE as f64 * SQUARE);
        let blocked = (0..SIDE * SIDE).filter(|at| self.0[*at]);
        let rooms: Vec<Shape> = blocked
            .map(|at| square((at % SIDE) as f64 * SQUARE, (at / SIDE) as f64 * SQUARE, SQUARE))
            .collect();
        let thing = |class, shape, at| {
            let levels = None;
            GraphThing { parent: 0, class, kind: "", levels, position: place(at), shape }
        };
        let mut things = vec![
            thing(PlaceClass::Level, Some(&level), [0.0; 2]),
            thing(PlaceClass::Device, None, from),
            thing(PlaceClass::Device, None, to),
        ];
        things.extend(rooms.iter().map(|shape| thing(PlaceClass::Room, Some(shape), [0.0; 2])));
        // A door makes the level one that is walked on.
        let exits = [GraphExit { places: vec![0, 0], kind: "", is_one_way: false, position: None }];
        Graph::new(&things, &exits).route(1, 2, Walker::default()).unwrap()
    }
}

fn blocks() -> impl Strategy<Value = Blocks> {
    let block = proptest::bool::weighted(0.35);
    proptest::collection::vec(block, SIDE * SIDE)
        .prop_map(Blocks)
        .prop_filter("no pinch", |blocks| !blocks.has_pinch())
}

fn point() -> impl Strategy<Value = [f64; 2]> {
    [0..SIDE, 0..SIDE, 1..10_usize, 1..10_usize].prop_map(|[column, row, x, y]| {
        [(column, x), (row, y)]
            .map(|(square, tenth)| (square as f64 + tenth as f64 / 10.0) * SQUARE)
    })
}

/// A house of rooms in rows, each 4 m by 3 m, and doors between some that touch.
#[derive(Clone, Debug)]
struct House {
    doors: Vec<(usize, usize, [f64; 2], bool)>,
}

const ROOMS: usize = 4;

fn house() -> impl Strategy<Value = House> {
    let walls = 2 * ROOMS * (ROOMS - 1);
    let door = (proptest::bool::weighted(0.7), 0.05..0.95_f64, proptest::bool::weighted(0.15));
    proptest::collection::vec(door, walls).prop_map(|doors| {
        let mut pairs = Vec::new();
        for row in 0..ROOMS {
            for column in 0..ROOMS {
                let room = row * ROOMS + column;
                if column + 1 < ROOMS {
                    pairs.push((room, room + 1, [4.0 * (column + 1) as f64, 3.0 * row as f64], 1));
                }
                if row + 1 < ROOMS {
                    pairs.push((
                        room,
                        room + ROOMS,
                        [4.0 * column as f64, 3.0 * (row + 1) as f64],
                        0,
                    ));
                }
            }
        }
        let made = doors.iter().zip(pairs).filter(|((is_there, ..), _)| *is_there);
        let door = |((_, along, is_one_way), (a, b, mut at, axis)): (&(bool, f64, bool), _)| {
            let at: &mut [f64; 2] = &mut at;
            at[axis] += along * [4.0, 3.0][axis];
            (a, b, *at, *is_one_way)
        };
        House { doors: made.map(door).collect() }
    })
}

impl House {
    fn middle(room: usize) -> [f64; 2] {
        [4.0 * (room % ROOMS) as f64 + 2.0, 3.0 * (room / ROOMS) as f64 + 1.5]
    }

    fn graph(&self) -> Graph {
        let shapes: Vec<Shape> = (0..ROOMS * ROOMS)
            .map(|room| {
                let [x, y] = Self::middle(room);
                shape(&[
                    [x - 2.0, y - 1.5],
                    [x + 2.0, y - 1.5],
                    [x + 2.0, y + 1.5],
                    [x - 2.0, y + 1.5],
                ])
            })
            .collect();
        let thing = |(room, shape)| GraphThing {
            parent: 0,
            class: PlaceClass::Room,
            kind: "",
            levels: None,
            position: place(Self::middle(room)),
            shape: Some(shape),
        };
        let things: Vec<_> = shapes.iter().enumerate().map(thing).collect();
        let exit = |(a, b, at, is_one_way): &(usize, usize, [f64; 2], bool)| GraphExit {
            places: vec![*a, *b],
            kind: "door",
            is_one_way: *is_one_way,
            position: Some(place(*at)),
        };
        Graph::new(&things, &self.doors.iter().map(exit).collect::<Vec<_>>())
    }

    /// All chains of doors, by Bellman and Ford.
    fn metres(&self, from: usize) -> Vec<Option<f64>> {
        let apart = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        // To each door, how far it is on entering the one room or the other.
        let mut at = vec![[f64::INFINITY; 2]; self.doors.len()];
        let from_room = |at: &[[f64; 2]], room: usize, point: [f64; 2]| {
            let mut best = f64::INFINITY;
            if room == from {
                best = apart(Self::middle(from), point);
            }
            for (door, (a, b, place, _)) in self.doors.iter().enumerate() {
                for (side, inner) in [a, b].iter().enumerate() {
                    if **inner == room {
                        best = best.min(at[door][side] + apart(*place, point));
                    }
                }
            }
            best
        };
        for _ in 0..=self.doors.len() {
            for (door, (a, b, place, is_one_way)) in self.doors.iter().enumerate() {
                at[door][1] = at[door][1].min(from_room(&at, *a, *place));
                if !is_one_way {
                    at[door][0] = at[door][0].min(from_room(&at, *b, *place));
                }
            }
        }
        let found = |room| Some(from_room(&at, room, Self::middle(room))).filter(|m| m.is_finite());
        (0..ROOMS * ROOMS).map(|room| if room == from { Some(0.0) } else { found(room) }).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ways_among_blocks_are_the_shortest(blocks in blocks(), from in point(), to in point()) {
        prop_assume!(blocks.holds(from) && blocks.holds(to));
        let route = blocks.route(from, to);
        let is_guess = route.legs.first().is_some_and(|leg| leg.is_guess);
        match blocks.shortest(from, to) {
            Some(metres) => {
                let found = route.distance.metres;
                prop_assert!(!is_guess && (found - metres).abs() < 0.02, "{found}, expected {metres}");
            }
            None => prop_assert!(is_guess),
        }
    }

    #[test]
    fn houses_are_as_a_search_of_all_chains_has_them(house in house(), from in 0..ROOMS * ROOMS) {
        let found = house.graph().distances_from(from, Walker::default());
        for (room, expected) in house.metres(from).into_iter().enumerate() {
            let metres = found[room].map(|distance| distance.metres);
            match (metres, expected) {
                (Some(metres), Some(expected)) => prop_assert!((metres - expected).abs() < 0.01),
                (metres, expected) => prop_assert_eq!(metres.is_some(), expected.is_some()),
            }
        }
    }

    #[test]
    fn distances_are_those_of_a_plane(house in house()) {
        let graph = house.graph();
        let all: Vec<_> = (0..graph.len())
            .map(|room| graph.distances_from(room, Walker::default()))
            .collect();
        let is_mutual = house.doors.iter().all(|(.., is_one_way)| !is_one_way);
        for (a, from) in all.iter().enumerate() {
            for (b, far) in from.iter().enumerate() {
                let Some(far) = far else { continue };
                let straight = distance_metres(place(House::middle(a)), place(House::middle(b)));
                prop_assert!(far.metres > straight - 1e-3);
                if is_mutual {
                    prop_assert!((far.metres - all[b][a].unwrap().metres).abs() < 1e-6);
                }
                for via in 0..graph.len() {
                    if let (Some(first), Some(second)) = (from[via], all[via][b]) {
                        prop_assert!(far.seconds <= first.seconds + second.seconds + 1e-6);
                    }
                }
                let route = graph.route(a, b, Walker::default()).unwrap();
                let walked: f64 = route.legs.iter().map(|leg| leg.distance.metres).sum();
                prop_assert!((walked - far.metres).abs() < 1e-6);
            }
        }
    }
}
