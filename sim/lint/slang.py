#!/usr/bin/env python3
"""Elaborates tops with slang, every diagnostic on; prints what it says and exits 1 unless it says nothing.

Usage: slang.py < LIST. Each line of LIST is one elaboration: a top module and the arguments slang takes after it, such as
`bitbeat_tiny rtl/bitbeat_tiny.v -y rtl`. What is waived, and why, stands in WAIVERS.
"""

import re
import shlex
import sys

from pyslang import DiagnosticSeverity
from pyslang.driver import Driver

COMMON = "--std=1364-2005 -Weverything"

# Option of slang, pattern of FILE:LINE: MESSAGE, and the reason.
WAIVERS = [
    (
        "unused-net",
        r"unused net 'unused(_\w+)?'$",
        "wires of this name gather what a parameter leaves unused, as Verilator wants it",
    ),
    (
        "arith-op-mismatch",
        r"",
        "products and sums of operands of different widths are what the hardware is; Verilator checks that results fit",
    ),
    (
        "sign-conversion",
        r"",
        "the bits are the same either way; Verilator checks that they fit, and sign-compare stays on",
    ),
    (
        "",
        r"/(tb|bench)/.*no implicit conversion from 'reg\[8191:0\]' to 'string'",
        "Verilog-2005 has no string: $fopen takes a reg (IEEE 1364-2005, 17.2.1)",
    ),
]


def said(arguments, used):
    """Lines of slang about one elaboration, without those that are waived."""
    driver = Driver()
    driver.addStandardArgs()
    options = f"slang {COMMON} --top {arguments}"
    if not (driver.parseCommandLine(options) and driver.processOptions() and driver.parseAllSources()):
        return [f"slang does not take: {arguments}"]
    driver.diagEngine.clearClients()  # what would print by itself
    compilation = driver.createCompilation()
    analysis = driver.runAnalysis(compilation)
    engine, sources = driver.diagEngine, driver.sourceManager
    lines = []
    for diagnostic in [*compilation.getAllDiagnostics(), *analysis.getDiagnostics()]:
        at = diagnostic.location
        if engine.getSeverity(diagnostic.code, at) == DiagnosticSeverity.Ignored:
            continue
        option = engine.getOptionName(diagnostic.code)
        message = f"{sources.getFileName(at)}:{sources.getLineNumber(at)}: {engine.formatMessage(diagnostic)}"
        waiver = next((n for n, (name, pattern, _) in enumerate(WAIVERS) if name == option and re.search(pattern, message)), None)
        if waiver is None:
            lines.append(f"{message} [{option}]")
        else:
            used.add(waiver)
    return lines


def main():
    used = set()
    lines = [line for arguments in sys.stdin.read().splitlines() for line in said(arguments, used)]
    print("\n".join(dict.fromkeys(lines)), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
