"""Answers what is behind the name of an encoding: one case a line, [name, text].

Either null, or the encoding's own name, what each byte means (U+FFFD for nothing; null if bytes are no characters),
the text in the encoding, and what can be read there.
"""

import codecs
import json
import sys


def table(encoding):
    characters = ""
    for byte in range(256):
        try:
            text = codecs.decode(bytes([byte]), encoding)
        except UnicodeDecodeError as e:
            if e.reason not in ("character maps to <undefined>", "ordinal not in range(128)"):
                return None
            text = "\ufffd"
        if len(text) > 1:
            return None
        characters += text
    return characters


for line in sys.stdin:
    name, text = json.loads(line)
    try:
        encoding = codecs.lookup(name).name
    except LookupError:
        print("null")
    else:
        encoded = codecs.encode(text, name, "ignore")
        print(json.dumps([encoding, table(name), encoded.hex(), codecs.decode(encoded, name)]))
