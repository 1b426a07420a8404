import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import { fragmentsFor } from '../../data/for-model.js';
import { windowCodes } from '../../data/signal-set.js';
import type { ExpectedFragment } from '../../emit/wrappers/package.js';
import { expectedResult } from '../../emit/wrappers/package-task.js';
import { Interpreter } from '../../model/interpreter.js';
import { writeVectors } from '../vectors.js';

/** Samples of a package with all that its benches compare. */
export interface PackageVectors {
  /** Where the samples come from. */
  source: string;
  /** Name of a vector file -> text. */
  files: Map<string, string>;
  fragments: ExpectedFragment[];
}

/** `count` fragments for a design, see `fragmentsFor`; one whose windows share work gets windows of one signal. */
export function packageVectors(hardware: Hardware, data: string | undefined, count: number): PackageVectors {
  const hop = hardware.hopSamples;
  const { set } = fragmentsFor(hardware.model, { data, fragments: count, usual: count, hop });
  const interpreter = new Interpreter(hardware.model);
  const fragments = set.names.map((name, i): ExpectedFragment => {
    const codes = windowCodes(set, i);
    return { name, samples: [...codes], ...expectedResult(hardware.model, interpreter.steps(codes)) };
  });
  const folder = mkdtempSync(join(tmpdir(), 'bitbeat-vectors-'));
  try {
    writeVectors(folder, hardware, set);
    const files = new Map(
      readdirSync(folder)
        .sort()
        .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );
    return { source: set.provenance.source, files, fragments };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
