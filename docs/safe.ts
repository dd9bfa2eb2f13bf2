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
  const axioms = Object.values(AXIOMS).flatMap(({ title, says, not }) => [`### ${title}`, '', says, '', not, '']);
  return [...HEAD, ...claims, '', ...MIDDLE, ...axioms, ...TAIL].join('\n');
}

const HEAD = [
  '# What *safe* rests on',
  '',
  '<!-- made by `npm run docs:safe` from analysis/proof/claims.ts and analysis/proof/axioms.ts -->',
  '',
  'A rewrite is *safe*, and applied by default, only with a proof. The proof is a list of claims. Each claim is shown by places',
  'in your files, or rests on one of four axioms. What is not proven is never applied by default: it is refused, or it becomes a',
  'suggestion that names the missing claim, so that you can say no.',
  '',
  'See the proof of one container, or the claim that fails:',
  '',
  '```sh',
  'npx ephemeron explain src/cache.ts:12',
  '```',
  '',
  'The [JSON report](report.md) has the same under `fate.proof` and `fate.claim`.',
  '',
  '## Claims',
  '',
  '| Claim | What it says | What is looked for | As an assumption |',
  '| :-- | :-- | :-- | :-- |',
];

const MIDDLE = [
  'The last one is asked of guards for finalizers alone, all others of rewrites that make a container weak. Syntax that the',
  'proof does not know ends it.',
  '',
  '`npm run claims` takes one claim after the other for granted and counts the [programs](../fixtures/hazards) that then break.',
  '',
  '## Axioms',
  '',
];

const TAIL = [
  '## One file, or the whole project',
  '',
  '`ephemeron fix` reads all files of the project, tests and scripts included, and asks them. So do `eslint --fix` and the',
  'transforms of jscodeshift, where the file lies on the disk: their edits are applied unseen, too. What ESLint reports, it',
  'reports of one file.',
  '',
  'A text that is on no disk shows one file. That no other file patches built-ins, looks for the objects by a `WeakRef`, or',
  'passes something else than what is declared, is taken for granted there.',
  '',
  'What installed packages do with the objects that they are given is not read: one that keeps a `WeakRef` to them may notice',
  'that they go.',
  '',
];

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE, safePage());
