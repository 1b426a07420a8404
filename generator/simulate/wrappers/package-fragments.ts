import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import type { ExpectedFragment } from '../../emit/wrappers/package.js';
import { writeVectors } from '../vectors.js';
import { expectedFragments } from './expected-fragments.js';

/** Samples of a package with all that its benches compare. */
export interface PackageVectors {
  /** Where the samples come from. */
  source: string;
  /** Name of a vector file -> text. */
  files: Map<string, string>;
  fragments: ExpectedFragment[];
}

/** `count` fragments for a design, see `expectedFragments`. */
export function packageVectors(hardware: Hardware, data: string | undefined, count: number): PackageVectors {
  const { set, fragments } = expectedFragments(hardware, data, count);
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
