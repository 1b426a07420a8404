"""A design on Wishbone against the master of cocotbext-wishbone.

Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
"""

import random

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, RisingEdge, with_timeout
from cocotbext.wishbone.driver import WBOp, WishboneMaster
from expected import (
    BUSY, CLEAR, CODE_BYTES, CODES, CYCLES, EXPECTED, FRAGMENTS, IRQ, MANY, PLACES, POSITION_BITS, RESULT, RUN, SAID,
    SCORES, STEPS, mask, offset, readable, signed, test, test_if, writable,
)

ACK, ERR = 1, 2
OVERFLOW = mask("status", "overflow")
CONTROL, STATUS, SAMPLE, SPACE = (offset(name) for name in ("control", "status", "sample", "space"))
SIGNALS = {
    name: f"wb_{port}"
    for name, port in {
        "cyc": "cyc_i", "stb": "stb_i", "we": "we_i", "adr": "adr_i", "sel": "sel_i",
        "datwr": "dat_i", "datrd": "dat_o", "ack": "ack_o", "err": "err_o",
    }.items()
}


class Bench:
    def __init__(self, dut):
        self.dut = dut
        cocotb.start_soon(Clock(dut.clk_i, 10, "ns").start())
        for port in ("cyc", "stb", "we", "adr", "dat", "sel"):
            getattr(dut, f"wb_{port}_i").value = 0
        self.host = None
        self.idle = None  # random cycles between accesses

    async def reset(self):
        self.dut.rst_i.value = 1
        await ClockCycles(self.dut.clk_i, 4)
        self.dut.rst_i.value = 0
        await RisingEdge(self.dut.clk_i)

    async def cycle(self, operations):
        """One bus cycle of several accesses, back to back or with idle cycles between them."""
        if self.idle is not None:
            for operation in operations:
                operation.idle = self.idle.randrange(4)
        answers = await self.host.send_cycle(operations)
        assert len(answers) == len(operations)
        return answers

    async def write(self, address, *values, sel=0xF):
        for answer in await self.cycle([WBOp(address, value, sel=sel) for value in values]):
            assert answer.ack == ACK, f"write of {address:#x}"

    async def read(self, address):
        (answer,) = await self.cycle([WBOp(address)])
        assert answer.ack == ACK, f"read of {address:#x}"
        return int(answer.datrd)

    async def push(self, codes):
        """Writes samples as there is space for them."""
        sent = 0
        while sent < len(codes):
            space = await self.read(SPACE)
            part = codes[sent : sent + space]
            if part:
                await self.write(SAMPLE, *part)
            sent += len(part)

    async def step_under_way(self):
        """A clear waits for the end of a step that has begun; in the middle of a whole fragment there is none."""
        while STEPS > 1 and await self.read(CONTROL) & CLEAR:
            pass

    async def expect_result(self, fragment, cycles=None):
        """The result that is held, or will be; gives it free. Of steps all of a fragment."""
        for position, step in enumerate(fragment["steps"]):
            while not await self.read(STATUS) & RESULT:
                pass
            if POSITION_BITS is not None:
                assert await self.read(offset("position")) == position
            for register, said in zip(SAID, step["said"], strict=True):
                assert await self.read(offset(register)) == said
            if cycles is not None and position == STEPS - 1:
                assert await self.read(offset("cycles")) == cycles
            answers = await self.cycle([WBOp(SCORES + 4 * i) for i in range(EXPECTED["outputs"])])
            assert all(answer.ack == ACK for answer in answers)
            assert [signed(int(answer.datrd)) for answer in answers] == step["scores"]
            await self.write(STATUS, RESULT)


async def started(dut):
    bench = Bench(dut)
    await bench.reset()
    # In Icarus the master's own first values, given at once, would not reach the inputs before the first clock.
    bench.host = WishboneMaster(dut, None, dut.clk_i, timeout=50, signals_dict=SIGNALS)
    return bench


@test
async def identity(dut):
    bench = await started(dut)
    answers = await bench.cycle([WBOp(address) for address, _ in EXPECTED["identity"]])
    assert [int(answer.datrd) for answer in answers] == [value for _, value in EXPECTED["identity"]]


@test
async def every_address(dut):
    """Each byte address answers reads and writes as the registers say, without a result and with one."""
    bench = await started(dut)
    for held in (False, True):
        for address in range(1 << EXPECTED["addressBits"]):
            (answer,) = await bench.cycle([WBOp(address)])
            assert answer.ack == (ACK if readable(address, held) else ERR), hex(address)
            if address == SAMPLE:
                continue
            (answer,) = await bench.cycle([WBOp(address, 0)])
            assert answer.ack == (ACK if writable(address) else ERR), hex(address)
        if not held:
            await bench.write(CONTROL, RUN)
            await bench.push(FRAGMENTS[0]["codes"])
            while await bench.read(STATUS) & (RESULT | BUSY) != RESULT:
                pass
    await bench.expect_result(FRAGMENTS[0])


@test
async def strobes(dut):
    bench = await started(dut)
    for sel in range(16):
        for value in (0xFFFFFFFF & ~CLEAR, 0):
            await bench.write(CONTROL, 0xFFFFFFFF & ~CLEAR & ~value & ~RUN)
            before = await bench.read(CONTROL)
            await bench.write(CONTROL, value, sel=sel)
            changed = (RUN | IRQ) if sel & 1 else 0
            assert await bench.read(CONTROL) == (before & ~changed) | (value & changed)
    await bench.write(CONTROL, 0)
    whole = (1 << CODE_BYTES) - 1
    stored = 0
    for sel in range(16):
        before = await bench.read(SPACE)
        (answer,) = await bench.cycle([WBOp(SAMPLE, 1, sel=sel)])
        pushed = sel & whole == whole
        assert answer.ack == (ACK if pushed else ERR)
        # The first one goes on to the output register.
        assert before - await bench.read(SPACE) == (pushed and stored > 0)
        stored += pushed


@test
async def classify(dut):
    """Samples as fast as the bus takes them; fragments follow each other."""
    bench = await started(dut)
    await bench.write(CONTROL, RUN)
    for fragment in FRAGMENTS:
        await bench.push(fragment["codes"])
        await bench.expect_result(fragment)
    assert await bench.read(offset("fragments")) == len(FRAGMENTS)
    assert await bench.read(STATUS) == 0


@test_if(CODES <= EXPECTED["fifoDepth"])
async def classify_without_a_pause(dut):
    """All samples wait in the FIFO before the core may take the first: the very cycles that are predicted."""
    bench = await started(dut)
    await bench.push(FRAGMENTS[0]["codes"])
    await ClockCycles(dut.clk_i, EXPECTED["idle"])
    await bench.write(CONTROL, RUN)
    await bench.expect_result(FRAGMENTS[0], CYCLES[0])


@test
async def classify_with_stalls(dut):
    """Idle cycles at random; a result waits while the samples of the next fragments come."""
    bench = await started(dut)
    bench.idle = random.Random(5)
    await bench.write(CONTROL, RUN | IRQ)
    await bench.push(FRAGMENTS[0]["codes"])
    await bench.push(FRAGMENTS[1]["codes"])
    await with_timeout(wait_for(dut.irq, dut.clk_i), EXPECTED["patience"], "ns")
    await ClockCycles(dut.clk_i, 2 * CYCLES[0])
    assert await bench.read(offset("fragments")) == min(2, PLACES // STEPS)
    await bench.expect_result(FRAGMENTS[0])
    await bench.expect_result(FRAGMENTS[1])
    assert not dut.irq.value
    assert await bench.read(offset("fragments")) == 2


@test_if(STEPS > 1)
async def full_queue(dut):
    """Steps wait while the queue is full: none is lost."""
    bench = await started(dut)
    await bench.write(CONTROL, RUN)
    for fragment in MANY:
        await bench.push(fragment["codes"])
    await ClockCycles(dut.clk_i, (len(MANY) + 1) * CYCLES[0])
    assert await bench.read(offset("queued")) == PLACES
    for fragment in MANY:
        await bench.expect_result(fragment)
    assert await bench.read(offset("queued")) == 0
    assert await bench.read(STATUS) == 0


async def wait_for(signal, clock):
    while not signal.value:
        await RisingEdge(clock)


@test
async def overflow(dut):
    """More samples than there is space for: each one too many is refused and said so, the others are right."""
    bench = await started(dut)
    space = await bench.read(SPACE)
    length = len(FRAGMENTS[0]["codes"])
    stored = 0
    while True:
        code = FRAGMENTS[stored // length % len(FRAGMENTS)]["codes"][stored % length]
        (answer,) = await bench.cycle([WBOp(SAMPLE, code)])
        if answer.ack == ERR:
            break
        stored += 1
    assert stored == space + 1, "the output register is one more place"
    assert await bench.read(STATUS) == OVERFLOW
    assert await bench.read(SPACE) == 0
    await bench.write(STATUS, OVERFLOW)
    assert await bench.read(STATUS) == 0
    await bench.write(CONTROL, RUN)
    for i in range(stored // length):
        await bench.expect_result(FRAGMENTS[i % len(FRAGMENTS)])


@test
async def clear_and_reset(dut):
    """In the middle of a fragment, samples waiting: afterwards all is as after the first reset."""
    bench = await started(dut)
    begun = FRAGMENTS[1]["codes"][: max(CODES - 3, CODES // 2)]
    for end in ("clear", "reset", "clear"):
        await bench.write(CONTROL, RUN)
        await bench.push(begun)
        # A fragment of one code is never half there.
        assert not begun or await bench.read(STATUS) & BUSY
        await bench.write(CONTROL, 0)
        await bench.push(FRAGMENTS[1]["codes"][:7])
        if end == "reset":
            await bench.reset()
        else:
            await bench.write(CONTROL, CLEAR)
            await bench.step_under_way()
        assert await bench.read(CONTROL) == 0
        assert await bench.read(STATUS) == 0
        assert await bench.read(SPACE) == EXPECTED["fifoDepth"]
        await bench.write(CONTROL, RUN)
        await bench.push(FRAGMENTS[0]["codes"])
        await bench.expect_result(FRAGMENTS[0])
