import { join } from 'node:path';
import { type BuiltDesign, sizeDesign } from '../../arch/built-design.js';
import { parseDesign } from '../../config/design.js';
import { toDesignName } from '../../config/design-name.js';
import { generated } from '../../emit/generated.js';
import { treeHash } from '../../emit/write-tree.js';
import type { CampaignNetwork } from '../../evaluate/networks/campaign.js';
import { integerModel, type MadeModel } from '../../evaluate/networks/integer-model.js';
import type { SimulatorName } from '../../simulate/simulators.js';
import { UserError } from '../../support/errors.js';
import { writeStaged } from '../../support/write-staged.js';
import { simulated, synthesised } from '../../verify/networks/measure.js';
import { templatesHash } from '../templates-hash.js';
import type { HardwareCampaign } from './config.js';
import { type HardwareResult, printHardware, readHardware } from './results.js';

/** What a run does; others in tests. */
export interface Doing {
  tell: (text: string) => void;
  model: typeof integerModel;
  simulated: typeof simulated;
  synthesised: typeof synthesised;
}

export const doing = (tell: (text: string) => void): Doing => ({ tell, model: integerModel, simulated, synthesised });

/**
 * Makes hardware of each network in each way, and measures what of it was not measured on the same files: all simulations
 * first, as they are quick. Results are written after each measurement.
 */
export async function runHardware(
  root: string,
  { networks, quantise, designs, simulations, parts }: HardwareCampaign,
  path: string,
  { tell, ...does }: Doing,
): Promise<HardwareResult[]> {
  const before = readHardware(path)?.designs ?? [];
  const found: HardwareResult[] = [];
  /** Those of designs that this run has not come to stay as they are. */
  const save = () => {
    const named = new Set(found.map(({ design }) => design));
    writeStaged(path, printHardware([...found, ...before.filter(({ design }) => !named.has(design))]));
  };
  const each = Object.keys(simulations).length + parts.length;
  const share = progress(networks.length * (1 + designs.length * each), tell);
  const synthesis: (() => Promise<void>)[] = [];
  for (const network of networks) {
    const name = toDesignName(network.name);
    const made = await share(`${network.name}: quantised`, () =>
      does.model(root, network, quantise, name, join('build', 'networks')),
    );
    for (const { architecture, folding } of designs) {
      const design = `${name}-${architecture}`;
      const { built, ...result } = sized(network, made, { name: design, model: made.model, architecture, folding });
      const kept = before.find((one) => one.design === design && one.tree !== null && one.tree === result.tree);
      const own: HardwareResult = {
        ...result,
        ...{ simulations: { ...kept?.simulations }, cells: { ...kept?.cells } },
      };
      found.push(own);
      save();
      for (const [simulator, windows] of Object.entries(simulations) as [SimulatorName, number][])
        await share(`${network.name}, ${architecture}: ${windows} in ${simulator}`, async () => {
          if (built === null || own.simulations[simulator]?.windows === windows) return;
          own.simulations[simulator] = await does.simulated(built, simulator, made.test, windows);
          save();
        });
      synthesis.push(async () => {
        for (const part of parts)
          await share(`${network.name}, ${architecture}: synthesised for ${part}`, async () => {
            if (built === null || own.cells[part] !== undefined) return;
            own.cells[part] = await does.synthesised(built, part);
            save();
          });
      });
    }
  }
  for (const synthesise of synthesis) await synthesise();
  writeStaged(path, printHardware(found));
  return found;
}

/** A design with its hardware; null: there is none, and why. */
function sized(network: CampaignNetwork, { key }: MadeModel, given: { name: string; [field: string]: unknown }) {
  const { name } = given;
  const file = join(network.folder, network.file);
  const about = { network: network.name, file, design: name, model: key, templates: templatesHash('networks') };
  const design = parseDesign(given, name);
  const of = { ...about, architecture: design.architecture };
  try {
    const built: BuiltDesign = sizeDesign(design, name);
    return { ...of, built, tree: treeHash(generated(built.design, built.hardware).tree), refused: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { field, message } = error.problems[0]!;
    return { ...of, built: null, tree: null, refused: field === undefined ? message : `${field}: ${message}` };
  }
}

/** Tells before each of so many steps which it is, and how much time is left by what those before have taken. */
function progress(steps: number, tell: (text: string) => void) {
  const start = performance.now();
  let step = 0;
  return <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    const minutes = ((performance.now() - start) / step / 60_000) * (steps - step);
    const left = step === 0 ? '' : `, ${minutes < 1 ? 'less than a minute' : `about ${Math.ceil(minutes)} min`} left`;
    tell(`${++step} of ${steps}${left}: ${doing}`);
    return work();
  };
}
