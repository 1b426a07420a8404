import { expect, test } from 'vitest';
import { z } from 'zod';
import { fieldTable } from '../../generator/report/field-table.js';
import type { JsonSchema } from '../../generator/report/json-schemas.js';

test('a field that the forms of a file mean differently is told with all its values and meanings', () => {
  const form = (kind: string, size: z.ZodType) => z.strictObject({ kind: z.literal(kind), size });
  const forms = z.discriminatedUnion('kind', [
    form('a', z.int().min(1).max(9).describe('of a window')) as never,
    form('b', z.string().describe('its file')) as never,
  ]);
  const table = fieldTable(z.toJSONSchema(forms) as JsonSchema);
  expect(table).toMatch(/`size` +\| whole number, 1 to 9, text +\| of a window; or its file +\|/);
});
