"""Goes through what Trawl keeps of an input and gathers what does not agree."""
from dataclasses import dataclass, field
from pathlib import Path

from inputs.catalogue import CATALOGUE, make
from peers import agreement, reference

TABLES_LOOKED_AT = 100
"""Of many small files so many are compared, evenly strewn."""


@dataclass
class Agreement:
    """How many statistics were compared, and which are not as they should be."""

    compared: int = 0
    disagreements: list = field(default_factory=list)
    remark: str = ""

    def add(self, check):
        self.compared += check.compared
        self.disagreements += check.found


def verify(race, directory, scale):
    """Holds the aggregates of a race against the values in the file, and against what the peers state."""
    whole = Agreement()
    source = make(CATALOGUE[race.name].source or race.name, directory, scale)
    tables = [(path, aggregate) for path, aggregate in race.profiles if "columns" in aggregate]
    if not tables:
        whole.remark = "no handler took it" if not race.profiles else "nothing to compare columns with"
        return whole
    if source.is_dir():
        for path, aggregate in tables[::max(1, len(tables) // TABLES_LOOKED_AT)]:
            against_file(whole, source / Path(path).name, aggregate)
    else:
        against_file(whole, source, tables[0][1])
    for peer, runs in race.runs.items():
        stated = {column["name"]: column for column in tables[0][1]["columns"]}
        for name, theirs in runs.columns.items():
            whole.add(agreement.against_peer(name, stated.get(name), theirs, peer))
    return whole


def against_file(whole, path, aggregate):
    """All columns of one table."""
    stated = {column["name"]: column for column in aggregate["columns"]}
    checks = [
        agreement.against_truth(name, stated.get(name), reference.Column(values))
        for name, values in reference.columns(path)]
    for check in [*checks, agreement.distinct_spread(checks)]:
        whole.add(check)
