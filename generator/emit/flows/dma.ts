import { portWidths } from '../../arch/interface.js';
import { type Generated, madeBy } from '../generated.js';
import { renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { busModule, designRegisters, streamBytes } from '../wrappers/bus.js';
import type { FlowFiles } from './top.js';

/** Bits of registers that the bench names. */
const MASKS = { control: ['run', 'clear', 'irq_enable', 'wait'], status: ['result', 'frame'] };

const hex = (value: number) => `0x${value.toString(16).padStart(2, '0')}`;

/** A cocotb test of the design on AXI behind a DMA, and what runs it. */
export function dmaFiles(core: Generated, { rtl, cells }: FlowFiles): Tree {
  const map = designRegisters(core, 'axi');
  const { codeBits, scoreBits } = portWidths(core.hardware);
  const module = busModule(core.hardware.name, 'axi');
  const masks = Object.entries(MASKS).flatMap(([register, names]) => {
    const { fields } = map.registers.find(({ name }) => name === register)!;
    return names.map((name) => {
      const { lsb } = fields.find((field) => field.name === name)!;
      return { name: name.toUpperCase(), value: hex(2 ** lsb) };
    });
  });
  const view = {
    ...madeBy(core, 'bus', ' --bus axi'),
    module,
    masks,
    sampleBytes: streamBytes(codeBits),
    scoreBytes: streamBytes(scoreBits),
    registers: [...map.registers, ...map.blocks].map(({ name, offset }) => ({ name, offset: hex(offset) })),
    pythonSources: `[\n${[...rtl, ...cells].map((path) => `        "${path}",\n`).join('')}    ]`,
  };
  return new Map([
    [`bench/test_${module}.py`, renderTemplate('flows/dma/test.py.ejs', view)],
    ['bench/run.py', renderTemplate('package/bench/run.py.ejs', view)],
  ]);
}
