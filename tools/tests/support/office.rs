//! An office building as an IFC file of any size: storeys of rooms along a corridor, with walls, doors in
//! holes, space boundaries, lights and sensors with properties, and chairs of faces.

use std::fmt::Write as _;

/// Rooms along the corridor of a storey.
pub(crate) const ROOMS_A_STOREY: usize = 40;
/// Octets that a room with all that is in it takes, about.
const OCTETS_A_ROOM: usize = 21_500;
/// Faces of a chair.
const FACES: usize = 60;

/// A file, and what is in it.
pub(crate) struct Office {
    pub(crate) text: String,
    pub(crate) storeys: usize,
    pub(crate) rooms: usize,
}

/// A file of about this many octets.
pub(crate) fn office(octets: usize) -> Office {
    let storeys = (octets / OCTETS_A_ROOM / ROOMS_A_STOREY).max(1);
    let mut writer = Writer { text: String::with_capacity(octets + octets / 8), next: 1 };
    writer.text.push_str(
        "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\n\
         FILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n",
    );
    let frame = Frame::new(&mut writer);
    let mut levels = Vec::new();
    for storey in 0..storeys {
        levels.push(frame.storey(&mut writer, storey));
    }
    writer.add(&format!("IFCRELAGGREGATES('RB',$,$,$,#{},({}))", frame.building, list(&levels)));
    writer.text.push_str("ENDSEC;\nEND-ISO-10303-21;\n");
    Office { text: writer.text, storeys, rooms: storeys * (ROOMS_A_STOREY + 1) }
}

fn list(ids: &[usize]) -> String {
    ids.iter().map(|id| format!("#{id}")).collect::<Vec<_>>().join(",")
}

struct Writer {
    text: String,
    next: usize,
}

impl Writer {
    /// Adds an instance, and says its number.
    fn add(&mut self, instance: &str) -> usize {
        let id = self.next;
        self.next += 1;
        writeln!(self.text, "#{id}={instance};").unwrap();
        id
    }

    fn point(&mut self, [x, y, z]: [f64; 3]) -> usize {
        self.add(&format!("IFCCARTESIANPOINT(({x:?},{y:?},{z:?}))"))
    }

    fn placement(&mut self, within: usize, at: [f64; 3]) -> usize {
        let point = self.point(at);
        let axes = self.add(&format!("IFCAXIS2PLACEMENT3D(#{point},$,$)"));
        self.add(&format!("IFCLOCALPLACEMENT(#{within},#{axes})"))
    }

    /// A box that stands on the origin, as a product's shape.
    fn block(&mut self, frame: &Frame, [x, y, z]: [f64; 3]) -> usize {
        let middle = self.add(&format!("IFCCARTESIANPOINT(({:?},{:?}))", x / 2.0, y / 2.0));
        let axes = self.add(&format!("IFCAXIS2PLACEMENT2D(#{middle},$)"));
        let profile = self.add(&format!("IFCRECTANGLEPROFILEDEF(.AREA.,$,#{axes},{x:?},{y:?})"));
        let solid = self.add(&format!("IFCEXTRUDEDAREASOLID(#{profile},$,#{},{z:?})", frame.up));
        self.shape(frame, solid)
    }

    fn shape(&mut self, frame: &Frame, item: usize) -> usize {
        let shape =
            format!("IFCSHAPEREPRESENTATION(#{},'Body','SweptSolid',(#{item}))", frame.context);
        let shape = self.add(&shape);
        self.add(&format!("IFCPRODUCTDEFINITIONSHAPE($,$,(#{shape}))"))
    }

    /// Property sets as tools write them: many, and none of them asked for.
    fn properties(&mut self, of: usize) {
        for set in 0..3 {
            let values: Vec<_> = (0..8)
                .map(|value| {
                    let text =
                        format!("IFCPROPERTYSINGLEVALUE('Property {value}',$,IFCLABEL('{of}'),$)");
                    self.add(&text)
                })
                .collect();
            let set = format!("IFCPROPERTYSET('S{of}-{set}',$,'Pset_{set}',$,({}))", list(&values));
            let set = self.add(&set);
            self.add(&format!("IFCRELDEFINESBYPROPERTIES('D{of}-{set}',$,$,$,(#{of}),#{set})"));
        }
    }

    /// Furniture: many faces that nobody needs.
    fn chair(&mut self, frame: &Frame, placement: usize, name: &str) -> usize {
        let faces: Vec<_> = (0..FACES)
            .map(|face| {
                let at = face as f64 / 100.0;
                let corners =
                    [[at, 0.0, 0.0], [at, 0.5, 0.0], [at, 0.5, 0.5]].map(|p| self.point(p));
                let ring = self.add(&format!("IFCPOLYLOOP(({}))", list(&corners)));
                let bound = self.add(&format!("IFCFACEOUTERBOUND(#{ring},.T.)"));
                self.add(&format!("IFCFACE((#{bound}))"))
            })
            .collect();
        let shell = self.add(&format!("IFCCLOSEDSHELL(({}))", list(&faces)));
        let body = self.add(&format!("IFCFACETEDBREP(#{shell})"));
        let shape = self.shape(frame, body);
        self.add(&format!("IFCFURNITURE('{name}',$,'Chair',$,$,#{placement},#{shape},$,$)"))
    }
}

/// What all things of a file refer to.
struct Frame {
    context: usize,
    up: usize,
    world: usize,
    building: usize,
}

impl Frame {
    fn new(writer: &mut Writer) -> Self {
        let point = writer.point([0.0, 0.0, 0.0]);
        let axes = writer.add(&format!("IFCAXIS2PLACEMENT3D(#{point},$,$)"));
        let up = writer.add("IFCDIRECTION((0.,0.,1.))");
        let context = "IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#2,$)";
        let context = writer.add(context);
        let unit = writer.add("IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.)");
        let units = writer.add(&format!("IFCUNITASSIGNMENT((#{unit}))"));
        let project = format!("IFCPROJECT('P',$,'Office',$,$,$,$,(#{context}),#{units})");
        let project = writer.add(&project);
        let world = writer.add(&format!("IFCLOCALPLACEMENT($,#{axes})"));
        let site = format!("IFCSITE('S',$,$,$,$,#{world},$,$,.ELEMENT.,(52,0,0),(0,7,0),$,$,$)");
        let site = writer.add(&site);
        let building = format!("IFCBUILDING('B',$,'Office',$,$,#{world},$,$,.ELEMENT.,$,$,$)");
        let building = writer.add(&building);
        writer.add(&format!("IFCRELAGGREGATES('RP',$,$,$,#{project},(#{site}))"));
        writer.add(&format!("IFCRELAGGREGATES('RS',$,$,$,#{site},(#{building}))"));
        Self { context, up, world, building }
    }

    /// A storey, its corridor, and rooms on both sides of it.
    fn storey(&self, writer: &mut Writer, number: usize) -> usize {
        let z = number as f64 * 3.5;
        let placement = writer.placement(self.world, [0.0, 0.0, z]);
        let storey = format!(
            "IFCBUILDINGSTOREY('L{number}',$,'Floor {number}',$,$,#{placement},$,$,.ELEMENT.,{z:?})"
        );
        let storey = writer.add(&storey);
        let length = ROOMS_A_STOREY as f64 / 2.0 * 4.0;
        let corridor = writer.placement(placement, [0.0, 5.1, 0.0]);
        let shape = writer.block(self, [length, 2.0, 3.0]);
        let corridor = format!(
            "IFCSPACE('C{number}',$,'{number}.00',$,$,#{corridor},#{shape},'Corridor',.ELEMENT.,.SPACE.,$)"
        );
        let corridor = writer.add(&corridor);
        let (mut spaces, mut things) = (vec![corridor], Vec::new());
        for room in 0..ROOMS_A_STOREY {
            let (column, is_north) = (room / 2, room % 2 == 1);
            let at = [column as f64 * 4.0, if is_north { 7.2 } else { 0.0 }, 0.0];
            let name = format!("{number}.{:02}", room + 1);
            let space = self.room(writer, placement, at, &name);
            self.door(writer, placement, at, &name, [space, corridor], &mut things);
            self.devices(writer, placement, at, &name, &mut things);
            spaces.push(space);
        }
        writer.add(&format!("IFCRELAGGREGATES('RL{number}',$,$,$,#{storey},({}))", list(&spaces)));
        writer.add(&format!(
            "IFCRELCONTAINEDINSPATIALSTRUCTURE('RC{number}',$,$,$,({}),#{storey})",
            list(&things)
        ));
        storey
    }

    fn room(&self, writer: &mut Writer, storey: usize, at: [f64; 3], name: &str) -> usize {
        let placement = writer.placement(storey, at);
        let shape = writer.block(self, [3.9, 5.0, 3.0]);
        let space = format!(
            "IFCSPACE('R{name}',$,'{name}',$,$,#{placement},#{shape},'Office',.ELEMENT.,.SPACE.,$)"
        );
        let space = writer.add(&space);
        writer.properties(space);
        space
    }

    /// A wall to the corridor with a hole and a door in it, which bounds both spaces.
    fn door(
        &self,
        writer: &mut Writer,
        storey: usize,
        [x, y, _]: [f64; 3],
        name: &str,
        spaces: [usize; 2],
        things: &mut Vec<usize>,
    ) {
        let wall_at = [x, if y > 6.0 { 7.1 } else { 5.0 }, 0.0];
        let placement = writer.placement(storey, wall_at);
        let shape = writer.block(self, [3.9, 0.1, 3.0]);
        let wall =
            writer.add(&format!("IFCWALL('W{name}',$,'Wall',$,$,#{placement},#{shape},$,$)"));
        writer.properties(wall);
        let placement = writer.placement(placement, [1.0, 0.0, 0.0]);
        let shape = writer.block(self, [1.0, 0.1, 2.1]);
        let hole = format!("IFCOPENINGELEMENT('O{name}',$,$,$,$,#{placement},#{shape},$,$)");
        let hole = writer.add(&hole);
        let door = format!(
            "IFCDOOR('D{name}',$,'Single:900:{}',$,$,#{placement},$,$,2.1,1.,.DOOR.,$,$)",
            writer.next
        );
        let door = writer.add(&door);
        writer.properties(door);
        writer.add(&format!("IFCRELVOIDSELEMENT('RV{name}',$,$,$,#{wall},#{hole})"));
        writer.add(&format!("IFCRELFILLSELEMENT('RF{name}',$,$,$,#{hole},#{door})"));
        for (side, space) in spaces.into_iter().enumerate() {
            writer.add(&format!(
                "IFCRELSPACEBOUNDARY('B{name}-{side}',$,$,$,#{space},#{door},$,.PHYSICAL.,.INTERNAL.)"
            ));
        }
        things.extend([wall, door]);
    }

    fn devices(
        &self,
        writer: &mut Writer,
        storey: usize,
        [x, y, _]: [f64; 3],
        name: &str,
        things: &mut Vec<usize>,
    ) {
        let placement = writer.placement(storey, [x + 2.0, y + 2.5, 2.8]);
        let light =
            format!("IFCLIGHTFIXTURE('F{name}',$,'Panel:600x600:1',$,$,#{placement},$,$,$)");
        let light = writer.add(&light);
        let placement = writer.placement(storey, [x + 0.1, y + 0.1, 1.5]);
        let sensor = format!("IFCSENSOR('T{name}',$,'T',$,$,#{placement},$,$,.TEMPERATURESENSOR.)");
        let sensor = writer.add(&sensor);
        writer.properties(sensor);
        let placement = writer.placement(storey, [x + 1.0, y + 1.0, 0.0]);
        let chair = writer.chair(self, placement, &format!("H{name}"));
        things.extend([light, sensor, chair]);
    }
}
