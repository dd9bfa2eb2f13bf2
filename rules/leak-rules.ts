import type { LeakKind } from '../analysis/model.js';

/** The rule that reports each kind of leak. The analysis knows kinds, not rules. */
export const LEAK_RULE = {
  'instance-keyed': 'no-instance-keyed-map',
  'id-keyed': 'no-id-keyed-map',
  'unpruned-weakref': 'no-unpruned-weakref',
} as const satisfies Record<LeakKind, string>;

/** The full name under which ESLint knows the rule that reports a kind of leak. */
export function ruleIdOf(leak: LeakKind): string {
  return `ephemeron/${LEAK_RULE[leak]}`;
}
