import type { LayerHardware } from '../../arch/stream/engines.js';
import type { StreamHardware } from '../../arch/stream/hardware.js';
import { taskHardware } from '../../arch/tasks.js';
import { portsOf } from '../../config/ports.js';
import type { InputSpec } from '../../network/input.js';
import { type Instance, instance } from '../instance.js';
import { layerInstance } from '../names.js';
import type { PortNets } from '../ports.js';
import { type BenchStreams, type DesignText, type Identity, SCORE_STREAM, type TopView } from './architecture.js';
import { commonView, rangesView, shapeText } from './common.js';
import { engineModule } from './engines.js';

export const stream: DesignText<StreamHardware> = { view, bench, files: () => new Map() };

interface LayerView extends ReturnType<typeof rangesView> {
  index: number;
  engine: Instance;
  shape: string;
  work: string;
  /** Values of the output stream of one fragment. */
  values: number;
  sumBits: number;
  /** Names of the stream that feeds it. */
  from: { data: string; last: string; end: string; valid: string; ready: string };
}

interface StreamView extends TopView {
  xBits: number;
  lastLayer: string;
  layers: LayerView[];
}

function view(hardware: StreamHardware, identity: Identity): StreamView {
  const { model, layers } = hardware;
  const engines = layers.map((layer) => engineInstance(hardware, layer));
  const common = commonView(
    hardware,
    identity,
    `${leads(model.input)} to ${taskHardware(model).noun} scores, one engine a layer.`,
    engines,
  );
  return {
    ...common,
    xBits: model.input.bits,
    lastLayer: layers.at(-1)!.name,
    layers: engines.map((engine, index) => layerView(hardware, index, engine, common.nets)),
  };
}

/** How the samples of several channels follow each other. */
function leads({ channels }: InputSpec): string {
  return channels > 1 ? ` (${channels} channels in turn)` : '';
}

function engineInstance({ name: design, parity = false }: StreamHardware, layer: LayerHardware): Instance {
  const { module, parameters } = engineModule(design, layer);
  return instance(module, layerInstance(layer.name), { ...parameters, PARITY: Number(parity) });
}

function layerView({ layers }: StreamHardware, index: number, engine: Instance, nets: PortNets): LayerView {
  const layer = layers[index]!;
  const previous = layers[index - 1]?.name;
  return {
    index,
    ...rangesView(layer),
    engine,
    shape: shapeText(layer),
    work: `${layer.encoded.passes.length} passes; ${layer.tiles} tiles of ${layer.tileCycles} cycles each.`,
    values: layer.shape.outChannels * layer.lengths.output,
    sumBits: layer.sumBits,
    from:
      previous === undefined
        ? { data: 'input_data', last: "1'b1", end: 'input_end', valid: nets.codeValid, ready: nets.codeReady }
        : {
            data: `data_${previous}`,
            last: `last_${previous}`,
            end: `end_${previous}`,
            valid: `valid_${previous}`,
            ready: `ready_${previous}`,
          },
  };
}

/** Every layer's stream inside the top; behind register slices the last one is the port's. */
function bench(hardware: StreamHardware): BenchStreams {
  const inside = hardware.layers.map(({ name }) => ({
    data: `dut.data_${name}`,
    valid: `dut.valid_${name}`,
    ready: `dut.ready_${name}`,
  }));
  const streams = portsOf(hardware).registered ? [...inside.slice(0, -1), SCORE_STREAM] : inside;
  return { stored: [], streams };
}
