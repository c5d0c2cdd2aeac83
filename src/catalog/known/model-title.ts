const dynamicPrefix = 'MacModelTypeDyn';

const spellings: ReadonlyMap<string, string> = new Map([
  ['Coi', 'COI'],
  ['Cpi', 'CPI'],
  ['Docusign', 'DocuSign'],
  ['Etl', 'ETL'],
  ['Fx', 'FX'],
  ['Github', 'GitHub'],
  ['Gs', 'GS'],
  ['Loi', 'LOI'],
  ['Mel', 'MEL'],
  ['Ofac', 'OFAC'],
  ['Sms', 'SMS'],
  ['Ui', 'UI'],
]);

/** A model's class as people read it: `EtlRequestBudget` is "ETL Request Budget". The prefix that the server gives the
 * classes of dynamic models says nothing to a reader and is left out. */
export function modelTitle(className: string): string {
  return className
    .replace(dynamicPrefix, '')
    .split(/(?=[A-Z])/)
    .map((word) => spellings.get(word) ?? word)
    .join(' ');
}
