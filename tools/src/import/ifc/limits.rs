//! What a file may ask of the importer. Buildings stay far below; hostile files end here.

/// Octets of a file. Offsets are kept in 32 bits, and larger models are best cut by storey.
pub(super) const FILE_OCTETS_MAX: u64 = 2_000_000_000;
/// Instances are read again and again (a corner for each face at it): in all at most this many times
/// the file's length…
pub(super) const READ_AGAIN_TIMES: u64 = 16;
/// … and this many octets, so that small files may share more.
pub(super) const READ_AGAIN_OCTETS: u64 = 16 << 20;
/// Kinds of instances in a file; IFC 4.3 has about 1,300.
pub(super) const KINDS_MAX: usize = 4_000;
/// Lists in lists. IFC has lists of lists of typed values.
pub(super) const NESTED_MAX: usize = 16;
/// Values of one instance: 32 octets each. A surface of 300,000 corners has as many.
pub(super) const VALUES_MAX: usize = 1_000_000;
/// Characters of a text that are kept: a name in a zone has fewer, a TXT string holds 255 octets.
pub(super) const TEXT_CHARS_MAX: usize = 250;
/// The largest measure or coordinate, in the file's unit: the Earth's girth in hundredths of a millimetre.
pub(super) const NUMBER_MAX: f64 = 4e12;
/// Placements that stand relative to one another; buildings have six or seven.
pub(super) const PLACEMENTS_MAX: usize = 64;
/// Shapes made of shapes (mapped, cut, composed).
pub(super) const SHAPES_DEEP_MAX: usize = 32;
/// Spatial elements in one another: project, site, building, storey, space, part.
pub(super) const TREE_DEEP_MAX: usize = 32;
/// Corners of one curve or surface.
pub(super) const CORNERS_MAX: usize = 100_000;
/// Corners that are united into one outline: where all edges cross, their number is squared.
pub(super) const UNION_CORNERS_MAX: usize = 4_000;
/// The squares of such numbers in all: about a second's work where all edges do cross.
pub(super) const UNION_STEPS_MAX: u64 = 400_000_000;
/// The side of a step along an arc, in degrees: 48 steps make a circle whose area is 0.3 % small.
pub(super) const ARC_STEP_DEGREES: f64 = 7.5;
/// Remarks of one sort that are written out; the others are counted.
pub(super) const REMARKS_EACH_MAX: usize = 20;
