import type { ParsedSource } from '../source.js';
import { SourceIndex } from '../source-index.js';
import { remembered } from '../tree-memory.js';
import { weakContextOf } from '../weak-entries.js';
import { findCaptures } from './capture.js';
import type { WeakContext } from './context.js';
import { findDroppedRegistries } from './dropped.js';
import { findEnumerations } from './enumeration.js';
import type { WeakFinding, WeakToolsModel } from './model.js';
import { findOrphans } from './orphans.js';
import { mayUseWeakTools } from './prefilter.js';
import { findPrimitives } from './primitives.js';
import { findPrivateFields } from './private-field.js';
import { findRaces } from './race.js';
import { findRepeatedRegistrations } from './repeated.js';
import { findScans } from './scan.js';
import { findUnmatchedTokens } from './tokens.js';
import { findUnguardedDerefs } from './unguarded.js';

export type { WeakCodemodName, WeakFinding, WeakMistake, WeakRewrite, WeakToolsModel } from './model.js';
export { mayHoldRegistry, mayUseWeakTools } from './prefilter.js';

const QUESTIONS: readonly ((context: WeakContext) => readonly WeakFinding[])[] = [
  findRaces,
  findScans,
  findCaptures,
  findDroppedRegistries,
  findRepeatedRegistrations,
  findUnmatchedTokens,
  findUnguardedDerefs,
  findOrphans,
  findPrimitives,
  findEnumerations,
  findPrivateFields,
];

/**
 * Finds what a file does wrong with `WeakRef`, `FinalizationRegistry`, `WeakMap` and `WeakSet`.
 *
 * The model is made once for each parsed file and kept as long as its tree. It reports nothing and, as all analysis
 * here, throws only on a defect of its own.
 */
export function analyzeWeakTools(source: ParsedSource): WeakToolsModel {
  return remembered(source, analyzeWeakTools, () => ({ findings: mayUseWeakTools(source.text) && source.scopeManager ? findingsIn(source) : [] }));
}

function findingsIn(source: ParsedSource): readonly WeakFinding[] {
  const context = weakContextOf(SourceIndex.of(source));
  return QUESTIONS.flatMap((ask) => ask(context)).sort((a, b) => a.node.range[0] - b.node.range[0]);
}
