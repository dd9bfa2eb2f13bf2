import { atLeast } from '../analysis/keys.js';
import { analyzeWeakTools, mayUseWeakTools, type WeakCodemodName, type WeakFinding, type WeakMistake } from '../analysis/weak/index.js';
import type { ParsedSource } from '../analysis/source.js';
import type { Subject, WeakMend } from './fate.js';
import type { CodemodOptions } from './options.js';

/** The rule that reports each mistake that a codemod mends. */
const RULES = {
  race: 'no-finalizer-race',
  scan: 'no-finalizer-scan',
  'private-field': 'prefer-private-field',
} as const satisfies Partial<Record<WeakMistake, string>>;

/** The codemod that runs unasked, for its edits are safe; the others are opt-in by name. */
const UNASKED: readonly WeakCodemodName[] = ['guard-finalizers'];

/** A mistake with a weak tool that a codemod mends, with the rule that reports it. */
export interface WeakSubject extends Subject {
  readonly rule: string;
  readonly rewrite: WeakMend;
}

/** Can a file hold a mistake that the codemods asked for mend? A test of the text alone. */
export function mayHoldMistake(text: string, options: CodemodOptions): boolean {
  return asked(options).length > 0 && mayUseWeakTools(text);
}

/** The mistakes that the codemods asked for can mend. */
export function weakSubjectsIn(source: ParsedSource, options: CodemodOptions): readonly WeakSubject[] {
  const names = asked(options);
  if (names.length === 0) return [];
  const { certainty = 'likely', ignorePattern } = options;
  const isIgnored = (name: string): boolean => ignorePattern !== undefined && new RegExp(ignorePattern, 'u').test(name);
  return analyzeWeakTools(source).findings.flatMap((finding) => {
    const subject = subjectOf(finding);
    if (!subject || !names.includes(subject.rewrite.codemod)) return [];
    return atLeast(finding.certainty, certainty) && !isIgnored(subject.name) ? [subject] : [];
  });
}

function asked({ only }: CodemodOptions): readonly WeakCodemodName[] {
  const all: readonly WeakCodemodName[] = ['guard-finalizers', 'hold-the-key', 'weakmap-to-private-field'];
  return only ? all.filter((name) => only.includes(name)) : UNASKED;
}

function subjectOf({ mistake, node, rewrite, name }: WeakFinding): WeakSubject | undefined {
  if (rewrite.outcome !== 'edits' || rewrite.codemod === undefined) return undefined;
  const { codemod } = rewrite;
  if (mistake !== 'race' && mistake !== 'scan' && mistake !== 'private-field') return undefined;
  return { name, creation: node, finding: { leak: mistake }, rewrite: { ...rewrite, codemod }, rule: `ephemeron/${RULES[mistake]}` };
}
