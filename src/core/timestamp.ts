const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** RFC 3339, and what Ruby prints of a time: `2021-01-07 12:00:00 UTC`, `2021-01-07 12:00:00 +0100`. */
const timestampForm =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(?:([Zz]| UTC)| ?([+-][0-9]{2}):?([0-9]{2}))$/;
/** UTC on a day that every month has: nearly every timestamp of a run, and told by one look where the rest takes many. */
const usualForm =
  /^(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/;
const dateForm = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const midnight = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T00:00:00(?:\.0+)?Z$/;

/**
 * A timestamp as RFC 3339 in UTC, with the fraction of a second that it came with; `undefined` when it names no moment
 * of the years 1 to 9999. What is UTC already is returned as it is.
 */
export function toTimestamp(text: string): string | undefined {
  if (usualForm.test(text)) return text;
  const parts = timestampForm.exec(text);
  if (!parts) return dateForm.test(text) && toDate(text) ? `${text}T00:00:00Z` : undefined;
  const [, year = '', month = '', day = '', hours = '', minutes = '', seconds = '', fraction = '', utc, zone] = parts;
  if (!isDay(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  if (utc === 'Z' && text[10] === 'T') return text;
  const offset = utc === undefined ? `${zone}:${parts[10]}` : 'Z';
  const epochMs = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}${offset}`);
  if (Number.isNaN(epochMs)) return undefined;
  const inUtc = new Date(epochMs).toISOString();
  return /^[0-9]{4}-/.test(inUtc) && !inUtc.startsWith('0000') ? `${inUtc.slice(0, 19)}${fraction}Z` : undefined;
}

/** A date as `YYYY-MM-DD`. A timestamp at midnight UTC is a date that the server widened; any other has a time to lose. */
export function toDate(text: string): string | undefined {
  const parts = dateForm.exec(text);
  if (parts) return isDay(Number(parts[1]), Number(parts[2]), Number(parts[3])) ? text : undefined;
  const day = midnight.exec(toTimestamp(text) ?? '');
  return day?.[1];
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (daysInMonth[month - 1] ?? 0) + (leap ? 1 : 0);
}
