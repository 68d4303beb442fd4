"""Writes the inputs that are not yet in a directory, and says their sizes."""
import argparse
import sys

from inputs.catalogue import CATALOGUE, make, size


def main():
    parser = argparse.ArgumentParser(
        prog="make-inputs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="inputs:\n" + "\n".join(f"  {entry.name:13} {entry.summary}" for entry in CATALOGUE.values()))
    parser.add_argument("directory", metavar="DIRECTORY")
    parser.add_argument("names", metavar="NAME", nargs="*", help="which inputs (default: all)")
    parser.add_argument("--scale", type=float, default=1, metavar="FACTOR",
                        help="so many times the rows; flights stays as it is (default: 1)")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in CATALOGUE]
    if unknown:
        parser.error(f"no input is called {', '.join(unknown)}; there are {', '.join(CATALOGUE)}")
    if arguments.scale <= 0:
        parser.error("--scale must be above 0")
    for name in arguments.names or CATALOGUE:
        path = make(name, arguments.directory, arguments.scale)
        print(f"{name:13} {size(path) / 1e6:8.1f} MB  {path}")
        sys.stdout.flush()


main()
