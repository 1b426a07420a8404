"""A design on AXI against the masters, sources and sinks of cocotbext-axi.

Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
"""

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, Combine, RisingEdge, with_timeout
from cocotbext.axi import (
    AxiLiteBus,
    AxiLiteMaster,
    AxiResp,
    AxiStreamBus,
    AxiStreamFrame,
    AxiStreamSink,
    AxiStreamSource,
)
from expected import (
    BUSY, CLEAR, CODES, CYCLES, EXPECTED, FRAGMENTS, IRQ, MANY, PLACES, POSITION_BITS, RESULT, RUN, SAID, SCORES, STEPS,
    mask, offset, packed, pauses, readable, signed, test, test_if, writable,
)

WAIT = mask("control", "wait")
OVERRUN = mask("status", "overrun")
FRAME = mask("status", "frame")
SAMPLE_BYTES = EXPECTED["sampleBytes"]
SCORE_BYTES = EXPECTED["scoreBytes"]
CONTROL, STATUS = offset("control"), offset("status")
READ_CYCLES = 20  # at most, of one read by this host


class Bench:
    def __init__(self, dut):
        self.dut = dut
        clock, reset = dut.aclk, dut.aresetn
        cocotb.start_soon(Clock(clock, 10, "ns").start())
        self.host = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axil"), clock, reset, reset_active_level=False)
        self.source = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis"), clock, reset, reset_active_level=False)
        self.sink = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis"), clock, reset, reset_active_level=False)
        for side in (self.host, self.source, self.sink):
            quiet(side)

    async def reset(self):
        self.dut.aresetn.value = 0
        await ClockCycles(self.dut.aclk, 4)
        self.dut.aresetn.value = 1
        await RisingEdge(self.dut.aclk)

    def pause(self, seed):
        channels = [
            self.host.write_if.aw_channel, self.host.write_if.w_channel, self.host.write_if.b_channel,
            self.host.read_if.ar_channel, self.host.read_if.r_channel, self.source, self.sink,
        ]
        for i, channel in enumerate(channels):
            channel.set_pause_generator(pauses(seed + i))

    async def write(self, address, value):
        answer = await self.host.write(address, value.to_bytes(4, "little"))
        assert answer.resp == AxiResp.OKAY, f"write of {address:#x}: {answer.resp}"

    async def read(self, address):
        answer = await self.host.read(address, 4)
        assert answer.resp == AxiResp.OKAY, f"read of {address:#x}: {answer.resp}"
        return int.from_bytes(answer.data, "little")

    def send(self, codes):
        """The samples of a packet; TLAST with the last."""
        data = b"".join(code.to_bytes(SAMPLE_BYTES, "little") for code in codes)
        self.source.send_nowait(AxiStreamFrame(data))

    async def packet(self):
        """Scores of the next packet, and what comes with each of them."""
        frame = await with_timeout(self.sink.recv(compact=False), EXPECTED["patience"], "ns")
        data = bytes(frame.tdata)
        words = [data[i : i + SCORE_BYTES] for i in range(0, len(data), SCORE_BYTES)]
        scores = [int.from_bytes(word, "little", signed=True) for word in words]
        if not SAID and POSITION_BITS is None:
            return scores, []
        return scores, frame.tuser if isinstance(frame.tuser, list) else [frame.tuser] * len(scores)

    async def expect_packet(self, fragment):
        """The scores of a fragment, a packet; or those of its steps, a packet each."""
        for position, step in enumerate(fragment["steps"]):
            scores, user = await self.packet()
            assert scores == step["scores"]
            if POSITION_BITS is not None:
                assert all(value % (1 << POSITION_BITS) == position for value in user), f"step {position}: {user}"
                assert not SAID or user[-1] >> POSITION_BITS == packed(step["said"])
            elif SAID:
                assert user[-1] == packed(step["said"])

    async def step_under_way(self):
        """A clear waits for the end of a step that has begun; in the middle of a whole fragment there is none."""
        while STEPS > 1 and await self.read(CONTROL) & CLEAR:
            pass

    async def expect_result(self, fragment, cycles=None):
        """The result that is held, or will be; gives it free. Of steps all of a fragment."""
        await self.expect_steps(list(enumerate(fragment["steps"])), cycles)

    async def expect_steps(self, steps, cycles=None):
        for i, (position, step) in enumerate(steps):
            while not await self.read(STATUS) & RESULT:
                pass
            if POSITION_BITS is not None:
                assert await self.read(offset("position")) == position
            for register, said in zip(SAID, step["said"], strict=True):
                assert await self.read(offset(register)) == said
            if cycles is not None and i == len(steps) - 1:
                assert await self.read(offset("cycles")) == cycles
            scores = [signed(await self.read(SCORES + 4 * i)) for i in range(EXPECTED["outputs"])]
            assert scores == step["scores"]
            await self.write(STATUS, RESULT)


def quiet(side):
    """Thousands of lines of single transfers help nobody."""
    for part in (side, getattr(side, "write_if", None), getattr(side, "read_if", None)):
        if part is None:
            continue
        for one in [part, *(v for k, v in vars(part).items() if k.endswith("_channel"))]:
            if hasattr(one, "log"):
                one.log.setLevel("WARNING")


async def started(dut):
    bench = Bench(dut)
    await bench.reset()
    return bench


@test
async def identity(dut):
    bench = await started(dut)
    for address, value in EXPECTED["identity"]:
        assert await bench.read(address) == value


@test
async def every_address(dut):
    """Each byte address answers reads and writes as the registers say, without a result and with one."""
    bench = await started(dut)
    for held in (False, True):
        for address in range(1 << EXPECTED["addressBits"]):
            answer = await bench.host.read(address, 1)
            assert (answer.resp == AxiResp.OKAY) == readable(address, held), hex(address)
            assert answer.resp in (AxiResp.OKAY, AxiResp.SLVERR)
            answer = await bench.host.write(address, b"\x00")
            assert (answer.resp == AxiResp.OKAY) == writable(address), hex(address)
        if not held:
            await bench.write(CONTROL, RUN)
            bench.send(FRAGMENTS[0]["codes"])
            await bench.expect_packet(FRAGMENTS[0])
            await ClockCycles(dut.aclk, 4)
    await bench.expect_result(FRAGMENTS[0])


@test
async def strobes(dut):
    bench = await started(dut)
    write = bench.host.write_if
    for strobe in range(16):
        for value in (0xFFFFFFFF & ~CLEAR, 0):
            await bench.write(CONTROL, 0xFFFFFFFF & ~CLEAR & ~value)
            before = await bench.read(CONTROL)
            address, data = write.aw_channel._transaction_obj(), write.w_channel._transaction_obj()
            address.awaddr, address.awprot, data.wdata, data.wstrb = CONTROL, 0, value, strobe
            await write.aw_channel.send(address)
            await write.w_channel.send(data)
            answer = await write.b_channel.recv()
            assert int(answer.bresp) == AxiResp.OKAY
            changed = (RUN | IRQ | WAIT) if strobe & 1 else 0
            assert await bench.read(CONTROL) == (before & ~changed) | (value & changed)


@test
async def classify(dut):
    """Nothing waits: scores, class and the very cycles that the generator predicts."""
    bench = await started(dut)
    await bench.write(CONTROL, RUN)
    # In a row only where the host has read a result before the next is there.
    quick = READ_CYCLES * STEPS * (EXPECTED["outputs"] + 4) < CYCLES[1] or len(FRAGMENTS) * STEPS <= PLACES
    fragments = FRAGMENTS if quick else FRAGMENTS[:1]
    await ClockCycles(dut.aclk, EXPECTED["idle"])
    for fragment in fragments:
        bench.send(fragment["codes"])
    for fragment, cycles in zip(fragments, CYCLES):
        await bench.expect_packet(fragment)
        await bench.expect_result(fragment, cycles)
    assert await bench.read(offset("fragments")) == len(fragments)
    assert await bench.read(STATUS) == 0


@test
async def classify_with_stalls(dut):
    """Everything pauses at random; scores leave on the stream and are read, no fragment is missed."""
    bench = await started(dut)
    bench.pause(1)
    await bench.write(CONTROL, RUN | WAIT)
    for fragment in FRAGMENTS:
        bench.send(fragment["codes"])
    for fragment in FRAGMENTS:
        await bench.expect_packet(fragment)
        await bench.expect_result(fragment)
    assert await bench.read(offset("fragments")) == len(FRAGMENTS)
    assert await bench.read(STATUS) == 0


@test
async def stream_only(dut):
    """Nobody reads results: the first stays as it is, the stream goes on, and overrun says so."""
    bench = await started(dut)
    bench.pause(2)
    await bench.write(CONTROL, RUN)
    for fragment in MANY:
        bench.send(fragment["codes"])
    await bench.expect_packet(MANY[0])
    await ClockCycles(dut.aclk, 2)
    cycles = await bench.read(offset("cycles"))
    for fragment in MANY[1:]:
        await bench.expect_packet(fragment)
    await ClockCycles(dut.aclk, 2)
    assert await bench.read(STATUS) == RESULT | OVERRUN
    # Of a held result; of steps they are those of the last fragment.
    assert STEPS > 1 or await bench.read(offset("cycles")) == cycles
    await bench.expect_steps(first_steps(MANY, PLACES))
    await bench.write(STATUS, OVERRUN)
    assert await bench.read(STATUS) == 0
    bench.send(FRAGMENTS[1]["codes"])
    await bench.expect_packet(FRAGMENTS[1])
    await bench.expect_result(FRAGMENTS[1])


def first_steps(fragments, count):
    return [step for fragment in fragments for step in enumerate(fragment["steps"])][:count]


@test_if(STEPS > 1)
async def full_queue(dut):
    """Steps wait while the queue is full: none is lost, on the stream or in the registers."""
    bench = await started(dut)
    await bench.write(CONTROL, RUN | WAIT)
    for fragment in MANY:
        bench.send(fragment["codes"])
    await ClockCycles(dut.aclk, (len(MANY) + 1) * CYCLES[0])
    assert await bench.read(offset("queued")) == PLACES
    assert bench.sink.count() == PLACES
    for fragment in MANY:
        await bench.expect_result(fragment)
    for fragment in MANY:
        await bench.expect_packet(fragment)
    assert await bench.read(offset("queued")) == 0
    assert await bench.read(STATUS) == 0


@test
async def reads_beside_writes(dut):
    """Many reads and writes at once, back to back and with pauses: none is lost or changed by another."""
    bench = await started(dut)
    for seed in (None, 3):
        if seed is not None:
            bench.pause(seed)
        reads = [bench.host.init_read(address, 4) for address, _ in EXPECTED["identity"]]
        writes = [bench.host.init_write(CONTROL, bytes([IRQ if i % 2 else WAIT])) for i in range(16)]
        more = [bench.host.init_read(CONTROL, 1) for _ in range(8)]
        for read, (_, value) in zip(reads, EXPECTED["identity"]):
            await read.wait()
            assert int.from_bytes(read.data.data, "little") == value
        for write in writes:
            await write.wait()
            assert write.data.resp == AxiResp.OKAY
        for read in more:
            await read.wait()
            assert read.data.data[0] in (IRQ, WAIT)
        assert await bench.read(CONTROL) == IRQ


@test
async def reset_between(dut):
    """Reset at any time, accesses and packets under way: afterwards all is as after the first."""
    bench = await started(dut)
    bench.pause(4)
    for length in EXPECTED["cuts"]:
        await bench.write(CONTROL, RUN | WAIT)
        bench.send(FRAGMENTS[1]["codes"])
        bench.host.init_write(CONTROL, b"\x05")
        bench.host.init_read(CONTROL, 4)
        await ClockCycles(dut.aclk, length)
        await bench.reset()
        bench.sink.clear()
        assert await bench.read(STATUS) == 0
        assert await bench.read(CONTROL) == 0
        assert await bench.read(offset("fragments")) == 0
    await bench.write(CONTROL, RUN)
    bench.send(FRAGMENTS[0]["codes"])
    await bench.expect_packet(FRAGMENTS[0])
    await bench.expect_result(FRAGMENTS[0])


@test_if(CODES > 1)
async def clear(dut):
    """A clear in the middle: the samples before it are forgotten, a packet under way is not cut."""
    bench = await started(dut)
    half = FRAGMENTS[1]["codes"][: len(FRAGMENTS[1]["codes"]) // 2]
    await bench.write(CONTROL, RUN)
    bench.source.send_nowait(stream_without_end(half))
    while not bench.source.idle():
        await RisingEdge(dut.aclk)
    await ClockCycles(dut.aclk, 2)
    assert await bench.read(STATUS) & BUSY
    await bench.write(STATUS, FRAME)
    await bench.write(CONTROL, RUN | CLEAR)
    await bench.step_under_way()
    assert await bench.read(CONTROL) == RUN
    assert await bench.read(STATUS) == 0
    bench.sink.clear()
    await ClockCycles(dut.aclk, EXPECTED["idle"])
    bench.send(FRAGMENTS[0]["codes"])
    await bench.expect_packet(FRAGMENTS[0])
    await bench.expect_result(FRAGMENTS[0], CYCLES[0])

    bench.sink.pause = True
    bench.send(FRAGMENTS[1]["codes"])
    while not dut.m_axis_tvalid.value:
        await RisingEdge(dut.aclk)
    await bench.write(CONTROL, CLEAR)
    await ClockCycles(dut.aclk, 20)
    assert await bench.read(CONTROL) == CLEAR
    assert dut.m_axis_tvalid.value
    bench.sink.pause = False
    # Of steps one alone has begun.
    await bench.expect_packet({"steps": FRAGMENTS[1]["steps"][:1]})
    await ClockCycles(dut.aclk, 2)
    assert await bench.read(CONTROL) == 0
    assert await bench.read(STATUS) == 0
    assert await bench.read(offset("fragments")) == 0
    # Where steps come before their fragment's end, the source still offers samples of the one that is forgotten.
    if STEPS == 1:
        await bench.write(CONTROL, RUN)
        bench.send(FRAGMENTS[0]["codes"])
        await bench.expect_packet(FRAGMENTS[0])


def stream_without_end(codes):
    """A packet; its TLAST is an error where it does not end a fragment."""
    return AxiStreamFrame(b"".join(code.to_bytes(SAMPLE_BYTES, "little") for code in codes))


@test_if(CODES > 1)
async def misplaced_end(dut):
    """A packet too short or too long: no sample behind its TLAST is taken before the host has cleared."""
    bench = await started(dut)
    codes = FRAGMENTS[0]["codes"]
    await bench.write(CONTROL, RUN)
    for wrong in (codes[:-1], codes[:1], codes + codes[:1]):
        bench.send(wrong)
        bench.send(FRAGMENTS[1]["codes"])
        while not await bench.read(STATUS) & FRAME:
            pass
        await ClockCycles(dut.aclk, 20)
        assert not dut.s_axis_tready.value
        if len(wrong) > len(codes):
            await bench.expect_packet(FRAGMENTS[0])
        await bench.write(CONTROL, CLEAR)
        await bench.step_under_way()
        bench.sink.clear()
        await bench.write(CONTROL, RUN)
        await bench.expect_packet(FRAGMENTS[1])
        await bench.expect_result(FRAGMENTS[1])
        assert await bench.read(STATUS) == 0


@test
async def stop_and_interrupt(dut):
    bench = await started(dut)
    bench.send(FRAGMENTS[0]["codes"])
    await ClockCycles(dut.aclk, 50)
    assert not await bench.read(STATUS) & BUSY, "a sample was taken before run"
    await bench.write(CONTROL, RUN | IRQ)
    await ClockCycles(dut.aclk, 10)
    await bench.write(CONTROL, IRQ)
    await ClockCycles(dut.aclk, 2)
    assert not dut.s_axis_tready.value
    await bench.write(CONTROL, RUN | IRQ)
    await with_timeout(RisingEdge(dut.irq), EXPECTED["patience"], "ns")
    await bench.write(CONTROL, RUN)
    assert not dut.irq.value
    await bench.write(CONTROL, RUN | IRQ)
    await bench.expect_result(FRAGMENTS[0])
    assert not dut.irq.value
