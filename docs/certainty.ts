/**
 * `npm run docs:certainty` writes the table of doubts in `docs/model.md` from `analysis/findings/doubts.ts`; the tests hold the page to it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DOUBTS, type DoubtId } from '../analysis/findings/doubts.js';

const PAGE = path.join(import.meta.dirname, 'model.md');
const MARKED = /(<!-- begin doubts.*-->\n)[^]*(<!-- end doubts -->)/;

/** What the page adds to the words of a doubt, and where it is seen: a fixture, or a section of the page. */
interface Shown {
  readonly more: string;
  readonly seen: string;
}

/** By the order of the table. */
export const SHOWN: Readonly<Record<DoubtId, Shown>> = {
  'no-object-keys': { more: 'whose entries could outlive it', seen: 'commands-by-name-silent' },
  'set-of-functions': { more: 'in a set or an array of listeners', seen: 'hooks-set-of-functions-silent' },
  'own-keys': { more: 'so no key is a parameter of its methods, chosen by one from another object\'s list, or ended by what is given back when it is put in', seen: 'graph-owns-nodes-silent' },
  'own-table': { more: 'or about what is reached from that object', seen: '#its-own-table' },
  'made-at-load': { more: 'as long as no other code can make one', seen: '#a-fixed-number-of-keys' },
  'filled-at-load': { more: 'as the project shows', seen: '#filled-at-load' },
  'replaced-owner': { more: 'as all places show that make one', seen: 'checker-of-each-edit-silent' },
  'not-strings': { more: '(what follows is about [strings and numbers](rules/no-unbounded-map.md))', seen: 'hooks-set-of-functions-silent' },
  'passing-home': { more: '', seen: '#a-home-that-passes' },
  'taken-from': { more: 'whatever that is worth', seen: '#another-string-is-taken-out' },
  measured: { more: '', seen: '#a-size-that-is-compared' },
  'fixed-strings': { more: 'but they are texts of the program, members of its types, or what nothing is known of', seen: '#texts-of-the-program' },
  registry: { more: '', seen: 'route-table-silent' },
  'strings-out-of-sight': { more: '', seen: '#strings-out-of-sight' },
  'put-in-by-name': { more: '', seen: '#put-in-by-name' },
  'few-strings': { more: 'for no key is an id by its name, comes with an event, or is made of several', seen: 'locale-table-silent' },
  'likely-key': { more: 'by the [evidence](#keys), which messages tell', seen: 'dictionary-by-widget-id-suggestion' },
  'possible-key': { more: 'by the [evidence](#keys), which messages tell', seen: 'imported-type-only-refused' },
  'imported-constructor': { more: 'from a module that stands in for the language\'s', seen: '#a-stand-in' },
  'class-keys': { more: '', seen: 'class-metadata-silent' },
  'primitive-keys': { more: 'by a union type such as `string \\| Element`', seen: 'selector-or-element-refused' },
  'key-again': { more: 'and overwrite an entry of weak references whose object has died', seen: 'document-cache-unpruned-suggestion' },
  'useful-record': { more: 'being a record in a list, with a weak reference in it', seen: 'refs-array-unpruned-refused' },
  'useful-entry': { more: 'being a record with a weak reference, under a key that is no id of that object', seen: 'logger-cache-unpruned-suggestion' },
  'in-weak-container': { more: 'as an inner map of a `WeakMap` does', seen: 'document-inner-map-safe' },
  'foreign-id': { more: 'to which the one in hand only refers', seen: '#anothers-id' },
  'part-of-key': { more: 'as in a template string, or where it is the object\'s id only in some cases', seen: '#a-part-of-the-key' },
  store: { more: 'so it is a store of them', seen: '#a-store' },
  'hung-field': { more: '(a property hung on an object that is handed in)', seen: '#anothers-table' },
  'field-of-function': { more: '(one that a function makes, by `this` outside of a class)', seen: '#a-constructor-function' },
  field: { more: '(home `field`)', seen: 'event-target-field-suggestion' },
  'field-of-references': { more: '(home `field`, of weak references)', seen: '#references-in-a-field' },
  'made-for-an-event': { more: 'in a callback, and kept by another one', seen: '#anew-for-each-event' },
  'registered-callback': { more: '', seen: '#as-long-as-a-callback' },
  traversal: { more: 'that calls methods named after nodes', seen: '#as-long-as-a-traversal' },
  'made-for-a-call': { more: 'a place in some file, and nothing that is seen keeps one', seen: '#how-long-an-owner-lives' },
  'public-field': { more: 'so other code may release', seen: 'public-field-refused' },
  'other-scripts': { more: '(home `global`)', seen: 'global-property-refused' },
  'other-files': { more: 'through an exported binding', seen: 'exported-map-refused' },
  'released-by-writer': { more: 'and the release is in the function that writes', seen: 'load-delete-in-catch-safe' },
  'released-by-another': { more: 'and the release is in another function', seen: '#some-paths-release' },
  'pruned-sometimes': { more: 'of weak references', seen: 'refs-lookup-only-silent' },
  'handed-on': { more: 'which may take out what is no longer needed', seen: '#a-list-that-is-handed-on' },
  'out-of-sight': { more: 'by an escape or an unknown use', seen: 'passed-to-import-refused' },
  'self-registered': { more: 'and instances put themselves in when constructed', seen: 'self-registry-iterated-refused' },
  listed: { more: 'in any other way: iterated, or its size is read (of a table of ids, only where its values are the instances)', seen: 'debug-dump-iterated-refused' },
  'never-read': { more: 'so it may hold its members on purpose', seen: 'pinned-write-only-refused' },
  'keys-alone': { more: 'being a set, or a table of `true`', seen: '#keys-alone' },
  'number-unknown': { more: '(strings and numbers)', seen: 'visits-by-id-bounded' },
  'made-by-writer': { more: 'and so may own them', seen: '#its-writer-makes-the-keys' },
};

/** The page with the table as the doubts make it. */
export function certaintyPage(): string {
  const page = readFileSync(PAGE, 'utf8');
  if (!MARKED.test(page)) throw new Error(`${PAGE}: the marks around the table of doubts are gone; put them back.`);
  return page.replace(MARKED, (_, begin: string, end: string) => `${begin}\n${table()}\n\n${end}`);
}

function table(): string {
  const rows = DOUBTS.map(({ id, level, says }) => {
    const { more, seen } = SHOWN[id];
    return `| \`${id}\` | ${[`**${says}**`, more].filter(Boolean).join(' ')} | ${level === 'silent' ? '*silent*' : `\`${level}\``} | ${seen.startsWith('#') ? `[on this page](${seen})` : `[${seen}](../fixtures/${seen})`} |`;
  });
  return ['| Doubt | What it says | At most | Seen in |', '| :-- | :-- | :-- | :-- |', ...rows].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE, certaintyPage());
