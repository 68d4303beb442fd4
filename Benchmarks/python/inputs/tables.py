"""Tables of numbers: a long one, and a wide one."""
import numpy as np

from inputs.fields import blanked, chosen, decimals, lines, rounded

NUMERIC_ROWS = 5_000_000
WIDE_ROWS = 20_000
WIDE_COLUMNS = 1_000


def write_numeric(path, scale):
    """Eight columns: integers that all differ, many, few and large, and decimals of four distributions.

    The sum of the large ones has more than 53 bits.
    """
    chance = np.random.default_rng(42)
    rows = max(1, round(NUMERIC_ROWS * scale))
    with open(path, "wb") as file:
        file.write(b"id,count,flag,temperature,salinity,pressure,big,ratio\n")
        for start in range(0, rows, 100_000):
            count = min(100_000, rows - start)
            file.write(lines([
                decimals(np.arange(start, start + count)),
                decimals(chance.integers(0, 10_000, count)),
                decimals(chance.integers(0, 8, count)),
                rounded(chance.normal(12, 6, count), 4),
                rounded(chance.uniform(30, 38, count), 6),
                rounded(chance.exponential(800, count), 5),
                decimals(chance.integers(-(2**50), 2**50, count)),
                rounded(chance.lognormal(0, 1, count), 9),
            ]))


def write_wide(path, scale):
    """A thousand columns: of each ten, five hold decimals (one with gaps), three integers, one dates and one words."""
    chance = np.random.default_rng(43)
    rows = max(1, round(WIDE_ROWS * scale))
    with open(path, "wb") as file:
        file.write(",".join(f"{KINDS[i % 10][0]}_{i:03d}" for i in range(WIDE_COLUMNS)).encode() + b"\n")
        for start in range(0, rows, 500):
            count = min(500, rows - start)
            file.write(lines([KINDS[i % 10][1](chance, i, count) for i in range(WIDE_COLUMNS)]))


def dates(chance, index, count):
    """Days of the years 2000 to 2024."""
    days = np.datetime64("2000-01-01") + chance.integers(0, 9_000, count)
    return days.astype("S10").view(np.uint8).reshape(count, 10)


def depths(chance, index, count):
    """Metres, one of twenty missing."""
    return blanked(rounded(chance.uniform(0, 5_000, count), 1), chance.random(count) < 0.05)


STATES = {"calm": 0.3, "light": 0.3, "moderate": 0.2, "rough": 0.1, "very rough": 0.07, "high": 0.03}


def states(chance, index, count):
    """Words that are few, of unlike frequency."""
    return chosen(list(STATES), chance.choice(len(STATES), count, p=list(STATES.values())))


KINDS = [
    ("temperature", lambda chance, index, count: rounded(chance.normal(index % 30, 3, count), 3)),
    ("count", lambda chance, index, count: decimals(chance.integers(0, 100 * (index + 1), count))),
    ("share", lambda chance, index, count: rounded(chance.beta(2, 5, count), 5)),
    ("pressure", lambda chance, index, count: rounded(chance.exponential(500, count), 2)),
    ("flag", lambda chance, index, count: decimals(chance.integers(0, 10, count))),
    ("depth", depths),
    ("code", lambda chance, index, count: decimals(chance.integers(-(10**9), 10**9, count))),
    ("anomaly", lambda chance, index, count: rounded(chance.standard_t(4, count), 4)),
    ("day", dates),
    ("sea", states),
]
"""The columns in turn: a name, and what makes so many rows of the column of an index."""
