"""Runs every scenario in one process and prints their traces as a JSON object.

A scenario whose first line is "# since 3.13" is left out on an older CPython.
"""

import contextlib
import io
import json
import pathlib
import runpy
import sys

traces = {}
for path in sorted(pathlib.Path(__file__).parent.glob("[a-z]*.py")):
    first = path.read_text().partition("\n")[0]
    if first.startswith("# since "):
        if sys.version_info < tuple(map(int, first.removeprefix("# since ").split("."))):
            continue
    with contextlib.redirect_stdout(io.StringIO()) as out:
        runpy.run_path(str(path))
    traces[path.stem] = out.getvalue()
json.dump(traces, sys.stdout)
