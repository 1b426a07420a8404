/** Values of a window, all of a channel behind each other (`channels`) or all of a sample (`samples`). */
export interface Values {
  values: ArrayLike<number>;
  order: Order;
}
export type Order = 'channels' | 'samples';

/** Index of the first value of a channel, and how far apart they are. */
export const stepsOf = ({ values, order }: Values, channel: number, channels: number): [number, number] =>
  order === 'samples' ? [channel, channels] : [(channel * values.length) / channels, 1];
