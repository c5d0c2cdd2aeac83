import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Starts the Chromium that the variable CHROMIUM names, or that is on the path. @throws Error where there is none */
export function launchBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu'];
  return chromium.launch({ executablePath: findChromium(), args });
}

function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const usual = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = [process.env['CHROMIUM'] ?? '', ...usual].find((path) => path !== '' && isExecutable(path));
  if (found !== undefined) return found;
  throw new Error(
    'The tests of the data dictionary need Chromium: install it (on Debian the package `chromium`), or name its ' +
      'executable in the variable CHROMIUM.',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
