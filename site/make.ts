/** Makes what the site is built from besides its pages: `npm run site` and `npm run site:build` begin with it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ICON } from './pictures/icon.js';
import { writePictures } from './pictures/write.js';
import { bundleWorkers } from './playground/bundle.js';
import { examples } from './playground/examples.js';

const MADE = join(import.meta.dirname, '.made');
const PLAYGROUND = join(MADE, 'playground');

rmSync(MADE, { recursive: true, force: true });
mkdirSync(PLAYGROUND, { recursive: true });
writeFileSync(join(MADE, 'icon.svg'), ICON);
writeFileSync(join(PLAYGROUND, 'examples.json'), JSON.stringify(examples()));
await bundleWorkers(PLAYGROUND);
if (!process.argv.includes('--no-pictures')) await writePictures();
