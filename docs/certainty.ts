/**
 * `npm run docs:certainty` writes the tables of doubts in `docs/certainty.md` from `analysis/findings/doubts.ts`; the tests hold the page to it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DOUBTS, type DoubtId } from '../analysis/findings/doubts.js';

const PAGE = path.join(import.meta.dirname, 'certainty.md');
const MARKED = /(<!-- begin doubts.*-->\n)[^]*(<!-- end doubts -->)/;

/** What the page adds to the words of a doubt, and where it is seen. */
interface Shown {
  readonly more?: string;
  /** A fixture, or a section of another page; absent: a sample under the name of the doubt in `docs/doubts.md`. */
  readonly seen?: string;
  /** Is it only about `no-unbounded-map`? */
  readonly isOfStrings?: true;
}

export const SHOWN: Readonly<Record<DoubtId, Shown>> = {
  'no-object-keys': { seen: 'commands-by-name-silent' },
  'set-of-functions': { more: 'in a set or an array of listeners', seen: 'hooks-set-of-functions-silent' },
  'own-keys': { more: 'and none comes in from outside', seen: 'graph-owns-nodes-silent' },
  'own-table': { more: 'or about something reached from that object' },
  'own-list': { more: 'and nothing takes out what is in it' },
  'made-at-load': { more: 'and no other code can make one' },
  'filled-at-load': { more: 'as far as the project shows' },
  'set-up-by-project': { more: 'and others may add more' },
  'replaced-owner': { more: 'at all places that make one' },
  'not-strings': { more: 'so other rules judge it', seen: 'hooks-set-of-functions-silent', isOfStrings: true },
  'passing-home': { isOfStrings: true },
  'taken-from': { more: 'on whatever path', isOfStrings: true },
  measured: { isOfStrings: true },
  'fixed-strings': { more: 'each is a text of the program, a member of its types, or unknown', isOfStrings: true },
  registry: { seen: 'route-table-silent', isOfStrings: true },
  'strings-out-of-sight': { isOfStrings: true },
  'put-in-by-name': { isOfStrings: true },
  'few-strings': { more: 'no key is an id by its name, comes with an event, or is put together', seen: 'locale-table-silent', isOfStrings: true },
  'likely-key': { more: 'by the [evidence](model.md#keys) that the message gives', seen: 'dictionary-by-widget-id-suggestion' },
  'possible-key': { more: 'by the [evidence](model.md#keys) that the message gives', seen: 'imported-type-only-refused' },
  'imported-constructor': { more: 'from a module that stands in for the built-in one' },
  'class-keys': { more: 'unless a function makes a new one each time', seen: 'class-metadata-silent' },
  'primitive-keys': { more: 'by a union type such as `string \\| Element`', seen: 'selector-or-element-refused' },
  'key-again': { more: 'and overwrite an entry whose object has died', seen: 'document-cache-unpruned-suggestion' },
  'useful-record': { more: '(a record in a list, with a weak reference in it)', seen: 'refs-array-unpruned-refused' },
  'useful-entry': { more: '(a record with a weak reference, not keyed by an id of that object)', seen: 'logger-cache-unpruned-suggestion' },
  'in-weak-container': { more: 'as an inner map of a `WeakMap` does', seen: 'document-inner-map-safe' },
  'foreign-id': { more: 'to which the one in hand only refers' },
  'part-of-shared-key': { more: 'as in a template string with the name of a mode beside it' },
  'part-of-key': { more: 'as in a template string, or it is the object\'s id only in some cases' },
  store: {},
  'hung-field': { more: '(a property put on an object that is passed in)' },
  'field-of-function': { more: '(made by a function with `this`, outside of a class)' },
  field: { more: '(home `field`)', seen: 'event-target-field-suggestion' },
  'field-of-references': { more: '(home `field`, of weak references)' },
  'made-for-an-event': { more: 'in a callback, and kept by another one' },
  'registered-callback': {},
  traversal: { more: 'that calls methods named after nodes' },
  'made-for-a-call': { more: '(the place), and nothing is seen to keep one', seen: 'other-files.md#how-long-an-owner-lives' },
  'public-field': { more: 'so other code may release', seen: 'public-field-refused' },
  'other-scripts': { more: '(home `global`)', seen: 'global-property-refused' },
  'other-files': { more: 'through an export', seen: 'exported-map-refused' },
  'released-by-writer': { more: 'in the function that writes, also after a promise of it', seen: 'load-delete-in-catch-safe' },
  'released-by-another': { more: 'in another function, for ids in a branch beside that of the write, or in a callback that someone else may run' },
  'pruned-sometimes': { more: '(weak references)', seen: 'refs-lookup-only-silent' },
  'handed-on': { more: 'which may take entries out' },
  'out-of-sight': { more: 'by an escape or an unknown use', seen: 'passed-to-import-refused' },
  'self-registered': { more: 'and instances put themselves in when constructed', seen: 'self-registry-iterated-refused' },
  listed: { more: 'in any other way: iterated, or its size is read', seen: 'debug-dump-iterated-refused' },
  'never-read': { more: 'so it may keep its members on purpose', seen: 'pinned-write-only-refused' },
  'keys-alone': { more: '(a set, or a table of `true`)', isOfStrings: true },
  'number-unknown': { more: '(always true)', seen: 'visits-by-id-bounded', isOfStrings: true },
  'made-by-writer': { more: 'and so may own them' },
};

type Row = (typeof DOUBTS)[number];

/** The page with the tables as the doubts make them. */
export function certaintyPage(): string {
  const page = readFileSync(PAGE, 'utf8');
  if (!MARKED.test(page)) throw new Error(`${PAGE}: the marks around the tables of doubts are gone; put them back.`);
  return page.replace(MARKED, (_, begin: string, end: string) => `${begin}\n${tables()}\n\n${end}`);
}

function tables(): string {
  const ofKeys = (level: Row['level']): string[] => table(DOUBTS.filter((doubt) => doubt.level === level && SHOWN[doubt.id].isOfStrings === undefined), false);
  return [
    '## No finding',
    '',
    'Under no setting, if one of these is true. A container that goes with its call is no finding either.',
    '',
    ...ofKeys('silent'),
    '',
    '## At most possible',
    '',
    ...ofKeys('possible'),
    '',
    '## At most likely',
    '',
    ...ofKeys('likely'),
    '',
    '## Strings and numbers',
    '',
    'These are about [`no-unbounded-map`](rules/no-unbounded-map.md) alone.',
    '',
    ...table(DOUBTS.filter(({ id }) => SHOWN[id].isOfStrings), true),
  ].join('\n');
}

function table(doubts: readonly Row[], hasLevel: boolean): string[] {
  const rows = doubts.map(({ id, level, says }) => {
    const { more, seen } = SHOWN[id];
    const most = level === 'silent' ? '*no finding*' : `\`${level}\``;
    return `| \`${id}\` | ${[`**${says}**`, more].filter(Boolean).join(' ')} |${hasLevel ? ` ${most} |` : ''} ${linkTo(id, seen)} |`;
  });
  return [`| Doubt | What it says |${hasLevel ? ' At most |' : ''} Seen in |`, `| :-- | :-- |${hasLevel ? ' :-- |' : ''} :-- |`, ...rows];
}

function linkTo(id: DoubtId, seen: string | undefined): string {
  if (seen === undefined) return `[program](doubts.md#${id})`;
  return seen.includes('#') ? `[program](${seen})` : `[fixture](../fixtures/${seen})`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE, certaintyPage());
