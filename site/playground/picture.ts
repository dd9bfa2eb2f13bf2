import type { DrawnUse, Subject } from './protocol.js';

/** A box of the picture of a container. */
export interface Box {
  readonly y: number;
  readonly title: string;
  readonly note: string;
  /** What leads to it from the box above. */
  readonly arrow?: { readonly label: string; readonly isStrong: boolean };
  readonly tone?: 'bad' | 'good';
}

/** A put or a removal, beside the arrow from the container to its keys. */
export interface Mark {
  readonly y: number;
  readonly sign: '+' | '−';
  readonly text: string;
  readonly tone: 'bad' | 'good' | 'none';
}

/** The picture of a container: what keeps it, what it is, what it keeps. */
export interface Picture {
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly marks: readonly Mark[];
  /** The same in words. */
  readonly words: string;
}

export const [PICTURE_WIDTH, BOX_HEIGHT] = [400, 48];
const GAP = 40;
const MARK_HEIGHT = 22;

const ROOTS: Readonly<Record<string, string>> = {
  module: 'the program, as long as it runs',
  static: 'the program, through a class',
  closure: 'a function that outlives its call',
  descriptor: 'a long-lived object',
  global: 'the program, through globalThis',
  field: 'an object of the program',
  local: 'one call',
  unknown: 'something that is not seen',
};

/** A text without the marks of code, which a picture does not show. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}

/** Lays out the picture of a container. */
export function pictureOf({ name, type = '', home, keys, uses, verdict = '' }: Subject): Picture {
  const marks = uses.filter(({ kind }) => kind === 'put' || kind === 'remove');
  const isLeak = verdict === 'leaks' || verdict === 'partial';
  const top = 8;
  const step = BOX_HEIGHT + GAP;
  const keysTop = top + 3 * step + marks.length * MARK_HEIGHT;
  const boxes: Box[] = [
    { y: top, title: 'Root', note: ROOTS[home?.kind ?? 'unknown'] ?? '' },
    { y: top + step, title: 'Home', note: plain(home?.label ?? 'not seen'), arrow: { label: 'keeps', isStrong: true } },
    { y: top + 2 * step, title: name, note: `${type}, verdict: ${verdict}`, arrow: { label: 'keeps', isStrong: true } },
    { y: keysTop, title: `Keys: ${plain(keys?.noun ?? 'unknown')}`, note: plain(keys?.because ?? ''), arrow: { label: isLeak ? 'keeps for ever' : 'keeps until removed', isStrong: isLeak }, tone: isLeak ? 'bad' : 'good' },
  ];
  const drawn = marks.map((use, at): Mark => ({ y: top + 2 * step + BOX_HEIGHT + 24 + at * MARK_HEIGHT, sign: use.kind === 'put' ? '+' : '−', text: markText(use), tone: toneOf(use) }));
  return { height: keysTop + BOX_HEIGHT + 8, boxes, marks: drawn, words: wordsFor(boxes, drawn) };
}

function markText({ how, line, worth, because }: DrawnUse): string {
  const text = `line ${String(line)}: ${how}${worth === 'none' ? ' (releases nothing' : worth === 'partial' ? ' (on some paths' : ''}${worth === 'none' || worth === 'partial' ? `${because === undefined ? '' : `: ${because}`})` : ''}`;
  return text.length > 44 ? `${text.slice(0, 43)}…` : text;
}

function toneOf({ kind, worth }: DrawnUse): Mark['tone'] {
  if (kind === 'put') return 'bad';
  return worth === 'full' ? 'good' : 'none';
}

function wordsFor(boxes: readonly Box[], marks: readonly Mark[]): string {
  const [root, home, container, keys] = boxes.map(({ title, note }) => `${title} (${note})`);
  const listed = marks.map(({ sign, text }) => `${sign === '+' ? 'put' : 'removal'}: ${text}`).join('; ');
  return `${root ?? ''} keeps ${home ?? ''}, which keeps ${container ?? ''}, which keeps ${keys ?? ''}. ${listed === '' ? 'Nothing is put in or removed' : listed}.`;
}
