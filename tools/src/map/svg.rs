//! Writing SVG: elements, escaped text, short numbers.

use std::fmt::Write as _;

use super::plane::Point;

/// A drawing as it grows.
#[derive(Default)]
pub(super) struct Svg {
    text: String,
    depth: usize,
}

impl Svg {
    /// Adds an element without content.
    pub(super) fn element(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str("/>\n");
    }

    /// Adds an element with text in it.
    pub(super) fn text_element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        self.text.push('>');
        self.text.push_str(&escaped(text));
        let _ = writeln!(self.text, "</{name}>");
    }

    /// Opens an element; all that is added until [`Self::close`] is inside.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
    }

    /// Closes the element of this name that was opened last.
    pub(super) fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        let _ = writeln!(self.text, "</{name}>");
    }

    /// Adds a group with all that is drawn in it, unless that is nothing.
    pub(super) fn group(&mut self, class: &str, draw: impl FnOnce(&mut Self)) {
        let before = self.text.len();
        self.open("g", &[("class", class)]);
        let opened = self.text.len();
        draw(self);
        if self.text.len() == opened {
            self.text.truncate(before);
            self.depth -= 1;
        } else {
            self.close("g");
        }
    }

    /// Adds a path of a class, unless there is nothing of it.
    pub(super) fn path(&mut self, class: &str, data: &str) {
        if !data.is_empty() {
            self.element("path", &[("class", class), ("d", data)]);
        }
    }

    /// Adds what is no element: a style.
    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The drawing.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        let _ = write!(self.text, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.text, " {key}=\"{}\"", escaped(value));
        }
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n(' ', self.depth.min(8)));
    }
}

/// Text that is only text: what XML reads as markup is written as entities (XML 1.0 §2.4), and what
/// it does not allow at all (§2.2), or would turn the direction of the text around it, as U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.push('\u{fffd}');
            }
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A number to a tenth, as short as it can be written: a tenth of a pixel is not seen.
pub(super) fn number(value: f64) -> String {
    let tenths = (value * 10.0).round();
    if tenths == 0.0 || !tenths.is_finite() {
        return "0".to_owned();
    }
    format!("{}", tenths / 10.0)
}

/// A path through points; closed, it ends where it began.
pub(super) fn path_data(points: &[Point], is_closed: bool) -> String {
    let mut data = String::new();
    for (index, at) in points.iter().enumerate() {
        data.push(if index == 0 { 'M' } else { 'L' });
        data.push_str(&number(at[0]));
        data.push(' ');
        data.push_str(&number(at[1]));
    }
    if is_closed && !points.is_empty() {
        data.push('Z');
    }
    data
}

/// A path of rings.
pub(super) fn rings_data(rings: &[Vec<Point>]) -> String {
    rings.iter().map(|ring| path_data(ring, true)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(
            escaped("</text><script>&\"'\u{0}\u{202e}\n"),
            "&lt;/text&gt;&lt;script&gt;&amp;&quot;&#39;\u{fffd}\u{fffd} "
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([12.04, -0.04, 3.0, -7.26, f64::NAN].map(number).join(" "), "12 0 3 -7.3 0");
        assert_eq!(path_data(&[[0.0, 1.0], [2.5, 3.0]], true), "M0 1L2.5 3Z");
    }

    #[test]
    fn empty_groups_are_not_written() {
        let mut svg = Svg::default();
        svg.group("a", |_| {});
        svg.group("b", |svg| svg.path("c", "M0 0"));
        assert_eq!(svg.finish(), "<g class=\"b\">\n <path class=\"c\" d=\"M0 0\"/>\n</g>\n");
    }
}
