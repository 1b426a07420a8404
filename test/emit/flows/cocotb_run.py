"""Runs a cocotb bench with Icarus Verilog: python cocotb_run.py WORK TOP BENCH SOURCES...; exit code 1 on a failure.

Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
"""

import sys
from pathlib import Path

from cocotb_tools.check_results import get_results
from cocotb_tools.runner import get_runner

work, top, bench, *sources = sys.argv[1:]
work, bench = Path(work).resolve(), Path(bench).resolve()
sys.path.insert(0, str(bench.parent))
runner = get_runner("icarus")
runner.build(
    sources=sources, hdl_toplevel=top, build_dir=work / "sim", build_args=["-g2005"], timescale=("1ns", "1ps")
)
tests, failed = get_results(
    runner.test(hdl_toplevel=top, test_module=bench.stem, build_dir=work / "sim", test_dir=work)
)
sys.exit(1 if failed > 0 or tests == 0 else 0)
