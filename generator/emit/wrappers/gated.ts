import { DRIFT, type GatedHardware } from '../../arch/gated.js';
import { input, output, type Port, portWidths } from '../../arch/interface.js';
import { portsOf } from '../../config/ports.js';
import { unsignedBits } from '../../model/encode.js';
import type { Identity } from '../design/architecture.js';
import { withModules, withOwnNames } from '../modules.js';
import { partModule, topModule } from '../names.js';
import { coreReset, portList, withReset } from '../ports.js';
import { projectFile, renderTemplate, version } from '../render.js';
import { GATES } from './gates.js';
import { guardParameters, heldView, monitorSays } from './monitor.js';

/** Name of the module that wraps a design for a continuing signal with two clocks. */
export const gatedModule = (design: string): string => partModule(design, 'gated');

/** Bench of the wrapper and what drives its clocks, in the generated folder. */
export function gatedBenchFiles(design: string) {
  const file = (part: string) => `tb/gated/${partModule(design, `gated_${part}`)}.v`;
  return { bench: file('bench'), clock: file('clock'), harness: 'tb/gated/harness.cpp' };
}

/** Files of the wrapper that go beside those of its design: path in the generated folder -> text. */
export function gatedFiles(gated: GatedHardware, identity: Identity): Map<string, string> {
  const view = gatedView(gated, identity);
  const files = gatedBenchFiles(gated.hardware.name);
  const { cell } = GATES[gated.gate];
  const verilog = new Map([
    [`rtl/${view.module}.v`, renderTemplate('lowpower/gated.v.ejs', view)],
    [files.bench, renderTemplate('lowpower/tb.v.ejs', view)],
    [files.clock, renderTemplate('lowpower/clock.v.ejs', view)],
    [files.harness, projectFile('sim/lowpower/harness.cpp')],
    ...(cell === null ? [] : [[`tb/${cell}.v`, projectFile(`rtl-templates/lowpower/cells/${cell}.v`)] as const]),
  ]);
  return withReset(withModules(verilog, view.core), gated.hardware);
}

/** The bench of a wrapper whose inside cannot be seen, such as a netlist: windows that are dropped are not told. */
export function gatedNetlistBench(gated: GatedHardware): string {
  const identity = { version: version(), modelHash: '', configurationHash: '', copyright: '' };
  const view = { ...gatedView(gated, { ...identity, command: 'npx bitbeat power' }), inside: false };
  return withOwnNames(renderTemplate('lowpower/tb.v.ejs', view), view.core);
}

/** Ports of the wrapper. */
export function gatedPorts({ hardware }: GatedHardware): Port[] {
  const { channels } = hardware.model.input;
  const { codeBits, scoreBits } = portWidths(hardware);
  const said = monitorSays(hardware);
  const clocked = { register: true };
  return [
    input('slow_clk_i', { comment: 'always runs' }),
    input('fast_clk_i', { comment: 'may stand, low, while clock_request_o is low' }),
    input('rst_ni', { comment: 'asserted without a clock' }),
    output('clock_request_o', { comment: 'a window is in work; a flip-flop of slow_clk_i' }),
    input('sample_i', {
      bits: channels * codeBits,
      comment: channels > 1 ? 'unsigned codes, channel 0 in the low bits' : 'unsigned converter code',
      heading: ['with slow_clk_i'],
    }),
    input('sample_strobe_i'),
    input('lead_off_i', { comment: 'with the strobe: an electrode has no contact' }),
    output('result_valid_o', { ...clocked, heading: ['with slow_clk_i, one cycle for each window'] }),
    output(`${said.name}_valid_o`, {
      ...clocked,
      comment: `low: the window is flagged and has no ${said.nouns}`,
    }),
    ...said.held.map(({ name, bits, comment }) => output(`${name}_o`, { ...clocked, bits, comment })),
    output('flags_o', { ...clocked, bits: 3, comment: '0 flat, 1 saturated, 2 lead off' }),
    output('index_o', { ...clocked, bits: 32, comment: `of the window's last sample; the first since reset is 0` }),
    output('status_o', { ...clocked, bits: 4 }),
    input('status_clear_i'),
    output('core_clk_o', { heading: ['scores as they come, with core_clk_o, which stands between windows'] }),
    output('score_o', { bits: scoreBits, comment: 'signed' }),
    output('score_valid_o'),
  ];
}

/** Everything the templates of the wrapper print, computed. */
function gatedView(gated: GatedHardware, identity: Identity) {
  const { hardware, hopSamples, cyclesPerSample, depth, tightest } = gated;
  const { model } = hardware;
  const { samples, channels, codeBits, sampleRateHz } = model.input;
  const asynchronous = portsOf(hardware).reset === 'async-low';
  // One net is no reset with and without a clock.
  const reset = asynchronous ? 'fast_rst_n' : 'fast_released';
  return {
    ...identity,
    purpose: `${model.name} with two clocks on a continuing signal: a window of ${samples} samples every ${hopSamples}.`,
    module: gatedModule(hardware.name),
    coreReset: coreReset(hardware, reset, gated.shares ? 'core_rst_n' : null),
    reset,
    core: topModule(hardware.name),
    bench: partModule(hardware.name, 'gated_bench'),
    clockModule: partModule(hardware.name, 'gated_clock'),
    modelName: model.name,
    gate: GATES[gated.gate],
    inside: true,
    window: samples,
    hop: hopSamples,
    shares: gated.shares,
    depth,
    placeBits: unsignedBits(depth - 1),
    cycles: cyclesPerSample,
    timeout: gated.timeoutCycles,
    work: gated.workCycles,
    hopCycles: hopSamples * cyclesPerSample,
    intakeHz: gated.clockHz,
    coreHz: gated.coreHz,
    wakeUs: gated.wakeMicroseconds,
    drift: 1 / DRIFT,
    sampleRate: sampleRateHz,
    proof:
      tightest.sample === 0
        ? 'all are read before a later one comes in their place.'
        : `sample ${tightest.sample} is read in cycle ${tightest.cycle} of slow_clk_i at the latest.`,
    channels,
    channelBits: Math.max(1, unsignedBits(channels - 1)),
    ...portWidths(hardware),
    ...heldView(gated, 'core_clk', reset),
    sampleBits: channels * codeBits,
    portList: portList(gatedPorts(gated)),
    guard: guardParameters(model.input),
    parity: hardware.parity ?? false,
  };
}
