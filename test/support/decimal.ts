/** A number's exact value as `coefficient e exponent`, so that two spellings of one number are the same text. */
export function decimal(spelling: string): string {
  const [mantissa = '', exponent = '0'] = spelling.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let coefficient = BigInt(`${whole.replace('-', '')}${fraction}`);
  if (coefficient === 0n) return '0';
  let power = Number(exponent) - fraction.length;
  for (; coefficient % 10n === 0n; power++) coefficient /= 10n;
  return `${whole.startsWith('-') ? '-' : ''}${coefficient}e${power}`;
}
