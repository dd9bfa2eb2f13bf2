/** `npm run docs:pictures` measures and draws the pictures of the pages anew; the tests hold them to it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { picturesOfPages } from './curves.js';

/** Where pages find them. */
export const PICTURES = join(import.meta.dirname, '../../docs/pictures');

/** Writes all pictures. */
export async function writePictures(): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  for (const [name, picture] of await picturesOfPages()) writeFileSync(join(PICTURES, name), picture);
}

if (process.argv[1] === import.meta.filename) await writePictures();
