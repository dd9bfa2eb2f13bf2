import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decisiveOf, type DoubtId } from '../analysis/findings/doubts.js';
import { analyze } from '../analysis/index.js';
import { parseSource } from '../codemods/parse.js';
import { certaintyPage, SHOWN } from './certainty.js';

const pageOf = (name: string): string => readFileSync(path.join(import.meta.dirname, name), 'utf8');
const samples = pageOf('doubts.md');

it('the tables of doubts are what the analysis makes them; `npm run docs:certainty` writes them anew', () => {
  expect(pageOf('certainty.md')).toBe(certaintyPage());
});

it('the page of samples has those that the tables lead to, and no other', () => {
  const led = Object.entries(SHOWN).flatMap(([id, { seen }]) => (seen === undefined ? [id] : []));
  expect(Array.from(samples.matchAll(/^## `([^`]+)`$/gm), ([, id]) => id).sort()).toEqual(led.sort());
});

describe('what the tables lead to shows the doubt', () => {
  // Of which one file shows nothing.
  const shown = Object.entries(SHOWN).filter(([id]) => id !== 'made-for-a-call' && id !== 'filled-at-load') as [DoubtId, (typeof SHOWN)[DoubtId]][];

  it.each(shown)('%s', (id, { seen }) => {
    const { path: name, text } = seen === undefined ? sampleOf(id) : inputOf(seen);
    expect(analyze(parseSource(name, text)).containers.flatMap(({ doubts, unbounded }) => [...decisiveOf(doubts), ...decisiveOf(unbounded()?.doubts ?? [])])).toContain(id);
  });
});

/** The first sample in the section of a doubt. */
function sampleOf(id: DoubtId): { readonly path: string; readonly text: string } {
  const [, language = '', text = ''] = new RegExp(`^## \`${id}\`\n[^]*?\n\`\`\`(\\w+)[^\n]*\n([^]*?)\n\`\`\``, 'm').exec(samples) ?? [];
  return { path: `sample.${language}`, text: `${text}\n` };
}

function inputOf(fixture: string): { readonly path: string; readonly text: string } {
  const folder = path.join(import.meta.dirname, '..', 'fixtures', fixture);
  const name = existsSync(folder) ? readdirSync(folder).find((file) => file.startsWith('input.')) : undefined;
  if (name === undefined) throw new Error(`${fixture} has no input`);
  return { path: name, text: readFileSync(path.join(folder, name), 'utf8') };
}
