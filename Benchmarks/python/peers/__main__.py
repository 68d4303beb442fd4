"""Measures Trawl against its peers on the inputs of make-inputs, in interleaved rounds, and checks that what it keeps
of each column agrees with theirs and with the exact values. Ends with 1 if anything does not agree; a ratio that is
missed is only said to be."""
import argparse
import json
import os
import sys
from pathlib import Path

from inputs.catalogue import make
from peers import race, report
from peers.contests import CONTESTS
from peers.verification import verify

SHOWN = 20
"""Disagreements of an input that are printed."""


def arguments():
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trawl-bench"
    binary = Path(__file__).parents[3] / ".build" / "release" / "trawl"
    parser = argparse.ArgumentParser(prog="peers", description=__doc__)
    parser.add_argument("--inputs", default=",".join(CONTESTS), metavar="NAMES",
                        help="which, with commas between (default: all: %(default)s)")
    parser.add_argument("--directory", type=Path, default=cache, metavar="DIR",
                        help="where the inputs are or are made (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="default: %(default)s")
    parser.add_argument("--scale", type=float, default=1, metavar="FACTOR",
                        help="inputs of so many times the rows, in a directory of their own, for a quick look")
    parser.add_argument("--trawl", type=Path, default=binary, metavar="PATH", help="the program (default: %(default)s)")
    parser.add_argument("--no-memory", action="store_true", help="leave out the runs that memory is looked at in")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there, after each input")
    chosen = parser.parse_args()
    chosen.inputs = chosen.inputs.split(",")
    unknown = [name for name in chosen.inputs if name not in CONTESTS]
    if unknown:
        parser.error(f"no input is called {', '.join(unknown)}; there are {', '.join(CONTESTS)}")
    if chosen.rounds < 1 or chosen.scale <= 0:
        parser.error("--rounds must be at least 1, --scale above 0")
    if not os.access(chosen.trawl, os.X_OK):
        parser.error(f"there is no program {chosen.trawl}; make build makes it")
    chosen.trawl = chosen.trawl.resolve()
    chosen.directory = chosen.directory.resolve() if chosen.scale == 1 else (
        chosen.directory.resolve() / f"scale-{chosen.scale:g}")
    return chosen


def main():
    chosen = arguments()
    races, agreements = [], {}
    for name in chosen.inputs:
        path = make(name, chosen.directory, chosen.scale)
        found = race.run(name, path, CONTESTS[name], chosen.trawl, chosen.rounds, not chosen.no_memory)
        race.progress(f"{name}: comparing")
        races.append(found)
        agreements[name] = verify(found, chosen.directory, chosen.scale)
        if chosen.json:
            chosen.json.write_text(json.dumps(report.document(races, agreements), indent=2) + "\n")
    race.progress("")
    report.times(races)
    report.memory(races)
    sys.exit(say(agreements))


def say(agreements):
    """Prints what agrees and what does not; returns the exit code."""
    print("\nAgreement of the statistics")
    for name, found in agreements.items():
        print(f"  {name}: {found.remark or f'{found.compared} compared, {len(found.disagreements)} disagree'}")
        for one in found.disagreements[:SHOWN]:
            print(f"    {one}")
        if len(found.disagreements) > SHOWN:
            print(f"    and {len(found.disagreements) - SHOWN} more")
    return 1 if any(found.disagreements for found in agreements.values()) else 0


main()
