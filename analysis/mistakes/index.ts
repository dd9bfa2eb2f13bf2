/**
 * Mistakes with the weak tools: in come a file and the facts about its `WeakRef`s, registries and weak containers; out go
 * findings of eleven kinds, and keys that become strings, each with a place, a certainty and what to write instead.
 */
import type { ParsedSource } from '../source/source.js';
import { SourceIndex } from '../source/source-index.js';
import { weakContextOf } from '../containers/weak-entries.js';
import { headline, inOneLine } from '../containers/wording.js';
import { findCaptures } from './capture.js';
import type { WeakContext } from '../containers/weak/context.js';
import { findDroppedRegistries } from './dropped.js';
import { findEnumerations } from './enumeration.js';
import type { WeakFinding, WeakMistake } from './model.js';
import { findOrphans } from './orphans.js';
import { mayUseWeakTools } from '../containers/weak/prefilter.js';
import { findPrimitives } from './primitives.js';
import { findPrivateFields } from './private-field.js';
import { findRaces } from './race.js';
import { findRepeatedRegistrations } from './repeated.js';
import { findScans } from './scan.js';
import { findUnmatchedTokens } from './tokens.js';
import { findUnguardedDerefs } from './unguarded.js';

export type { WeakCodemodName, WeakFinding, WeakMistake, WeakRewrite } from './model.js';
export { mayHoldRegistry, mayUseWeakTools } from '../containers/weak/prefilter.js';

/** How the mistakes of each kind are found. */
const QUESTIONS: Readonly<Record<WeakMistake, (context: WeakContext) => readonly WeakFinding[]>> = {
  'race': findRaces,
  'scan': findScans,
  'capture': findCaptures,
  'dropped-registry': findDroppedRegistries,
  'repeated-registration': findRepeatedRegistrations,
  'unmatched-token': findUnmatchedTokens,
  'unguarded-deref': findUnguardedDerefs,
  'orphan': findOrphans,
  'primitive': findPrimitives,
  'enumeration': findEnumerations,
  'private-field': findPrivateFields,
};
const MISTAKES = Object.keys(QUESTIONS) as readonly WeakMistake[];

/**
 * Finds what a file does wrong with `WeakRef`, `FinalizationRegistry`, `WeakMap` and `WeakSet`.
 *
 * Each mistake is looked for once in a parsed file, when it is first asked for, and what is found is kept as long as the tree. Nothing is
 * reported and, as in all analysis here, what is thrown is a defect of its own.
 *
 * @param mistakes the ones that are asked for; all of them where it is left out
 * @returns the findings in source order
 */
export function weakFindingsIn(source: ParsedSource, mistakes: readonly WeakMistake[] = MISTAKES): readonly WeakFinding[] {
  if (!mayUseWeakTools(source.text) || !source.scopeManager) return [];
  const index = SourceIndex.of(source);
  return mistakes.flatMap((mistake) => index.rememberNamed(findingsOf, mistake)).sort((a, b) => a.node.range[0] - b.node.range[0]);
}

function findingsOf(mistake: string, index: SourceIndex): readonly WeakFinding[] {
  return QUESTIONS[mistake as WeakMistake](weakContextOf(index)).map((finding) => ({ ...finding, what: headline(inOneLine(finding.what)) }));
}
