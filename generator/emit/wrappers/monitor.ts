import { classBits, type Hardware } from '../../arch/hardware.js';
import { clockAndReset, input, output, type Port, portWidths, resetPin } from '../../arch/interface.js';
import type { MonitorHardware } from '../../arch/monitor.js';
import { saidOutputs } from '../../arch/said.js';
import { stepsOf } from '../../arch/steps.js';
import { unsignedBits } from '../../model/encode.js';
import type { InputSpec } from '../../network/input.js';
import { type Places, placesText, stepPlaces } from '../../network/steps.js';
import { isSeveral, type Output, type OutputKind, outputsOf, type TaskKind, taskOf } from '../../network/task.js';
import type { Identity } from '../design/architecture.js';
import { found } from '../design/found.js';
import { withModules } from '../modules.js';
import { partModule, topModule } from '../names.js';
import { coreReset, portList, resetView, withReset } from '../ports.js';
import { renderTemplate } from '../render.js';

/** Name of the module that wraps a design for a continuing signal. */
export function monitorModule(design: string): string {
  return partModule(design, 'monitor');
}

/** Bench of the wrapper and what drives its clock, in the generated folder. */
export function monitorBenchFiles(design: string) {
  const file = (part: string) => `tb/monitor/${partModule(design, `monitor_${part}`)}.v`;
  return { bench: file('bench'), clock: file('clock') };
}

/** Files of the wrapper that go beside those of its design: path in the generated folder -> text. */
export function monitorFiles(monitor: MonitorHardware, identity: Identity): Map<string, string> {
  const view = monitorView(monitor, identity);
  const files = monitorBenchFiles(monitor.hardware.name);
  const verilog = new Map([
    [`rtl/${view.module}.v`, renderTemplate('monitor/monitor.v.ejs', view)],
    [files.bench, renderTemplate('monitor/tb.v.ejs', view)],
    [files.clock, renderTemplate('tb/clock.v.ejs', view)],
  ]);
  return withReset(withModules(verilog, view.core), monitor.hardware);
}

/** Ports of the wrapper. */
export function monitorPorts({ hardware }: MonitorHardware): Port[] {
  const { channels } = hardware.model.input;
  const { codeBits, scoreBits, positionBits } = portWidths(hardware);
  const said = monitorSays(hardware);
  const clocked = { register: true };
  const held = said.held.map(({ name, bits, comment }) => output(`${name}_o`, { ...clocked, bits, comment }));
  const ofStep = positionBits !== null;
  return [
    ...clockAndReset(hardware),
    input('sample_i', {
      bits: channels * codeBits,
      comment: channels > 1 ? 'unsigned codes, channel 0 in the low bits' : 'unsigned converter code',
    }),
    input('sample_strobe_i'),
    input('lead_off_i', { comment: 'with the strobe: an electrode has no contact' }),
    ...(ofStep
      ? [
          output('step_valid_o', { ...clocked, heading: ['one cycle for each step of each window, in their order'] }),
          output('position_o', { ...clocked, bits: positionBits, comment: 'the step in its window, from 0' }),
          ...held,
          output('result_valid_o', { ...clocked, heading: ['one cycle for each window, behind its last step'] }),
        ]
      : [
          output('result_valid_o', { ...clocked, heading: ['one cycle for each window'] }),
          output(`${said.name}_valid_o`, {
            ...clocked,
            comment: `low: the window is flagged and has no ${said.nouns}`,
          }),
          ...held,
        ]),
    output('flags_o', { ...clocked, bits: 3, comment: '0 flat, 1 saturated, 2 lead off' }),
    output('index_o', {
      ...clocked,
      bits: 32,
      comment: `of the window's last sample; the first since reset is 0`,
    }),
    output('score_o', {
      bits: scoreBits,
      comment: 'signed',
      heading: [`scores as they come, for those who want more than the ${said.one}; flagged windows too`],
    }),
    output('score_valid_o'),
    output('status_o', { ...clocked, bits: 4 }),
    input('status_clear_i'),
  ];
}

/** What the wrapper holds of an output until the next window is done. */
export interface MonitorHeld {
  /** Of its port, without the direction. */
  name: string;
  kind: 'class' | 'labels' | 'values';
  output: Output;
  bits: number;
  comment: string;
}

/** What the wrapper says of a window. */
interface MonitorSays {
  /** Head of the port that says whether it holds. */
  name: string;
  /** In a sentence, and what a flagged window has none of. */
  one: string;
  nouns: string;
  held: MonitorHeld[];
}

const HOLDS: Record<
  OutputKind,
  (outputs: number, scoreBits: number) => Pick<MonitorHeld, 'kind' | 'bits' | 'comment'>
> = {
  classes: (outputs) => ({ kind: 'class', bits: classBits(outputs), comment: '' }),
  labels: (outputs) => ({ kind: 'labels', bits: outputs, comment: 'bit i: label i holds' }),
  values: (outputs, scoreBits) => ({
    ...{ kind: 'values', bits: outputs * scoreBits },
    comment: `the scores, ${scoreBits} bits each, signed, value 0 in the low bits`,
  }),
};

const ONE: Record<TaskKind, Omit<MonitorSays, 'held'>> = {
  classes: { name: 'class', one: 'class', nouns: 'class' },
  labels: { name: 'labels', one: 'labels', nouns: 'labels' },
  values: { name: 'values', one: 'last values', nouns: 'values' },
  several: { name: 'outputs', one: 'outputs', nouns: 'outputs' },
};

export function monitorSays({ model, layers }: Pick<Hardware, 'model' | 'layers'>): MonitorSays {
  const { kind } = taskOf(model);
  const held = outputsOf(model).map((output): MonitorHeld => {
    const own = HOLDS[output.task.kind](output.count, layers.at(-1)!.outBits);
    return { ...own, name: isSeveral(model) ? `${output.name}_${own.kind}` : own.kind, output };
  });
  return { ...ONE[kind], held };
}

/** Everything the templates of the wrapper print, computed. */
function monitorView(monitor: MonitorHardware, identity: Identity) {
  const { hardware, hopSamples, cyclesPerSample, depth, tightest } = monitor;
  const { model } = hardware;
  const { samples, channels, codeBits, sampleRateHz } = model.input;
  return {
    ...identity,
    purpose: `${model.name} on a continuing signal: a window of ${samples} samples every ${hopSamples}.`,
    module: monitorModule(hardware.name),
    reset: resetView(hardware),
    pin: resetPin(hardware),
    coreReset: coreReset(hardware, resetView(hardware).net, monitor.shares ? 'core_rst_n' : null),
    core: topModule(hardware.name),
    bench: partModule(hardware.name, 'monitor_bench'),
    clockModule: partModule(hardware.name, 'monitor_clock'),
    judges: false,
    modelName: model.name,
    window: samples,
    hop: hopSamples,
    shares: monitor.shares,
    depth,
    cycles: cyclesPerSample,
    timeout: monitor.timeoutCycles,
    work: monitor.workCycles,
    hopCycles: hopSamples * cyclesPerSample,
    clock: monitor.clockHz,
    sampleRate: sampleRateHz,
    proof:
      tightest.sample === 0
        ? 'all are read before a later one comes in their place.'
        : `sample ${tightest.sample} is read in cycle ${tightest.cycle} at the latest.`,
    channels,
    channelBits: Math.max(1, unsignedBits(channels - 1)),
    ...portWidths(hardware),
    ...heldView(monitor),
    steps: stepsWords(monitor),
    sampleBits: channels * codeBits,
    portList: portList(monitorPorts(monitor)),
    guard: guardParameters(model.input),
    parity: hardware.parity ?? false,
  };
}

/** What the wrapper holds of each output, and what finds it where the core does not. */
export function heldView({ hardware }: MonitorHardware, clock = 'clk_i', reset = resetView(hardware).net) {
  const says = monitorSays(hardware);
  const { said, scoreBits } = portWidths(hardware);
  const several = isSeveral(hardware.model);
  const behind = saidOutputs(hardware.model).filter(({ inCore }) => !inCore);
  const held = says.held.map((one) => {
    const { name, first, count } = one.output;
    return {
      ...one,
      bench: several ? `output_${one.name}` : one.kind === 'class' ? 'class_index' : one.kind,
      // The first score comes first, and ends in the low bits.
      shifted: (kept: string) => (count === 1 ? 'score_o' : `{score_o, ${kept}[${one.bits - 1}:${scoreBits}]}`),
      ofValues: one.kind === 'values',
      slice: several && one.kind === 'values' ? { name, first, count } : null,
    };
  });
  const nets = {
    clock,
    reset,
    score: 'score_o',
    take: 'score_valid_o',
    end: 'score_last',
  };
  return {
    ...{ says, held, said, outputs: hardware.model.classes.length },
    found: found(hardware, behind, { ...nets, said: ({ name }) => `core_${name}` }, false).text,
  };
}

/** Of scores of each step, for the head: lines of a comment; null: scores are of the window. */
function stepsWords({ hardware, hopSamples }: MonitorHardware): string[] | null {
  const steps = stepsOf(hardware);
  if (steps === null) return null;
  const places = stepPlaces(hardware.model);
  return [
    `Each of the ${steps.steps} steps of a window is given as it comes, with its position p and the index of the window's`,
    'last sample; whether the window is flagged is known behind its last step.',
    ...(places === null
      ? []
      : [`Step p is of samples ${placesText(places)} of the window.`, ...repeated(places, hopSamples)]),
  ];
}

/** Which steps of a window the one before has had. */
function repeated({ every }: Places, hop: number): string[] {
  if (hop % every !== 0) return [`A hop is no multiple of ${every} samples: no step is of the samples of one before.`];
  const steps = hop / every;
  return [
    `Step p is of the same samples as step p + ${steps} of the window before; at the ends of a window`,
    'zeros stand for what lies outside.',
  ];
}

/** Parameters of `bb_guard`; null: the model has no thresholds. */
export function guardParameters({ codeBits, guard }: InputSpec): { name: string; value: number }[] | null {
  if (guard?.flat === undefined && guard?.rails === undefined) return null;
  const { flat, rails } = guard;
  const values: Record<string, number> = {
    BITS: codeBits,
    FLAT: Number(flat !== undefined),
    RAILS: Number(rails !== undefined),
    ...(flat && { RANGE: flat.range, RUN: flat.samples, WITHIN: flat.within }),
    ...(rails && { LOW: rails.low, HIGH: rails.high, SATURATED: rails.saturated, LEAD_OFF: rails.leadOff }),
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
