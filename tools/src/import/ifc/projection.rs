//! Map projections back to latitude and longitude: those of the transverse Mercator kind (UTM and the
//! grids of many countries), and web Mercator.
//!
//! Formulas: C. F. F. Karney, "Transverse Mercator with an accuracy of a few nanometers" (2011), eqs. 7
//! to 19, 35 and 36, here to the fourth order in n, which is exact to a micrometre within a zone.
//! Parameters of each: the EPSG registry (epsg.org), by code.

use libsns::geometry::Degrees;

/// An ellipsoid: its long half axis in metres, and the inverse of its flattening.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ellipsoid {
    metres: f64,
    inverse_flattening: f64,
}

/// EPSG:7030.
const WGS84: Ellipsoid = Ellipsoid { metres: 6_378_137.0, inverse_flattening: 298.257_223_563 };
/// EPSG:7019, of ETRS89, NAD83 and others: within 0.1 mm of WGS 84.
const GRS80: Ellipsoid = Ellipsoid { metres: 6_378_137.0, inverse_flattening: 298.257_222_101 };
/// EPSG:7001, Airy 1830.
const AIRY: Ellipsoid = Ellipsoid { metres: 6_377_563.396, inverse_flattening: 299.324_964_6 };
/// EPSG:7004, Bessel 1841.
const BESSEL: Ellipsoid = Ellipsoid { metres: 6_377_397.155, inverse_flattening: 299.152_812_8 };

/// A step from a country's datum to WGS 84 (EPSG method 9606, position vector): metres, arc seconds and
/// parts per million.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shift {
    metres: [f64; 3],
    arc_seconds: [f64; 3],
    parts_per_million: f64,
}

/// EPSG:1314, OSGB36 to WGS 84, good to 2 m.
const OSGB36: Shift = Shift {
    metres: [446.448, -125.157, 542.06],
    arc_seconds: [0.15, 0.247, 0.842],
    parts_per_million: -20.489,
};
/// EPSG:1777, DHDN to WGS 84, good to 3 m.
const DHDN: Shift = Shift {
    metres: [598.1, 73.7, 418.2],
    arc_seconds: [0.202, 0.045, -2.455],
    parts_per_million: 6.7,
};

/// A map's grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Projection {
    kind: Kind,
    /// How far from the truth it may be because of its datum, in metres; 0 where that is centimetres.
    pub(super) doubt_metres: u8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// EPSG:3857.
    WebMercator,
    TransverseMercator(Grid),
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Grid {
    ellipsoid: Ellipsoid,
    /// Latitude and longitude of the natural origin, in degrees.
    origin: Degrees,
    /// The scale along the middle meridian.
    scale: f64,
    /// Easting and northing of the natural origin, in metres.
    false_metres: [f64; 2],
    shift: Option<Shift>,
}

impl Projection {
    /// The projection with this EPSG code; none where it is not known here.
    pub(super) fn of_epsg(code: u32) -> Option<Self> {
        let utm = |ellipsoid, zone, is_south, doubt_metres| {
            let kind = Kind::TransverseMercator(utm(ellipsoid, zone, is_south));
            Some(Self { kind, doubt_metres })
        };
        match code {
            3857 | 900_913 => Some(Self { kind: Kind::WebMercator, doubt_metres: 0 }),
            32_601..=32_660 => utm(WGS84, code - 32_600, false, 0),
            32_701..=32_760 => utm(WGS84, code - 32_700, true, 0),
            // Continents move: NAD83 and GDA94 stand 2 m off WGS 84 by now, ETRS89 less than 1 m.
            26_901..=26_923 => utm(GRS80, code - 26_900, false, 2),
            2955..=2957 => utm(GRS80, code - 2944, false, 2),
            2958..=2962 => utm(GRS80, code - 2941, false, 2),
            28_348..=28_358 => utm(GRS80, code - 28_300, true, 2),
            // ETRS89, SIRGAS 2000 and GDA2020.
            25_828..=25_838 => utm(GRS80, code - 25_800, false, 0),
            31_965..=31_976 => utm(GRS80, code - 31_954, false, 0),
            31_977..=31_985 => utm(GRS80, code - 31_960, true, 0),
            7846..=7859 => utm(GRS80, code - 7800, true, 0),
            3067 => utm(GRS80, 35, false, 0),
            _ => national(code),
        }
    }

    /// A UTM zone of WGS 84; none where there is no such zone.
    pub(super) fn utm(zone: u32, is_south: bool) -> Option<Self> {
        (1..=60).contains(&zone).then(|| Self::exact(utm(WGS84, zone, is_south)))
    }

    fn exact(grid: Grid) -> Self {
        Self { kind: Kind::TransverseMercator(grid), doubt_metres: 0 }
    }

    /// Latitude and longitude (WGS 84, degrees) of an easting and a northing in metres.
    pub(super) fn position(&self, [east, north]: [f64; 2]) -> Degrees {
        match self.kind {
            Kind::WebMercator => {
                let latitude = (north / WGS84.metres).sinh().atan();
                [latitude.to_degrees(), (east / WGS84.metres).to_degrees()]
            }
            Kind::TransverseMercator(grid) => {
                let there = grid.position([east, north]);
                grid.shift.map_or(there, |shift| shifted(there, grid.ellipsoid, shift))
            }
        }
    }
}

fn utm(ellipsoid: Ellipsoid, zone: u32, is_south: bool) -> Grid {
    Grid {
        ellipsoid,
        origin: [0.0, f64::from(zone) * 6.0 - 183.0],
        scale: 0.9996,
        false_metres: [500_000.0, if is_south { 10_000_000.0 } else { 0.0 }],
        shift: None,
    }
}

/// The grids of countries.
fn national(code: u32) -> Option<Projection> {
    let grid = |ellipsoid, origin, scale, false_metres| Grid {
        ellipsoid,
        origin,
        scale,
        false_metres,
        shift: None,
    };
    let exact = |origin, scale, false_metres| {
        Some(Projection::exact(grid(GRS80, origin, scale, false_metres)))
    };
    let doubtful = |grid: Grid, shift, doubt_metres| {
        let kind = Kind::TransverseMercator(Grid { shift: Some(shift), ..grid });
        Some(Projection { kind, doubt_metres })
    };
    match code {
        // British National Grid.
        27_700 => {
            let grid = grid(AIRY, [49.0, -2.0], 0.999_601_271_7, [400_000.0, -100_000.0]);
            doubtful(grid, OSGB36, 5)
        }
        // Gauss-Krüger zones 2 to 5 of Germany.
        31_466..=31_469 => {
            let zone = f64::from(code - 31_464);
            let grid = grid(BESSEL, [0.0, zone * 3.0], 1.0, [zone * 1e6 + 500_000.0, 0.0]);
            doubtful(grid, DHDN, 5)
        }
        // Ireland, New Zealand, Sweden, Poland.
        2157 => exact([53.5, -8.0], 0.999_82, [600_000.0, 750_000.0]),
        2193 => exact([0.0, 173.0], 0.9996, [1_600_000.0, 10_000_000.0]),
        3006 => exact([0.0, 15.0], 0.9996, [500_000.0, 0.0]),
        2180 => exact([0.0, 19.0], 0.9993, [500_000.0, -5_300_000.0]),
        // Norway's NTM zones 5 to 30.
        5105..=5130 => {
            let zone = f64::from(code - 5100);
            exact([58.0, zone + 0.5], 1.0, [100_000.0, 1_000_000.0])
        }
        // Finland's GK zones 19 to 31.
        3873..=3885 => {
            let zone = f64::from(code - 3854);
            exact([0.0, zone], 1.0, [zone * 1e6 + 500_000.0, 0.0])
        }
        _ => None,
    }
}

impl Grid {
    fn position(&self, [east, north]: [f64; 2]) -> Degrees {
        let series = Series::new(self.ellipsoid);
        let radius = self.scale * series.radius;
        let start = series.arc(self.origin[0].to_radians());
        let xi = (north - self.false_metres[1]) / radius + start;
        let eta = (east - self.false_metres[0]) / radius;
        let (mut xi_sphere, mut eta_sphere) = (xi, eta);
        for (order, beta) in (1..).zip(series.beta) {
            let twice = f64::from(2 * order);
            xi_sphere -= beta * (twice * xi).sin() * (twice * eta).cosh();
            eta_sphere -= beta * (twice * xi).cos() * (twice * eta).sinh();
        }
        let conformal = (xi_sphere.sin() / eta_sphere.cosh()).clamp(-1.0, 1.0).asin();
        let mut latitude = conformal;
        for (order, delta) in (1..).zip(series.delta) {
            latitude += delta * (f64::from(2 * order) * conformal).sin();
        }
        let longitude = eta_sphere.sinh().atan2(xi_sphere.cos());
        [latitude.to_degrees(), self.origin[1] + longitude.to_degrees()]
    }
}

/// Krüger's series in the third flattening.
struct Series {
    /// Of the meridian, laid round.
    radius: f64,
    alpha: [f64; 4],
    beta: [f64; 4],
    delta: [f64; 4],
    eccentricity: f64,
}

impl Series {
    fn new(ellipsoid: Ellipsoid) -> Self {
        let f = ellipsoid.inverse_flattening.recip();
        let n = f / (2.0 - f);
        let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
        Self {
            radius: ellipsoid.metres / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0),
            alpha: [
                n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
                13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4,
                61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
                49_561.0 / 161_280.0 * n4,
            ],
            beta: [
                n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
                n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4,
                17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
                4397.0 / 161_280.0 * n4,
            ],
            delta: [
                2.0 * n - 2.0 / 3.0 * n2 - 2.0 * n3 + 116.0 / 45.0 * n4,
                7.0 / 3.0 * n2 - 8.0 / 5.0 * n3 - 227.0 / 45.0 * n4,
                56.0 / 15.0 * n3 - 136.0 / 35.0 * n4,
                4279.0 / 630.0 * n4,
            ],
            eccentricity: (f * (2.0 - f)).sqrt(),
        }
    }

    /// From the equator to a latitude along the meridian, in parts of its radius.
    fn arc(&self, latitude: f64) -> f64 {
        let sine = latitude.sin();
        let conformal =
            (sine.atanh() - self.eccentricity * (self.eccentricity * sine).atanh()).sinh();
        let conformal = conformal.atan();
        let terms = (1..).zip(self.alpha);
        terms.fold(conformal, |sum, (order, alpha)| {
            sum + alpha * (f64::from(2 * order) * conformal).sin()
        })
    }
}

/// The position on WGS 84 of one on another datum, both on their ellipsoid.
fn shifted([latitude, longitude]: Degrees, from: Ellipsoid, shift: Shift) -> Degrees {
    let squared = |ellipsoid: Ellipsoid| {
        let f = ellipsoid.inverse_flattening.recip();
        f * (2.0 - f)
    };
    let (sine, cosine) = latitude.to_radians().sin_cos();
    let (east, ahead) = longitude.to_radians().sin_cos();
    let normal = from.metres / (1.0 - squared(from) * sine * sine).sqrt();
    let [x, y, z] =
        [normal * cosine * ahead, normal * cosine * east, normal * (1.0 - squared(from)) * sine];
    let [rx, ry, rz] = shift.arc_seconds.map(|angle| (angle / 3600.0).to_radians());
    let by = 1.0 + shift.parts_per_million * 1e-6;
    let x_there = shift.metres[0] + by * (x - rz * y + ry * z);
    let y_there = shift.metres[1] + by * (rz * x + y - rx * z);
    let z_there = shift.metres[2] + by * (-ry * x + rx * y + z);
    let e2 = squared(WGS84);
    let across = x_there.hypot(y_there);
    let mut there = (z_there / (across * (1.0 - e2))).atan();
    // Converges by a factor of e² a round, whatever the height.
    for _ in 0..6 {
        let sine = there.sin();
        let normal = WGS84.metres / (1.0 - e2 * sine * sine).sqrt();
        there = (z_there + e2 * normal * sine).atan2(across);
    }
    [there.to_degrees(), y_there.atan2(x_there).to_degrees()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (EPSG code, latitude, longitude, easting, northing), computed by PROJ 9.
    const VECTORS: [(u32, f64, f64, f64, f64); 19] = [
        (32_632, 48.2626, 11.6679, 697_993.209, 5_348_928.705),
        (32_756, -33.8568, 151.2153, 334_900.57, 6_252_288.753),
        (25_833, 52.52, 13.405, 391_779.259, 5_820_072.159),
        (3857, 52.2053, 0.1218, 13_558.714, 6_837_331.791),
        (27_700, 57.15, -2.1, 394_048.458, 806_573.147),
        (27_700, 52.2053, 0.1218, 545_088.408, 258_462.956),
        (2193, -41.2865, 174.7762, 1_748_735.553, 5_427_916.479),
        (2157, 53.3498, -6.2603, 715_826.507, 734_697.593),
        (3006, 59.3293, 18.0686, 674_571.866, 6_580_743.008),
        (2180, 52.2297, 21.0122, 637_382.204, 486_757.209),
        (31_468, 48.1371, 11.5754, 4_468_505.859, 5_333_316.952),
        (31_466, 50.94, 6.96, 2_567_518.108, 5_645_411.096),
        (3067, 60.17, 24.94, 385_700.421, 6_672_126.743),
        (5110, 59.9139, 10.7522, 114_109.289, 1_213_224.482),
        (3879, 60.17, 24.94, 25_496_669.192, 6_673_014.666),
        (26_918, 40.7484, -73.9857, 585_628.409, 4_511_322.447),
        (2958, 45.5, -75.5, 929_686.258, 5_053_227.749),
        (28_355, -37.8136, 144.9631, 320_704.446, 5_812_911.7),
        (31_983, -23.55, -46.63, 333_624.181, 7_394_647.522),
    ];

    #[test]
    fn positions_are_those_of_another_program() {
        for (code, latitude, longitude, east, north) in VECTORS {
            let projection = Projection::of_epsg(code).unwrap();
            let [there, beside] = projection.position([east, north]);
            let metres = ((there - latitude) * 111_000.0)
                .hypot((beside - longitude) * 111_000.0 * latitude.to_radians().cos());
            let allowed = f64::from(projection.doubt_metres).max(0.001);
            assert!(metres < allowed, "EPSG:{code}: {there} {beside}, off by {metres} m");
        }
    }

    #[test]
    fn other_codes_are_not_known() {
        for code in [0, 4326, 2154, 32_600, 32_661, 28_992] {
            assert_eq!(Projection::of_epsg(code), None, "{code}");
        }
        assert_eq!(Projection::utm(61, false), None);
    }
}
