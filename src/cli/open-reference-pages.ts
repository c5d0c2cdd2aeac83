import { parseReferencePage } from '../catalog/reference-pages/parse-reference-page.ts';
import type { ReferencePage } from '../catalog/reference-pages/reference-page.ts';
import { ConnectorError } from '../core/connector-error.ts';
import { counted } from '../core/counted.ts';
import type { Log } from '../core/logger.ts';
import { readTextFolder } from '../platform/text-folder.ts';

/** A page of a model with three hundred fields has 80 kB. */
const rules = { accepts: (name: string): boolean => !name.startsWith('.'), mostBytes: 50_000_000 };

/** What some browsers save instead of HTML has that in an encoding of mails, which would spoil names. */
const archive = /^(?:From|MIME-Version|Content-Type|Snapshot-Content-Location):/i;

interface FoundPage {
  readonly page: ReferencePage;
  readonly file: string;
  readonly modifiedMs: number;
}

/**
 * The reference pages in a folder, one a model. What is no such page is named in the log and passed over, and so is the
 * older of two pages of one model.
 * @throws ConnectorError FILE_UNREADABLE, REFERENCE_PAGES_MISSING
 */
export async function openReferencePages(folder: string, log: Log): Promise<readonly ReferencePage[]> {
  const found = new Map<string, FoundPage>();
  for await (const { name: file, modifiedMs, ...content } of readTextFolder(folder, 'reference pages', rules)) {
    const isArchive = 'text' in content && archive.test(content.text);
    const page = 'text' in content && !isArchive ? parseReferencePage(content.text) : undefined;
    if (page === undefined) {
      const whatElse = isArchive ? 'it is a web archive, save it as HTML' : 'it is no reference page of a model';
      const problem = 'problem' in content ? content.problem : whatElse;
      log('warn', `${file} is passed over: ${problem}.`);
      continue;
    }
    const other = found.get(page.className);
    const isOlder = other !== undefined && modifiedMs < other.modifiedMs;
    if (other !== undefined) {
      const [used, unused] = isOlder ? [other.file, file] : [file, other.file];
      log('warn', `${unused} is passed over: ${used} is a later page of ${page.className}.`);
    }
    if (!isOlder) found.set(page.className, { page, file, modifiedMs });
  }
  if (found.size === 0) throw noPages(folder);
  log('info', `${counted(found.size, 'reference page')} in ${folder}`);
  return [...found.values()].map(({ page }) => page);
}

function noPages(folder: string): ConnectorError {
  return new ConnectorError(
    'config',
    'REFERENCE_PAGES_MISSING',
    `There is no reference page in ${folder}. Open https://<instance>/api/rest/v2/<Model>/doc in a browser while you are ` +
      'logged in as an administrator, and save the page there as HTML.',
  );
}
