/** The identifiers of a program. None of them tells what a key is. */
export interface Names {
  readonly container: string;
  readonly key: string;
  readonly mark: string;
  readonly peek: string;
  readonly forget: string;
  readonly note: string;
  readonly subject: string;
  readonly host: string;
  readonly single: string;
  readonly factory: string;
  readonly idOf: string;
  readonly ids: string;
  readonly last: string;
  readonly caches: string;
  readonly bump: string;
}

type Words = readonly [container: string, key: string, mark: string, peek: string, forget: string, note: string, subject: string, host: string, single: string];

const SCHEMES: readonly [Words, ...Words[]] = [
  ['seen', 'x', 'mark', 'peek', 'forget', 'note', 'Subject', 'Registry', 'registry'],
  ['marks', 'thing', 'tick', 'ticksOf', 'leave', 'record', 'Thing', 'Tracker', 'tracker'],
  ['counts', 'part', 'touch', 'touches', 'drop', 'enter', 'Part', 'Counter', 'counter'],
  ['hits', 'subject', 'hit', 'hitsOf', 'remove', 'keep', 'Piece', 'Watcher', 'watcher'],
];

/** How many sets of names there are. */
export const NAMINGS = SCHEMES.length;

/** The names of one set. */
export function namesFor(naming: number): Names {
  const [container, key, mark, peek, forget, note, subject, host, single] = SCHEMES[naming % NAMINGS] ?? SCHEMES[0];
  return {
    container, key, mark, peek, forget, note, subject, host, single,
    factory: `create${host}`, idOf: `${key}Id`, ids: `${key}Ids`, last: `last${subject}`, caches: `${container}And`, bump: `${mark}In`,
  };
}
