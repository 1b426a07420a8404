import type { Hardware } from '../arch/hardware.js';
import { portWidths, resetPin } from '../arch/interface.js';
import { stepsOf } from '../arch/steps.js';
import { codesPerWindow } from '../network/input.js';
import { benchPatience, saidChecks } from './bench.js';
import { withOwnNames } from './modules.js';
import { benchModule, topModule } from './names.js';
import { renderTemplate, version } from './render.js';

/** The bench of a design whose inside cannot be seen, such as a netlist: only scores and, where there is one, the class are compared. */
export function scoresBench(hardware: Hardware): string {
  const { model, layers } = hardware;
  const last = layers.at(-1)!;
  const classes = model.classes.length;
  const module = topModule(hardware.name);
  const text = renderTemplate('tb/tb.v.ejs', {
    version: version(),
    copyright: '',
    command: 'npx bitbeat simulate --netlist',
    module,
    bench: benchModule(hardware.name),
    pin: resetPin(hardware),
    images: false,
    samples: codesPerWindow(model.input),
    ...portWidths(hardware),
    layers: [{ index: 0, name: last.name, outBits: last.outBits, values: classes * (stepsOf(hardware)?.steps ?? 1) }],
    checks: saidChecks(hardware),
    streams: [{ data: 'score', valid: 'score_valid', ready: 'score_ready' }],
    stored: [],
    at: '',
    patience: benchPatience(hardware),
  });
  return withOwnNames(text, module);
}
