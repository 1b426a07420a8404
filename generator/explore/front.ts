/** A point by what is judged of it; less is better in each. */
export interface Judged {
  values: readonly number[];
}

/** No worse in anything and better in something. `margin`: only what is better by more than these shares of the values counts. */
export function dominates(a: Judged, b: Judged, margins: readonly number[] = []): boolean {
  let better = false;
  for (const [i, value] of a.values.entries()) {
    const least = value * (1 + (margins[i] ?? 0));
    if (least > b.values[i]!) return false;
    if (least < b.values[i]!) better = true;
  }
  return better;
}

/** The front each point lies in: 0 if no other dominates it, else one behind the last of those that do. */
export function frontNumbers(points: readonly Judged[]): number[] {
  const numbers = new Array<number>(points.length).fill(-1);
  let left = [...points.keys()];
  for (let front = 0; left.length > 0; front++) {
    const first = left.filter((i) => !left.some((j) => dominates(points[j]!, points[i]!)));
    for (const i of first) numbers[i] = front;
    left = left.filter((i) => numbers[i] === -1);
  }
  return numbers;
}

/**
 * Distance of each point to its neighbours in every value, as a share of the range (Deb and others, "A fast and elitist
 * multiobjective genetic algorithm", 2002); of ratios, as areas and times are: all that is positive by its logarithm. The ends
 * of a range are infinitely far from all others.
 */
export function crowding(points: readonly Judged[]): number[] {
  const distances = new Array<number>(points.length).fill(0);
  const dimensions = points[0]?.values.length ?? 0;
  for (let d = 0; d < dimensions; d++) {
    const all = points.map(({ values }) => values[d]!);
    const scaled = all.every((value) => value > 0) ? all.map(Math.log) : all;
    const order = [...points.keys()].sort((a, b) => scaled[a]! - scaled[b]! || a - b);
    const range = scaled[order.at(-1)!]! - scaled[order[0]!]!;
    if (range === 0) continue;
    order.forEach((at, place) => {
      const [before, after] = [order[place - 1], order[place + 1]];
      distances[at]! +=
        before === undefined || after === undefined
          ? Number.POSITIVE_INFINITY
          : (scaled[after]! - scaled[before]!) / range;
    });
  }
  return distances;
}

/**
 * At most `keep` points, by index, that go on to the next rung: those that no other dominates by more than the margins, the first
 * fronts first, of one front those with the most room around them. So none that stays is dominated by one that goes.
 */
export function survivors(points: readonly Judged[], keep: number, margins: readonly number[] = []): number[] {
  const near = [...points.keys()].filter((i) => !points.some((other) => dominates(other, points[i]!, margins)));
  const fronts = frontNumbers(points);
  const room = new Map<number, number>();
  for (const front of new Set(near.map((i) => fronts[i]!))) {
    const own = near.filter((i) => fronts[i] === front);
    const distances = crowding(own.map((i) => points[i]!));
    own.forEach((i, at) => {
      room.set(i, distances[at]!);
    });
  }
  const farthest = (a: number, b: number) => (room.get(a) === room.get(b) ? 0 : room.get(b)! - room.get(a)!);
  return near
    .sort((a, b) => fronts[a]! - fronts[b]! || farthest(a, b) || a - b)
    .slice(0, keep)
    .sort((a, b) => a - b);
}
