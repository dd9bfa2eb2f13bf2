import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { safePage } from './safe.js';

it('the page on safe rewrites is what the tables of the gate make it; `npm run docs:safe` writes it anew', () => {
  expect(readFileSync(path.join(import.meta.dirname, 'safe.md'), 'utf8')).toBe(safePage());
});
