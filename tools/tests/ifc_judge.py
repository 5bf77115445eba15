"""What ifcopenshell finds in IFC files: one line of JSON for each, for the test `ifc_judge`.

    python3 ifc_judge.py house.ifc ...

Needs `ifcopenshell` (which brings shapely). Lengths are metres in the axes of the project.
"""

import json
import sys

import ifcopenshell
import ifcopenshell.geom
import ifcopenshell.util.element
from shapely import Polygon, unary_union

# A face is level enough to stand on up to 45 degrees.
LEVEL = 0.7


def triangles(product, settings):
    """The corners of each triangle; none where ifcopenshell makes no shape of it."""
    try:
        shape = ifcopenshell.geom.create_shape(settings, product)
    except RuntimeError:
        return []
    flat, faces = shape.geometry.verts, shape.geometry.faces
    corners = [flat[i : i + 3] for i in range(0, len(flat), 3)]
    return [[corners[i] for i in faces[at : at + 3]] for at in range(0, len(faces), 3)]


def points_down(a, b, c):
    u, v = [[q - p for p, q in zip(a, other)] for other in (b, c)]
    normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
    length = sum(part * part for part in normal) ** 0.5
    return length > 0 and normal[2] / length < -LEVEL


def floor(found):
    flat = [Polygon([corner[:2] for corner in one]) for one in found if points_down(*one)]
    return unary_union([polygon for polygon in flat if polygon.is_valid])


def box(found):
    corners = [corner for one in found for corner in one]
    spans = [(min(c[axis] for c in corners), max(c[axis] for c in corners)) for axis in range(3)]
    return [(low + high) / 2 for low, high in spans[:2]]


def storey(product):
    above = ifcopenshell.util.element.get_aggregate(product)
    above = ifcopenshell.util.element.get_container(product) or above
    while above is not None and not above.is_a("IfcBuildingStorey"):
        above = ifcopenshell.util.element.get_aggregate(above)
    return above.GlobalId if above else None


def judge(path):
    model = ifcopenshell.open(path)
    settings = ifcopenshell.geom.settings()
    settings.set("use-world-coords", True)
    found = {"schema": model.schema, "spaces": {}, "doors": {}, "storeys": {}}
    for one in model.by_type("IfcBuildingStorey"):
        found["storeys"][one.GlobalId] = one.Name
    for one in model.by_type("IfcSpace"):
        shape = floor(triangles(one, settings))
        middle = None if shape.is_empty else [shape.centroid.x, shape.centroid.y]
        found["spaces"][one.GlobalId] = {"area": shape.area, "at": middle, "storey": storey(one)}
    for one in model.by_type("IfcDoor"):
        shape = triangles(one, settings)
        found["doors"][one.GlobalId] = {"at": box(shape) if shape else None, "storey": storey(one)}
    return found


for path in sys.argv[1:]:
    print(json.dumps(judge(path)))
