"""What shape a JSON document has: depth, how many values of each kind, which keys."""

import json
from collections import Counter

from trawl_handler import HandlerError, serve

KINDS = {dict: "objects", list: "lists", str: "texts", bool: "booleans", int: "numbers", float: "numbers"}


def handle(file, options, report):
    if file.size > options["largest"]:
        raise HandlerError("limit-exceeded", f"{file.size} bytes; the option largest allows {options['largest']}")
    try:
        document = json.loads(file.read())
    except UnicodeDecodeError as error:
        raise HandlerError("wrong-format", "not UTF-8", error.start)
    except json.JSONDecodeError as error:
        raise HandlerError("wrong-format", error.msg)
    except ValueError as error:  # A number with too many digits for Python.
        raise HandlerError("limit-exceeded", str(error))
    except RecursionError:
        raise HandlerError("limit-exceeded", "nested too deep for Python's parser")

    kinds, keys, depth, waiting = Counter(), Counter(), 0, [(document, 1)]
    while waiting:
        value, level = waiting.pop()
        kinds[KINDS.get(type(value), "nulls")] += 1
        depth = max(depth, level)
        if isinstance(value, dict):
            keys.update(value.keys())
            waiting += [(member, level + 1) for member in value.values()]
        elif isinstance(value, list):
            waiting += [(member, level + 1) for member in value]

    if depth > options["deep"]:
        report.anomaly("document", "deep-nesting", min(1.0, depth / (2 * options["deep"])),
                       f"{depth} levels; more than {options['deep']} are rare")
    return {"root": KINDS.get(type(document), "nulls")[:-1], "depth": depth, "values": dict(kinds),
            "distinct_keys": len(keys), "frequent_keys": [
                {"key": key, "count": count}
                for key, count in sorted(keys.items(), key=lambda item: (-item[1], item[0]))[:options["keys"]]]}


serve(handle, version="1.0.0", accepts=["application/json"])
