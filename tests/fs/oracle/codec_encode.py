"""Answers what incremental encoders make of text: one case a line, [encoding, errors, state or null, [text, ...]].

For each piece: bytes and state, or an error, which is the last answer. Positions are counted in UTF-16 code units.
"""

import codecs
import json
import re
import sys


def units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


for line in sys.stdin:
    encoding, errors, state, pieces = json.loads(line)
    encoder = codecs.getincrementalencoder(encoding)(errors)
    if state is not None:
        encoder.setstate(state)
    answers = []
    for piece in pieces:
        try:
            answers.append([encoder.encode(piece).hex(), encoder.getstate()])
        except UnicodeEncodeError as e:
            start, end = units(e.object[: e.start]), units(e.object[: e.end])
            message = re.sub(r"position \d+-\d+", f"position {start}-{end - 1}", str(e))
            message = re.sub(r"position \d+:", f"position {start}:", message)
            answers.append([message, e.encoding, e.object, start, end, e.reason])
            break
    print(json.dumps(answers))
