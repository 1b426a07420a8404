import type { Wanted } from '../../import/foreign-file.js';

/** What the import of weights that are sums of alphas takes. */
export const MULTI_BIT_WEIGHTS: Wanted = {
  allowed: 'a safetensors file of float32 tensors with the names that an import (configs/imports) lists',
  fix: '`bitbeat import FILE` for a trained network, `bitbeat train` for one to be trained here, or an integer model, *.alq.json',
  pickle: 'in Python: safetensors.torch.save_file(model.state_dict(), "model.safetensors")',
};
