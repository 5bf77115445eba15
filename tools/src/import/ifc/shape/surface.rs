//! Surfaces to flat faces: boundary representations, tessellations, and the surfaces of space
//! boundaries.

use super::super::limits::CORNERS_MAX;
use super::super::step::{Entity, Read};
use super::super::transform::{
    Point, add, axis_placement, axis_placement_if, direction, point, scale,
};
use super::curve::{numbered, ring};
use super::solid::placed;
use super::{Face, Ring, Shapes};

impl Shapes<'_> {
    /// The faces of a surface, in its own axes.
    pub(super) fn surface(&self, entity: &Entity<'_>) -> Read<Vec<Face>> {
        match &*entity.kind {
            "IFCFACETEDBREP"
            | "IFCFACETEDBREPWITHVOIDS"
            | "IFCADVANCEDBREP"
            | "IFCADVANCEDBREPWITHVOIDS" => self.shells(&[entity.reference(0)?]),
            "IFCFACEBASEDSURFACEMODEL" | "IFCSHELLBASEDSURFACEMODEL" => {
                self.shells(&entity.references(0))
            }
            "IFCCLOSEDSHELL" | "IFCOPENSHELL" | "IFCCONNECTEDFACESET" => self.shells(&[entity.id]),
            "IFCFACE" | "IFCFACESURFACE" | "IFCADVANCEDFACE" => Ok(vec![self.face(entity)?]),
            "IFCPOLYGONALFACESET" => self.polygonal(entity),
            "IFCTRIANGULATEDFACESET" | "IFCTRIANGULATEDIRREGULARNETWORK" => {
                self.triangulated(entity)
            }
            "IFCCURVEBOUNDEDPLANE" => self.bounded_plane(entity),
            "IFCSURFACEOFLINEAREXTRUSION" => self.swept_curve(entity),
            _ => Err(entity.not_read()),
        }
    }

    fn shells(&self, shells: &[u32]) -> Read<Vec<Face>> {
        let (mut faces, mut corners) = (Vec::new(), 0);
        for &shell in shells {
            let shell = self.model.entity(shell)?;
            for id in shell.references(0) {
                let face = self.face(&self.model.entity(id)?)?;
                corners += face.iter().map(Vec::len).sum::<usize>();
                if corners > CORNERS_MAX {
                    return Err(shell.expected(0, &format!("at most {CORNERS_MAX} corners")));
                }
                faces.push(face);
            }
        }
        Ok(faces)
    }

    /// An `IfcFace`: the outer bound first, whichever place it has.
    fn face(&self, face: &Entity<'_>) -> Read<Face> {
        let mut rings = Vec::new();
        for id in face.references(0) {
            let bound = self.model.entity(id)?;
            let mut ring = self.bound(&self.model.follow(&bound, 0)?)?;
            if bound.word(1) == Some("F") {
                ring.reverse();
            }
            let place = if bound.is(&["IFCFACEOUTERBOUND"]) { 0 } else { rings.len() };
            rings.insert(place, ring);
        }
        Ok(rings)
    }

    fn bound(&self, bound: &Entity<'_>) -> Read<Ring> {
        match &*bound.kind {
            "IFCPOLYLOOP" => self.points(&bound.references(0)),
            "IFCEDGELOOP" => {
                let mut corners = Vec::new();
                for edge in bound.references(0) {
                    corners.extend(self.edge(&self.model.entity(edge)?)?);
                }
                Ok(ring(corners))
            }
            _ => Err(bound.not_read()),
        }
    }

    /// The corners of an `IfcOrientedEdge` but its last: arcs in steps, other curves straight.
    fn edge(&self, oriented: &Entity<'_>) -> Read<Vec<Point>> {
        let edge = self.model.follow(oriented, 2)?;
        let from = self.vertex(edge.reference(0)?)?;
        let to = self.vertex(edge.reference(1)?)?;
        let curve = self.model.follow_if(&edge, 2)?.filter(|_| edge.is(&["IFCEDGECURVE"]));
        let mut corners = match curve {
            Some(curve) if curve.is(&["IFCCIRCLE", "IFCELLIPSE"]) => {
                let conic = self.conic(&curve)?;
                conic.between(conic.angle(from), conic.angle(to), edge.word(3) != Some("F"))
            }
            _ => vec![from, to],
        };
        if oriented.word(3) == Some("F") {
            corners.reverse();
        }
        corners.pop();
        Ok(corners)
    }

    fn vertex(&self, id: u32) -> Read<Point> {
        point(self.model, self.model.entity(id)?.reference(0)?)
    }

    fn polygonal(&self, entity: &Entity<'_>) -> Read<Vec<Face>> {
        let points = self.point_list(entity.reference(0)?)?;
        let (mut faces, mut corners) = (Vec::new(), 0);
        for id in entity.references(2) {
            let indices = self.model.entity(id)?;
            let read = |numbers| {
                numbered(&points, numbers).ok_or_else(|| indices.expected(0, "numbers of points"))
            };
            let mut face = vec![read(indices.value(0).list())?];
            for hole in indices.value(1).list() {
                face.push(read(hole.list())?);
            }
            corners += face.iter().map(Vec::len).sum::<usize>();
            if corners > CORNERS_MAX {
                return Err(entity.expected(2, &format!("at most {CORNERS_MAX} corners")));
            }
            faces.push(face);
        }
        Ok(faces)
    }

    fn triangulated(&self, entity: &Entity<'_>) -> Read<Vec<Face>> {
        let points = self.point_list(entity.reference(0)?)?;
        let triangles = entity.value(3).list();
        if triangles.len() > CORNERS_MAX / 3 {
            return Err(entity.expected(3, &format!("at most {CORNERS_MAX} corners")));
        }
        let face = |triangle: &super::super::step::Value<'_>| {
            numbered(&points, triangle.list()).map(|ring| vec![ring])
        };
        let faces = triangles.iter().map(face).collect::<Option<Vec<_>>>();
        faces.ok_or_else(|| entity.expected(3, "numbers of points"))
    }

    fn bounded_plane(&self, entity: &Entity<'_>) -> Read<Vec<Face>> {
        let plane = self.model.follow(entity, 0)?;
        if !plane.is(&["IFCPLANE"]) {
            return Err(plane.not_read());
        }
        let at = axis_placement(self.model, plane.reference(0)?)?;
        let mut face = vec![ring(self.curve(entity.reference(1)?)?)];
        for hole in entity.references(2) {
            face.push(ring(self.curve(hole)?));
        }
        Ok(placed(&[face], &at))
    }

    /// The sides above a curve: of each of its edges one.
    fn swept_curve(&self, entity: &Entity<'_>) -> Read<Vec<Face>> {
        let profile = self.model.follow(entity, 0)?;
        let corners = self.curve(profile.reference(2)?)?;
        let at = axis_placement_if(self.model, entity.reference_if(1))?;
        let way = scale(direction(self.model, entity.reference(2)?)?, entity.number(3)?);
        let side = |pair: &[Point]| match *pair {
            [a, b] => vec![vec![a, b, add(b, way), add(a, way)]],
            _ => Vec::new(),
        };
        let sides: Vec<_> = corners.windows(2).map(side).collect();
        Ok(placed(&sides, &at))
    }
}
