import { join } from 'node:path';
import { Command } from 'commander';
import { synthesisPrograms, type Toolchain } from '../../devices/programs.js';
import { CACHE } from '../../explore/cache.js';
import { readExploration } from '../../explore/config.js';
import { worker } from '../../explore/doer.js';
import { explore } from '../../explore/search.js';
import { writeExplored } from '../../explore/write.js';
import { log } from '../../support/progress.js';
import { jsonOption, processesOption, toolchainOption } from '../options.js';
import { print } from '../print.js';
import { progress, readWatched } from '../training.js';

interface Options {
  config: string;
  data?: string;
  folder?: string;
  out?: string;
  processes: number;
  toolchain: Toolchain;
  json?: boolean;
}

export function exploreCommand(): Command {
  return new Command('explore')
    .requiredOption('--config <file>', 'what is searched for which part')
    .option('--data <dir|file>')
    .option('--folder <dir>')
    .option('--out <dir>')
    .addOption(processesOption('units at a time', 1))
    .addOption(toolchainOption())
    .addOption(jsonOption())
    .action(async ({ config, data, folder, out, processes, toolchain, json }: Options) => {
      const exploration = readExploration(config);
      const programs = synthesisPrograms(toolchain, exploration.part.family);
      const set = data === undefined ? undefined : await readWatched(data);
      const workplace = {
        programs,
        networks: folder,
        data: set,
        cache: CACHE,
        work: 'build/train',
        onEpoch: progress(),
      };
      const found = await explore(exploration, workplace, worker(CACHE, processes, log));
      const files = writeExplored(out ?? join('build/explore', exploration.config.name), found, '');
      print(json, { files }, () => files.join('\n'));
    });
}
