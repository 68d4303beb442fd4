"""What the paths of a file of JSON documents, one a line, really hold, read by Python's own parser."""
import json
from dataclasses import dataclass, field

import polars


class Number(str):
    """A number as it is written."""


@dataclass
class PathContent:
    """All values at one path."""

    name: str
    types: dict = field(default_factory=lambda: dict.fromkeys(
        ("null", "boolean", "integer", "number", "string", "object", "array"), 0))
    present: int = 0
    parents: int | None = None
    """How many objects might have the key; None where the path ends in no key."""
    trues: int = 0
    lengths: list = field(default_factory=list)
    numbers: list = field(default_factory=list)
    strings: list = field(default_factory=list)


def paths(path):
    """The content of each path, by its name."""
    decode = json.JSONDecoder(parse_int=Number, parse_float=Number).decode
    found = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                take(found, "$", decode(line))
    for name, content in found.items():
        parent, dot, _ = name.rpartition(".")
        if dot and not name.endswith("[]"):
            content.parents = found[parent].types["object"]
            content.present = sum(content.types.values())
    return found


def take(found, name, value):
    """Adds a value, and all within it."""
    content = found.get(name)
    if content is None:
        content = found[name] = PathContent(name)
    if isinstance(value, Number):
        is_whole = value.lstrip("-").isdigit()
        content.types["integer" if is_whole else "number"] += 1
        content.numbers.append(value)
    elif isinstance(value, str):
        content.types["string"] += 1
        content.strings.append(value)
    elif isinstance(value, dict):
        content.types["object"] += 1
        for key, member in value.items():
            take(found, f"{name}.{key}", member)
    elif isinstance(value, list):
        content.types["array"] += 1
        content.lengths.append(len(value))
        for element in value:
            take(found, f"{name}[]", element)
    elif value is None:
        content.types["null"] += 1
    else:
        content.types["boolean"] += 1
        content.trues += value


def series(values):
    """The texts of values as Polars has them."""
    return polars.Series("text", [str(value) for value in values], dtype=polars.String)
