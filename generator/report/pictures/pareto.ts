/** A network as a point: small and right is good. */
export interface Point {
  bytes: number;
  accuracy: number;
}

/** The points that no other one beats or equals in both, being better in one; by rising size. */
export function paretoFront<P extends Point>(points: readonly P[]): P[] {
  const beats = (a: P, b: P) =>
    a.bytes <= b.bytes && a.accuracy >= b.accuracy && (a.bytes < b.bytes || a.accuracy > b.accuracy);
  return points
    .filter((point) => !points.some((other) => beats(other, point)))
    .sort((a, b) => a.bytes - b.bytes || b.accuracy - a.accuracy);
}
