import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hardware } from '../arch/hardware.js';
import { UserError } from '../config/errors.js';
import { codesPerFragment, type FragmentSet, fragment, selectFragments } from '../data/fragment-set.js';
import { openFragments, pickFragments } from '../data/open.js';
import type { ExpectedFragment } from '../emit/package.js';
import { argmax, Interpreter } from '../model/interpreter.js';
import { randomFragments } from './random-model.js';
import { writeVectors } from './vectors.js';

const SEED = 1;

/** Samples of a package with all that its benches compare. */
export interface PackageVectors {
  /** Where the samples come from. */
  source: string;
  /** Name of a vector file -> text. */
  files: Map<string, string>;
  fragments: ExpectedFragment[];
}

/**
 * `count` fragments for a design: from `data`, or built-in synthetic ECG, or random codes for a model that takes other
 * fragments than that. A design whose windows share work gets windows of one signal.
 */
export function packageVectors(hardware: Hardware, data: string | undefined, count: number): PackageVectors {
  const set = fragmentsFor(hardware, data, count);
  const indices = set.labels.map((_, i) => i);
  const interpreter = new Interpreter(hardware.model);
  const fragments = indices.map((i): ExpectedFragment => {
    const scores = [...interpreter.run(fragment(set, i)).at(-1)!.values];
    return { name: set.names[i]!, samples: [...fragment(set, i)], scores, class: argmax(scores) };
  });
  const folder = mkdtempSync(join(tmpdir(), 'bitbeat-vectors-'));
  try {
    writeVectors(folder, hardware, set, indices);
    const files = new Map(
      readdirSync(folder)
        .sort()
        .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );
    return { source: set.source, files, fragments };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fragmentsFor(hardware: Hardware, data: string | undefined, count: number): FragmentSet {
  const { input } = hardware.model;
  const hop = hardware.architecture === 'folded' ? hardware.folding.hopSamples : undefined;
  const set = openFragments(data, { count, seed: SEED });
  if (set.samples !== input.samples || (set.channels ?? 1) !== (input.channels ?? 1)) {
    if (data === undefined) return randomFragments(input, count, SEED, hop);
    throw new UserError({
      where: data,
      message: `fragments of ${set.samples} samples, model ${hardware.model.name} takes ${input.samples}`,
      fix: 'no --data: random codes are taken',
    });
  }
  const chosen = selectFragments(set, pickFragments(set, count));
  return hop === undefined ? chosen : windows(chosen, hop);
}

/** As many windows of the fragments in a row, `hop` samples apart. */
function windows(set: FragmentSet, hop: number): FragmentSet {
  const length = codesPerFragment(set);
  const apart = codesPerFragment({ ...set, samples: hop });
  const codes = new Int16Array(set.codes.length);
  set.labels.forEach((_, i) => {
    codes.set(set.codes.subarray(i * apart, i * apart + length), i * length);
  });
  return { ...set, codes, names: set.names.map((_, i) => `${set.source}, window ${i}`) };
}
