import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decisiveOf, type DoubtId } from '../analysis/findings/doubts.js';
import { analyze } from '../analysis/index.js';
import { parseSource } from '../codemods/parse.js';
import { certaintyPage, SHOWN } from './certainty.js';

const page = readFileSync(path.join(import.meta.dirname, 'model.md'), 'utf8');

it('the table of doubts is what the analysis makes it; `npm run docs:certainty` writes it anew', () => {
  expect(page).toBe(certaintyPage());
});

describe('what the table leads to shows the doubt', () => {
  // Of which one file shows nothing.
  const shown = Object.entries(SHOWN).filter(([id]) => id !== 'made-for-a-call' && id !== 'filled-at-load') as [DoubtId, (typeof SHOWN)[DoubtId]][];

  it.each(shown)('%s', (id, { seen }) => {
    const { path: name, text } = seen.startsWith('#') ? sampleAt(seen.slice(1)) : inputOf(seen);
    expect(analyze(parseSource(name, text)).containers.flatMap(({ doubts, unbounded }) => [...decisiveOf(doubts), ...decisiveOf(unbounded?.doubts ?? [])])).toContain(id);
  });
});

/** The first sample after an anchor of the page. */
function sampleAt(anchor: string): { readonly path: string; readonly text: string } {
  const [, language = '', text = ''] = new RegExp(`<a id="${anchor}">[^]*?\n\`\`\`(\\w+)[^\n]*\n([^]*?)\n\`\`\``).exec(page) ?? [];
  return { path: `sample.${language}`, text: `${text}\n` };
}

function inputOf(fixture: string): { readonly path: string; readonly text: string } {
  const folder = path.join(import.meta.dirname, '..', 'fixtures', fixture);
  const name = existsSync(folder) ? readdirSync(folder).find((file) => file.startsWith('input.')) : undefined;
  if (name === undefined) throw new Error(`${fixture} has no input`);
  return { path: name, text: readFileSync(path.join(folder, name), 'utf8') };
}
