import type { LayerKind } from './kind.js';

/** Layers that do something in training only. */
export const identity: LayerKind = (call) => {
  const { value, shape } = call.input;
  if (call.training && call.className !== 'ActivityRegularization')
    call.sink.notes.add(
      `${call.name}: ${call.className} is called with training=True, so Keras' outputs are random; it is left out`,
    );
  return [{ value, shape }];
};
