import type { TSESTree } from '@typescript-eslint/utils';
import { callOf, type ClassNode, contains, declaresThis, decoratorsOf, type FunctionNode, implementsAny, isClass, makingOf, methodOf, type Node, outermost, propertyName, returnedFrom } from '../source/ast.js';
import { mentionsOf, type SourceIndex } from '../source/source-index.js';
import { isExportOfNamespace } from './guards.js';
import { uncalledMember, unnamedCall } from './methods.js';
import type { Outside } from './outside.js';

export type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** Members that the language or a library calls with what is assigned: of descriptors, of accessors that a decorator gives. */
const SETS = /^(?:set|init)$/;

/** Who calls the functions of a file, and from where else they may be called. */
export class Callers {
  constructor(
    private readonly index: SourceIndex,
    private readonly outside: Outside,
  ) {}

  /** The calls of a function, method or constructor in this file, whoever else calls it. */
  callsHere(fn: FunctionNode): readonly Call[] {
    const method = methodOf(fn);
    if (method?.kind === 'constructor') {
      const binding = isClass(method.parent.parent) ? this.index.bindingOf(method.parent.parent) : undefined;
      return binding?.references.flatMap(({ identifier }) => makingOf(identifier) ?? []) ?? [];
    }
    if (method) {
      const name = propertyName(method);
      return name === undefined || method.kind !== 'method' ? [] : this.index.membersNamed(name).flatMap((member) => callOf(member) ?? []);
    }
    const named = fn.parent.type === 'Property' ? propertyName(fn.parent) : undefined;
    if (named !== undefined) return this.index.membersNamed(named).flatMap((member) => callOf(member) ?? []);
    const binding = this.index.bindingOf(fn);
    const inNamespace = fn.type === 'FunctionDeclaration' && fn.id && isExportOfNamespace(fn) ? this.index.membersNamed(fn.id.name).flatMap((member) => callOf(member) ?? []) : [];
    const own = binding?.references.flatMap(({ identifier }) => callOf(identifier) ?? []) ?? [];
    const asMembers = binding?.references.flatMap(({ identifier }) => (identifier.parent.type === 'Property' ? this.index.membersNamed(propertyName(identifier.parent) ?? '').flatMap((member) => callOf(member) ?? []) : [])) ?? [];
    const outer = returnedFrom(fn);
    return [...own, ...inNamespace, ...asMembers, ...(outer ? this.#productsOf(outer).flatMap((node) => callOf(node) ?? []) : [])];
  }

  /** The calls of a function that gives functions back. */
  #callsOfMaker(outer: FunctionNode): readonly TSESTree.CallExpression[] {
    return this.index.bindingOf(outer)?.references.flatMap(({ identifier }) => callOf(identifier) ?? []) ?? [];
  }

  /** The mentions of the variables that hold what such calls give: `const mark = counter();`. */
  #productsOf(outer: FunctionNode): readonly Node[] {
    const variables = this.#callsOfMaker(outer).flatMap((call) => (call.parent.type === 'VariableDeclarator' ? this.index.declaredBy(call.parent) : []));
    return variables.flatMap(({ references }) => references.filter(({ init }) => init !== true).map(({ identifier }) => identifier as Node));
  }

  /**
   * A place from which a function may be called with values of another type than its parameters declare: overloads, and
   * methods, whose parameters TypeScript compares both ways.
   */
  calledUnderAnotherType(fn: FunctionNode): Node | undefined {
    const method = methodOf(fn);
    // Arguments do not go to the `this` that it declares; a setter gets what is assigned.
    if (declaresThis(fn) || (fn.parent.type === 'Property' && (fn.parent.kind !== 'init' || SETS.test(propertyName(fn.parent) ?? '')))) return fn;
    if (method) {
      const owner = method.parent.parent;
      const name = propertyName(method);
      if (!isClass(owner) || name === undefined || method.kind === 'set') return method;
      // A decorator may call what it is given.
      const [decorator] = [...decoratorsOf(method), ...decoratorsOf(owner), ...(method.kind === 'constructor' ? method.value.params.flatMap(decoratorsOf) : [])];
      if (decorator) return decorator;
      if (method.kind === 'constructor') return overloadOfMethod(method) ?? this.#constructedOtherwise(owner);
      if (method.key.type === 'PrivateIdentifier') return this.index.rememberNamed(uncalledMember, name);
      if (owner.superClass || implementsAny(owner)) return owner.superClass ?? method;
      // A method signature of that name in another file: TypeScript compares its parameters both ways.
      if ((this.outside.signsMethod(name) ?? this.outside.takesMethod(name) ?? this.outside.callsUnnamed()) !== undefined) return method;
      const unnamed = this.index.table(unnamedCall);
      if (unnamed) return unnamed;
      return overloadOfMethod(method) ?? this.#otherSignature(name, fn, method) ?? (method.kind === 'method' ? this.index.rememberNamed(uncalledMember, name) : undefined);
    }
    // The name that it has inside of itself is another, and so is that of a variable of a namespace.
    if (fn.type === 'FunctionExpression' && fn.id && this.index.declaredBy(fn).some(({ name, references }) => name === fn.id?.name && references.length > 0)) return fn;
    if (fn.parent.type === 'VariableDeclarator' && isExportOfNamespace(fn.parent.parent)) return fn;
    if (fn.type === 'FunctionDeclaration') {
      const overload = overloadOfFunction(fn, this.index);
      if (overload) return overload;
    }
    const variable = this.index.bindingOf(fn);
    if (variable) return variable.references.map(({ identifier, init }) => (init ? undefined : this.#handedOn(identifier as Node, fn))).find((found) => found !== undefined);
    if (fn.parent.type === 'Property') {
      const name = propertyName(fn.parent);
      const literal = fn.parent.parent;
      if (name === undefined || literal.type !== 'ObjectExpression' || this.outside.signsMethod(name) !== undefined) return fn;
      return (this.#otherSignature(name, fn, fn.parent) ?? this.index.rememberNamed(uncalledMember, name) ?? this.#handedOn(literal, fn));
    }
    return this.#handedOn(fn, fn);
  }

  /** A mention of a variable with a literal that may reach its members without naming them. */
  #usedUnnamed(declarator: TSESTree.VariableDeclarator): Node | undefined {
    return this.index.declaredBy(declarator).flatMap(mentionsOf).find((node) => !(node.parent?.type === 'MemberExpression' && node.parent.object === node && propertyName(node.parent) !== undefined));
  }

  /** A mention of a class that may make an object of it and is no `new`: a base, an argument. */
  #constructedOtherwise(owner: ClassNode): Node | undefined {
    const binding = this.index.bindingOf(owner);
    if (!binding) return owner;
    // `new this(…)`, `new new.target(…)`, and the name that the class has inside of itself.
    const inside = this.index.nodesOf('NewExpression').find((made) => contains(owner, made) && !(made.callee.type === 'Identifier' && made.callee.name !== owner.id?.name));
    if (inside) return inside;
    return binding.references.map(({ identifier }) => identifier as Node).find((node) => {
      const { parent } = outermost(node);
      if (makingOf(node) || isExport(parent) || parent?.type === 'TSTypeReference' || parent?.type === 'TSTypeQuery') return false;
      return !(parent?.type === 'BinaryExpression' && parent.operator === 'instanceof') && !(parent?.type === 'MemberExpression' && parent.object === outermost(node) && propertyName(parent) !== undefined);
    });
  }

  /** Where a function, or a literal that has it, goes: a call and an export are in order, a named type of this file keeps its parameters. */
  #handedOn(value: Node, fn: FunctionNode): Node | undefined {
    const at = outermost(value);
    const parent = at.parent;
    if (at !== value && at.type !== 'ChainExpression') return at;
    switch (parent?.type) {
      case 'CallExpression':
        return parent.callee === at ? undefined : parent;
      case 'ExportSpecifier':
      case 'ExportDefaultDeclaration':
      case 'TSTypeQuery':
        return undefined;
      case 'ReturnStatement':
        return this.#givenBack(at, fn);
      case 'ArrowFunctionExpression':
        return parent.body === at ? this.#givenBack(at, fn) : parent;
      case 'VariableDeclarator':
        // A literal is followed by the names of its members; a second name of a function is not followed.
        return value.type === 'ObjectExpression' && parent.id.type === 'Identifier' ? this.#usedUnnamed(parent) : parent;
      case 'AssignmentExpression':
        return parent.right === at && this.index.isModuleExports(parent.left) ? undefined : parent;
      case 'Property': {
        const name = propertyName(parent);
        if (name === undefined || parent.parent.type !== 'ObjectExpression' || this.outside.signsMethod(name) !== undefined) return parent;
        return (this.#otherSignature(name, fn, parent) ?? this.index.rememberNamed(uncalledMember, name) ?? this.#handedOn(parent.parent, fn));
      }
      default:
        return parent ?? value;
    }
  }

  /**
   * A function that another one gives back, alone or in a literal, goes where the calls of that one go: in this file to
   * variables that are only called, or to where the members of the literal are; what is exported is asked of other files.
   */
  #givenBack(value: Node, fn: FunctionNode): Node | undefined {
    const outer = returnedFrom(value);
    if (!outer || methodOf(outer)) return value;
    if (value !== fn && value.type !== 'Identifier') return undefined;
    const odd = this.#callsOfMaker(outer).find(({ parent }) => !(parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier'));
    return odd ?? this.#productsOf(outer).find((node) => !callOf(node) && !isExport(node.parent));
  }

  /** A method of that name in another type of this file, whose parameters are declared in other words. */
  #otherSignature(name: string, fn: FunctionNode, own: Node): Node | undefined {
    const wordsOf = (params: readonly TSESTree.Parameter[]): string => params.map((param) => ('typeAnnotation' in param && param.typeAnnotation ? this.index.text(param.typeAnnotation) : '')).join();
    const words = wordsOf(fn.params);
    return this.index.named(name).map(({ parent }) => parent).find((parent): parent is Node => {
      if (!parent || parent === own) return false;
      if (parent.type === 'TSMethodSignature') return wordsOf(parent.params) !== words;
      if (parent.type === 'MethodDefinition' || parent.type === 'TSAbstractMethodDefinition') return parent.kind === 'method' && wordsOf(parent.value.params) !== words;
      return false;
    });
  }
}

function isExport(parent: Node | undefined): boolean {
  return parent?.type === 'ExportSpecifier' || parent?.type === 'ExportDefaultDeclaration';
}

/** A declaration of a function that has no body. */
export function overloadOfFunction(fn: TSESTree.FunctionDeclaration, index: SourceIndex): Node | undefined {
  const listOf = (declared: Node): Node | undefined => (declared.parent?.type === 'ExportNamedDeclaration' || declared.parent?.type === 'ExportDefaultDeclaration' ? declared.parent.parent : declared.parent);
  return index.nodesOf('TSDeclareFunction').find((declared) => declared.id?.name === fn.id?.name && listOf(declared) === listOf(fn));
}

function overloadOfMethod(method: TSESTree.MethodDefinition): Node | undefined {
  return method.parent.body.find((member) => member !== method && member.type === 'MethodDefinition' && propertyName(member) === propertyName(method) && (member.value.type as string) === 'TSEmptyBodyFunctionExpression');
}

/** A spread at or before a position, which decides what stands there. */
export function spreadBefore(args: readonly TSESTree.CallExpressionArgument[], position: number): Node | undefined {
  return args.slice(0, position + 1).find(({ type }) => type === 'SpreadElement');
}
