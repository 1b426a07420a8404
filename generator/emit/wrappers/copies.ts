import type { CopiesHardware } from '../../arch/copies.js';
import { clockAndReset, input, output, type Port, ports, portWidths, resetPin } from '../../arch/interface.js';
import { stepsOf } from '../../arch/steps.js';
import { codesPerWindow } from '../../network/input.js';
import { benchPatience, saidChecks, saidNets } from '../bench.js';
import type { Identity } from '../design/architecture.js';
import { withModules } from '../modules.js';
import { layerStream, partModule, topModule } from '../names.js';
import { coreReset, portList, resetView, withReset } from '../ports.js';
import { renderTemplate } from '../render.js';

/** Name of the module that holds several copies of a design's core. */
export const copiesModule = (design: string): string => partModule(design, 'copies');

/** Bench of the wrapper and what drives its clock, in the generated folder. */
export function copiesBenchFiles(design: string) {
  const file = (part: string) => `tb/copies/${partModule(design, `copies_${part}`)}.v`;
  return { bench: file('bench'), clock: file('clock') };
}

/** Files of the wrapper that go beside those of its design: path in the generated folder -> text. */
export function copiesFiles(wrapper: CopiesHardware, identity: Identity): Map<string, string> {
  const view = copiesView(wrapper, identity);
  const files = copiesBenchFiles(wrapper.hardware.name);
  const verilog = new Map([
    [`rtl/${view.module}.v`, renderTemplate('copies/copies.v.ejs', view)],
    [files.bench, renderTemplate('copies/tb.v.ejs', view)],
    [files.clock, renderTemplate('tb/clock.v.ejs', view)],
  ]);
  return withReset(withModules(verilog, view.core), wrapper.hardware);
}

/** Ports of the wrapper: those of the core, inputs once for each copy. */
export function copiesPorts({ hardware, copies, copyBits }: CopiesHardware): Port[] {
  const { codeBits } = portWidths(hardware);
  const all = new Map(ports(hardware).map((port) => [port.name, port]));
  for (const { name } of clockAndReset(hardware)) all.delete(name);
  const own: Port[] = [
    ...clockAndReset(hardware),
    input('sample_i', { bits: copies * codeBits, comment: 'unsigned converter codes, that of copy 0 in the low bits' }),
    input('sample_valid_i', { bits: copies }),
    output('sample_ready_o', { bits: copies }),
    output('copy_o', { bits: copyBits, comment: 'with every score: the copy that it is of' }),
  ];
  for (const { name } of own) all.delete(name);
  const parity = all.get('parity_error_o');
  if (parity !== undefined)
    all.set(parity.name, {
      ...parity,
      bits: copies,
      register: false,
      comment: 'for a cycle: a word of that copy has failed its parity',
    });
  return [...own, ...all.values()];
}

/** What is taken with a score, the highest bits first. */
function beatOf({ hardware }: CopiesHardware) {
  const { said, positionBits, scoreBits } = portWidths(hardware);
  const one = (name: string, bits: number) => ({ net: `core_${name}`, port: `${name}_o`, bits });
  return [
    ...said.map(({ name, bits }) => one(name, bits)),
    ...(positionBits === null ? [] : [one('position', positionBits), one('step_last', 1)]),
    one('score', scoreBits),
  ];
}

/** Everything the templates of the wrapper print, computed. */
function copiesView(wrapper: CopiesHardware, identity: Identity) {
  const { hardware, copies, copyBits, beats } = wrapper;
  const { model, layers } = hardware;
  const reset = resetView(hardware, true);
  const beat = beatOf(wrapper);
  const last = layers.at(-1)!;
  const nets = saidNets(hardware);
  const steps = stepsOf(hardware) !== null;
  const scores = {
    name: layerStream(last.name),
    bits: last.outBits,
    values: beats,
    data: 'score',
    valid: 'score_valid',
  };
  return {
    ...identity,
    ...portWidths(hardware),
    purpose: `${model.name}, ${copies} copies, each with a signal of its own.`,
    module: copiesModule(hardware.name),
    core: topModule(hardware.name),
    bench: partModule(hardware.name, 'copies_bench'),
    clockModule: partModule(hardware.name, 'copies_clock'),
    modelName: model.name,
    judges: true,
    ...{ copies, copyBits, beats, beat, reset },
    width: beat.reduce((sum, { bits }) => sum + bits, 0),
    wrapped: beat.length > 3,
    coreReset: coreReset(hardware, reset.net),
    portList: portList(copiesPorts(wrapper)),
    pin: resetPin(hardware),
    parity: hardware.parity ?? false,
    // Of the bench.
    nets,
    benchBeat: [...nets.map(({ net }) => net), ...(steps ? ['position', 'step_last'] : []), 'score'],
    checks: [scores, ...saidChecks(hardware)],
    samples: codesPerWindow(model.input),
    patience: benchPatience(hardware) + copies * beats,
  };
}
