"""What the generator says about a design on a bus: registers, fragments, results, cycles.

Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
"""

import json
import os
import random

import cocotb

with open(os.environ["BITBEAT_EXPECTED"], encoding="ascii") as file:
    EXPECTED = json.load(file)

FRAGMENTS = EXPECTED["fragments"]  # of codes, and steps (of a whole one a single): scores, what these say (a number for each of SAID)
CYCLES = EXPECTED["cycles"]  # of fragments one after the other, when nothing waits
SAID = [one["register"] for one in EXPECTED["said"]]  # the registers that say it
POSITION_BITS = EXPECTED["positionBits"]  # None: results are those of fragments
STEPS = len(FRAGMENTS[0]["steps"])
PLACES = EXPECTED["places"]  # results held at once
# Fragments that have more results than that.
MANY = [FRAGMENTS[i % len(FRAGMENTS)] for i in range(PLACES // STEPS + 1)]
MAP = EXPECTED["registers"]
SCORES = EXPECTED["scores"]  # offset
CODE_BYTES = (EXPECTED["codeBits"] + 7) // 8


CODES = len(FRAGMENTS[0]["codes"])


def test_if(possible):
    """A test that is skipped where the design is such that there is nothing to test."""
    # A core or a bus that hangs fails its test.
    return cocotb.test(skip=not possible, timeout_time=EXPECTED["limit"], timeout_unit="ns")


test = test_if(True)


def offset(register):
    return MAP[register]["offset"]


def mask(register, field):
    return MAP[register]["fields"][field]


def readable(address, held):
    """Whether a read of a byte address is answered; `held`: while a result is held."""
    if SCORES <= address < SCORES + 4 * EXPECTED["outputs"]:
        return held and address % 4 == 0
    return address in EXPECTED["constants"] or any(
        r["offset"] == address and r["readable"] for r in MAP.values()
    )


def writable(address):
    return any(r["offset"] == address and r["writable"] for r in MAP.values())


def packed(said):
    """What is said as TUSER has it: the first in the low bits."""
    word = 0
    for one, value in reversed(list(zip(EXPECTED["said"], said, strict=True))):
        word = word << one["bits"] | value
    return word


def signed(word):
    return word - (1 << 32) if word >> 31 else word


def pauses(seed, share=0.5):
    """Random pauses: True in that share of the cycles."""
    chance = random.Random(seed)
    while True:
        yield chance.random() < share


RUN = mask("control", "run")
CLEAR = mask("control", "clear")
IRQ = mask("control", "irq_enable")
BUSY = mask("status", "busy")
RESULT = mask("status", "result")
