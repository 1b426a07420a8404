"""An SoC of LiteX without a processor, with the core on Wishbone and behind CSRs: soc.v and csr.json.

Arguments: folder of the design on Wishbone, folder to write into.
Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
"""

import importlib.util
import sys
from pathlib import Path

from litex.build.generic_platform import Pins
from litex.build.io import CRG
from litex.build.sim import SimPlatform
from litex.soc.integration.export import get_csr_json
from litex.soc.integration.soc import SoCRegion
from litex.soc.integration.soc_core import SoCMini
from litex.soc.interconnect import wishbone

folder, out = (Path(path).resolve() for path in sys.argv[1:])
[file] = (folder / "litex").glob("*.py")
spec = importlib.util.spec_from_file_location("core", file)
core = importlib.util.module_from_spec(spec)
spec.loader.exec_module(core)

host = wishbone.Interface(data_width=32, adr_width=30)
platform = SimPlatform(
    "soc",
    [("sys_clk", 0, Pins(1)), ("sys_rst", 0, Pins(1)), ("irqs", 0, Pins(2)), *host.get_ios("host")],
)
soc = SoCMini(platform, clk_freq=int(1e6), ident="bitbeat", csr_data_width=32)
soc.add_module("crg", CRG(platform.request("sys_clk"), platform.request("sys_rst")))
soc.comb += host.connect_to_pads(platform.request("host"), mode="slave")
soc.bus.add_master("host", master=host)
soc.add_module("mapped", core.WishboneCore(platform))
soc.bus.add_slave("mapped", soc.mapped.bus, SoCRegion(origin=0x30000000, size=core.WishboneCore.SIZE, cached=False))
soc.add_module("direct", core.CSRCore(platform))
irqs = platform.request("irqs")
soc.comb += [irqs[0].eq(soc.mapped.ev.irq), irqs[1].eq(soc.direct.ev.irq)]
soc.finalize()
verilog = platform.get_verilog(soc, name="soc")
verilog.write(str(out / "soc.v"))
(out / "csr.json").write_text(get_csr_json(soc.csr_regions, soc.constants, soc.mem_regions))
