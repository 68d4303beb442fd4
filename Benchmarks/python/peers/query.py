"""One peer on one input, in a process of its own: python -m peers.query PEER PATH [FILES].

FILES says how many files of a directory are taken at most.

Prints JSON: the seconds of the query alone, without the start of the interpreter and without imports, and the
statistics that the peer states of each column (not for a directory).
"""
import json
import sys
import time
from pathlib import Path

MISSING = ["NA"]
"""What stands for a missing value in the inputs, beside nothing at all."""

NAMES = {
    "count": "present", "null_count": "missing", "min": "minimum", "max": "maximum", "mean": "mean",
    "std": "standard_deviation"}
"""What `describe` calls a statistic, and what Trawl does."""


def is_json(path):
    return ".ndjson" in Path(path).name


def duckdb_summarize():
    import duckdb
    connection = duckdb.connect()

    def query(path):
        source = "read_json_auto(?)" if is_json(path) else f"read_csv(?, nullstr = {['', *MISSING]})"
        return connection.execute(f"SUMMARIZE SELECT * FROM {source}", [str(path)]).fetchall()

    def statistics(rows):
        return {
            name: {
                "minimum": minimum, "maximum": maximum, "mean": mean, "standard_deviation": deviation, "rows": count,
                "is_numeric": kind in ("BIGINT", "DOUBLE", "HUGEINT")}
            for name, kind, minimum, maximum, _, mean, deviation, _, _, _, count, _ in rows}
    return query, statistics


def polars_describe():
    import polars

    def query(path):
        # Of the two ways that Polars has, the one that is faster on the input.
        if is_json(path):
            return polars.read_ndjson(path).describe()
        if Path(path).name == "wide.csv":
            return polars.read_csv(path, null_values=MISSING).describe()
        return polars.scan_csv(path, null_values=MISSING).describe()

    def statistics(frame):
        rows = [NAMES.get(row) for row in frame["statistic"]]
        return {
            name: {key: value for key, value in zip(rows, frame[name].to_list()) if key} | {
                "is_numeric": frame[name].dtype.is_numeric()}
            for name in frame.columns[1:]}
    return query, statistics


def pandas_describe():
    import pandas

    def statistics(frame):
        return {
            name: {NAMES[row]: frame[name][row] for row in frame.index if row in NAMES} | {"is_numeric": True}
            for name in frame.columns}
    return lambda path: pandas.read_csv(path).describe(), statistics


def whylogs_profile():
    import numpy
    import pandas
    # whylogs asks for the name that the type had before NumPy 2.
    numpy.unicode_ = numpy.str_
    import whylogs

    def statistics(view):
        return {
            name: {"present": int(row["counts/n"] - row["counts/null"]), "missing": int(row["counts/null"])}
            for name, row in view.to_pandas().iterrows()}
    return lambda path: whylogs.log(pandas.read_csv(path)).view(), statistics


PEERS = {
    "duckdb": duckdb_summarize, "polars": polars_describe, "pandas": pandas_describe, "whylogs": whylogs_profile,
}


def main():
    peer, path = sys.argv[1], Path(sys.argv[2])
    query, statistics = PEERS[peer]()
    if path.is_dir():
        files = sorted(path.iterdir())[:int(sys.argv[3]) if len(sys.argv) > 3 else None]
        began = time.perf_counter()
        for file in files:
            query(file)
        print(json.dumps({"seconds": time.perf_counter() - began, "columns": {}}))
    else:
        began = time.perf_counter()
        result = query(path)
        seconds = time.perf_counter() - began
        print(json.dumps({"seconds": seconds, "columns": statistics(result)}, default=str))


main()
