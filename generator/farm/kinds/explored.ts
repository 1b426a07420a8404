import { z } from 'zod';
import { readingSignals } from '../../data/open.js';
import { synthesisPrograms, TOOLCHAINS } from '../../devices/programs.js';
import { doUnit, type Unit as ExploreUnit, textOfDone } from '../../explore/cache.js';
import { type Exploration, readExploration } from '../../explore/config.js';
import type { UnitFiles } from '../../explore/doer.js';
import type { Workplace } from '../../explore/search.js';
import { trainedText } from '../../explore/training.js';
import { nextUnits } from '../../explore/units.js';
import { readingOf } from '../../explore/variants.js';
import { completed } from '../../support/long-work.js';
import { type Kind, type Unit, unitKey } from '../unit.js';

const campaignSchema = z.strictObject({
  /** Files and folders by their paths from the present folder. */
  config: z.string(),
  data: z.string().optional(),
  networks: z.string().optional(),
  cache: z.string(),
  work: z.string(),
  toolchain: z.enum(TOOLCHAINS),
});
const inputSchema = campaignSchema.extend({ kind: z.string(), key: z.string() });

/** Where an exploration's files lie, as its command line said. */
export type ExploredCampaign = z.infer<typeof campaignSchema>;

const opened = new Map<string, Promise<{ exploration: Exploration; workplace: Workplace }>>();
/** Units of the rung that the task is of, once they are listed, with the folder that their designs go to. */
const listed = new Map<string, Map<string, ExploreUnit<unknown>>>();

/**
 * A training, synthesis, placement or energy of an exploration. Results of the rungs before are read in the cache, which nodes share as
 * they share checkpoints; designs are generated in a folder of the task's own, as locks of folders are of one machine.
 */
export const exploredKind: Kind<z.infer<typeof inputSchema>, UnitFiles> = {
  input: inputSchema,
  result: z.strictObject({ done: z.string(), model: z.string().nullable() }),
  async do({ key, kind, ...campaign }, { kept }) {
    const name = JSON.stringify(campaign);
    const place = opened.get(name) ?? open(campaign);
    opened.set(name, place);
    const { exploration, workplace } = await place;
    const units = listed.get(`${kept} ${name}`) ?? (await list({ ...workplace, designs: kept }, exploration));
    listed.set(`${kept} ${name}`, units);
    const unit = units.get(key);
    if (unit === undefined || unit.kind !== kind)
      throw new Error(
        `${kind} ${key} is none of the next rung here: not the same files, or not the same results before`,
      );
    await doUnit(unit, workplace.cache);
    const done = textOfDone(unit, workplace.cache);
    if (done === undefined) throw new Error(`${unit.doing}: its result cannot be read`);
    return { done, model: kind === 'training' ? trainedText(workplace.cache, key) : null };
  },
};

async function open({ config, data, networks, cache, work, toolchain }: ExploredCampaign) {
  const exploration = readExploration(config);
  const { recipe } = exploration.config;
  const set =
    data === undefined || recipe === undefined
      ? undefined
      : await completed(readingSignals(data, readingOf(exploration, recipe)));
  const programs = synthesisPrograms(toolchain, exploration.part.family);
  return { exploration, workplace: { programs, networks, data: set, cache, work, apart: true } };
}

async function list(workplace: Workplace, exploration: Exploration) {
  const next = await nextUnits(exploration, workplace);
  return new Map((next?.units ?? []).map((unit) => [unit.key, unit]));
}

export const exploredUnit = ({ kind, key }: ExploreUnit<unknown>, campaign: ExploredCampaign): Unit => ({
  key: unitKey(['explored', 1, kind, key]),
  input: { ...campaign, kind, key },
});
