//! The cells that things stand in, as names: `<d15>.….<d1>.<base>._h3.<apex>`.

use super::Plan;
use super::fault::Spot;
use super::records::Records;
use super::references::SITE;
use crate::geometry::{Cell, CellLabel, Resolution, cover, publish};
use crate::name::Name;

/// Adds the cells of all things. Each cell lists what covers it, and so does a wildcard below it, so
/// that a question for any finer cell finds the same (RFC 4592 §3.3).
pub(crate) fn add_cells(plan: &Plan, records: &mut Records) {
    let spot = plan.site.spot.part("apex");
    let Some(root) = records.name(&plan.site.apex, &[b"_h3"], &spot) else { return };
    if finest_name(&root).is_none() {
        let expected = "leaves no room below 255 octets for the names of the finest cells";
        records.faults.push(spot.fault(&plan.site.apex, expected));
        return;
    }
    let finest = Resolution::try_from(plan.site.cell_resolution).unwrap_or(Resolution::Thirteen);
    let mut covers: Vec<(Cell, u32)> = Vec::new();
    for (node, ground) in (0u32..).zip(&plan.grounds) {
        if let Some(shape) = &ground.shape {
            covers.extend(cover(shape, finest).into_iter().map(|cell| (cell, node)));
        }
    }
    for published in publish(&covers) {
        add_cell(plan, published.cell, &published.things, &root, &spot, records);
    }
}

fn add_cell(
    plan: &Plan,
    cell: Cell,
    things: &[u32],
    root: &Name,
    spot: &Spot,
    records: &mut Records,
) {
    let labels: Vec<CellLabel> = cell.labels().collect();
    let labels: Vec<&[u8]> = labels.iter().map(AsRef::as_ref).collect();
    let Some(owner) = records.name(root, &labels, spot) else { return };
    // Nothing is finer than the finest, so no question can meet a wildcard below it.
    let below = match cell.resolution() {
        Resolution::Fifteen => None,
        _ => owner.child(b"*").ok(),
    };
    for owner in std::iter::once(&owner).chain(&below) {
        for thing in things {
            let node = usize::try_from(*thing).unwrap_or(SITE);
            records.point(owner, &plan.tree.nodes[node].name);
        }
    }
}

/// The longest name an asker may ask for: 15 digits and a base cell of three.
fn finest_name(root: &Name) -> Option<Name> {
    let digits = std::iter::repeat_n(&b"0"[..], 15);
    Name::from_labels(digits.chain([&b"121"[..]]).chain(root.labels())).ok()
}
