/** Settings in words, `epochs 120, teacher (networks 3, weight 0.5)`; null is "none". */
export function settingsText(settings: Record<string, unknown>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${valueText(value)}`)
    .join(', ');
}

function valueText(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', then ');
  if (typeof value !== 'object') return String(value);
  const inner = settingsText(value as Record<string, unknown>);
  return inner === '' ? 'as by default' : `(${inner})`;
}
