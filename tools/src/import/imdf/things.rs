//! Kiosks and amenities as devices.

use std::collections::HashMap;

use libsns::geometry::Degrees;

use super::super::tally::Tally;
use super::archive::{Archive, Feature, Sort};
use super::kinds;
use super::places::{Taken, display_point};
use crate::survey::{Survey, SurveyDevice};

/// Writes the devices.
pub(super) fn survey(archive: &Archive, taken: &Taken, survey: &mut Survey, tally: &mut Tally) {
    let mut at_anchor: HashMap<&str, &Feature> = HashMap::new();
    for occupant in archive.all(Sort::Occupant) {
        if let Some(anchor) = occupant.text("anchor_id") {
            at_anchor.entry(anchor).or_insert(occupant);
        }
    }
    for kiosk in archive.all(Sort::Kiosk) {
        let Some(level) = kiosk.text("level_id").filter(|id| taken.has(id)) else {
            remark_lost(archive, kiosk, "level_id", tally);
            continue;
        };
        let mut names = archive.names(kiosk);
        let occupant = kiosk.text("anchor_id").and_then(|anchor| at_anchor.get(anchor));
        if let Some(occupant) = occupant.filter(|_| names.is_empty()) {
            names = archive.names(occupant);
        }
        let anchor = archive.referred(kiosk, "anchor_id", Sort::Anchor);
        let inside = anchor.and_then(|anchor| anchor.text("unit_id")).filter(|id| taken.has(id));
        let device = device(kiosk, "kiosk", names, inside.unwrap_or(level));
        survey.devices.push(device);
    }
    for amenity in archive.all(Sort::Amenity) {
        let Some(kind) = kinds::of_amenity(amenity.category()) else {
            let reason = format!("{} is no device", amenity.category());
            tally.leave_out(format!("amenity {}", amenity.id), reason);
            continue;
        };
        let mut units = amenity.texts("unit_ids");
        let Some(unit) = units.find(|id| taken.has(id)) else {
            remark_unit(archive, amenity, tally);
            continue;
        };
        survey.devices.push(device(amenity, kind, archive.names(amenity), unit));
    }
}

/// Remarks on a reference to what is not in the archive; what is merely not taken is silent.
fn remark_lost(archive: &Archive, feature: &Feature, key: &str, tally: &mut Tally) {
    let id = feature.text(key).unwrap_or_default();
    if archive.get(id).is_none() {
        tally.leave_out(feature.spot(), format!("its {key} {id:?} is not there"));
    }
}

fn remark_unit(archive: &Archive, amenity: &Feature, tally: &mut Tally) {
    if !amenity.texts("unit_ids").any(|id| archive.get(id).is_some()) {
        tally.leave_out(amenity.spot(), "none of its units is there");
    }
}

fn device(feature: &Feature, kind: &str, names: Vec<String>, inside: &str) -> SurveyDevice {
    let text = |key: &&str| feature.text(key).map(|value| format!("{key}={value}"));
    SurveyDevice {
        source: feature.source(),
        inside: Some(format!("imdf:{inside}")),
        names,
        kind: kind.to_owned(),
        position: position(feature),
        above_floor: None,
        bearers: Vec::new(),
        text: ["hours", "phone", "website"]
            .iter()
            .filter_map(text)
            .filter(|t| t.len() <= 255)
            .collect(),
        spot: feature.spot(),
    }
}

/// Its curated point, its point, or the middle of its corners.
fn position(feature: &Feature) -> Option<Degrees> {
    let point = feature.geometry.points.first().copied();
    display_point(feature).or(point).or_else(|| {
        let ring = feature.geometry.polygons.first()?.first()?;
        middle(ring)
    })
}

/// The middle of corners.
pub(super) fn middle(corners: &[Degrees]) -> Option<Degrees> {
    let count = (!corners.is_empty()).then_some(corners.len() as f64)?;
    let sum = |axis: usize| corners.iter().map(|corner| corner[axis]).sum::<f64>();
    Some([sum(0) / count, sum(1) / count])
}
