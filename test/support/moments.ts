const form =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(?:[Zz]| UTC| ?([+-])([0-9]{2}):?([0-9]{2})))?$/;

interface Moment {
  readonly utc: Date;
  readonly fraction: string;
}

/** The moment in UTC that a text names, reckoned by the fields of a `Date`; `undefined` where no calendar has it. */
function read(text: string): Moment | undefined {
  const [whole, year, month, day, hours = '0', minutes = '0', seconds = '0', fraction = '', sign, ...offset] =
    form.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const utc = new Date(0);
  utc.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  utc.setUTCHours(Number(hours), Number(minutes), Number(seconds));
  // What does not exist rolls over into another field.
  const rolled = [
    utc.getUTCFullYear(),
    utc.getUTCMonth() + 1,
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
  ];
  const given = [year, month, day, hours, minutes].map(Number);
  if (rolled.some((value, index) => value !== given[index]) || Number(seconds) > 59) return undefined;
  const [offsetHours = 0, offsetMinutes = 0] = offset.map((part) => Number(part ?? 0));
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  utc.setUTCMinutes(utc.getUTCMinutes() - (sign === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes));
  const exists = Number(year) > 0 && utc.getUTCFullYear() > 0 && utc.getUTCFullYear() < 10_000;
  return exists ? { utc, fraction } : undefined;
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

function dateText(utc: Date): string {
  return `${pad(utc.getUTCFullYear(), 4)}-${pad(utc.getUTCMonth() + 1)}-${pad(utc.getUTCDate())}`;
}

function clockText(utc: Date): string {
  return [utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds()].map((part) => pad(part)).join(':');
}

/** A timestamp in UTC, its fraction as it was. */
export function momentOf(text: string): string | undefined {
  const moment = read(text);
  return moment && `${dateText(moment.utc)}T${clockText(moment.utc)}${moment.fraction}Z`;
}

/** The day that a text names, where it names no time besides. */
export function dayOf(text: string): string | undefined {
  const moment = read(text);
  if (!moment) return undefined;
  const hasClock = clockText(moment.utc) !== '00:00:00' || /[1-9]/.test(moment.fraction);
  return hasClock ? undefined : dateText(moment.utc);
}
