//! A page with the maps of all levels: one file, no scripts, nothing from elsewhere. The levels are
//! switched by radio buttons, which keys and screen readers know.

use std::fmt::Write as _;

use super::style::colour;
use super::svg::escaped;
use super::{Map, Theme};

/// A page of maps; the first shown is that of the ground floor, else the lowest.
#[must_use]
pub fn page(title: &str, maps: &[Map], theme: Theme) -> String {
    let first = maps.iter().position(|map| map.level == Some(0)).unwrap_or(0);
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        escaped(title),
        style(maps.len(), theme)
    );
    for (index, map) in maps.iter().enumerate() {
        let checked = if index == first { " checked" } else { "" };
        let _ = writeln!(
            text,
            "<input type=\"radio\" name=\"level\" id=\"l{index}\"{checked}><label for=\"l{index}\">{}</label>",
            escaped(&map.title)
        );
    }
    for (index, map) in maps.iter().enumerate() {
        let _ = write!(text, "<figure id=\"m{index}\">\n{}</figure>\n", map.svg);
    }
    text + "</body>\n</html>\n"
}

fn style(count: usize, theme: Theme) -> String {
    let mut text = match theme {
        Theme::Light => colours(0),
        Theme::Dark => colours(1),
        Theme::Auto => {
            format!("{}@media (prefers-color-scheme:dark){{\n{}}}\n", colours(0), colours(1))
        }
    };
    text += "\
body{margin:0;padding:20px 16px;text-align:center;font:15px/1.4 'Inter','Helvetica Neue',Helvetica,Arial,sans-serif}
input{position:absolute;opacity:0}
label{display:inline-block;margin:3px;padding:6px 14px;border-radius:16px;cursor:pointer}
label:hover{text-decoration:underline}
input:focus-visible+label{outline:2px solid currentColor;outline-offset:2px}
input:checked+label{font-weight:600}
figure{display:none;margin:12px auto 0;max-width:1200px}
svg{display:block;width:100%;height:auto;border-radius:10px}
";
    for index in 0..count {
        let _ = writeln!(text, "#l{index}:checked~#m{index}{{display:block}}");
    }
    text
}

fn colours(side: usize) -> String {
    let of = |name: &str| colour(name)[side];
    format!(
        "body{{background:{};color:{}}}\nlabel{{background:{};color:{}}}\n\
         input:checked+label{{background:{};color:{}}}\n",
        of("ground"),
        of("ink"),
        of("paper"),
        of("ink"),
        of("outer"),
        of("paper")
    )
}
