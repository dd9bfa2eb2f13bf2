import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SITE } from '../about.js';

const DIST = join(import.meta.dirname, '../dist');

/** The bytes that a host sends, compressed, for what an address of the built site asks. */
export function weightOf(address: string): number {
  const path = new URL(address).pathname.slice(SITE.base.length);
  const file = [path, `${path}.html`, join(path, 'index.html')].map((name) => join(DIST, name)).find((name) => existsSync(name) && statSync(name).isFile());
  return file === undefined ? 0 : gzipSync(readFileSync(file)).length;
}

/** Is it what the playground loads for its editor alone? */
export function isOfEditor(address: string): boolean {
  return /\/chunks\/editor\.[^/]+\.js$/.test(new URL(address).pathname);
}
