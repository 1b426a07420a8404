import type { JsonSchema } from './json-schemas.js';
import { grouped, markdownTable } from './table.js';

/** One field of a file. */
interface Field {
  path: string;
  values: string;
  what: string;
}

/** All fields of a JSON Schema as a Markdown table: where, which values, what it is. */
export function fieldTable(schema: JsonSchema): string {
  const all = schema.oneOf === undefined ? fieldsOf(schema, '') : fieldsOfUnion(schema.oneOf as JsonSchema[], '');
  const rows = all.map(({ path, values, what }) => [
    `\`${path}\``,
    ...[values, what].map((text) => text.replaceAll('|', '\\|')),
  ]);
  return markdownTable(['field', 'values', 'what it is'], rows);
}

function fieldsOf(schema: JsonSchema, path: string): Field[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .filter(([key]) => key !== '$schema')
    .flatMap(([key, value]) => field(value as JsonSchema, path === '' ? key : `${path}.${key}`, !required.has(key)));
}

function field(schema: JsonSchema, path: string, optional: boolean): Field[] {
  const { variants, nullable } = unwrap(schema);
  const [first] = variants as [JsonSchema, ...JsonSchema[]];
  const marks = [
    ...(nullable ? ['or null'] : []),
    ...(optional
      ? [schema.default === undefined ? 'may be left out' : `\`${JSON.stringify(schema.default)}\` if left out`]
      : []),
  ];
  const values = [valuesOfAll(variants), ...marks].join(', ');
  const own: Field = { path, values, what: schema.description ?? first.description ?? '' };
  if (first.type === 'array') return [own, ...fieldsOfForms(unwrap(itemOf(first)).variants, `${path}[]`)];
  return [own, ...fieldsOfForms(variants, path)];
}

function fieldsOfForms(variants: readonly JsonSchema[], path: string): Field[] {
  return variants.length > 1 ? fieldsOfUnion(variants, path) : fieldsOf(variants[0] ?? {}, path);
}

/** Objects of several forms, or values of several kinds. */
function valuesOfAll(variants: readonly JsonSchema[]): string {
  const objects = variants.length > 1 && variants.every(({ type }) => type === 'object');
  return objects ? 'object' : variants.map(valuesOf).join(', or ');
}

/** What a list holds; of one with a fixed length, all its items are alike. */
function itemOf({ items }: JsonSchema): JsonSchema {
  return ((Array.isArray(items) ? items[0] : items) ?? {}) as JsonSchema;
}

/** The forms of a field without null. */
function unwrap(schema: JsonSchema): { variants: JsonSchema[]; nullable: boolean } {
  const forms = (schema.oneOf ?? schema.anyOf ?? [schema]) as JsonSchema[];
  const variants = forms.filter(({ type }) => type !== 'null');
  return { variants, nullable: variants.length < forms.length };
}

/** A discriminated union: all values of a field that each form fixes, and what some forms have besides. */
function fieldsOfUnion(variants: readonly JsonSchema[], path: string): Field[] {
  const all = variants.flatMap((variant) => fieldsOf(variant, path));
  const paths = [...new Set(all.map((f) => f.path))];
  return paths.map((at) => {
    const same = all.filter((f) => f.path === at);
    const told = (of: 'values' | 'what', by: string) => [...new Set(same.map((f) => f[of]))].join(by);
    return { path: at, values: told('values', ', '), what: told('what', '; or ') };
  });
}

function valuesOf({ type, const: constant, enum: choices, items, ...schema }: JsonSchema): string {
  if (constant !== undefined) return `\`${JSON.stringify(constant)}\``;
  if (choices !== undefined) return choices.map((choice) => `\`${JSON.stringify(choice)}\``).join(' or ');
  if (type === 'array') return `list of: ${valuesOfAll(unwrap(itemOf({ items } as JsonSchema)).variants)}`;
  if (type === 'string') return schema.pattern === undefined ? 'text' : `text, \`${schema.pattern}\``;
  if (type === 'integer') return `whole number${range(schema)}`;
  if (type === 'number') return schema.exclusiveMinimum === 0 ? 'number above 0' : 'number';
  return String(type ?? 'anything');
}

/** Behind the type; a schema without bounds of its own has those of double precision. */
function range({ minimum, maximum }: Omit<JsonSchema, 'type'>): string {
  const print = (n: number) => (n < 0 ? `-${grouped(-n)}` : grouped(n));
  if (typeof minimum !== 'number' || minimum === Number.MIN_SAFE_INTEGER) return '';
  if (typeof maximum !== 'number' || maximum === Number.MAX_SAFE_INTEGER) return `, ${print(minimum)} or more`;
  return `, ${print(minimum)} to ${print(maximum)}`;
}
