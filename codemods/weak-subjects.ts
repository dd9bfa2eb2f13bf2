import { atLeast } from '../analysis/keys.js';
import { analyzeWeakTools, mayHoldRegistry, mayUseWeakTools, type WeakCodemodName, type WeakFinding } from '../analysis/weak/index.js';
import type { ParsedSource } from '../analysis/source.js';
import type { Subject } from './fate.js';
import { type CodemodOptions, isAsked } from './options.js';

/** Can a file hold the mistake that a codemod mends, by its text alone? */
const MAY_MEND: Readonly<Record<WeakCodemodName, (text: string) => boolean>> = {
  'guard-finalizers': mayHoldRegistry,
  'hold-the-key': mayHoldRegistry,
  'weakmap-to-private-field': (text) => text.includes('WeakMap'),
};
const CODEMODS = Object.keys(MAY_MEND) as readonly WeakCodemodName[];

/** A mistake with a weak tool, as it is accounted for. */
export interface WeakSubject extends Subject {
  readonly finding: NonNullable<Subject['finding']>;
}

/** Can a file hold a mistake that the codemods asked for mend? A test of the text alone. */
export function mayHoldMistake(text: string, { only }: CodemodOptions): boolean {
  return mayUseWeakTools(text) && CODEMODS.some((codemod) => isAsked(codemod, only) && MAY_MEND[codemod](text));
}

/** The mistakes that the codemods asked for can mend. */
export function weakSubjectsIn(source: ParsedSource, options: CodemodOptions): readonly WeakSubject[] {
  if (!mayHoldMistake(source.text, options)) return [];
  const { certainty = 'likely', ignorePattern, only } = options;
  const isIgnored = (name: string): boolean => ignorePattern !== undefined && new RegExp(ignorePattern, 'u').test(name);
  const { findings } = analyzeWeakTools(source);
  return findings
    .filter(({ rewrite }) => rewrite.outcome === 'edits' && rewrite.codemod !== undefined && isAsked(rewrite.codemod, only))
    .filter((finding) => atLeast(finding.certainty, certainty) && !isIgnored(finding.name))
    .map(subjectOf);
}

/** A mistake with a weak tool, to be accounted for. */
export function subjectOf({ mistake, name, node, rewrite, certainty, what, why, advice }: WeakFinding): WeakSubject {
  return { name, creation: node, finding: { leak: mistake, certainty, what, why, advice, evidence: [] }, rewrite };
}
