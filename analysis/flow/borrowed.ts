import type { Argument } from '../ir/index.js';
import type { CallOperation } from './points-to.js';

/** A call of a function by one of its own methods: with its `this`, and what it is given. */
export interface Borrowed {
  readonly how: 'call' | 'apply' | 'bind';
  readonly self: Argument | undefined;
  /** Those of `apply` are the elements of a list. */
  readonly args: readonly Argument[];
}

/** `fn.call(self, …)`, `fn.apply(self, list)`, `fn.bind(self, …)`; `undefined` for a call of another kind. */
export function borrowedBy(operation: CallOperation): Borrowed | undefined {
  if (operation.op !== 'invoke') return undefined;
  const { field } = operation;
  const [self, ...args] = operation.args;
  switch (field) {
    case 'call':
    case 'bind':
      return { how: field, self, args };
    case 'apply':
      return { how: field, self, args: args.map((list) => ({ ...list, isSpread: true })) };
    default:
      return undefined;
  }
}
