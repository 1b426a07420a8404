import type { Hardware } from '../../arch/hardware.js';
import { input, type Port, ports, portWidths, resetPin } from '../../arch/interface.js';
import { portsOf } from '../../config/ports.js';
import type { Identity } from '../design/architecture.js';
import { type Generated, madeBy } from '../generated.js';
import { withModules } from '../modules.js';
import { partModule, topModule } from '../names.js';
import { coreReset, portList, vector, withReset } from '../ports.js';
import { renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';

/** With which clock scores leave a design whose samples have a clock of their own. */
export const SCORE_CLOCKS = ['core', 'samples'] as const;
export type ScoreClock = (typeof SCORE_CLOCKS)[number];

const CLOCK_PORTS: Readonly<Record<ScoreClock, string>> = { core: 'clk_i', samples: 'sample_clk_i' };

/** Beats that a queue between clocks holds: more than a round trip of its pointers takes. */
const DEPTH = 16;

/** Name of the module that gives a design's samples a clock of their own. */
export const clocksModule = (design: string): string => partModule(design, 'clocks');

/** Its ports: those of the core, another clock, and a reset that is asserted without a clock whatever the core's is. */
export function clocksPorts(hardware: Hardware, scores: ScoreClock): Port[] {
  const { port } = resetPin(hardware);
  const own = ports(hardware).filter(({ name }) => name !== 'clk_i' && name !== port);
  return [
    input('clk_i', { meaning: 'clock of the core', comment: 'of the core' }),
    input('sample_clk_i', {
      meaning: 'clock of the samples',
      comment: `of sample_${scores === 'samples' ? ' and score_' : ''}`,
    }),
    input('rst_ni', {
      meaning: 'reset, active low, asserted without a clock, released with each',
      comment: 'asserted without a clock',
    }),
    ...own.map((one) => ({ ...one, register: false })),
  ];
}

/** The ports of a score's beat, the highest bits first. */
const beatPorts = (hardware: Hardware): Port[] =>
  ports(hardware).filter(
    ({ name, direction }) =>
      direction === 'output' && !['sample_ready_o', 'score_valid_o', 'parity_error_o'].includes(name),
  );

/** Clock of each port of the wrapper. */
export function clockOfPort(name: string, scores: ScoreClock): string {
  if (name.startsWith('sample_')) return CLOCK_PORTS.samples;
  return name === 'parity_error_o' ? CLOCK_PORTS.core : CLOCK_PORTS[scores];
}

/** The wrapper and what it instantiates beside the core: path -> text. */
export function clocksFiles(core: Generated, scores: ScoreClock): Tree {
  const view = clocksView(core, scores, madeBy(core, 'package', ` --sample-clock ${scores}`));
  const verilog = new Map([[`rtl/${view.module}.v`, renderTemplate('clocks/clocks.v.ejs', view)]]);
  return withReset(withModules(verilog, view.core), core.hardware);
}

function clocksView({ hardware }: Generated, scores: ScoreClock, identity: Identity) {
  const beat = beatPorts(hardware);
  const asynchronous = portsOf(hardware).reset === 'async-low';
  return {
    ...identity,
    modelName: hardware.model.name,
    purpose: `${hardware.model.name} with a clock of its own for samples.`,
    module: clocksModule(hardware.name),
    core: topModule(hardware.name),
    scoreClock: CLOCK_PORTS[scores],
    crossed: scores === 'samples',
    portList: portList(clocksPorts(hardware, scores)),
    codeBits: portWidths(hardware).codeBits,
    depth: DEPTH,
    // One net is no reset with and without a clock.
    coreReset: coreReset(hardware, asynchronous ? 'core_rst_n' : 'core_released'),
    asynchronous,
    beat: beat.map(({ name, bits }) => ({ port: name, name: name.replace(/_o$/, ''), range: vector(bits) })),
    beatBits: beat.reduce((sum, { bits }) => sum + (bits ?? 1), 0),
    parity: hardware.parity ?? false,
  };
}
