//! Profiles: the areas that solids are swept from.

use super::super::step::{Entity, Read};
use super::super::transform::{Transform, axis_placement_if, operator};
use super::curve::{Conic, ring};
use super::{Face, Ring, Shapes};

impl Shapes<'_> {
    /// The flat pieces of an `IfcProfileDef`, on the plane z = 0 of the axes that it is swept in.
    pub(super) fn profile(&self, id: u32) -> Read<Vec<Face>> {
        self.deeper(id, || {
            let entity = self.model.entity(id)?;
            match &*entity.kind {
                "IFCARBITRARYCLOSEDPROFILEDEF" => {
                    Ok(vec![vec![ring(self.curve(entity.reference(2)?)?)]])
                }
                "IFCARBITRARYPROFILEDEFWITHVOIDS" => {
                    let mut face = vec![ring(self.curve(entity.reference(2)?)?)];
                    for hole in entity.references(3) {
                        face.push(ring(self.curve(hole)?));
                    }
                    Ok(vec![face])
                }
                "IFCCOMPOSITEPROFILEDEF" => {
                    let parts = entity.references(2);
                    let parts = parts.into_iter().map(|part| self.profile(part));
                    Ok(parts.collect::<Read<Vec<_>>>()?.concat())
                }
                "IFCDERIVEDPROFILEDEF" => {
                    let by = operator(self.model, entity.reference(3)?)?;
                    Ok(moved(self.profile(entity.reference(2)?)?, &by))
                }
                "IFCMIRROREDPROFILEDEF" => {
                    let mut mirror = Transform::IDENTITY;
                    mirror.axes[0] = [-1.0, 0.0, 0.0];
                    Ok(moved(self.profile(entity.reference(2)?)?, &mirror))
                }
                _ => {
                    let at = axis_placement_if(self.model, entity.reference_if(2))?;
                    Ok(moved(vec![parameterised(&entity)?], &at))
                }
            }
        })
    }
}

fn moved(faces: Vec<Face>, by: &Transform) -> Vec<Face> {
    let ring = |ring: Ring| ring.into_iter().map(|corner| by.point(corner)).collect();
    faces.into_iter().map(|face| face.into_iter().map(ring).collect()).collect()
}

/// A profile that is given by its measures, in its own axes. Roundings of steel sections are left out.
fn parameterised(entity: &Entity<'_>) -> Read<Face> {
    let half = |attribute| entity.number(attribute).map(|measure| measure / 2.0);
    match &*entity.kind {
        "IFCRECTANGLEPROFILEDEF" | "IFCROUNDEDRECTANGLEPROFILEDEF" => {
            Ok(vec![rectangle(half(3)?, half(4)?)])
        }
        "IFCRECTANGLEHOLLOWPROFILEDEF" => {
            let (x, y, wall) = (half(3)?, half(4)?, entity.number(5)?);
            Ok(vec![rectangle(x, y), rectangle(x - wall, y - wall)])
        }
        "IFCCIRCLEPROFILEDEF" => Ok(vec![ellipse(entity, entity.number(3)?, entity.number(3)?)?]),
        "IFCCIRCLEHOLLOWPROFILEDEF" => {
            let (radius, wall) = (entity.number(3)?, entity.number(4)?);
            let inner = radius - wall;
            Ok(vec![ellipse(entity, radius, radius)?, ellipse(entity, inner, inner)?])
        }
        "IFCELLIPSEPROFILEDEF" => Ok(vec![ellipse(entity, entity.number(3)?, entity.number(4)?)?]),
        "IFCTRAPEZIUMPROFILEDEF" => {
            let (bottom, top, y) = (half(3)?, entity.number(4)?, half(5)?);
            let left = entity.number(6)? - bottom;
            Ok(vec![corners(&[[-bottom, -y], [bottom, -y], [left + top, y], [left, y]])])
        }
        _ => section(entity).map(|ring| vec![ring]),
    }
}

/// The sections of steel, centred in the box around them.
fn section(entity: &Entity<'_>) -> Read<Ring> {
    let number = |attribute| entity.number(attribute);
    let half = |attribute| entity.number(attribute).map(|measure| measure / 2.0);
    let ring = match &*entity.kind {
        "IFCISHAPEPROFILEDEF" | "IFCASYMMETRICISHAPEPROFILEDEF" => {
            let (bottom, y, web, low) = (half(3)?, half(4)?, half(5)?, number(6)?);
            let is_even = entity.is(&["IFCISHAPEPROFILEDEF"]);
            let top = if is_even { bottom } else { half(8)? };
            let high = entity.number_if(9).filter(|_| !is_even).unwrap_or(low);
            mirrored(&[
                [bottom, -y],
                [bottom, low - y],
                [web, low - y],
                [web, y - high],
                [top, y - high],
                [top, y],
            ])
        }
        "IFCTSHAPEPROFILEDEF" => {
            let (y, flange, web, thick) = (half(3)?, half(4)?, half(5)?, number(6)?);
            mirrored(&[[web, -y], [web, y - thick], [flange, y - thick], [flange, y]])
        }
        "IFCLSHAPEPROFILEDEF" => {
            let (y, thick) = (half(3)?, number(5)?);
            let x = entity.number_if(4).map_or(y, |width| width / 2.0);
            corners(&[
                [-x, -y],
                [x, -y],
                [x, thick - y],
                [thick - x, thick - y],
                [thick - x, y],
                [-x, y],
            ])
        }
        "IFCUSHAPEPROFILEDEF" | "IFCCSHAPEPROFILEDEF" => {
            let (y, x, web) = (half(3)?, half(4)?, number(5)?);
            let flange = if entity.is(&["IFCUSHAPEPROFILEDEF"]) { number(6)? } else { web };
            let inner = web - x;
            corners(&[
                [-x, -y],
                [x, -y],
                [x, flange - y],
                [inner, flange - y],
                [inner, y - flange],
                [x, y - flange],
                [x, y],
                [-x, y],
            ])
        }
        "IFCZSHAPEPROFILEDEF" => {
            let (y, flange, web, thick) = (half(3)?, number(4)?, half(5)?, number(6)?);
            let x = flange - web;
            corners(&[
                [-web, -y],
                [x, -y],
                [x, thick - y],
                [web, thick - y],
                [web, y],
                [-x, y],
                [-x, y - thick],
                [-web, y - thick],
            ])
        }
        _ => return Err(entity.not_read()),
    };
    Ok(ring)
}

fn corners(flat: &[[f64; 2]]) -> Ring {
    flat.iter().map(|&[x, y]| [x, y, 0.0]).collect()
}

/// The right half, from below, and the same to the left.
fn mirrored(right: &[[f64; 2]]) -> Ring {
    let left = right.iter().rev().map(|&[x, y]| [-x, y, 0.0]);
    corners(right).into_iter().chain(left).collect()
}

fn rectangle(x: f64, y: f64) -> Ring {
    corners(&[[-x, -y], [x, -y], [x, y], [-x, y]])
}

fn ellipse(entity: &Entity<'_>, x: f64, y: f64) -> Read<Ring> {
    let conic = Conic::new(Transform::IDENTITY, [x, y])
        .ok_or_else(|| entity.expected(3, "a radius above 0"))?;
    let mut corners = conic.arc(0.0, std::f64::consts::TAU);
    corners.pop();
    Ok(corners)
}
