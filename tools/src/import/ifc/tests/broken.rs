//! Broken and hostile files: a clear error, no panic, bounded work.

use std::fmt::Write as _;

use super::*;

/// A file of a schema with these instances.
fn file(schema: &str, data: &str) -> String {
    format!(
        "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('{schema}'));\nENDSEC;\nDATA;\n{data}\nENDSEC;\n\
         END-ISO-10303-21;\n"
    )
}

/// A project with a site, and spaces that have this item for a body.
fn house(item: &str) -> String {
    file(
        "IFC4",
        &format!(
            "#1=IFCPROJECT('P',$,'P',$,$,$,$,$,$);\n\
             #2=IFCSITE('S',$,$,$,$,$,$,$,.ELEMENT.,(52,0,0),(0,7,0),$,$,$);\n\
             #3=IFCBUILDINGSTOREY('L',$,'Ground',$,$,$,$,$,.ELEMENT.,0.);\n\
             #4=IFCSPACE('R',$,'1',$,$,#9,#6,'Room',.ELEMENT.,$,$);\n\
             #5=IFCRELAGGREGATES('A',$,$,$,#3,(#4));\n\
             #6=IFCPRODUCTDEFINITIONSHAPE($,$,(#7));\n\
             #7=IFCSHAPEREPRESENTATION($,'Body','Brep',(#10));\n\
             #8=IFCCARTESIANPOINT((0.,0.,0.));\n\
             #9=IFCLOCALPLACEMENT($,#12);\n\
             #12=IFCAXIS2PLACEMENT3D(#8,$,$);\n\
             #13=IFCDIRECTION((0.,0.,1.));\n\
             #14=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,4.,3.);\n\
             {item}"
        ),
    )
}

const BODY: &str = "#10=IFCEXTRUDEDAREASOLID(#14,$,#13,2.5);";

/// Where and what the error of a file is.
fn error(text: &str) -> (String, String) {
    let error = read_text(text).expect_err("a broken file");
    (error.spot, error.text)
}

fn expect(text: &str, spot: &str, words: &str) {
    let (found, said) = error(text);
    assert!(found == spot && said.contains(words), "{found}: {said}\nexpected {spot}: {words}");
}

#[test]
fn the_smallest_house_is_read() {
    let survey = read_text(&house(BODY)).unwrap();
    assert_eq!(survey.places.len(), 2);
    assert!((square_metres(&survey.places[1].shape) - 12.0).abs() < 1e-3);
    assert!(has_remark(&survey, RemarkSort::Guessed, "unit of length"));
}

#[test]
fn what_is_no_ifc_is_named() {
    expect("", "line 1", "expected a STEP file");
    expect("PK\u{3}\u{4}", "line 1", "expected a STEP file");
    expect("<?xml version='1.0'?>", "line 1", "expected a STEP file");
    expect("ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\nENDSEC;", "line 4", "names no schema");
    expect(&file("IFC5", ""), "FILE_SCHEMA", "\"IFC5\"; expected one of IFC2X3, IFC4");
    expect(&file("AP214", ""), "FILE_SCHEMA", "\"AP214\"");
    expect(&file("IFC4", ""), "", "no IfcProject in the file; expected one");
}

#[test]
fn schemas_are_known_with_their_editions() {
    for schema in ["IFC2X3", "ifc2x3", "IFC2X3_TC1", "IFC4", "IFC4X1", "IFC4X3", "IFC4X3_ADD2"] {
        assert!(schema_of(schema), "{schema}");
    }
    for schema in ["IFC2X2_FINAL", "IFC2X_FINAL", "IFC", "IFC40", ""] {
        assert!(!schema_of(schema), "{schema}");
    }
}

fn schema_of(name: &str) -> bool {
    schema(name).is_some()
}

#[test]
fn broken_structure_is_told_with_its_line() {
    let whole = house(BODY);
    let cut = |at: &str| whole[..whole.find(at).unwrap()].to_owned();
    expect(&cut(";\n#3="), "line 7", "#2: the file ends before the ';'");
    expect(&cut("ENDSEC;\nEND"), "line 19", "the file ends; expected '#' or ENDSEC;");
    expect(&cut("DATA;"), "line 5", "the file ends; expected the section DATA;");
    expect(&whole.replace("#3=", "3="), "line 8", "found '3'; expected '#' or ENDSEC;");
    expect(&whole.replace("#3=", "#3 "), "line 8", "#3: found 'I'; expected '='");
    expect(&whole.replace("#3=", "#="), "line 8", "expected digits after '#'");
    expect(&whole.replace("#3=", "#99999999999="), "line 8", "expected at most #4294967295");
    expect(&whole.replace("#13=", "#12="), "line 16", "#12 was given on line 15 before");
    expect(&whole.replace("'Room'", "'Room"), "line 9", "#4: the file ends before the ';'");
}

#[test]
fn broken_instances_are_told_by_name() {
    let whole = house(BODY);
    for (from, to, spot, words) in [
        ("#3,(#4)", "#3,(#4", "#5", "found ';'; expected ','"),
        ("#3,(#4)", "#3,(#4,,)", "#5", "found ','; expected a value"),
        ("(0.,0.,1.)", "(0.,0.,1.e999)", "#13", "expected a number"),
        ("(0.,0.,1.)", "(0.,0.,1.-)", "#13", "expected a number"),
        (".ELEMENT.,0.", ".ELEMENT,0.", "#3", "expected an enumeration"),
        ("$,'Ground'", "@,'Ground'", "#3", "found '@'; expected a value"),
        ("IFCSITE(", "IFCSITE", "#2", "expected '('"),
    ] {
        expect(&whole.replace(from, to), spot, words);
    }
}

#[test]
fn things_that_hold_themselves_end() {
    let placed = BODY.to_owned() + "#20=IFCLOCALPLACEMENT(#21,#12);#21=IFCLOCALPLACEMENT(#20,#12);";
    let text = house(&placed).replace("#9=IFCLOCALPLACEMENT($", "#9=IFCLOCALPLACEMENT(#20");
    let (spot, said) = error(&text);
    assert!(spot.starts_with("#2") && said.contains("a placement in itself"), "{spot}: {said}");
    let boolean = "#10=IFCBOOLEANRESULT(.UNION.,#10,#10);";
    expect(&house(boolean), "#10", "a shape in itself");
    let curve =
        "#10=IFCEXTRUDEDAREASOLID(#20,$,#13,2.5);#20=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#21);
        #21=IFCCOMPOSITECURVE((#22),.F.);#22=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#21);";
    expect(&house(curve), "#21", "a shape in itself");
    let tree = BODY.to_owned() + "#20=IFCRELAGGREGATES('B',$,$,$,#4,(#3));";
    let (_, said) = error(&house(&tree));
    assert!(said.contains("stands in itself"), "{said}");
}

#[test]
fn lists_in_lists_are_bounded() {
    let deep = format!("#10=IFCX({}1{});", "(".repeat(100_000), ")".repeat(100_000));
    expect(&house(&deep), "#10", "lists in more than 16 lists");
    let long = format!("#10=IFCPOLYLINE(({}#8));", "#8,".repeat(1_000_001));
    expect(&house(&long), "#10", "more than 1000000 values");
}

#[test]
fn shapes_that_double_with_each_step_end() {
    // Each maps the one below twice: 2 to the power of 30 boxes.
    let mut data = String::from(
        "#10=IFCMAPPEDITEM(#100,#50);#50=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#8,$,$);",
    );
    for step in 0..30 {
        let (map, next) = (100 + 3 * step, 103 + 3 * step);
        let _written = write!(
            data,
            "#{map}=IFCREPRESENTATIONMAP(#12,#{});#{}=IFCSHAPEREPRESENTATION($,'Body','',(#{2},#{2}));\
             #{2}=IFCMAPPEDITEM(#{next},#50);",
            map + 1,
            map + 1,
            map + 2,
        );
    }
    data += "#190=IFCREPRESENTATIONMAP(#12,#7);";
    let (_, said) = error(&house(&data));
    assert!(said.contains("too many others") || said.contains("in itself"), "{said}");
}

#[test]
fn numbers_beyond_the_earth_are_refused() {
    for body in [
        BODY.replace("2.5", "1.E300"),
        BODY.to_owned() + "#20=IFCDIRECTION((0.,0.,0.));",
        BODY.replace("#13", "#8"),
    ] {
        let _ends = read_text(&house(&body));
    }
    let far = house(BODY).replace("#8=IFCCARTESIANPOINT((0.,", "#8=IFCCARTESIANPOINT((600000.,");
    expect(&far, "#1", "the rooms lie about (600000, 0) m from the point");
    let zero = house(BODY).replace("4.,3.", "0.,3.");
    expect(&zero, "#1", "none of the 1 spaces has a shape");
}

#[test]
fn a_house_that_is_nowhere_asks_for_its_origin() {
    let nowhere = house(BODY).replace("(52,0,0),(0,7,0)", "$,$");
    expect(&nowhere, "#1", "expected --origin LAT,LON");
    let zero = house(BODY).replace("(52,0,0),(0,7,0)", "(0,0,0),(0,0,0)");
    expect(&zero, "#1", "expected --origin LAT,LON");
    let pole = house(BODY).replace("(52,0,0)", "(90,0,0)");
    expect(&pole, "#2", "at most 89° north or south");
    let options = Options { origin: Some([1.0, 2.0]), ..Options::default() };
    assert!(read_octets(nowhere.as_bytes(), &options).is_ok());
    let unknown = MAP.replace("EPSG:25832", "EPSG:28992").replace("'UTM','32N'", "$,$");
    let (_, said) = error(&unknown);
    assert!(said.starts_with("the map \"EPSG:28992\" is not known here"), "{said}");
}

#[test]
fn a_model_without_rooms_says_so() {
    let none = house(BODY).replace("IFCSPACE", "IFCSLAB");
    expect(&none, "#1", "no IfcSpace in the file");
}

#[test]
fn a_shape_that_is_missing_leaves_the_room() {
    let other = BODY.to_owned()
        + "#20=IFCSPACE('Q',$,'2',$,$,#9,#21,$,.ELEMENT.,$,$);
        #21=IFCPRODUCTDEFINITIONSHAPE($,$,(#22));#22=IFCSHAPEREPRESENTATION($,'Body','',(#99));";
    let survey = read_text(&house(&other)).unwrap();
    assert!(has_remark(
        &survey,
        RemarkSort::LeftOut,
        "space \"2\" (#20): its shape: #99 is not in the file"
    ));
    assert_eq!(survey.places.len(), 3);
}

#[test]
fn comments_and_spaces_stand_anywhere() {
    let spaced = house(BODY).replace(",", " /* ; ' */ , \n").replace("=IFC", "\t=\r\n IFC");
    assert_eq!(read_text(&spaced).unwrap().places.len(), 2);
    let lower = house(BODY).replace("IFCSPACE", "IfcSpace").replace("IFCSITE", "ifcsite");
    assert_eq!(read_text(&lower).unwrap().places.len(), 2);
    let marked = format!("\u{feff}{}", house(BODY));
    assert!(read_text(&marked).is_ok());
    let open = house(BODY).replace("DATA;", "DATA;/* no end");
    expect(&open, "line 21", "the file ends; expected '#' or ENDSEC;");
}

#[test]
fn a_quote_behind_an_escape_ends_nothing() {
    for (text, name) in [("x \\S\\'", "x §"), ("\\S\\''5", "§5"), ("it''s", "it's"), ("a''", "a'")]
    {
        let survey = read_text(&house(BODY).replace("'Room'", &format!("'{text}'"))).unwrap();
        assert_eq!(survey.places[1].names[0], name, "{text}");
    }
}

#[test]
fn a_missing_last_line_is_remarked() {
    let whole = house(BODY);
    let survey = read_text(whole.trim_end().trim_end_matches("END-ISO-10303-21;")).unwrap();
    assert!(has_remark(&survey, RemarkSort::Guessed, "END-ISO-10303-21"));
}

#[test]
fn of_several_files_one_is_wanted() {
    let whole = house(BODY);
    let files = |names: &[&str]| {
        let file = |name: &&str| InputFile::from_octets(*name, whole.as_bytes());
        let input = Input { name: "folder".into(), files: names.iter().map(file).collect() };
        read(&input, &Options::default())
    };
    assert!(files(&["readme.txt", "house.IFC"]).is_ok());
    assert!(files(&["model"]).is_ok());
    let error = files(&["a.ifc", "b.ifc"]).unwrap_err();
    assert_eq!(error.text, "2 files whose names end in .ifc; expected one");
}
