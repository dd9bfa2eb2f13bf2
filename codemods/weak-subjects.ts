import { atLeast } from '../analysis/containers/key-evidence.js';
import { mayHoldRegistry, mayUseWeakTools, type WeakCodemodName, type WeakFinding, weakFindingsIn, type WeakMistake } from '../analysis/mistakes/index.js';
import type { ParsedSource } from '../analysis/source/source.js';
import type { Subject } from './fate.js';
import { type CodemodOptions, isAsked } from './options.js';

/** The mistake that a codemod mends, and whether a file can hold it, by its text alone. */
const MENDS: Readonly<Record<WeakCodemodName, { readonly mistake: WeakMistake; readonly mayBeIn: (text: string) => boolean }>> = {
  'guard-finalizers': { mistake: 'race', mayBeIn: mayHoldRegistry },
  'hold-the-key': { mistake: 'scan', mayBeIn: mayHoldRegistry },
  'weakmap-to-private-field': { mistake: 'private-field', mayBeIn: (text) => text.includes('WeakMap') },
};
const CODEMODS = Object.keys(MENDS) as readonly WeakCodemodName[];

/** A mistake with a weak tool, as it is accounted for. */
export interface WeakSubject extends Subject {
  readonly finding: NonNullable<Subject['finding']>;
}

/** Can a file hold a mistake that the codemods asked for mend? A test of the text alone. */
export function mayHoldMistake(text: string, options: CodemodOptions): boolean {
  return mistakesToMend(text, options).length > 0;
}

/** The mistakes that the codemods asked for can mend in a file, by its text. */
export function mistakesToMend(text: string, { only }: CodemodOptions): readonly WeakMistake[] {
  if (!mayUseWeakTools(text)) return [];
  return CODEMODS.filter((codemod) => isAsked(codemod, only) && MENDS[codemod].mayBeIn(text)).map((codemod) => MENDS[codemod].mistake);
}

/** The mistakes of some kinds that a file has under the options. */
export function weakSubjectsIn(source: ParsedSource, mistakes: readonly WeakMistake[], options: CodemodOptions): readonly WeakSubject[] {
  const { certainty = 'likely', ignorePattern } = options;
  const isIgnored = (name: string): boolean => ignorePattern !== undefined && new RegExp(ignorePattern, 'u').test(name);
  return weakFindingsIn(source, mistakes).filter((finding) => atLeast(finding.certainty, certainty) && !isIgnored(finding.name)).map(subjectOf);
}

/** Is it a mistake that a codemod mends, and not one that it has to leave? */
export function isMendable({ rewrite }: WeakSubject): boolean {
  return rewrite.outcome === 'edits' && rewrite.codemod !== undefined;
}

/** A mistake with a weak tool, to be accounted for. */
function subjectOf({ mistake, name, node, rewrite, certainty, what, why, advice }: WeakFinding): WeakSubject {
  return { name, creation: node, finding: { leak: mistake, certainty, what, why, advice, evidence: [] }, rewrite };
}
