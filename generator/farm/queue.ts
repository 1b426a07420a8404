import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { version } from '../emit/render.js';
import { sha256 } from '../emit/tree.js';
import { UserError } from '../support/errors.js';
import { readTextFile } from '../support/read-file.js';
import { parseJson, readJson } from '../support/read-json.js';
import { removeAll } from '../support/staging.js';
import { KIND_NAMES, type KindName } from './kind-names.js';
import { Results, writeShared } from './results.js';
import { type Unit, unitKey } from './unit.js';

const queueSchema = z.strictObject({
  format: z.literal('bitbeat-queue'),
  version: z.literal(1),
  kind: z.enum(KIND_NAMES),
  /** What results may depend on besides their keys. */
  made: z.strictObject({ bitbeat: z.string(), node: z.string(), machine: z.string() }),
  /** Units at once in a task. */
  cpus: z.int().min(1),
});

const taskSchema = z.array(z.strictObject({ key: z.string().regex(/^[0-9a-f]{16,64}$/), input: z.unknown() }));

/** Most bytes of a text. */
const MAX_BYTES = 2 ** 29 - 1;

const failedSchema = z.strictObject({ key: z.string(), message: z.string() });

/** What runs here; a node where anything else runs does no units. */
const here = () => ({ bitbeat: version(), node: process.version, machine: process.arch });

/**
 * The units of a campaign in a folder that several machines share:
 *
 *    <folder>/results/<kind>/<2 digits>/<key>.json     what is done, of all campaigns
 *    <folder>/queues/<kind>-<key>/queue.json            one campaign
 *    <folder>/queues/<kind>-<key>/texts/<hash>.txt     what units of it need
 *    <folder>/queues/<kind>-<key>/<round>/tasks/<n>.json    units of task n
 *                                        /failed/<key>.json   what a unit failed with
 *                                        /logs/, job.sh, job.json: the runner's
 */
export class Queue {
  private constructor(
    readonly folder: string,
    readonly kind: KindName,
    readonly results: Results,
    readonly cpus: number,
  ) {}

  /** Where the results of a kind lie in a shared folder. */
  static results(shared: string, kind: KindName): Results {
    return new Results(resolve(shared, 'results', kind));
  }

  /** The queue of these units, whoever began it. */
  static begin(shared: string, kind: KindName, units: readonly Unit[], cpus: number): Queue {
    const name = `${kind}-${unitKey(units.map(({ key }) => key).sort()).slice(0, 12)}`;
    const folder = resolve(shared, 'queues', name);
    const file = { format: 'bitbeat-queue', version: 1, kind, made: here(), cpus };
    writeShared(join(folder, 'queue.json'), `${JSON.stringify(file)}\n`);
    return new Queue(folder, kind, Queue.results(shared, kind), cpus);
  }

  /** As a task finds it. Throws UserError when the task's machine runs something else than the one that began it. */
  static open(folder: string): Queue {
    const path = join(folder, 'queue.json');
    const { kind, made, cpus } = readJson(path, queueSchema);
    const own = here();
    for (const what of ['bitbeat', 'node', 'machine'] as const)
      if (own[what] !== made[what])
        throw new UserError({
          where: path,
          field: `made.${what}`,
          message: 'not what runs on this node: results may differ',
          value: own[what],
          allowed: made[what],
        });
    return new Queue(folder, kind, Queue.results(resolve(folder, '../..'), kind), cpus);
  }

  /** The round that was begun last, 0 for none. */
  get last(): number {
    if (!existsSync(this.folder)) return 0;
    const numbers = readdirSync(this.folder).filter((name) => /^\d+$/.test(name));
    return Math.max(0, ...numbers.map(Number));
  }

  /** Lays out units as tasks of a new round; returns its folder. */
  layOut(units: readonly Unit[], tasks: number): Round {
    const round = this.round(this.last + 1);
    mkdirSync(join(round.folder, 'logs'), { recursive: true });
    for (const { name, text } of units.flatMap(({ needs = [] }) => needs))
      if (!existsSync(this.need(name))) writeShared(this.need(name), text());
    for (let task = 0; task < tasks; task++) {
      // Neighbours take about as long: dealt out like cards, all tasks do.
      const own = units.filter((_, i) => i % tasks === task).map(({ key, input }) => ({ key, input }));
      writeShared(join(round.folder, 'tasks', `${task}.json`), `${JSON.stringify(own)}\n`);
    }
    return { ...round, tasks };
  }

  round(number: number): Round {
    const folder = join(this.folder, `${number}`);
    return { number, folder, tasks: 0 };
  }

  private need(name: string): string {
    return join(this.folder, 'texts', `${name}.txt`);
  }

  /** A text that units need; throws Error when it is not what its name says. */
  text(name: string): string {
    const text = readTextFile(this.need(name), MAX_BYTES);
    if (sha256(text) !== name) throw new Error(`${this.need(name)} is damaged`);
    return text;
  }

  unitsOf(round: number, task: number): Unit[] {
    return readJson(join(this.round(round).folder, 'tasks', `${task}.json`), taskSchema);
  }

  /** Keeps why a unit failed, for whoever waits for it. */
  fail(round: number, key: string, message: string): void {
    writeShared(join(this.round(round).folder, 'failed', `${key}.json`), `${JSON.stringify({ key, message })}\n`);
  }

  /** What units of all rounds failed with. */
  failures(): Map<string, string> {
    const found = new Map<string, string>();
    for (let number = 1; number <= this.last; number++) {
      const folder = join(this.round(number).folder, 'failed');
      if (!existsSync(folder)) continue;
      for (const name of readdirSync(folder).sort()) {
        if (!name.endsWith('.json')) continue;
        const path = join(folder, name);
        const { key, message } = failedSchema.parse(parseJson(readTextFile(path), path));
        found.set(key, message);
      }
    }
    return found;
  }

  /** All is done: results stay, the rest goes. */
  end(): void {
    removeAll(this.folder);
    this.results.tidy();
  }
}

/** Tasks that were handed to a runner together. */
export interface Round {
  number: number;
  folder: string;
  tasks: number;
}
