//! One level on one sheet.

use std::collections::{BTreeSet, HashMap};

use libsns::graph::Graph;
use libsns::plan::Plan;

use super::canvas::{Canvas, WIDTH};
use super::cells;
use super::devices::{self, Device, devices, pictures};
use super::doors::{self, Door, doors};
use super::figure::{Figure, Outline, figures, grounds, sites};
use super::furniture::{self, Entry};
use super::label::{Label, Space, fit};
use super::plane::{Point, Rect};
use super::rooms;
use super::route::{Way, way};
use super::style::{Family, style};
use super::svg::{Svg, number, path_data, rings_data};
use super::{Counts, Map, Options, level_title};

/// Below so many pixels of a metre lines are finer, as much is drawn small.
const DENSE_BELOW: f64 = 12.0;
/// Pixels of the letters of a room, of a way, and of an area, at most.
const LETTERS: [f64; 3] = [15.0, 12.0, 10.0];
/// Names that so many places of a level have tell no one from another, and are drawn quietly.
const COMMON: usize = 6;

/// All that is on a sheet.
struct Sheet<'a, 'p> {
    plan: &'p Plan,
    canvas: &'a Canvas,
    options: &'a Options<'a>,
    level: Option<i16>,
    title: String,
    sites: Vec<Figure<'p>>,
    grounds: Vec<Figure<'p>>,
    figures: Vec<Figure<'p>>,
    doors: Vec<Door>,
    devices: Vec<Device<'p>>,
    way: Option<Way>,
}

/// Draws a level.
pub(super) fn draw(
    plan: &Plan,
    graph: &Graph,
    canvas: &Canvas,
    level: Option<i16>,
    options: &Options<'_>,
) -> Map {
    let figures = figures(plan, canvas, level);
    let sheet = Sheet {
        plan,
        canvas,
        options,
        level,
        title: level_title(plan, level),
        sites: sites(plan, canvas),
        grounds: grounds(plan, canvas, level),
        doors: doors(plan, graph, canvas, &figures, level),
        devices: devices(plan, canvas, &figures, level),
        way: options
            .route
            .map(|route| way(route, canvas, &figures, level))
            .filter(|way| !way.is_empty()),
        figures,
    };
    let (svg, counts) = sheet.draw();
    let stem = level.map_or_else(|| "map".to_owned(), |level| format!("level-{level}"));
    Map { level, title: sheet.title, file_stem: stem, svg, counts }
}

impl Sheet<'_, '_> {
    fn draw(&self) -> (String, Counts) {
        let entries = self.legend();
        let tall = furniture::height(self.canvas, &entries);
        let labels = self.labels();
        let mut svg = Svg::default();
        self.open(&mut svg, tall);
        svg.group("grounds", |svg| self.draw_grounds(svg));
        let dense = if self.canvas.scale < DENSE_BELOW { " dense thin" } else { "" };
        svg.group(&format!("rooms{dense}"), |svg| {
            rooms::draw(svg, &self.figures, self.canvas.scale);
        });
        svg.group(&format!("walls{dense}"), |svg| {
            let rings = self.grounds.iter().map(|ground| rings_data(ground.rings()));
            svg.path("outer", &rings.collect::<String>());
        });
        svg.group(&format!("doors{dense}"), |svg| doors::draw(svg, &self.doors));
        let cells = self.draw_cells(&mut svg);
        svg.group("route", |svg| self.way.iter().for_each(|way| way.draw_line(svg)));
        svg.group("devices", |svg| devices::draw(svg, &self.devices));
        svg.group("route", |svg| self.way.iter().for_each(|way| way.draw_ends(svg)));
        svg.group("names", |svg| labels.iter().for_each(|label| draw_label(svg, label)));
        svg.group("legend", |svg| {
            furniture::draw(svg, self.canvas, [self.plan.thing(0).words(), &self.title], &entries);
        });
        svg.close("svg");
        let counts = Counts {
            places: self.figures.len(),
            names: labels.len(),
            exits: self.doors.len(),
            devices: self.devices.len(),
            cells,
        };
        (svg.finish(), counts)
    }

    fn open(&self, svg: &mut Svg, tall: f64) {
        let (wide, tall) = (number(WIDTH), number(tall));
        let id = self.id();
        let [title, description] = ["title", "description"].map(|part| format!("{id}-{part}"));
        let (both, area) = (format!("{title} {description}"), format!("0 0 {wide} {tall}"));
        svg.open(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("viewBox", &area),
                ("width", &wide),
                ("height", &tall),
                ("role", "img"),
                ("aria-labelledby", &both),
            ],
        );
        let words = format!("{}, {}", self.plan.thing(0).words(), self.title);
        svg.text_element("title", &[("id", &title)], &words);
        svg.text_element("desc", &[("id", &description)], &self.description());
        svg.raw("<style>\n");
        svg.raw(&style(self.options.theme));
        svg.raw("</style>\n");
        svg.element("rect", &[("class", "paper"), ("width", "100%"), ("height", "100%")]);
    }

    /// The cells, as far as they are on or about the plan; how many there are.
    fn draw_cells(&self, svg: &mut Svg) -> usize {
        let Some(finest) = self.options.cells.filter(|_| !self.grounds.is_empty()) else {
            return 0;
        };
        let id = format!("{}-cells", self.id());
        let Rect { low, high } = self.canvas.plan;
        let corners = [low, [high[0], low[1]], high, [low[0], high[1]]].map(|[x, y]| {
            let out = |at: f64, middle: f64| at + 14.0 * (at - middle).signum();
            let [cx, cy] = self.canvas.plan.centre();
            [out(x, cx), out(y, cy)]
        });
        svg.open("clipPath", &[("id", &id)]);
        svg.element("path", &[("d", &path_data(&corners, true))]);
        svg.close("clipPath");
        svg.open("g", &[("class", "cells"), ("clip-path", &format!("url(#{id})"))]);
        let count = cells::draw(svg, self.plan, self.canvas, &self.grounds, finest);
        svg.close("g");
        count
    }

    /// What names of things in the drawing begin with.
    fn id(&self) -> String {
        self.level.map_or_else(|| "map".to_owned(), |level| format!("level{level}"))
    }

    /// What is on the map, for who does not see it.
    fn description(&self) -> String {
        let count = |number: usize, word: &str| match number {
            1 => format!("1 {word}"),
            _ => format!("{number} {word}s"),
        };
        format!(
            "Floor plan with {}, {} and {}.",
            count(self.figures.len(), "place"),
            count(self.doors.len(), "door"),
            count(self.devices.len(), "device")
        )
    }

    fn draw_grounds(&self, svg: &mut Svg) {
        for (figures, class) in [(&self.sites, "ground"), (&self.grounds, "floor")] {
            for figure in figures {
                svg.path(class, &rings_data(figure.rings()));
            }
        }
    }

    /// What the legend explains: families and pictures that are on the sheet.
    fn legend(&self) -> Vec<Entry> {
        let shown: BTreeSet<Family> = self.figures.iter().map(|figure| figure.family).collect();
        let families = Family::ALL.into_iter().filter(|family| shown.contains(family));
        let mut entries: Vec<Entry> = families.map(Entry::Ground).collect();
        entries.extend(pictures(&self.devices).into_iter().map(Entry::Picture));
        entries.extend(self.doors.iter().any(Door::is_way_out).then_some(Entry::WayOut));
        entries.extend(self.way.is_some().then_some(Entry::Way));
        entries.extend(
            (self.options.cells.is_some() && !self.grounds.is_empty()).then_some(Entry::Cell),
        );
        entries
    }

    /// The names that have room, areas before the rooms around them.
    fn labels(&self) -> Vec<NamedLabel> {
        let mut common: HashMap<&str, usize> = HashMap::new();
        for figure in &self.figures {
            *common.entry(figure.words).or_default() += 1;
        }
        let taken = self.taken();
        let lines = self.way.as_ref().map_or_else(Vec::new, Way::lines);
        let mut labels = Vec::new();
        for (index, figure) in self.figures.iter().enumerate() {
            let letters = match figure.family {
                _ if figure.is_open() => LETTERS[2],
                Family::Corridor | Family::Stair | Family::Lift => LETTERS[1],
                _ => LETTERS[0],
            };
            let is_common = common[figure.words] > COMMON;
            let largest = if is_common { LETTERS[2] } else { letters };
            if let Some(label) = self.label(figure, &taken[index], &lines, largest) {
                let is_calm = is_common || letters < LETTERS[0];
                let has_halo = matches!(figure.family, Family::Stair | Family::Lift);
                labels.push(NamedLabel { label, is_calm, has_halo });
            }
        }
        labels
    }

    fn label(
        &self,
        figure: &Figure<'_>,
        taken: &[Rect],
        lines: &[[Point; 2]],
        largest: f64,
    ) -> Option<Label> {
        let bounds = figure.bounds;
        match &figure.outline {
            Outline::Rings(rings) => {
                fit(figure.words, &Space { rings, bounds, taken, lines }, largest)
            }
            Outline::Circle { centre, radius } => {
                let corner = |turn: u32| {
                    let turn = f64::from(turn) * std::f64::consts::TAU / 16.0;
                    super::plane::moved(*centre, [turn.cos(), turn.sin()], *radius)
                };
                let rings = [(0..16).map(corner).collect::<Vec<_>>()];
                fit(figure.words, &Space { rings: &rings, bounds, taken, lines }, largest)
            }
            Outline::Point(_) => None,
        }
    }

    /// What stands in the way of each figure's name: the areas in it, its doors, its devices.
    fn taken(&self) -> Vec<Vec<Rect>> {
        let mut figure_of: HashMap<usize, usize> = HashMap::new();
        for (at, figure) in self.figures.iter().enumerate() {
            figure_of.insert(figure.index, at);
        }
        let mut taken = vec![Vec::new(); self.figures.len()];
        let mut take = |from: usize, rect: Rect| {
            // The place itself, and the room around an area.
            let around = self.plan.thing(from).parent();
            for place in [from, around] {
                if let Some(at) = figure_of.get(&place) {
                    taken[*at].push(rect);
                }
                if from == around {
                    break;
                }
            }
        };
        for figure in &self.figures {
            if figure.parent != figure.index {
                take(figure.parent, figure.bounds);
            }
        }
        self.doors.iter().for_each(|door| take(door.place, door.space()));
        self.devices.iter().for_each(|device| take(device.parent, device.space()));
        taken
    }
}

/// A name as it is drawn.
struct NamedLabel {
    label: Label,
    is_calm: bool,
    has_halo: bool,
}

fn draw_label(svg: &mut Svg, named: &NamedLabel) {
    let Label { lines, at, size, is_upright } = &named.label;
    let mut class = "name".to_owned();
    for (word, is_so) in [(" calm", named.is_calm), (" halo", named.has_halo)] {
        class += if is_so { word } else { "" };
    }
    let letters = format!("{}px", number(*size));
    let turn = format!("rotate(-90 {} {})", number(at[0]), number(at[1]));
    for (index, line) in lines.iter().enumerate() {
        // Letters stand on their line, 0.36 of their size below their middle.
        let down = (index as f64 - (lines.len() - 1) as f64 / 2.0) * 1.18 + 0.36;
        let [x, y] = [at[0], at[1] + down * size].map(number);
        let mut attributes =
            vec![("class", class.as_str()), ("x", &x), ("y", &y), ("font-size", &letters)];
        if *is_upright {
            attributes.push(("transform", &turn));
        }
        svg.text_element("text", &attributes, line);
    }
}
