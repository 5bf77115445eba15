#!/usr/bin/env python3
"""near_zone.py THINGS OUT: a zone of so many devices with positions, and questions about them.

OUT.zone holds the zone loc.example: per device LOC, AAAA and SVCB, ten devices a room on a grid of rooms
of 5 by 5 metres around 51.5 N, ten levels one above the other. Questions, 100,000 each, all PTR or AAAA:
  OUT.plain.q   AAAA of a device          OUT.near1.q   the nearest thing to a point (k1)
  OUT.near8.q   the nearest eight (k8)    OUT.room.q    all within 3 metres (r3)
  OUT.box.q     in a box of 10 by 10 metres
The seed is fixed: the same arguments give the same files."""
import math
import random
import sys

ROOM_M = 5.0
LATITUDE, LONGITUDE = 51.5, -0.12
METRES_A_DEGREE = 111_250.0
LEVELS, A_ROOM, QUESTIONS = 10, 10, 100_000


def dms(degrees, positive, negative):
    milli = round(abs(degrees) * 3_600_000)
    d, m, s = milli // 3_600_000, milli // 60_000 % 60, milli % 60_000
    return f"{d} {m} {s // 1000}.{s % 1000:03d} {positive if degrees >= 0 else negative}"


def label(degrees, positive, negative, digits=7):
    whole, fraction = f"{abs(degrees):.{digits}f}".split(".")
    return f"{whole}{positive if degrees >= 0 else negative}{fraction}"


def point(lat, lon):
    return label(lat, "n", "s") + "-" + label(lon, "e", "w")


def main(count, out):
    rnd = random.Random(7)
    rooms = -(-count // A_ROOM)
    side = math.ceil(math.sqrt(rooms / LEVELS))
    lon_m = METRES_A_DEGREE * math.cos(math.radians(LATITUDE))
    names, places = [], []
    with open(out + ".zone", "w", buffering=1 << 20) as zone:
        zone.write("$ORIGIN loc.example.\n$TTL 3600\n@ SOA ns1 host 1 3600 900 1209600 300\n@ NS ns1\nns1 A 127.0.0.1\n")
        for i in range(count):
            room = i // A_ROOM
            level, cell = room % LEVELS, room // LEVELS
            lat = LATITUDE + (cell // side * ROOM_M + rnd.random() * ROOM_M) / METRES_A_DEGREE
            lon = LONGITUDE + (cell % side * ROOM_M + rnd.random() * ROOM_M) / lon_m
            name = f"lamp-{i % A_ROOM}.r{cell % 1000}.l{level}.b{cell // 1000}"
            zone.write(f"{name} LOC {dms(lat, 'N', 'S')} {dms(lon, 'E', 'W')} {level * 3}.00m 1m 1m 1m\n"
                       f"{name} AAAA fd00::{i >> 16:x}:{i & 0xffff:x}\n"
                       f"{name} SVCB 1 . alpn=\"h3\" port=8443\n")
            names.append(name)
            places.append((lat, lon))
    files = {kind: open(f"{out}.{kind}.q", "w") for kind in ("plain", "near1", "near8", "room", "box")}
    for _ in range(QUESTIONS):
        lat, lon = rnd.choice(places)
        lat, lon = lat + rnd.uniform(-1, 1) / METRES_A_DEGREE, lon + rnd.uniform(-1, 1) / lon_m
        north, east = lat + 10 / METRES_A_DEGREE, lon + 10 / lon_m
        files["plain"].write(f"{rnd.choice(names)}.loc.example AAAA\n")
        files["near1"].write(f"k1.{point(lat, lon)}._near.loc.example PTR\n")
        files["near8"].write(f"k8.{point(lat, lon)}._near.loc.example PTR\n")
        files["room"].write(f"r3.{point(lat, lon)}._near.loc.example PTR\n")
        files["box"].write(f"k8.{point(lat, lon)}-{point(north, east)}._near.loc.example PTR\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
