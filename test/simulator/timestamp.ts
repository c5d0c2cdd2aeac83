/** Prints epoch seconds the way the API does: UTC, whole seconds, `Z`. */
export function toTimestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** Epoch seconds (with fraction) of an ISO-8601 date or timestamp; without a zone it counts as UTC. */
export function toSeconds(text: string): number | undefined {
  if (!iso.test(text)) return undefined;
  const zoned = /[Z]$|[+-]\d{2}:?\d{2}$/.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`;
  const milliseconds = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
