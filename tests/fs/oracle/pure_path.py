"""Answers what pathlib's pure paths come to: one case a line, [kind, segments, other, pattern]."""

import json
import sys
import warnings
from pathlib import PurePosixPath, PureWindowsPath

warnings.simplefilter("ignore")


def attempt(call):
    try:
        value = call()
    except ValueError:
        return "ValueError"
    return value if isinstance(value, bool) else str(value)


for line in sys.stdin:
    kind, segments, other, pattern = json.loads(line)
    cls = {"posix": PurePosixPath, "windows": PureWindowsPath}[kind]
    p = cls(*segments)
    answer = {
        "text": str(p),
        "posix": p.as_posix(),
        "parts": p.parts,
        "drive": p.drive,
        "root": p.root,
        "anchor": p.anchor,
        "name": p.name,
        "stem": p.stem,
        "suffix": p.suffix,
        "suffixes": p.suffixes,
        "parent": str(p.parent),
        "parents": [str(q) for q in p.parents],
        "absolute": p.is_absolute(),
        "reserved": p.is_reserved(),
        "uri": attempt(p.as_uri),
        "joined": str(p.joinpath(other)),
        "equal": p == cls(other),
        "relative": attempt(lambda: p.relative_to(other)),
        "walked": attempt(lambda: p.relative_to(other, walk_up=True)),
        "isRelative": p.is_relative_to(other),
        "match": attempt(lambda: p.match(pattern)),
        "matchAny": attempt(lambda: p.match(pattern, case_sensitive=False)),
        "fullMatch": p.full_match(pattern),
        "withName": attempt(lambda: p.with_name(other)),
        "withStem": attempt(lambda: p.with_stem("new")),
        "noStem": attempt(lambda: p.with_stem("")),
        "withSuffix": attempt(lambda: p.with_suffix(".x")),
        "noSuffix": attempt(lambda: p.with_suffix("")),
        "badSuffix": attempt(lambda: p.with_suffix(other)),
    }
    print(json.dumps(list(answer.values())))
