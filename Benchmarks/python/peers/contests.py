"""Who is measured on which input, and what is demanded of Trawl there."""
from dataclasses import dataclass

MEBIBYTE = 1 << 20
MEMORY_LIMIT = 100 * MEBIBYTE
MEMORY_SHARE = 3
"""Trawl may take a third of DuckDB's memory."""


@dataclass(frozen=True)
class Contest:
    """The peers on one input, each with the ratio (its time to Trawl's) that is demanded, or None."""

    peers: dict[str, float | None]
    once: tuple[str, ...] = ()
    """Peers that run in the first round only, as they take so long that more would tell nothing."""


CONTESTS = {
    "numeric": Contest({"duckdb": 10, "polars": 6, "pandas": None, "whylogs": None}, once=("pandas", "whylogs")),
    "numeric-gzip": Contest({"duckdb": None, "zcat": 1 / 1.10}),
    "text": Contest({"duckdb": 2, "polars": 2, "pandas": None}, once=("pandas",)),
    "text-gzip": Contest({"duckdb": None, "zcat": None}),
    "wide": Contest({"duckdb": 15, "polars": None}, once=("polars",)),
    "wide-gzip": Contest({"duckdb": None, "zcat": None}),
    "small": Contest({"duckdb": 50, "polars": 50}, once=("duckdb", "polars")),
    "small-gzip": Contest({"duckdb": None}, once=("duckdb",)),
    "flights": Contest({"duckdb": None, "polars": None, "pandas": None, "whylogs": None}, once=("pandas", "whylogs")),
    "flights-gzip": Contest({"duckdb": None, "zcat": None}),
    "ndjson": Contest({"duckdb": 1.2, "polars": None}),
    "ndjson-gzip": Contest({"duckdb": None, "zcat": None}),
}
