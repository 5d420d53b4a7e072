"""Answers what comes of operations on a file: one case a line, {content, mode, options, steps}.

For each step: its outcome, or an error; then that of close(), and what is in the file.
"""

import io
import json
import os
import sys
import tempfile


def shown(value):
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, (list, tuple)):
        return [shown(item) for item in value]
    return value


def units(value, index):
    """An index as JavaScript counts."""
    return len(value[:index].encode("utf-16-le", "surrogatepass")) // 2 if isinstance(value, str) else index


def failed(error):
    if isinstance(error, UnicodeError):
        at = [units(error.object, error.start), units(error.object, error.end)]
        return {"error": type(error).__name__, "at": at, "reason": error.reason}
    # A BufferedWriter has no peek().
    if isinstance(error, (io.UnsupportedOperation, AttributeError)):
        return {"error": "UnsupportedOperation"}
    if isinstance(error, OSError):
        return {"error": "OSError", "errno": error.errno}
    if isinstance(error, ValueError):
        return {"error": "RangeError"}
    return {"error": type(error).__name__}


def data(value):
    return bytes.fromhex(value["bytes"]) if isinstance(value, dict) else value


def step(file, cookies, name, args):
    args = [data(arg) for arg in args]
    if name == "tell":
        cookies.append(file.tell())
        return "told"
    if name == "tellexactly":
        cookies.append(file.tell())
        return cookies[-1]
    if name == "return":
        file.seek(cookies[args[0] % len(cookies)] if cookies else 0)
        return "returned"
    if name == "stay":
        file.seek(0, 1)
        return "stayed"
    if name == "readinto":
        into = bytearray(args[0])
        count = file.readinto(into)
        return [count, bytes(into[:count or 0])]
    if name == "peeked":
        return file.peek(1)[:1]
    if name == "writelines":
        return file.writelines([data(item) for item in args[0]])
    if name == "write":
        file.write(args[0])
        return "written"
    if name == "newlines":
        seen = file.newlines
        return list(seen) if isinstance(seen, tuple) else seen
    return getattr(file, name)(*args)


def run(case, path):
    if case["content"] is None:
        if os.path.exists(path):
            os.remove(path)
    else:
        with open(path, "wb") as file:
            file.write(bytes.fromhex(case["content"]))
    outcomes = []
    try:
        file = open(path, case["mode"], **case["options"])
    except Exception as error:
        return [failed(error)]
    cookies = []
    with_close = [*case["steps"], ["close"]]
    for name, *args in with_close:
        try:
            outcomes.append(shown(step(file, cookies, name, args)))
        except Exception as error:
            outcomes.append(failed(error))
    with open(path, "rb") as file:
        outcomes.append(file.read().hex())
    return outcomes


with tempfile.TemporaryDirectory() as folder:
    for line in sys.stdin:
        outcomes = run(json.loads(line), os.path.join(folder, "file"))
        print(json.dumps(outcomes))
