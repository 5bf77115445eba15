//! The H3 cells of a level's ground, as the zone publishes them.

use libsns::geometry::{Resolution, cover};
use libsns::plan::Plan;

use super::canvas::Canvas;
use super::figure::Figure;
use super::plane::Point;
use super::svg::{Svg, path_data};

/// Draws the cells that cover the grounds, none finer than a resolution; how many there are.
pub(super) fn draw(
    svg: &mut Svg,
    plan: &Plan,
    canvas: &Canvas,
    grounds: &[Figure<'_>],
    finest: Resolution,
) -> usize {
    let shapes = grounds.iter().filter_map(|ground| plan.thing(ground.index).shape());
    let mut cells: Vec<_> = shapes.flat_map(|shape| cover(shape, finest)).collect();
    cells.sort_unstable();
    cells.dedup();
    for cell in &cells {
        let corners: Vec<Point> = cell.corners().map(|at| canvas.point(at)).collect();
        let labels: Vec<String> = cell
            .labels()
            .map(|label| String::from_utf8_lossy(label.as_ref()).into_owned())
            .collect();
        svg.open("g", &[]);
        svg.text_element("title", &[], &format!("{}._h3", labels.join(".")));
        svg.path("cell", &path_data(&corners, true));
        svg.close("g");
    }
    cells.len()
}
