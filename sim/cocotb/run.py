"""Runs a cocotb bench of this folder with Icarus Verilog and prints what came of each test as JSON.

Arguments: generated folder, top module, bench, file of expectations, regular expression of tests.
Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
"""

import json
import os
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from cocotb_tools.runner import get_runner

folder, top, bench, expectations, tests = sys.argv[1:]
here = Path(__file__).resolve().parent
folder = Path(folder).resolve()
objects = folder / "sim" / bench
sys.path.insert(0, str(here))  # the runner hands sys.path on
runner = get_runner("icarus")
runner.build(
    sources=sorted((folder / "rtl").glob("*.v")),
    hdl_toplevel=top,
    build_dir=objects,
    build_args=["-g2005"],
    timescale=("1ns", "1ps"),
    always=True,
)
results = runner.test(
    hdl_toplevel=top,
    test_module=bench,
    build_dir=objects,
    test_dir=folder,  # memory images lie there
    results_xml=str(objects / "results.xml"),
    test_filter=tests,
    extra_env={"BITBEAT_EXPECTED": os.path.abspath(expectations), "PYTHONDONTWRITEBYTECODE": "1"},
)
summary = []
for case in ElementTree.parse(results).iter("testcase"):
    problem = case.find("failure")
    if problem is None:
        problem = case.find("error")
    skipped = case.find("skipped") is not None
    summary.append(
        {
            "name": case.get("name"),
            "outcome": "skipped" if skipped else "passed" if problem is None else "failed",
            "message": None if problem is None else problem.get("message") or problem.get("error_msg") or "",
        }
    )
print("RESULTS " + json.dumps(summary))
