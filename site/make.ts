/** Makes what the site is built from besides its pages: `npm run site` and `npm run site:build` begin with it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ICON } from './pictures/icon.js';
import { writePictures } from './pictures/write.js';

const MADE = join(import.meta.dirname, '.made');

rmSync(MADE, { recursive: true, force: true });
mkdirSync(MADE, { recursive: true });
writeFileSync(join(MADE, 'icon.svg'), ICON);
await writePictures();
