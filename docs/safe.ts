/**
 * `npm run docs:safe` writes `docs/safe.md` from the tables of the gate; the tests hold the page to them.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { AXIOMS, CLAIMS } from '../analysis/proof/index.js';

const PAGE = path.join(import.meta.dirname, 'safe.md');

/** The page as the tables make it. */
export function safePage(): string {
  const claims = Object.entries(CLAIMS).map(([name, { says, asks, assumes }]) => `| \`${name}\` | ${says} | ${asks} | ${assumes} |`);
  const axioms = Object.values(AXIOMS).flatMap(({ title, says, not }) => [`### ${title}`, '', says, '', 'Not covered:', '', ...not.map((one) => `- ${one}`), '']);
  return [...HEAD, ...claims, '', ...MIDDLE, ...axioms, ...TAIL].join('\n');
}

const HEAD = [
  '# What *safe* rests on',
  '',
  '<!-- made by `npm run docs:safe` from analysis/proof/claims.ts and analysis/proof/axioms.ts -->',
  '',
  'Only a rewrite with a proof is *safe*, and only safe rewrites are applied by default. A proof is a list of claims. Each claim is',
  'shown by places in your files, or rests on one of four axioms. If one claim is not proven, the rewrite is refused, or it becomes a',
  'suggestion that names the claim, so that you can say no.',
  '',
  'To see the proof of one container, or the claim that fails:',
  '',
  '```sh',
  'npx ephemeron explain src/cache.ts:12',
  '```',
  '',
  'The playground shows the same in its tab *Rewrite*, the [JSON report](report.md) under `fate.proof` and `fate.claim`.',
  '',
  '## Claims',
  '',
  '| Claim | What it says | What is looked for | As an assumption |',
  '| :-- | :-- | :-- | :-- |',
];

const MIDDLE = [
  '`cleanup` is asked only of guards for finalizers, the others of rewrites that make a container weak. Syntax that the proof does not',
  'know ends it.',
  '',
  'Is each claim needed? `npm run claims` drops one after the other, and counts the [programs](../fixtures/hazards) that then break.',
  '',
  '## Axioms',
  '',
];

const TAIL = [
  '## One file, or the whole project',
  '',
  '`ephemeron fix` reads all files of the project for a proof, tests and scripts included. So do `eslint --fix` and the transforms',
  'for jscodeshift, if the file is on the disk. ESLint still *reports* by one file.',
  '',
  'A text that is on no disk is one file, and the proof cannot look further. It then takes for granted that no other file patches',
  'built-ins, looks for the objects by a `WeakRef`, or passes something that is not declared.',
  '',
  'Installed packages are not read. One that keeps a `WeakRef` to your objects may notice that they go.',
  '',
];

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE, safePage());
