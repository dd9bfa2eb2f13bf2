import type { MarkdownRenderer } from 'vitepress';
import { SITE } from '../about.js';
import { choiceFor, readFixture } from '../playground/examples.js';
import { encodeState, LANGUAGES, type Language, type State } from '../playground/state.js';

/** What a sample is called, by the first of these words that its fence has. */
const LABELS = { incorrect: 'Reported', correct: 'Not reported', fixed: 'After the fix', suggested: 'After the suggestion', output: 'After the fix', report: 'What the rule says', part: 'Part of a program' } as const;

const isLanguage = (name: string): name is Language => (LANGUAGES as readonly string[]).includes(name);

/** Frames a sample by what its fence says of it, with a link that opens it in the playground. */
export function samplesWithLinks(md: MarkdownRenderer): void {
  const plain = md.renderer.rules.fence;
  if (!plain) throw new Error('there is no fence to frame');
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const rendered = plain(tokens, index, options, env, self);
    const { info = '', content = '' } = tokens[index] ?? {};
    const [language = '', ...words] = info.trim().split(/\s+/);
    const sort = (Object.keys(LABELS) as (keyof typeof LABELS)[]).find((name) => words.includes(name));
    const fixture = words.find((word) => word.startsWith('fixture='))?.slice('fixture='.length);
    if (!sort || (sort === 'part' && fixture === undefined)) return rendered;
    const tried = (sort === 'incorrect' || sort === 'correct' || sort === 'part') && isLanguage(language);
    // A part of a fixture opens as the whole program, with its scenario, so that it can be run.
    const rule = /^rules\/(.+)\.md$/.exec((env as { relativePath?: string }).relativePath ?? '')?.[1];
    const state = (): State => ({ ...(fixture === undefined ? { code: content, language: language as Language } : readFixture(fixture, words.includes('output') ? 'output' : 'input')), preset: rule === undefined ? 'strict' : choiceFor(rule) });
    const link = tried ? `<a class="sample-try" href="${SITE.base}playground#${encodeState(state())}" target="_self">Open in the playground</a>` : '';
    return `<div class="sample sample-${sort}"><p class="sample-head"><span>${LABELS[sort]}</span>${link}</p>${rendered}</div>`;
  };
}
