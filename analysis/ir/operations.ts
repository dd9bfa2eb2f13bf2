import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import type { ClassNode, FunctionNode, Node } from '../source/ast.js';

/** Stands for all values that one expression, variable, parameter or result may have. */
export type Register = number;

/** The name of a property; `undefined` where the text does not fix it, so that it may be any. */
export type Field = string | undefined;

/** A value that an operation takes, and the expression that stands for it in the text, without casts. */
export interface Operand {
  readonly register: Register;
  readonly node: Node;
}

/** An argument of a call; without a register where it can only be a primitive or nothing. */
export interface Argument {
  readonly register: Register | undefined;
  readonly node: Node;
  readonly isSpread: boolean;
}

/** Why a value goes out of sight at an operation. */
export type EscapeKind = 'argument' | 'return' | 'export' | 'property' | 'value';

/** How the elements of a value are gone through. */
export type IterationKind = 'loop' | 'keys' | 'spread' | 'pattern' | 'delegation';

/**
 * What one piece of syntax does with values. All of a file's operations together say what the file does; whatever the
 * lowering does not know is `unknown`, which reads its operand and lets it escape.
 *
 * - `function`, `class`, `object`, `array`: makes one;
 * - `copy`: a declaration, an argument, a branch: all values of `from` come to `to`;
 * - `assign`: a variable gets another value after its declaration;
 * - `load`, `store`, `remove`, `ask`: of a member: read, write, `delete`, `in`;
 * - `accessor`: a literal or class has a getter or setter;
 * - `call`, `new`, `invoke` (of a member), `super`: runs code;
 * - `iterate`: goes through the elements of a value, which come to `to`;
 * - `spread`: all members of an object come to another (`{ ...a }`);
 * - `test`: looks only whether there is a value, or which;
 * - `coerce`: an operator takes a value as a primitive;
 * - `cast`: gives a value another type;
 * - `return`, `escape`, `export`, `unknown`: lets a value out of the function, or out of sight;
 * - `global`: a name that the file does not declare;
 * - `instance`: a declared type says that a value is an object of a class of the file;
 * - `loose`: the `this` of a function that is no method of a class or literal.
 */
export type Operation =
  | { readonly op: 'function'; readonly to: Register; readonly unit: FunctionUnit }
  | { readonly op: 'class'; readonly to: Register; readonly unit: ClassUnit }
  | { readonly op: 'object' | 'array'; readonly to: Register; readonly node: Node }
  | { readonly op: 'copy'; readonly to: Register; readonly from: Register }
  | { readonly op: 'assign'; readonly to: Register; readonly variable: Scope.Variable; readonly from: Register | undefined; readonly target: Node; readonly node: Node }
  | { readonly op: 'load'; readonly to: Register; readonly base: Operand; readonly field: Field; readonly node: Node; readonly key: Node | undefined }
  | { readonly op: 'store'; readonly base: Operand; readonly field: Field; readonly from: Register | undefined; readonly node: Node; readonly target: Node; readonly key: Node | undefined }
  | { readonly op: 'remove' | 'ask'; readonly base: Operand; readonly field: Field; readonly node: Node; readonly key: Node | undefined }
  | { readonly op: 'accessor'; readonly base: Register; readonly field: Field; readonly unit: FunctionUnit; readonly kind: 'get' | 'set' }
  | { readonly op: 'call' | 'new'; readonly to: Register; readonly callee: Operand; readonly args: readonly Argument[]; readonly node: CallNode }
  | { readonly op: 'invoke'; readonly to: Register; readonly base: Operand; readonly field: Field; readonly args: readonly Argument[]; readonly node: TSESTree.CallExpression; readonly callee: TSESTree.MemberExpression }
  | { readonly op: 'super'; readonly owner: ClassUnit | undefined; readonly args: readonly Argument[]; readonly node: TSESTree.CallExpression }
  | { readonly op: 'iterate'; readonly to: Register; readonly from: Operand; readonly how: IterationKind; readonly node: Node }
  | { readonly op: 'spread'; readonly to: Register; readonly from: Operand; readonly node: Node }
  | { readonly op: 'test'; readonly from: Operand; readonly node: Node }
  | { readonly op: 'coerce'; readonly from: Operand; readonly node: Node }
  | { readonly op: 'cast'; readonly from: Register; readonly type: TSESTree.TypeNode }
  | { readonly op: 'return'; readonly unit: FunctionUnit; readonly from: Operand; readonly node: Node }
  | { readonly op: 'escape'; readonly from: Operand; readonly how: EscapeKind; readonly node: Node }
  | { readonly op: 'export'; readonly from: Register }
  | { readonly op: 'unknown'; readonly from: Operand; readonly node: Node }
  | { readonly op: 'global'; readonly to: Register; readonly name: string }
  | { readonly op: 'instance'; readonly to: Register; readonly of: ClassNode }
  | { readonly op: 'loose'; readonly to: Register };

export type CallNode = TSESTree.CallExpression | TSESTree.NewExpression | TSESTree.TaggedTemplateExpression;

/** A function: what comes in and goes out. */
export interface FunctionUnit {
  readonly node: FunctionNode;
  /** One for each parameter, that of a rest parameter last. */
  readonly params: readonly Register[];
  readonly hasRest: boolean;
  /** The array that `arguments` is, where the function names it. */
  readonly list: Register;
  readonly self: Register;
  readonly result: Register;
}

/** A class: what it extends, and its members. */
export interface ClassUnit {
  readonly node: ClassNode;
  readonly base: Register | undefined;
  /** The `this` of field initialisers. */
  readonly self: Register;
  /** The `this` of static ones. */
  readonly statics: Register;
  readonly members: readonly ClassMember[];
}

export interface ClassMember {
  readonly name: Field;
  readonly isStatic: boolean;
  readonly kind: 'method' | 'get' | 'set' | 'constructor';
  readonly isPrivate: boolean;
  readonly unit: FunctionUnit;
}

/** A file, lowered. */
export interface LoweredFile {
  readonly operations: readonly Operation[];
  /** How many registers there are. */
  readonly registers: number;
  readonly variables: ReadonlyMap<Scope.Variable, Register>;
  /** The register of an expression, where it may have a value that is no primitive. */
  readonly values: ReadonlyMap<Node, Register>;
  readonly functions: ReadonlyMap<FunctionNode, FunctionUnit>;
  readonly classes: ReadonlyMap<ClassNode, ClassUnit>;
  /** The `list` of each function that names its `arguments`. */
  readonly lists: ReadonlySet<Register>;
  /** The names of properties that code hangs on whatever objects it is given, where they are not there yet: `node._boxes ??= {}`. */
  readonly hung: ReadonlySet<string>;
}
