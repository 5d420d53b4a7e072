"""Answers what incremental decoders make of bytes: one case a line, [encoding, errors, [bytes, ...]]; the last are final.

For each piece: text and state, or an error, which is the last answer.
"""

import codecs
import json
import sys

for line in sys.stdin:
    encoding, errors, pieces = json.loads(line)
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    answers = []
    for i, piece in enumerate(pieces):
        try:
            text = decoder.decode(bytes.fromhex(piece), i == len(pieces) - 1)
        except UnicodeDecodeError as e:
            answers.append([str(e), e.encoding, e.object.hex(), e.start, e.end, e.reason])
            break
        state, flag = decoder.getstate()
        answers.append([text, state.hex(), flag])
    print(json.dumps(answers))
