"""Goes through what Trawl keeps of an input and gathers what does not agree."""
from dataclasses import dataclass, field
from pathlib import Path

from inputs.catalogue import CATALOGUE, make
from peers import agreement, documents, reference

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
    for _, aggregate in race.profiles:
        if "paths" in aggregate:
            against_documents(whole, source, aggregate)
    tables = [(path, aggregate) for path, aggregate in race.profiles if "columns" in aggregate]
    if not tables and not whole.compared:
        whole.remark = "no handler took it" if not race.profiles else "nothing to compare columns with"
        return whole
    if not tables:
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


def against_documents(whole, path, aggregate):
    """All paths of a file of documents, one a line."""
    stated = {known["path"]: known for known in aggregate["paths"]}
    found = documents.paths(path)
    checks = []
    strange = agreement.Check("(all)", aggregate)
    strange.equal("the paths", sorted(stated), sorted(found), "Python")
    whole.add(strange)
    for name, known in found.items():
        whole.add(agreement.path_agrees(stated.get(name), known))
        for kind, values in (("numbers", known.numbers), ("strings", known.strings)):
            if values and kind in stated.get(name, {}):
                column = reference.Column(documents.series(values))
                checks.append(agreement.against_truth(f"{name} ({kind})", stated[name][kind], column))
                values.clear()
    for check in [*checks, agreement.distinct_spread(checks)]:
        whole.add(check)
