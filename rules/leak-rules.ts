import type { LeakKind } from '../analysis/model.js';
import type { WeakMistake } from '../analysis/mistakes/index.js';

/** The rule that reports each kind of leak. The analysis knows kinds, not rules. */
export const LEAK_RULE = {
  'instance-keyed': 'no-instance-keyed-map',
  'id-keyed': 'no-id-keyed-map',
  'unpruned-weakref': 'no-unpruned-weakref',
  unbounded: 'no-unbounded-map',
} as const satisfies Record<LeakKind, string>;

/** The rule that reports each mistake with a weak tool. */
export const MISTAKE_RULE = {
  race: 'no-finalizer-race',
  scan: 'no-finalizer-scan',
  capture: 'no-target-capture',
  'dropped-registry': 'no-dropped-registry',
  'repeated-registration': 'no-repeated-registration',
  'unmatched-token': 'require-unregister-token',
  'unguarded-deref': 'no-unguarded-deref',
  orphan: 'no-orphan-weakref',
  primitive: 'no-weak-primitive',
  enumeration: 'no-weak-enumeration',
  'private-field': 'prefer-private-field',
} as const satisfies Record<WeakMistake, string>;

/** The rule of each kind, that which looks at no container included. */
const RULES = { ...LEAK_RULE, ...MISTAKE_RULE, 'stringified-key': 'no-stringified-key' } as const;

/** The full name under which ESLint knows the rule that reports a kind of leak or of mistake. */
export function ruleIdOf(kind: keyof typeof RULES): string {
  return `ephemeron/${RULES[kind]}`;
}
