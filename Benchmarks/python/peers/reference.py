"""What the columns of a table really hold: texts read by Polars, numbers summed up by NumPy in extended precision."""
from pathlib import Path

import numpy as np
import polars

MISSING = ["NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None"]
"""What Trawl takes for missing by default, beside nothing at all."""
AT_ONCE = 200_000_000
"""Bytes of a file whose columns are held at one time."""


def columns(path):
    """Yields the name and the values of each column of a table, texts with None for what is missing."""
    names = polars.read_csv(path, n_rows=0, infer_schema=False).columns
    step = max(1, AT_ONCE * len(names) // max(1, Path(path).stat().st_size))
    for start in range(0, len(names), step):
        frame = polars.read_csv(path, columns=names[start:start + step], infer_schema=False, null_values=MISSING)
        for name in names[start:start + step]:
            yield name, frame[name]


class Column:
    """The exact statistics of a column, each reckoned when asked for."""

    def __init__(self, values):
        self.rows = len(values)
        self.texts = values.drop_nulls().alias("text")

    @property
    def present(self):
        return len(self.texts)

    def numbers(self, kind):
        """The values as 64-bit integers or floating-point numbers; fails where one is none."""
        return self.texts.cast(polars.Int64 if kind == "integer" else polars.Float64).to_numpy()

    def counts(self):
        """How often each text occurs, most frequent first, equal ones by code points."""
        table = self.texts.value_counts().sort(["count", "text"], descending=[True, False])
        return dict(zip(table["text"].to_list(), table["count"].to_list()))


class Moments:
    """Mean, standard deviation, skewness and kurtosis in two passes of extended precision."""

    def __init__(self, numbers):
        exact = numbers.astype(np.longdouble)
        count = len(exact)
        self.mean = exact.sum() / count
        away = exact - self.mean
        squares = away * away
        second, third, fourth = squares.sum() / count, (squares * away).sum() / count, (squares * squares).sum() / count
        self.standard_deviation = np.sqrt(second * count / (count - 1)) if count > 1 else None
        self.skewness = third / second ** np.longdouble(1.5) if second > 0 else None
        self.excess_kurtosis = fourth / (second * second) - 3 if second > 0 else None


def exact_sum(integers):
    """The sum of 64-bit integers, whatever its size."""
    high, low = integers >> 32, integers & 0xFFFFFFFF
    return (int(high.sum()) << 32) + int(low.sum())
