"""What registers hold of each result of the fragments in expected.json, which lies beside this file.

Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
"""

import json
from pathlib import Path

EXPECTED = json.loads((Path(__file__).parent / "expected.json").read_text())


def word(kind, value):
    """A class as it is; of labels bit i is label i."""
    return value if kind == "class" else sum(bit << i for i, bit in enumerate(value))


def results(fragment):
    """A list of scores and registers: one of a fragment, or one of each of its steps."""
    stepped = isinstance(fragment["scores"][0], list)
    steps = fragment["scores"] if stepped else [fragment["scores"]]
    outputs = fragment.get("outputs", {"": fragment})
    registers = [{"position": i} if stepped else {} for i in range(len(steps))]
    for name, said in outputs.items():
        for kind in ("class", "labels"):
            if kind in said:
                values = said[kind] if stepped else [said[kind]]
                for own, value in zip(registers, values, strict=True):
                    own[f"{name}_{kind}" if name else kind] = word(kind, value)
    return list(zip(steps, registers, strict=True))


def signed(word):
    return word - (1 << 32) if word >> 31 else word
