/** A row of a pretend page, in the words of a real one. */
export interface PageRow {
  readonly name: string;
  readonly description?: string;
  readonly dataType?: string;
  /** A class, with the path that its link has. */
  readonly related?: readonly [className: string, path: string];
  readonly type?: string;
  readonly permission?: string;
}

/** A pretend page. */
export interface PageText {
  readonly className: string;
  /** How the sample calls spell the model; without it the page has none. */
  readonly path?: string;
  readonly indexed?: 'yes' | 'no';
  readonly rows: readonly PageRow[];
}

/** The HTML of a reference page in the form that Fluxx has. */
export function referencePageText({ className, path, indexed, rows }: PageText): string {
  const url = `https://acme.fluxx.io/api/rest/v2/${path}`;
  const curl = (text: string): string => `<div class='curl' style="font-family: monospace">&nbsp; ${text}</div>`;
  const filter = `'cols=["id"]&filter={"group_type":"or","conditions":[["id","eq",]]}' -X POST --globoff '${url}/list'`;
  return [
    "<!DOCTYPE html>\n<html lang='en' xmlns='http://www.w3.org/1999/xhtml'>\n<body>",
    `<h2>${className}</h2>\n<h3>Invented records.</h3>\n<strong>Sample List/Search Queries:</strong>`,
    ...(path === undefined ? [] : [`<div class='curl_type'>* Load:</div>`, curl(`curl --globoff -G '${url}'`)]),
    ...(indexed === 'yes'
      ? [curl(`curl --data ${filter} --header 'Authorization: Bearer <i>&lt;--token--&gt;</i>'`)]
      : []),
    ...(indexed === 'no' ? ['<div>This is a non-indexed model. Sort by: id</div>'] : []),
    `<p></p>\n<table border='1'>\n<tr>\n<th width='25%'>\nname\n</th>`,
    ...['description', 'permission', 'data_type', 'related_class', 'type', 'groupable?'].map(
      (th) => `<th>\n${th}\n</th>`,
    ),
    '</tr>',
    ...rows.map(rowText),
    '</table>\n</body>\n</html>\n',
  ].join('\n');
}

/** Names are broken after twenty letters, as on real pages. */
function rowText({
  name,
  description = '',
  dataType = '',
  related,
  type = 'column',
  permission = '[]',
}: PageRow): string {
  const broken = name.replace(/(.{20})(?=.)/g, '$1<wbr>');
  const link = related ? `<a href="/api/rest/v2/${related[1]}/doc">${related[0]}</a>` : '';
  const cells = [`<b>${broken}</b>`, description, permission, dataType, link, type, 'Yes'];
  return ['<tr>', ...cells.map((cell) => `<td>\n${cell}\n</td>`), '</tr>'].join('\n');
}
