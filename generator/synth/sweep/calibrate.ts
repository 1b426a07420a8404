import {
  CIRCUIT_KINDS,
  type Circuit,
  type CircuitKind,
  ESTIMATED_FAMILIES,
  type Fabric,
} from '../../arch/estimate/circuit.js';
import { CELLS, type Cells, type FamilyWeights, type Fitted } from '../../arch/estimate/coefficients.js';
import { PARTS } from '../../devices/devices.js';
import { sum } from '../../support/integers.js';
import { TOP } from '../nextpnr.js';
import { instancesOf, type SweepResults, type SweepRow } from './results.js';

/** A measured circuit: what its logic grows with, and its cells. */
interface Sample {
  features: Record<string, number>;
  cells: Record<Cells, number>;
}

/** What is fitted afresh, and to which models' designs; null: to those of before. */
export interface Refit {
  families: readonly Fabric['family'][];
  kinds: readonly CircuitKind[];
  models: readonly string[] | null;
}

/** Weights of some families and kinds fitted afresh to rows of sweeps; all others are those of before. */
export function refit(before: Fitted, sweeps: readonly SweepResults[], { families, kinds, models }: Refit): Fitted {
  const one = (family: Fabric['family']): Fitted[Fabric['family']] => {
    const old = before[family];
    if (!families.includes(family)) return old;
    const wanted = models ?? old.models;
    const fresh = calibrate(
      family,
      sweeps.filter(({ model }) => wanted.includes(model)).flatMap(({ rows }) => rows),
    );
    const own = [...CIRCUIT_KINDS].sort().flatMap((kind) => {
      const weights = kinds.includes(kind) ? fresh[kind] : old.kinds[kind];
      return weights === undefined ? [] : [[kind, weights]];
    });
    const isWhole = CIRCUIT_KINDS.every((kind) => kinds.includes(kind));
    return {
      models: isWhole ? [...wanted] : [...new Set([...old.models, ...wanted])],
      kinds: Object.fromEntries(own),
    };
  };
  return Object.fromEntries(ESTIMATED_FAMILIES.map((family) => [family, one(family)])) as Fitted;
}

/**
 * Weights of a family by non-negative least squares on all circuits that were packed for its parts: relative errors are made
 * small, so that small circuits count as much as large ones.
 */
export function calibrate(family: Fabric['family'], rows: readonly SweepRow[]): FamilyWeights {
  const result: FamilyWeights = {};
  // Of several cores the cells of one circuit are in several instances.
  const own = rows.filter(
    ({ part, copies }) => copies === undefined && PARTS.find(({ name }) => name === part)!.family === family,
  );
  // Chains are whole networks, those that branch are small ones that tell what joints and adders take.
  const [branched, chains] = [own.filter(isBranched), own.filter((row) => !isBranched(row))].map(samplesOf);
  for (const kind of [...new Set([...branched!.keys(), ...chains!.keys()])].sort()) {
    const list = samplesFor(branched!.get(kind) ?? [], chains!.get(kind) ?? []);
    const names = namesOf(list);
    const fits = Object.fromEntries(
      CELLS.map((cell) => [
        cell,
        nonNegativeFit(
          list.map(({ features }) => names.map((name) => features[name] ?? 0)),
          list.map(({ cells }) => cells[cell]),
        ),
      ]),
    ) as Record<Cells, number[]>;
    result[kind] = Object.fromEntries(
      names.map((name, i) => [
        name,
        Object.fromEntries(CELLS.map((cell) => [cell, rounded(fits[cell][i]!)])) as Record<Cells, number>,
      ]),
    );
  }
  return result;
}

const namesOf = (list: readonly Sample[]) => [...new Set(list.flatMap(({ features }) => Object.keys(features)))];

/** Chains alone where they are enough for all weights of a kind, those of small networks besides where they are not. */
const samplesFor = (branched: readonly Sample[], chains: readonly Sample[]) =>
  chains.length > 2 * namesOf(chains).length ? chains : [...branched, ...chains];

const isBranched = ({ circuits }: SweepRow) => circuits.some(({ kind }) => kind === 'add' || kind === 'fork');

function samplesOf(rows: readonly SweepRow[]): Map<CircuitKind, Sample[]> {
  const samples = new Map<CircuitKind, Sample[]>();
  for (const [{ kind, features }, cells] of rows.flatMap(measured))
    samples.set(kind, [...(samples.get(kind) ?? []), { features, cells }]);
  return samples;
}

const rounded = (weight: number) => (weight < 1e-6 ? 0 : Number(weight.toPrecision(3)));

/** Every circuit of a row with its cells. */
function measured(row: SweepRow): [Circuit, Record<Cells, number>][] {
  const { circuits } = row;
  const instances = instancesOf(row);
  if (instances === undefined) return [];
  const own = new Set(circuits.map(({ instance }) => instance));
  // Cells that the router adds, as wires, are shared out like the others.
  const packed = sum(Object.values(instances).map(({ lc }) => lc));
  const placed = row.routed === null ? 1 : row.routed.lc / packed;
  // The last engine drives the design's outputs, after which cells in the top module are named.
  const last = circuits.filter(({ kind }) => kind !== 'ends').at(-1)?.instance;
  const sums = new Map<string | undefined, Record<Cells, number>>();
  for (const [instance, cells] of Object.entries(instances)) {
    const circuit = own.has(instance) ? instance : instance === TOP ? last : 'ends';
    const { lc, lut, ff } = sums.get(circuit) ?? { lc: 0, lut: 0, ff: 0 };
    sums.set(circuit, { lc: lc + placed * cells.lc, lut: lut + cells.lut, ff: ff + cells.ff });
  }
  // Of a fork its neighbours' cells may have taken all.
  return circuits.map((circuit) => [circuit, sums.get(circuit.instance) ?? { lc: 0, lut: 0, ff: 0 }]);
}

const ROUNDS = 20_000;

/**
 * Weights w >= 0 that make the sum of ((features * w - wanted) / wanted)^2 least, by coordinate descent: each weight in
 * turn is set to its best value. Samples with nothing wanted are left out.
 */
export function nonNegativeFit(features: readonly (readonly number[])[], expected: readonly number[]): number[] {
  const rows = features.map((row, i) => row.map((value) => value / expected[i]!)).filter((_, i) => expected[i]! > 0);
  const count = features[0]?.length ?? 0;
  const weights = new Array<number>(count).fill(0);
  const errors = rows.map(() => -1);
  const squares = weights.map((_, j) => rows.reduce((sum, row) => sum + row[j]! ** 2, 0));
  for (let round = 0; round < ROUNDS; round++) {
    let moved = 0;
    for (let j = 0; j < count; j++) {
      if (squares[j] === 0) continue;
      const slope = rows.reduce((sum, row, i) => sum + row[j]! * errors[i]!, 0);
      const next = Math.max(0, weights[j]! - slope / squares[j]!);
      const change = next - weights[j]!;
      if (change === 0) continue;
      rows.forEach((row, i) => {
        errors[i]! += change * row[j]!;
      });
      weights[j] = next;
      moved = Math.max(moved, Math.abs(change) / Math.max(next, 1e-9));
    }
    if (moved < 1e-9) break;
  }
  return weights;
}
