#!/usr/bin/env python3
"""Writes test_data/store/, a small mixed store of invented data: python3 test_data/make_store.py [TARGET]

TARGET is a folder that does not exist yet, to be written in place of test_data/store/.

The bytes are the same in every run: fixed times, and random numbers of a fixed seed. Nothing but the standard library.
"""
import bz2
import gzip
import io
import json
import lzma
import math
import os
import random
import shutil
import sys
import tarfile
import zipfile
import zlib

OWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "store")
STORE = sys.argv[1] if len(sys.argv) > 1 else OWN
RANDOM = random.Random(20240101)
ZIP_TIME = (2024, 1, 1, 0, 0, 0)
UNIX_TIME = 1_704_067_200


def write(name, data):
    """Writes text as UTF-8, or bytes as they are; `name` may be bytes, for names that are no UTF-8."""
    path = os.path.join(os.fsencode(STORE), name if isinstance(name, bytes) else name.encode())
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)


# Containers ---------------------------------------------------------------------------------------------------------

def zipped(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type, info.create_system, info.external_attr = method, 3, 0o100644 << 16
            archive.writestr(info, data.encode() if isinstance(data, str) else data)
    return buffer.getvalue()


def tarred(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members:
            data = data.encode() if isinstance(data, str) else data
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(data), UNIX_TIME, 0o644
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def gzipped(data):
    return gzip.compress(data.encode() if isinstance(data, str) else data, mtime=0)


class ZipCrypto:
    """The traditional encryption of ZIP (APPNOTE.TXT 6.1)."""

    def __init__(self, password):
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self.update(byte)

    def crc(self, value, byte):
        # zlib's crc32 inverts its register before and after; ZipCrypto works on the register itself.
        return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def update(self, byte):
        self.keys[0] = self.crc(self.keys[0], byte)
        self.keys[1] = ((self.keys[1] + (self.keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self.keys[2] = self.crc(self.keys[2], self.keys[1] >> 24)

    def encrypt(self, data):
        out = bytearray()
        for byte in data:
            mixed = (self.keys[2] | 2) & 0xFFFF
            out.append(byte ^ ((mixed * (mixed ^ 1) >> 8) & 0xFF))
            self.update(byte)
        return bytes(out)


def encrypted_zip(name, data, password):
    """A stored member, encrypted: zipfile writes it plain, then its bytes, size and flags are exchanged."""
    crc = zlib.crc32(data)
    salt = bytes(RANDOM.randrange(256) for _ in range(11)) + bytes([crc >> 24])
    body = ZipCrypto(password).encrypt(salt + data)
    plain = bytearray(zipped([(name, body)], zipfile.ZIP_STORED))
    for signature, flags, sums in ((b"PK\x03\x04", 6, 14), (b"PK\x01\x02", 8, 16)):
        at = plain.index(signature)
        plain[at + flags] |= 1
        plain[at + sums:at + sums + 4] = crc.to_bytes(4, "little")
        plain[at + sums + 8:at + sums + 12] = len(data).to_bytes(4, "little")
    return bytes(plain)


# Ocean --------------------------------------------------------------------------------------------------------------

STATIONS = [(1, -33.2500, 28.1000, 820, "20240105", "2207"), (2, -33.9000, 28.4500, 1480, "20240106", "35"),
            (3, -34.5500, 28.8000, 2310, "20240106", "1542")]


def water(pressure):
    """Temperature, salinity and oxygen of an invented ocean."""
    return (3 + 19 * math.exp(-pressure / 350), 34.4 + 0.95 * math.exp(-pressure / 250),
            180 + 40 * math.exp(-pressure / 90) - 25 * math.exp(-((pressure - 800) / 400) ** 2))


def bottles():
    names = ("EXPOCODE,SECT_ID,STNNBR,CASTNO,SAMPNO,BTLNBR,BTLNBR_FLAG_W,DATE,TIME,LATITUDE,LONGITUDE,DEPTH,CTDPRS,"
             "CTDTMP,CTDSAL,CTDSAL_FLAG_W,OXYGEN,OXYGEN_FLAG_W,SILCAT,SILCAT_FLAG_W,NITRAT,NITRAT_FLAG_W")
    units = ",,,,,,,,,,,METERS,DBAR,ITS-90,PSS-78,,UMOL/KG,,UMOL/KG,,UMOL/KG,"
    lines = ["BOTTLE,20240301TRAWL", "# Invented data: made for the tests of Trawl", names, units]
    for station, latitude, longitude, depth, date, time in STATIONS:
        for sample in range(1, 13):
            pressure = round(depth * (1 - (sample - 1) / 12) ** 1.5 + 5, 1)
            temperature, salinity, oxygen = water(pressure)
            silicate = 110 * (1 - math.exp(-pressure / 1500)) + RANDOM.uniform(0, 1)
            nitrate = 33 * (1 - math.exp(-pressure / 350)) + RANDOM.uniform(-0.02, 0.3)
            oxygen = "-999.0,9" if sample % 5 == 0 else f"{oxygen + RANDOM.uniform(-1, 1):.1f},2"
            lines.append(
                f"33XX20240101,X01,{station},1,{sample},{sample},2,{date},{time},{latitude:.4f},{longitude:.4f},"
                f"{depth},{pressure},{temperature:.4f},{salinity:.4f},2,{oxygen},{silicate:.2f},2,{nitrate:.2f},2")
    return "\n".join(lines + ["END_DATA", ""])


def cast(station, latitude, longitude, depth, date, time):
    lines = ["CTD,20240301TRAWL", "# Invented data: made for the tests of Trawl", "NUMBER_HEADERS = 10",
             "EXPOCODE = 33XX20240101", "SECT_ID = X01", f"STNNBR = {station}", "CASTNO = 1", f"DATE = {date}",
             f"TIME = {time}", f"LATITUDE = {latitude:.4f}", f"LONGITUDE = {longitude:.4f}", f"DEPTH = {depth}",
             "CTDPRS,CTDPRS_FLAG_W,CTDTMP,CTDTMP_FLAG_W,CTDSAL,CTDSAL_FLAG_W,CTDOXY,CTDOXY_FLAG_W",
             "DBAR,,ITS-90,,PSS-78,,UMOL/KG,"]
    for pressure in range(2, depth, 20):
        temperature, salinity, oxygen = water(pressure)
        oxygen = "   -999.0,9" if pressure < 10 else f"{oxygen + RANDOM.uniform(-0.5, 0.5):9.1f},2"
        lines.append(f"{pressure:9.1f},2,{temperature + RANDOM.uniform(-.01, .01):9.4f},2,"
                     f"{salinity + RANDOM.uniform(-.003, .003):9.4f},2,{oxygen}")
    return "\n".join(lines + ["END_DATA", ""])


def ocean():
    table = bottles()
    casts = [(f"33XX20240101_{s[0]:05d}_00001_ct1.csv", cast(*s)) for s in STATIONS]
    write("ocean/33XX20240101_hy1.csv", table)
    write("ocean/33XX20240101_ct1.zip", zipped(casts))
    write("ocean/truncated_hy1.csv", table[:table.index("END_DATA") - 150])
    damaged = casts[0][1].replace("NUMBER_HEADERS = 10", "NUMBER_HEADERS = 14").splitlines()
    damaged[20] = damaged[20][:12]
    damaged[24] = damaged[24].replace(",2,", ",2,9", 1)
    write("damaged/33XX20240101_00001_00001_ct1.csv", "\n".join(damaged[:34]))


# Tables, documents, archives ------------------------------------------------------------------------------------------

def readings(count, separator=","):
    rows = [separator.join(["time", "sensor", "temperature", "humidity"])]
    for index in range(count):
        temperature = 15 + 5 * math.sin(index / 24 * 2 * math.pi) + RANDOM.uniform(-0.3, 0.3)
        rows.append(separator.join([f"2024-01-{1 + index // 24:02d}T{index % 24:02d}:00:00Z", f"S{index % 3 + 1}",
                                    f"{temperature:.2f}", str(55 + index * 7 % 20)]))
    return "\n".join(rows) + "\n"


def tables():
    write("tables/readings.csv", readings(96))
    write("tables/prices.csv", "artikel;menge;preis\nTau 12 mm;3;14,50\nBoje;1;89,00\nSchäkel;12;2,75\nNetz;2;240,10\n")
    write("tables/readings.tsv", readings(24, "\t"))
    write("tables/readings.psv", readings(24, "|"))
    write("tables/harbours_latin1.csv", "hafen,land,tiefe_m\nGöteborg,Sverige,12.5\nTromsø,Norge,10.0\nA Coruña,España,16.2\n"
          .encode("latin-1"))
    write("tables/harbours_utf16.csv", "\ufeffhafen,land,tiefe_m\nGöteborg,Sverige,12.5\n函館,日本,9.0\nA Coruña,España,16.2\n"
          .encode("utf-16-le"))
    write("tables/quoted_newlines.csv", 'id,remark,weight\n1,"first line\nsecond line",12.5\n2,"with ""quotes"", and comma",9\n'
          '3,plain,10.25\n')
    write("tables/ragged.csv", "a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n")
    write("tables/header_only.csv", "time,sensor,temperature,humidity\n")
    write("damaged/unterminated_quote.csv", 'id,remark,weight\n1,fine,12.5\n2,"never closed,9\n3,plain,10.25\n')


def receivers():
    """Daily counts, each receiver in a folder of its own: steady ones, one whose counts drop, one that dies, one with damage."""
    source = random.Random(20210101)
    for number, (before, after) in enumerate([(24, 24), (31, 11), (18, 18), (26, 0), (21, 21)], start=1):
        lines = []
        for day in range(40):
            rate = before if day < 25 else after
            count = max(0, round(source.gauss(rate, math.sqrt(rate))))
            lines.append(f"2021-{1 + day // 31:02d}-{1 + day % 31:02d},{count}")
        if number == 3:
            del lines[12:15]
        if number == 5:
            lines[7] = "2021-01-08,-3"
        write(f"reception/receiver#{number:08d}/data.csv", "".join(line + "\r\n" for line in lines))


def documents():
    write("documents/log_book.txt", "Log of the invented ship Trawler\n\n" + "\n".join(
        f"Day {day}: wind {RANDOM.randrange(2, 9)} Bft, {RANDOM.randrange(1, 7)} hauls." for day in range(1, 13)) + "\n")
    write("documents/notes.md", "# Notes\n\n* Mend the *second* net.\n* Calibrate sensor S2.\n\n| haul | kg |\n|---|---|\n| 1 | 120 |\n")
    write("documents/ship.json", json.dumps(
        {"name": "Trawler", "length_m": 34.5, "sensors": ["S1", "S2", "S3"], "home": None}, indent=2) + "\n")
    write("documents/events.ndjson", "".join(
        json.dumps({"time": f"2024-01-{day:02d}T06:00:00Z", "event": "haul", "kg": RANDOM.randrange(40, 400)}) + "\n"
        for day in range(1, 21)))
    write("documents/catches.json", json.dumps(
        {"ship": {"name": "Trawler", "call sign": "OXYZ"}, "hauls": [
            {"haul": haul, "date": f"2024-01-{haul:02d}", "position": [57.25 + haul / 8, 11.5 - haul / 16],
             "catch": [{"fish": fish, "kg": haul * kg} for fish, kg in (("cod", 12), ("håising", 3.5))[:haul % 3]],
             "remark": None if haul % 2 else "net \"two\"\nmended"} for haul in range(1, 13)]}, ensure_ascii=False) + "\n")
    write("damaged/bad_line.ndjson", "".join(
        '{"haul":%d,"kg":%s}\n' % (haul, "" if haul == 8 else 40 * haul) for haul in range(1, 12)))


def archives():
    write("archives/readings.csv.gz", gzipped(readings(200)))
    write("archives/readings.csv.bz2", bz2.compress(readings(100).encode()))
    inner = gzipped(tarred([("inner/readings.csv", readings(30)), ("inner/readme.txt", "A table in a tar in a zip.\n")]))
    write("archives/nested.zip", zipped([("inner.tar.gz", inner), ("outer.txt", "The tar lies beside this.\n")]))
    logs = [(f"logs/day{day}.log", "".join(
        f"2024-01-0{day}T{hour:02d}:00:00Z INFO pump {RANDOM.randrange(900, 1100)} rpm\n" for hour in range(24)))
        for day in range(1, 4)]
    write("archives/logs.tar.xz", lzma.compress(tarred(logs), preset=6))
    write("archives/encrypted.zip", encrypted_zip("secret.csv", b"haul,kg\n1,120\n2,80\n", b"trawl"))


def damaged():
    table = readings(200)
    write("damaged/truncated.gz", gzipped(table)[:-700])
    whole = zipped([("a.csv", table), ("b.csv", readings(100))])
    write("damaged/truncated.zip", whole[:len(whole) * 2 // 3])
    tar = bytearray(tarred([("first.txt", "whole\n"), ("second.txt", "its header is broken\n")]))
    tar[1024 + 100:1024 + 160] = b"\xff" * 60
    write("damaged/broken.tar", bytes(tar))


def odd():
    write("unknown/blob.bin", bytes([0xF7, 0xE3, 0x91, 0x05]) + bytes(RANDOM.randrange(256) for _ in range(2_000)))
    write("empty.txt", b"")
    write(b"names/caf\xe9.txt", "The name of this file is ISO-8859-1, not UTF-8.\n")
    write("names/two\nlines.txt", "The name of this file has a newline.\n")
    write("names/#1 it's \"quoted\".txt", "The name of this file has a hash, quotes and blanks.\n")


def main():
    if STORE == OWN:
        shutil.rmtree(OWN, ignore_errors=True)
    elif os.path.exists(STORE):
        sys.exit(f"{STORE} exists; name a folder that does not")
    for part in (ocean, tables, documents, archives, damaged, odd, receivers):
        part()


if __name__ == "__main__":
    main()
