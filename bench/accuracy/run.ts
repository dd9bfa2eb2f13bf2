/** How accurate the rules are, on published packages. */
import { Tinypool } from 'tinypool';
import { corpusPackages, installCorpus } from './corpus.js';
import type { Reading } from './findings.js';
import type { ReadTask } from './read-package.js';

const isSubset = process.argv.includes('--subset');
const packages = corpusPackages().filter(({ isInSubset }) => !isSubset || isInSubset);
if (!isSubset) installCorpus();
const pool = new Tinypool({ filename: new URL('read-package.ts', import.meta.url).href, runtime: 'child_process', maxThreads: 2 });
const readings = await Promise.all(
  [false, true].flatMap((hasTypes) => packages.map(async (one) => ({ hasTypes, ...((await pool.run({ package: one, hasTypes } satisfies ReadTask)) as Reading) }))),
);
await pool.destroy();
process.stdout.write(JSON.stringify(readings, null, 1));
