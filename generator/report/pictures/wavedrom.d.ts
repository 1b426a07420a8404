/** The parts of WaveDrom and onml that are used; neither brings types. */

declare module 'wavedrom' {
  /** A picture as a tree: name, attributes, children. */
  type JsonMl = [string, Record<string, unknown>, ...unknown[]];
  const wavedrom: { renderAny(index: number, source: object, skin: unknown): JsonMl };
  export default wavedrom;
}

declare module 'wavedrom/skins/default.js' {
  const skin: unknown;
  export default skin;
}

declare module 'onml' {
  const onml: { stringify(tree: unknown): string };
  export default onml;
}
