import type { Hardware } from '../arch/hardware.js';
import { portWidths, resetPin } from '../arch/interface.js';
import { stepsOf } from '../arch/steps.js';
import { codesPerWindow } from '../network/input.js';
import { benchPatience, saidChecks, saidNets } from './bench.js';
import { withOwnNames } from './modules.js';
import { benchModule, topModule } from './names.js';
import { renderTemplate, version } from './render.js';

/** The begin of a signal without an end. */
export interface Piece {
  /** Codes, and steps whose scores need no later one. */
  codes: number;
  steps: number;
}

/** The bench of a design whose inside cannot be seen, such as a netlist: only scores and, where there is one, the class are compared; `signal`: of such a piece, in place of fragments. */
export function scoresBench(hardware: Hardware, signal: Piece | null = null): string {
  const { model, layers } = hardware;
  const last = layers.at(-1)!;
  const classes = model.classes.length;
  const module = topModule(hardware.name);
  const steps = signal?.steps ?? stepsOf(hardware)?.steps ?? 1;
  // Positions count on from window to window.
  const checks = saidChecks(hardware).filter(({ name }) => signal === null || name !== 'step');
  const text = renderTemplate('tb/tb.v.ejs', {
    version: version(),
    copyright: '',
    command: 'npx bitbeat simulate --netlist',
    module,
    bench: benchModule(hardware.name),
    pin: resetPin(hardware),
    images: false,
    samples: signal?.codes ?? codesPerWindow(model.input),
    ...portWidths(hardware),
    said: saidNets(hardware),
    layers: [{ index: 0, name: last.name, outBits: last.outBits, values: classes * steps }],
    checks: signal === null ? checks : checks.map((check) => ({ ...check, values: steps })),
    piece: signal === null ? null : classes * steps,
    streams: [{ data: 'score', valid: 'score_valid', ready: 'score_ready' }],
    stored: [],
    at: '',
    patience: benchPatience(hardware),
  });
  return withOwnNames(text, module);
}
