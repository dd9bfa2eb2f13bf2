import type { FunctionNode } from '../source/ast.js';
import type { OtherFile } from '../source/other-file.js';
import type { UsesElsewhere } from '../modules/function-uses.js';

/** What other files do with what is in this one. */
export interface Outside {
  /** What other files do with a function of this file. */
  readonly usesOf: (fn: FunctionNode) => UsesElsewhere;
  /** The same of another file, and of those around it. */
  readonly of: (file: OtherFile) => Outside;
  /** Another file that may take a method from its class: one of a name, or of any where there is none. */
  readonly takesMethod: (name: string | undefined) => string | undefined;
  /** Another file that declares a method of a name, under which one of this file may be called. */
  readonly signsMethod: (name: string) => string | undefined;
  /** Another file that calls a member under a name that is put together. */
  readonly callsUnnamed: () => string | undefined;
  /** Another file that takes a member by `super` in a class of its own: one of a name, or of any where there is none. */
  readonly inherits: (name: string | undefined) => string | undefined;
  /** Does the compiler let `null` and `undefined` pass for every type in this file? */
  readonly isLoose: () => boolean;
  /** Does another file give `any` a name of its own? */
  readonly namesAny: () => boolean;
}

/** Where no other file is shown. */
export const NOWHERE: Outside = { usesOf: () => ({ uses: [], unread: undefined }), of: () => NOWHERE, takesMethod: () => undefined, signsMethod: () => undefined, callsUnnamed: () => undefined, inherits: () => undefined, isLoose: () => false, namesAny: () => false };
