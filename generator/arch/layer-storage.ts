import { type StorageCount, storage } from '../model/storage.js';
import type { SizedHardware } from './architecture.js';

/** The bits of each layer of hardware, [layer]: those of its node, or of the channels of it that it computes. */
export function layerStorage({ model, layers }: Pick<SizedHardware, 'model' | 'layers'>): StorageCount[] {
  const nodes = layers.map(({ layer }) => {
    const { node } = layer.channels;
    return node === layer.name ? model.layers.find(({ name }) => name === node)! : layer;
  });
  return storage({ layers: nodes }).layers;
}
