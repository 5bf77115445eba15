//! A finding as a small picture: the shapes concerned, pale neighbours, a scale.

use std::fmt::Write as _;

use geo::{BoundingRect as _, Coord, LineString, MultiPolygon, Rect};
use libsns::plan::PlanThing;
use libsns::record::PlaceClass;

use super::finding::Finding;
use super::metric::{boxes_meet, grown};
use super::near::share_level;
use super::scene::Scene;

/// Width and height of the drawing itself, in pixels; the words stand below it.
const DRAWING_PIXELS: f64 = 480.0;
/// Height of the words below, in pixels.
const WORDS_PIXELS: f64 = 64.0;
/// The least ground that is shown, in metres, so that a sliver is seen in its room.
const SIDE_METRES_MIN: f64 = 6.0;
/// Most neighbours that are drawn (a choice: more are no help to anybody).
const NEIGHBOURS_MAX: usize = 400;

/// Light and dark follow the reader's choice. Colours are written out, as not every viewer knows
/// variables.
const STYLE: &str = "\
svg{font:13px system-ui,sans-serif}text{fill:#222}.paper{fill:#fff}\
.near{fill:#f0efec;stroke:#c9c5bd}.one{fill:#f6c7b6;stroke:#222}.other{fill:#bcd7ee;stroke:#222}\
.bad{fill:#d7263d;fill-opacity:.75;stroke:#d7263d;stroke-width:2}.dot{fill:#d7263d;stroke:#fff}\
.small{font-size:11px;opacity:.75}.scale{stroke:#222;stroke-width:2}\
.name{text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}\
@media(prefers-color-scheme:dark){text{fill:#e8e6e3}.paper{fill:#16181c}\
.near{fill:#22252b;stroke:#3d424b}.one{fill:#7a3d2b;stroke:#e8e6e3}.other{fill:#2a4d6e;stroke:#e8e6e3}\
.bad{fill:#ff5d6c;stroke:#ff5d6c}.dot{fill:#ff5d6c;stroke:#16181c}.scale{stroke:#e8e6e3}\
.name{stroke:#16181c}}";

/// An SVG of where a finding is; none where it has no place on a drawing.
#[must_use]
pub fn draw(scene: &Scene<'_>, finding: &Finding) -> Option<String> {
    let view = View::of(scene, finding)?;
    let mut out = String::new();
    let (width, height) = (DRAWING_PIXELS, DRAWING_PIXELS + WORDS_PIXELS);
    // Writing to a String does not fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\"><title>{}</title><style>{STYLE}</style>\
         <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\
         <clipPath id=\"c\"><rect width=\"{width}\" height=\"{width}\"/></clipPath>\
         <g clip-path=\"url(#c)\">",
        escaped(&format!("{}: {}", finding.rule.id, finding.key))
    );
    view.neighbours(scene, finding, &mut out);
    view.things(scene, finding, &mut out);
    if let Some(ground) = &finding.ground {
        let _ = write!(out, "<path class=\"bad\" d=\"{}\"/>", view.path(ground));
    }
    if let Some(at) = view.spot {
        let Coord { x, y } = view.seen(at);
        let _ = write!(out, "<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"/>");
    }
    view.names(scene, finding, &mut out);
    out.push_str("</g>");
    view.words(finding, &mut out);
    out.push_str("</svg>\n");
    Some(out)
}

/// Which ground is shown, and how large.
struct View {
    anchor: usize,
    window: Rect,
    pixels_per_metre: f64,
    /// The point that the finding is about, where it is one.
    spot: Option<Coord>,
}

impl View {
    fn of(scene: &Scene<'_>, finding: &Finding) -> Option<Self> {
        let first = finding.things.first()?;
        let anchor = scene.grounds[*first].anchor?;
        let at = finding.at.and_then(|[latitude, longitude]| {
            let at = libsns::geometry::Position::from_degrees(latitude, longitude).ok()?;
            scene.metres(anchor, at)
        });
        let own = &scene.grounds[*first];
        let spot = at.filter(|_| own.covers.is_none() || finding.name.is_none());
        let about = finding.ground.as_ref().and_then(MultiPolygon::bounding_rect);
        let whole = about.or(own.around).or_else(|| spot.map(|at| Rect::new(at, at)))?;
        let whole = spot.map_or(whole, |at| around_both(whole, Rect::new(at, at)));
        let side = whole.width().max(whole.height());
        // A sliver is shown with some of the rooms that it lies between.
        let side = (side * 1.8).max(SIDE_METRES_MIN);
        let centre = whole.center();
        let half = Coord { x: side / 2.0, y: side / 2.0 };
        let window = Rect::new(centre - half, centre + half);
        Some(Self { anchor, window, pixels_per_metre: DRAWING_PIXELS / side, spot })
    }

    /// Where a point of the ground is on the picture; north is up.
    fn seen(&self, at: Coord) -> Coord {
        Coord {
            x: (at.x - self.window.min().x) * self.pixels_per_metre,
            y: (self.window.max().y - at.y) * self.pixels_per_metre,
        }
    }

    fn path(&self, ground: &MultiPolygon) -> String {
        super::metric::rings(ground).map(|ring| self.ring(ring)).collect()
    }

    fn ring(&self, ring: &LineString) -> String {
        let mut out = String::new();
        for (index, at) in ring.0.iter().skip(1).enumerate() {
            let Coord { x, y } = self.seen(*at);
            let letter = if index == 0 { 'M' } else { 'L' };
            let _ = write!(out, "{letter}{x:.1} {y:.1}");
        }
        out + "Z"
    }

    fn neighbours(&self, scene: &Scene<'_>, finding: &Finding, out: &mut String) {
        let Some(first) = finding.things.first().map(|at| scene.plan.thing(*at)) else { return };
        let window = grown(self.window, 0.0);
        let is_near = |place: &PlanThing<'_>| {
            let ground = &scene.grounds[place.index()];
            ground.anchor == Some(self.anchor)
                && share_level(*place, first)
                && ground.around.is_some_and(|around| boxes_meet(&around, &window))
                && !finding.things.contains(&place.index())
        };
        for place in scene.places().filter(is_near).take(NEIGHBOURS_MAX) {
            if let Some(ground) = &scene.grounds[place.index()].covers {
                let _ = write!(out, "<path class=\"near\" d=\"{}\"/>", self.path(ground));
            }
        }
    }

    /// What the finding is about, the one to blame last, so that it lies on top.
    fn things(&self, scene: &Scene<'_>, finding: &Finding, out: &mut String) {
        let shown = finding.things.iter().take(NEIGHBOURS_MAX).enumerate();
        for (place, &index) in shown.collect::<Vec<_>>().into_iter().rev() {
            let ground = &scene.grounds[index];
            if ground.anchor != Some(self.anchor) {
                continue;
            }
            let class = if place == 0 { "one" } else { "other" };
            match &ground.covers {
                Some(covers) => {
                    let opacity = if place == 0 { ".8" } else { ".9" };
                    let path = self.path(covers);
                    let _ = write!(
                        out,
                        "<path class=\"{class}\" fill-opacity=\"{opacity}\" d=\"{path}\"/>"
                    );
                }
                None if scene.plan.thing(index).class() == PlaceClass::Device => {
                    let Coord { x, y } = self.seen(ground.at);
                    let _ = write!(
                        out,
                        "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"
                    );
                }
                None => {}
            }
        }
    }

    fn names(&self, scene: &Scene<'_>, finding: &Finding, out: &mut String) {
        const NAMES_MAX: usize = 12;
        for &index in finding.things.iter().take(NAMES_MAX) {
            let ground = &scene.grounds[index];
            if ground.anchor != Some(self.anchor) {
                continue;
            }
            // In the middle of what is seen of it.
            let Some(seen) = ground.around.map_or(Some(ground.at), |a| middle(a, self.window))
            else {
                continue;
            };
            let Coord { x, y } = self.seen(seen);
            let (x, y) =
                (x.clamp(40.0, DRAWING_PIXELS - 40.0), y.clamp(16.0, DRAWING_PIXELS - 8.0));
            let words = escaped(&cut(scene.plan.thing(index).words(), 28));
            let _ = write!(out, "<text class=\"name\" x=\"{x:.0}\" y=\"{y:.0}\">{words}</text>");
        }
    }

    fn words(&self, finding: &Finding, out: &mut String) {
        let (metres, top) = (scale_metres(self.pixels_per_metre), DRAWING_PIXELS);
        let bar = metres * self.pixels_per_metre;
        let right = DRAWING_PIXELS - 12.0;
        let place = match finding.place.line {
            Some(line) => format!("{}:{line}", finding.place.file),
            None => finding.place.file.clone(),
        };
        let _ = write!(
            out,
            "<text x=\"12\" y=\"{:.0}\">{}</text><text class=\"small\" x=\"12\" y=\"{:.0}\">{}</text>\
             <text class=\"small\" x=\"12\" y=\"{:.0}\">{}</text>\
             <path class=\"scale\" d=\"M{:.1} {y:.0}h{bar:.1}\"/>\
             <text class=\"small\" text-anchor=\"end\" x=\"{right:.0}\" y=\"{:.0}\">{metres} m</text>",
            top + 18.0,
            escaped(&cut(&format!("{}: {}", finding.rule.id, finding.key), 52)),
            top + 36.0,
            escaped(&cut(&finding.message, 84)),
            top + 54.0,
            escaped(&cut(&place, 60)),
            right - bar,
            top + 60.0,
            y = top + 46.0,
        );
    }
}

/// The middle of what two boxes share.
fn middle(a: Rect, b: Rect) -> Option<Coord> {
    boxes_meet(&a, &b).then(|| {
        let low = |one: f64, other: f64| one.max(other);
        let min = Coord { x: low(a.min().x, b.min().x), y: low(a.min().y, b.min().y) };
        let max = Coord { x: a.max().x.min(b.max().x), y: a.max().y.min(b.max().y) };
        (min + max) / 2.0
    })
}

fn around_both(a: Rect, b: Rect) -> Rect {
    let min = Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) };
    let max = Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) };
    Rect::new(min, max)
}

/// A round length that is a fifth of the picture at most: 1, 2 or 5 of a power of ten.
fn scale_metres(pixels_per_metre: f64) -> f64 {
    let most = DRAWING_PIXELS / 5.0 / pixels_per_metre;
    let power = 10_f64.powf(most.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|times| times * power).find(|m| *m <= most).unwrap_or(power)
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Text for XML 1.0 §2.2, §2.4: no markup, and none of the control characters it has no way to write.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round() {
        assert_eq!(scale_metres(DRAWING_PIXELS / 4.0), 0.5);
        assert_eq!(scale_metres(DRAWING_PIXELS / 120.0), 20.0);
        assert_eq!(escaped("a<b>&\"\u{0}"), "a&lt;b&gt;&amp;&quot;\u{fffd}");
    }
}
