import { portWidths, resetPin } from '../../arch/interface.js';
import { stepsOf } from '../../arch/steps.js';
import { codesPerWindow } from '../../network/input.js';
import { type Generated, madeBy } from '../generated.js';
import { topModule } from '../names.js';
import { renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { busModule, designRegisters } from '../wrappers/bus.js';

/** `class` is a word of Python. */
const CSR_NAMES: Readonly<Record<string, string>> = { class: 'class_index' };

const WHAT = { class: 'Class, the index of the largest score', labels: 'Bit i: label i holds' };

/** A module of LiteX beside the design on Wishbone: the wrapper on its bus, and the core behind CSRs. */
export function litexFiles(core: Generated): Tree {
  const { hardware } = core;
  const map = designRegisters(core, 'wishbone');
  const module = topModule(hardware.name);
  const { said, ...widths } = portWidths(hardware);
  const hex = (value: number) => `0x${value.toString(16).padStart(2, '0')}`;
  const view = {
    ...madeBy(core, 'bus', ' --bus wishbone'),
    ...widths,
    module,
    modelName: hardware.model.name,
    wrapper: busModule(hardware.name, 'wishbone'),
    samples: codesPerWindow(hardware.model.input),
    scores: hardware.model.classes.length,
    steps: stepsOf(hardware),
    registers: [...map.registers, ...map.blocks].map(({ name, offset }) => ({ name, offset: hex(offset) })),
    size: hex(2 ** map.addressBits),
    addressBits: map.addressBits,
    fifoDepth: map.fifoDepth,
    pin: resetPin(hardware),
    said: said.map(({ name, kind, bits, only, output }) => ({
      ...{ name, bits, csr: CSR_NAMES[name] ?? name },
      text: `${WHAT[kind]}${only ? '' : `, by output ${output.name}`}.`,
    })),
  };
  return new Map([[`litex/${module}.py`, renderTemplate('flows/litex/module.py.ejs', view)]]);
}
