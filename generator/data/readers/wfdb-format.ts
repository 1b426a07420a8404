/** How a file of signals stores samples (WFDB signal(5)). */
export interface WfdbFormat {
  /** Of what is stored of a sample. */
  bits: number;
  /** Bytes that the first samples of a group take which share bytes, from none to all of the group. */
  bytes: readonly number[];
  /** What stands for no sample; null: nothing does. */
  invalid: number | null;
  /** What is stored of sample i, counted through all signals of the file. Signed. */
  decode(bytes: Uint8Array, i: number): number;
  /** Differences from the sample of the same signal before are stored; before the first one is the header's first value. */
  differences?: true;
}
