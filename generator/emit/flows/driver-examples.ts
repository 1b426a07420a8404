import type { Bus } from '../../arch/registers.js';
import { saidOutputs } from '../../arch/said.js';
import { stepsOf } from '../../arch/steps.js';
import { codesPerWindow } from '../../network/input.js';
import { type Generated, madeBy } from '../generated.js';
import { renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { cMember, driverFiles, withOwnSymbols } from '../wrappers/bus-software.js';

const BUS_NAMES: Readonly<Record<Bus, { busName: string; pushes: boolean }>> = {
  axi: { busName: 'AXI', pushes: false },
  wishbone: { busName: 'Wishbone', pushes: true },
};

/** Programs that use the C driver: without an operating system, and by UIO of Linux. */
export function driverExamples(core: Generated, bus: Bus): Tree {
  const { model } = core.hardware;
  const steps = stepsOf(core.hardware);
  const members = [...(steps === null ? [] : ['position']), ...saidOutputs(model).map(cMember)];
  const view = {
    ...madeBy(core, 'bus', ` --bus ${bus}`),
    ...BUS_NAMES[bus],
    ...{
      driver: driverFiles(core.design.name).source,
      modelName: model.name,
      samples: codesPerWindow(model.input),
      steps,
      members,
    },
    line: [...members, 'scores'].join(', '),
  };
  return new Map(
    ['bare_metal', 'uio'].map((name) => [
      `sw/examples/${name}.c`,
      withOwnSymbols(core.design.name, renderTemplate(`flows/driver/${name}.c.ejs`, view)),
    ]),
  );
}
