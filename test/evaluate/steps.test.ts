import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signalSet } from '../../generator/data/signal-set.js';
import { evaluate } from '../../generator/evaluate/evaluate-model.js';
import { anyEnded, INPUT_SPEC } from '../model/random-network.js';

test('a model with scores of each step is not scored by labels of windows', () => {
  const { samples, channels, codeBits } = INPUT_SPEC;
  const codes = new Array<number>(samples * channels).fill(100);
  fc.assert(
    fc.property(anyEnded, (model) => {
      const fragments = [{ codes, label: 0, group: 'g', name: 'w' }];
      const set = signalSet('one', { samples, channels, codeBits }, fragments, model.classes);
      if (model.per === undefined) expect(evaluate(model, set).fragments).toBe(1);
      else expect(() => evaluate(model, set)).toThrow(/classes of each window.*allowed: classes of each step/);
    }),
    { numRuns: 50 },
  );
});
