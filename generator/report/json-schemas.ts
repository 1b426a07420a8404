import { z } from 'zod';
import { designSchema } from '../config/design.js';
import { datasetSchema } from '../data/dataset-file.js';
import { compareConfigSchema } from '../evaluate/compare-config.js';
import { exploreSchema } from '../explore/config.js';
import { farmSchema } from '../farm/settings.js';
import { layersSchema } from '../import/safetensors/layers-file.js';
import { modelSchema } from '../model/file-layout.js';
import { networkSchema } from '../model/network-file.js';
import { recipeSchema } from '../quantise/recipe/quantise-config.js';
import { importSchema } from '../quantise/recover/import-config.js';
import { sweepSchema } from '../synth/sweep/config.js';
import { trainConfigSchema } from '../train/train-config.js';

/** A JSON Schema, as plain data. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

interface Published {
  schema: z.ZodType;
  title: string;
  /** Files that it is for. */
  files: string;
}

/** The files of a user that have a JSON Schema, by the name of the schema's file. */
const PUBLISHED: Readonly<Record<string, Published>> = {
  model: { schema: modelSchema, title: 'Integer model of bitbeat', files: '*.alq.json' },
  design: { schema: designSchema, title: 'Design of bitbeat', files: 'configs/designs/*.json, configs/targets/*.json' },
  dataset: { schema: datasetSchema, title: 'Data set of bitbeat', files: 'configs/datasets/*.json' },
  network: { schema: networkSchema, title: 'Network of bitbeat', files: 'configs/networks/*.json' },
  import: { schema: importSchema, title: 'Import of bitbeat', files: 'configs/imports/*.json' },
  layers: { schema: layersSchema, title: 'Layers of weights without a network', files: 'files of --network' },
  train: { schema: trainConfigSchema, title: 'Training of bitbeat', files: 'configs/recipes/*.train.json' },
  quantise: { schema: recipeSchema, title: 'Recipe of bitbeat', files: 'configs/recipes/*.quantise.json' },
  compare: { schema: compareConfigSchema, title: 'Comparison of bitbeat', files: 'configs/recipes/*.compare.json' },
  farm: { schema: farmSchema, title: 'Farm of bitbeat', files: 'configs/farm/*.json' },
  explore: { schema: exploreSchema, title: 'Exploration of bitbeat', files: 'configs/explore/*.json' },
  sweep: { schema: sweepSchema, title: 'Sweep of bitbeat', files: 'configs/sweep/*.json' },
};

/** JSON Schemas (draft 7, which editors read) by file name: what a file may look like. Files fit it before defaults are filled in. */
export function jsonSchemas(): Map<string, JsonSchema> {
  return new Map(Object.entries(PUBLISHED).map(([name, published]) => [`${name}.schema.json`, jsonSchema(published)]));
}

function jsonSchema({ schema, title, files }: Published): JsonSchema {
  const { $schema, ...own } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as JsonSchema;
  // What one schema cannot say (counts that depend on other fields, say) the program itself checks.
  const description = `${files}; the program checks further how the fields fit each other.`;
  return { ...($schema && { $schema }), title, description, ...withSchemaKey(own) };
}

/** Every file may name its schema, for the sake of editors. */
function withSchemaKey(schema: JsonSchema): JsonSchema {
  const union = schema.oneOf === undefined ? 'anyOf' : 'oneOf';
  if (schema[union] !== undefined)
    return { ...schema, [union]: schema[union].map((one) => withSchemaKey(one as JsonSchema)) };
  return { ...schema, properties: { $schema: { type: 'string' }, ...schema.properties } };
}

export const printSchema = (schema: JsonSchema) => `${JSON.stringify(schema, null, 2)}\n`;

/** `design` of `design.schema.json`. */
export const schemaName = (file: string) => file.replace('.schema.json', '');
