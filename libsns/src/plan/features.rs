//! The features of GeoJSON files become places, or the shapes of places.

use std::collections::HashMap;

use super::PlanFile;
use super::fault::{PlanFault, Spot};
use super::geojson::{Feature, Geometry, read_features};
use super::model::{
    Declare, Device, Drawn, Inside, Measure, Reference, ShapesRule, ShapesTarget, Thing, Written,
};
use super::values::reference_text;
use crate::name::civic::CivicAddress;
use crate::name::place_name::{Siblings, label_of_words};

/// A shape or a position for a place that is named elsewhere.
pub(crate) struct ShapeFor {
    pub(crate) place: Reference,
    pub(crate) spot: Spot,
    pub(crate) geometry: Geometry,
    pub(crate) outline_bad_shape: bool,
}

/// What the features added to the plan.
#[derive(Default)]
pub(crate) struct Shaped {
    pub(crate) shapes: Vec<ShapeFor>,
    pub(crate) warnings: Vec<PlanFault>,
}

/// Applies every `[[shapes]]` to its file; files without one name their places by the property `place`.
pub(crate) fn apply_features(
    files: &[&PlanFile],
    written: &mut Written,
    faults: &mut Vec<PlanFault>,
) -> Shaped {
    let rules = std::mem::take(&mut written.shapes);
    for rule in &rules {
        if !files.iter().any(|file| file.path == rule.file) {
            let spot = rule.spot.part("file");
            faults
                .push(spot.fault(format!("{:?}", rule.file), "there is no such file in the plan"));
        }
    }
    let mut applier =
        Applier { siblings: siblings_of(&written.things), written, faults, out: Shaped::default() };
    for file in files {
        let own: Vec<&ShapesRule> = rules.iter().filter(|rule| rule.file == file.path).collect();
        applier.apply_file(file, &own);
    }
    applier.out
}

/// The labels that hand-written things take, by what holds them.
fn siblings_of(things: &[Thing]) -> HashMap<String, Siblings<()>> {
    let mut siblings: HashMap<String, Siblings<()>> = HashMap::new();
    for thing in things {
        let group = siblings.entry(group_of(&thing.inside)).or_default();
        // One that is taken twice is found when the tree is made.
        let _ = group.take(&thing.label, ());
    }
    siblings
}

/// A key for things that are held by the same place.
fn group_of(inside: &Inside) -> String {
    match inside {
        Inside::Site => String::new(),
        Inside::Thing(index) => format!("#{index}"),
        Inside::Named(reference) => reference.labels.join("."),
    }
}

struct Applier<'a> {
    siblings: HashMap<String, Siblings<()>>,
    written: &'a mut Written,
    faults: &'a mut Vec<PlanFault>,
    out: Shaped,
}

impl Applier<'_> {
    fn apply_file(&mut self, file: &PlanFile, rules: &[&ShapesRule]) {
        let before = self.faults.len();
        let features = read_features(file, self.faults);
        let is_sound = self.faults.len() == before;
        let implicit = ShapesRule {
            spot: Spot::file(&file.path),
            file: file.path.clone(),
            only: Vec::new(),
            except: Vec::new(),
            target: ShapesTarget::ByProperty("place".to_owned()),
            outline_bad_shapes: false,
        };
        // A rule that takes nothing is mistaken, unless the file itself is at fault.
        let must_fit = is_sound && !rules.is_empty();
        let rules = if rules.is_empty() { &[&implicit][..] } else { rules };
        let mut taken = vec![false; features.len()];
        for rule in rules {
            let mut count = 0;
            for (feature, taken) in features.iter().zip(&mut taken) {
                let fits = rule.only.iter().all(|pair| feature.matches(pair))
                    && !rule.except.iter().any(|pair| feature.matches(pair));
                if fits {
                    self.apply(rule, feature);
                    *taken = true;
                    count += 1;
                }
            }
            if count == 0 && must_fit {
                self.faults.push(rule.spot.fault("", "no feature of the file fits"));
            }
        }
        let passed_over = features.iter().zip(&taken).filter(|(_, taken)| !**taken);
        self.out.warnings.extend(
            passed_over
                .map(|(feature, _)| feature.spot.fault("", "no [[shapes]] takes this feature")),
        );
    }

    fn apply(&mut self, rule: &ShapesRule, feature: &Feature) {
        let result = match &rule.target {
            ShapesTarget::Place(place) => {
                self.shape(place.clone(), feature, rule);
                Ok(())
            }
            ShapesTarget::ByProperty(property) => {
                named_place(feature, property).map(|place| self.shape(place, feature, rule))
            }
            ShapesTarget::Declare(declare) => self.declare(declare, feature, rule),
        };
        if let Err(fault) = result {
            self.faults.push(fault);
        }
    }

    fn shape(&mut self, place: Reference, feature: &Feature, rule: &ShapesRule) {
        self.out.shapes.push(ShapeFor {
            place,
            spot: feature.spot.clone(),
            geometry: feature.geometry.clone(),
            outline_bad_shape: rule.outline_bad_shapes,
        });
    }

    /// A place of the feature's own.
    fn declare(
        &mut self,
        declare: &Declare,
        feature: &Feature,
        rule: &ShapesRule,
    ) -> Result<(), PlanFault> {
        let spot = feature.spot.part(&declare.name);
        let words = feature
            .property(&declare.name)
            .filter(|words| !words.is_empty())
            .ok_or_else(|| spot.fault("", "is missing; expected the place's name"))?;
        let label =
            label_of_words(&words).map_err(|error| spot.fault(format!("{words:?}"), error))?;
        let siblings = self.siblings.entry(group_of(&declare.inside)).or_default();
        let label = if declare.number_collisions { siblings.free(&label) } else { label };
        let _ = siblings.take(&label, ());
        let (position, form) = match feature.geometry.clone() {
            Geometry::Point(at) => (Some(at), None),
            Geometry::Form(form) => (
                None,
                Some(Drawn { form, spot: feature.spot.clone(), measure: Measure::LongitudeFirst }),
            ),
        };
        self.written.things.push(Thing {
            spot: feature.spot.clone(),
            words,
            label,
            inside: declare.inside.clone(),
            class: declare.class,
            kind: declare.kind.clone(),
            levels: declare.levels,
            position,
            form,
            form_from_features: false,
            outline_bad_shape: rule.outline_bad_shapes,
            altitude_cm: None,
            height_cm: None,
            source: None,
            aliases: Vec::new(),
            text: Vec::new(),
            civic: CivicAddress::new(),
            device: Device::default(),
        });
        Ok(())
    }
}

/// The place that a feature's property names.
fn named_place(feature: &Feature, property: &str) -> Result<Reference, PlanFault> {
    let spot = feature.spot.part(property);
    let text = feature
        .property(property)
        .ok_or_else(|| spot.fault("", "is missing; expected the place whose shape this is"))?;
    match reference_text(&text) {
        Ok(labels) => Ok(Reference { labels, text, spot }),
        Err(error) => Err(spot.fault(format!("{text:?}"), error)),
    }
}
