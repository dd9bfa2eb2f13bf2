import type { AccountedFinding } from '../fate.js';
import type { HeapEntry } from './heap-evidence.js';

/** What the heap says of a container, as a clause. */
export const SAYS = {
  'keeps-dead': 'keeps objects that nothing else has, and nobody can look up any more',
  grows: 'has grown, and let go of nothing',
  'only-owner': 'is the only owner of what is in it: held weakly, that would be lost',
  'held-elsewhere': 'keeps nothing alive: what is in it is held elsewhere, too',
  weak: 'holds its keys weakly',
} as const satisfies Record<HeapEntry['says'], string>;

/** What to do about a container. */
export function adviceFor({ says, code, container }: HeapEntry): string {
  const shown = code?.shown ?? '';
  if (code && says !== 'held-elsewhere' && says !== 'weak') {
    const { fate, finding } = code.account;
    const asked = certaintyAsked(finding?.certainty);
    if (fate.state === 'rewritten') return `Run \`ephemeron fix ${shown}${asked}\`: ${finding?.advice ?? 'it can be rewritten'}`;
    if (fate.state === 'suggestion') return `Run \`ephemeron fix ${shown} --grade suggestion${asked}\` if ${fate.assumption}`;
    if (finding && fate.state !== 'clean') return finding.advice;
  }
  switch (says) {
    case 'keeps-dead':
      return container.keys === 'primitives' ? 'Delete each entry where the object that it is about comes to its end' : `Use a \`Weak${container.kind === 'set' ? 'Set' : 'Map'}\`, or delete each entry where its key comes to its end`;
    case 'grows':
      return 'Delete entries at a named end, or bound it (by size, by age)';
    case 'only-owner':
      return 'Ask whether all of it is still wanted; take two snapshots to see whether it grows';
    case 'held-elsewhere':
      return 'Leave it, and look at what else holds its entries';
    case 'weak':
      return 'Leave it';
    default:
      return says satisfies never;
  }
}

/** The flag with which a command looks at a finding that it would leave out for want of certainty. */
export function certaintyAsked(certainty: AccountedFinding['certainty'] | undefined): string {
  return certainty === 'possible' ? ' --certainty possible' : '';
}

/** Bytes for people: `13.5 MB`. */
export function bytesText(bytes: number): string {
  const size = Math.abs(bytes);
  if (size < 1000) return `${bytes} B`;
  const [value, unit] = size < 1e6 ? [bytes / 1e3, 'kB'] : size < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 100 ? 1 : 0 })} ${unit}`;
}

/** A number for people: `75,775`. */
export function numberText(value: number): string {
  return value.toLocaleString('en');
}

/** `+1,000`, `-20`. */
export function signed(value: number, text: (value: number) => string): string {
  return `${value > 0 ? '+' : ''}${text(value)}`;
}

const KINDS = { map: 'Map', set: 'Set', weakmap: 'WeakMap', weakset: 'WeakSet', dictionary: 'object', array: 'array' } as const satisfies Record<HeapEntry['container']['kind'], string>;

/** What a container is, as programs spell it. */
export function kindText({ kind, tables }: HeapEntry['container']): string {
  return tables.length === 1 ? KINDS[kind] : `${numberText(tables.length)} ${KINDS[kind]}s`;
}
