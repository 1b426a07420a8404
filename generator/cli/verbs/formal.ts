import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { FORMAL_DOCUMENT, formalReport, keepProof } from '../../report/formal.js';
import { LEMMAS } from '../../verify/formal/lemmas.js';
import {
  FORMAL_FOLDER,
  LEMMA_NAMES,
  proveLemmas,
  proveRanges,
  RANGES,
  refuseUnknownLemmas,
} from '../../verify/formal/proof.js';
import { requireFormalTools } from '../../verify/formal/tools.js';
import { jsonOption, processesOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ bitbeat formal
  $ bitbeat formal --lemma window ring
  $ bitbeat formal --broken

Proves each lemma for each of its cases and writes ${FORMAL_DOCUMENT} when all of them were asked for and are proved. A case that
is refuted, or not decided in time, is a failure: exit code 1. --broken puts defects into the modules (and takes a bit from the
accumulators) instead: then every lemma must be refuted. Verilog, problems and logs are left in ${FORMAL_FOLDER}.`;

interface Options {
  lemma?: string[];
  broken?: boolean;
  processes: number;
  json?: boolean;
}

/** `bitbeat formal`: the lemmas about the datapath, by provers. */
export function formalCommand(): Command {
  return new Command('formal')
    .description('prove the lemmas about the datapath modules')
    .option('--lemma <names...>', 'these lemmas only')
    .option('--broken', 'show that each lemma fails when its module is broken')
    .addOption(processesOption('proofs at once', availableParallelism()))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async ({ lemma: chosen = LEMMA_NAMES, broken = false, processes, json }: Options) => {
      refuseUnknownLemmas(chosen);
      const tools = requireFormalTools();
      const lemmas = LEMMAS.filter(({ name }) => chosen.includes(name));
      const rows = await proveLemmas(lemmas, broken, processes, tools);
      if (chosen.includes(RANGES.name)) rows.push(await proveRanges(broken, tools));
      const good = rows.every((row) => row.good);
      if (json) console.log(JSON.stringify({ tools: tools.versions, broken, pass: good, lemmas: rows }, null, 2));
      else console.log(formalReport(rows, tools));
      if (!good) process.exitCode = 1;
      else if (!broken && rows.length === LEMMA_NAMES.length) keepProof(rows, tools);
    });
}
