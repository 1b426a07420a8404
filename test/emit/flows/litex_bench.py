"""Fragments through an SoC of LiteX, by its Wishbone bus: the core there, and the one behind CSRs, each with its interrupt.

Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, RisingEdge

FOLDER = Path(os.environ["BITBEAT_FOLDER"])
sys.path.insert(0, str(FOLDER / "bench"))
from results import EXPECTED, results, signed  # noqa: E402

SOC = json.loads(Path(os.environ["BITBEAT_CSR"]).read_text())
CSRS = {name: csr["addr"] + SOC["memories"]["csr"]["base"] for name, csr in SOC["csr_registers"].items()}
BASE = SOC["memories"]["mapped"]["base"]
REGISTERS = json.loads(os.environ["BITBEAT_REGISTERS"])
RUN, CLEAR, IRQ, RESULT = 1, 2, 4, 2
PATIENCE = 8 * EXPECTED["latencyCycles"] + 2_000
FRAGMENTS = EXPECTED["fragments"]


class Host:
    def __init__(self, dut):
        self.dut = dut

    async def start(self):
        dut = self.dut
        for name in ("adr", "bte", "cti", "cyc", "dat_w", "sel", "stb", "we"):
            getattr(dut, f"host_{name}").value = 0
        dut.sim_trace.value = 0
        dut.sys_rst.value = 1
        cocotb.start_soon(Clock(dut.sys_clk, 10, "ns").start())
        await ClockCycles(dut.sys_clk, 4)
        dut.sys_rst.value = 0
        await ClockCycles(dut.sys_clk, 4)

    async def access(self, address, value=None):
        dut = self.dut
        dut.host_adr.value = address >> 2
        dut.host_we.value = int(value is not None)
        dut.host_dat_w.value = value or 0
        dut.host_sel.value = 15
        dut.host_cyc.value = dut.host_stb.value = 1
        for _ in range(64):
            await RisingEdge(dut.sys_clk)
            assert not dut.host_err.value, f"bus error at {address:#x}"
            if dut.host_ack.value:
                data = dut.host_dat_r.value.to_unsigned() if value is None else None
                dut.host_cyc.value = dut.host_stb.value = 0
                await RisingEdge(dut.sys_clk)
                return data
        raise AssertionError(f"no answer at {address:#x}")

    async def interrupt(self, bit):
        for _ in range(PATIENCE):
            if (self.dut.irqs.value.to_unsigned() >> bit) & 1:
                return
            await RisingEdge(self.dut.sys_clk)
        raise AssertionError("no interrupt")

    def quiet(self, bit):
        assert not (self.dut.irqs.value.to_unsigned() >> bit) & 1, "an interrupt without a result"


@cocotb.test()
async def on_wishbone(dut):
    host = Host(dut)
    await host.start()
    register = {name: BASE + offset for name, offset in REGISTERS.items()}
    await host.access(CSRS["mapped_ev_enable"], 1)
    await host.access(register["control"], RUN | IRQ)
    for fragment in FRAGMENTS:
        host.quiet(0)
        samples = list(fragment["samples"])
        expected = results(fragment)
        while samples or expected:
            if samples:
                space = await host.access(register["space"])
                for sample in samples[:space]:
                    await host.access(register["sample"], sample)
                samples = samples[space:]
            status = await host.access(register["status"])
            if samples and not status & RESULT:
                continue
            await host.interrupt(0)
            assert await host.access(CSRS["mapped_ev_pending"]) == 1
            scores, said = expected.pop(0)
            for name, value in said.items():
                assert await host.access(register[name]) == value, f"{fragment['name']}: {name}"
            found = [signed(await host.access(register["scores"] + 4 * i)) for i in range(len(scores))]
            assert found == scores, f"{fragment['name']}: {found}"
            await host.access(register["status"], RESULT)
    await ClockCycles(dut.sys_clk, 4)
    host.quiet(0)


@cocotb.test()
async def behind_csrs(dut):
    host = Host(dut)
    await host.start()
    await host.access(CSRS["direct_ev_enable"], 1)
    # What a clear cuts off leaves nothing behind.
    await host.access(CSRS["direct_sample"], FRAGMENTS[0]["samples"][0])
    await host.access(CSRS["direct_clear"], 1)
    await host.access(CSRS["direct_clear"], 0)
    for fragment in FRAGMENTS:
        await play_csrs(host, fragment["samples"], results(fragment))
    await ClockCycles(dut.sys_clk, 4)
    host.quiet(1)


async def play_csrs(host, samples, expected):
    while samples or expected:
        if samples:
            space = await host.access(CSRS["direct_space"])
            for sample in samples[:space]:
                await host.access(CSRS["direct_sample"], sample)
            samples = samples[space:]
        if samples and not await host.access(CSRS["direct_held"]):
            continue
        await host.interrupt(1)
        assert await host.access(CSRS["direct_ev_pending"]) == 1
        scores, said = expected.pop(0)
        for name, value in said.items():
            csr = f"direct_{'class_index' if name == 'class' else name}"
            if csr in CSRS:  # what the core itself says
                assert await host.access(CSRS[csr]) == value, name
        found = [signed(await host.access(CSRS[f"direct_score{i}"])) for i in range(len(scores))]
        assert found == scores, f"{found}"
        await host.access(CSRS["direct_take"], 1)


@cocotb.test()
async def full(dut):
    """Nobody takes a result until there is no space: no sample is lost, and there is never more space than there is."""
    host = Host(dut)
    await host.start()
    await host.access(CSRS["direct_ev_enable"], 1)
    samples, expected, written = [], [], 0
    for _ in range(PATIENCE):
        space = await host.access(CSRS["direct_space"])
        assert space <= 256
        if space == 0:
            # The core itself may still take one.
            await ClockCycles(dut.sys_clk, 2 * EXPECTED["latencyCycles"])
            if await host.access(CSRS["direct_space"]) == 0:
                break
            continue
        if not samples:
            fragment = FRAGMENTS[len(expected) % len(FRAGMENTS)]
            samples = list(fragment["samples"])
            expected.append(results(fragment))
        for sample in samples[:space]:
            await host.access(CSRS["direct_sample"], sample)
            written += 1
        samples = samples[space:]
    assert written > 256
    await play_csrs(host, samples, [result for one in expected for result in one])
