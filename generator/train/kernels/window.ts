/** How a filter moves over its input. */
export interface Window {
  stride: number;
  /** Positions from one tap to the next. */
  dilation: number;
  /** Zeros outside. */
  before: number;
  after: number;
  /** Groups of channels, as many input as output channels in each; outputs read those of their own. */
  groups: number;
}
