/**
 * Where the global object and the built-ins go. Above 400 lines, since all of it is questions about one flow, which share what
 * they find.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isStrict } from '../containers/key-uses.js';
import { type AbstractObject, flowOf, makeObject, type PointsTo, solve } from '../flow/index.js';
import { type Argument, lower, type Operation, type Register } from '../ir/index.js';
import { calleesOf } from '../modules/callees.js';
import { type Sight, sightFrom } from '../modules/elsewhere.js';
import { evaluationsIn, MAY_EVALUATE } from './evaluation.js';
import { constantText, isSymbol } from '../source/constant-text.js';
import { callOf, enclosingFunction, isFunction, isImmediatelyCalled, type Node, outermost, propertyName, thisOwner, unwrap } from '../source/ast.js';
import { importOf } from '../source/imports.js';
import { GLOBAL_OBJECTS } from '../source/places.js';
import { SourceIndex } from '../source/source-index.js';

/** A text in which the global object may be used as a value. */
const MAY_USE_GLOBALS = /(?<!\btypeof\s+)\b(?:globalThis|window|self|global)\b(?!\s*(?:\?\.(?!\[)|\.(?!\.\.)|=[^=]))|\breturn\s+this\b|\b(?:Object|Reflect|Symbol|Function|Array|(?:Weak)?(?:Map|Set))\s*\[|(?<!\bthis)\s*\.\s*constructor\b(?!\s*(?:\(|\.\s*name\b|[!=]==?))|[{,]\s*constructor\s*[:},]/;

/** May a file have the global object in hand, or run a text as code? */
export function mayHandGlobals(text: string): boolean {
  return MAY_USE_GLOBALS.test(text) || MAY_EVALUATE.test(text);
}

/** Built-ins on which a proof rests, by the names that they have on the global object. */
const GUARDED: ReadonlySet<string> = new Set(['Object', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Function', 'Array', 'Promise', 'Reflect', 'globalThis', 'WeakRef', 'FinalizationRegistry']);
/** Their members by which all that they make can be changed. */
const SENSITIVE: ReadonlySet<string> = new Set(['prototype', '__proto__', 'getPrototypeOf', 'setPrototypeOf', 'hasInstance']);
/** Functions that write to what they are given first, by the objects that have them. */
const WRITING: ReadonlySet<string> = new Set(['Object.assign', 'Object.defineProperty', 'Object.defineProperties', 'Object.setPrototypeOf', 'Reflect.set', 'Reflect.defineProperty', 'Reflect.deleteProperty', 'Reflect.setPrototypeOf']);
/** What registers hold that the text of a file does not show. */
export type Origins = ReadonlyMap<Register, AbstractObject>;
type Call = Extract<Operation, { op: 'call' | 'new' | 'invoke' }>;
type OfMember = Extract<Operation, { readonly key: Node | undefined }>;

/** What stands for the global object without naming it: `this` of a sloppy function that is called by its name alone, what a text gives. */
export function originsIn(index: SourceIndex): Origins {
  const lowered = index.table(lower);
  const found = new Map<Register, AbstractObject>();
  const add = (register: Register | undefined): void => {
    if (register !== undefined) found.set(register, makeObject('global', { name: 'globalThis' }));
  };
  // A proxy of it hands all writes on.
  for (const made of index.nodesOf('NewExpression')) if (index.isGlobal(unwrap(made.callee), 'Proxy') && made.arguments[0] && GLOBAL_OBJECTS.some((name) => index.isGlobal(unwrap(made.arguments[0] as Node), name))) add(lowered.values.get(made));
  for (const { node: { parent: evaluation } } of index.table(evaluationsIn)) {
    if (evaluation?.type !== 'CallExpression' && evaluation?.type !== 'NewExpression') continue;
    // `(0, eval)('this')`, and `Function('return this')()`, whatever `Function` is reached by.
    add(lowered.values.get(evaluation));
    const call = callOf(evaluation);
    if (call) add(lowered.values.get(call));
  }
  for (const node of index.nodesOf('ThisExpression')) {
    const { kind } = thisOwner(node);
    if (kind === 'class' || isStrict(node, index)) continue;
    let fn = enclosingFunction(node);
    while (isFunction(fn) && fn.type === 'ArrowFunctionExpression') fn = enclosingFunction(fn);
    if (isFunction(fn) && isCalledAlone(fn, index)) add(lowered.functions.get(fn)?.self);
  }
  return found;
}

/** `root()`, `(function () { … })()` */
function isCalledAlone(fn: Node, index: SourceIndex): boolean {
  const { parent } = outermost(fn);
  if (parent?.type === 'CallExpression' && unwrap(parent.callee) === fn) return true;
  const variable = isFunction(fn) ? index.bindingOf(fn) : undefined;
  return variable?.references.some(({ identifier }) => {
    const call = outermost(identifier).parent;
    return call?.type === 'CallExpression' && unwrap(call.callee) === identifier;
  }) ?? false;
}

/** Where the global object goes in one file. */
export class GlobalFlow {
  readonly #flow: PointsTo;

  constructor(private readonly index: SourceIndex, origins: Origins) {
    this.#flow = origins.size === 0 ? index.table(flowOf) : solve(index.table(lower), origins);
  }

  /** A place where the file may write a built-in to the global object, or comes to a built-in's prototype under a name that is put together. */
  write(): Node | undefined {
    if (!this.#flow.isComplete) return this.index.source.ast;
    return this.#evaluated(MAY_CHANGE, false) ?? this.#writersApplied() ?? this.#takenUnderAnyName() ?? this.#firstOf((operation) => this.#isWrite(operation));
  }

  /** A text that runs as code, and is not known or says something. */
  #evaluated(says: RegExp, anywhere: boolean): Node | undefined {
    return this.index.table(evaluationsIn).find(({ text, isApart }) => (anywhere || !isApart) && (text === undefined || says.test(text)))?.node;
  }

  /** A place where the file may come to what holds objects weakly under a name that is put together, or in another realm. */
  weakly(): Node | undefined {
    if (!this.#flow.isComplete) return this.index.source.ast;
    return this.#evaluated(HOLDS_WEAKLY, true) ?? this.#madeUnderAnyName() ?? this.#firstOf((operation) => this.#isWeakRead(operation));
  }

  #isWeakRead(operation: Operation): boolean {
    if (operation.op === 'load') return operation.field === undefined && this.#isGlobal(operation.base.register) && HOLDS_WEAKLY.test(this.#textOf(keyOf(operation)) ?? '');
    if (operation.op !== 'invoke' || !/^(?:get|getOwnPropertyDescriptors?)$/.test(operation.field ?? '')) return false;
    const [target, key] = operation.args;
    if (!target || !this.#isGlobal(target.register) || !this.#flow.of(operation.base.register).some(({ name }) => name === 'Reflect' || name === 'Object')) return false;
    return !key || HOLDS_WEAKLY.test(this.#textOf(key.node) ?? 'WeakRef');
  }

  #textOf(key: Node | undefined): string | undefined {
    return key && constantText(key, this.index);
  }

  /** The registers that may hold a member of the global object under a name that is not known. */
  #underAnyName(): ReadonlySet<Register> {
    const seen = new Set<Register>();
    for (const operation of this.#flow.lowered.operations) {
      if (operation.op !== 'load' || operation.field !== undefined || !this.#isGlobal(operation.base.register)) continue;
      const key = keyOf(operation);
      if (key && (isSymbol(key, this.index) || this.#textOf(key) !== undefined)) continue;
      seen.add(operation.to);
    }
    for (const register of seen) for (const next of this.#flow.next(register)) seen.add(next);
    return seen;
  }

  /** `globalThis[name][part]`: what may be a built-in is asked for its prototype under a name that is put together, or by its own. */
  #takenUnderAnyName(): Node | undefined {
    const seen = this.#underAnyName();
    if (seen.size === 0) return undefined;
    return this.#firstOf((operation) => operation.op === 'load' && seen.has(operation.base.register) && (operation.field === undefined ? !this.#isHarmless(keyOf(operation)) : SENSITIVE.has(operation.field)));
  }

  /** `new globalThis[name](page)`: what is made of, or extends, a member under a name that is not known. */
  #madeUnderAnyName(): Node | undefined {
    const { lowered } = this.#flow;
    const seen = this.#underAnyName();
    if (seen.size === 0) return undefined;
    const extended = [...lowered.classes.values()].find(({ base }) => base !== undefined && seen.has(base));
    return extended?.node ?? this.#firstOf((operation) => {
      switch (operation.op) {
        case 'new':
          return seen.has(operation.callee.register) || operation.args.some(({ register }) => register !== undefined && seen.has(register));
        case 'call':
        case 'invoke':
          return operation.args.some(({ register }) => register !== undefined && seen.has(register)) && !this.#entersHere(operation);
        case 'return':
        case 'export':
        case 'escape': {
          const from = typeof operation.from === 'object' ? operation.from.register : operation.from;
          return seen.has(from) && (operation.op !== 'return' || this.#isShown(operation.unit.node));
        }
        default:
          return false;
      }
    });
  }

  /** Does a call run functions of the file alone, in which its arguments are followed? */
  #entersHere(call: Call): boolean {
    return this.#flow.calleesOf(call).every(({ kind }) => kind === 'function');
  }

  /** Can other files have what a function gives back? */
  #isShown(fn: Node): boolean {
    const variable = isFunction(fn) ? this.index.bindingOf(fn) : undefined;
    return !variable || this.index.isExported(variable);
  }

  /** What functions of other files are given. */
  givenTo(sight: Sight): readonly { readonly at: Sight; readonly origins: Origins }[] {
    return this.#flow.lowered.operations.flatMap((operation) => {
      if (!isCall(operation) || !operation.args.some(({ register }) => this.#isGlobal(register)) || operation.node.type === 'TaggedTemplateExpression') return [];
      return calleesOf(operation.node, sight).filter((callee) => callee.sight.index !== this.index).map(({ fn, sight: at }) => {
        const unit = at.index.table(lower).functions.get(fn);
        const isFixed = !operation.args.some(({ isSpread }) => isSpread);
        const params = (unit?.params ?? []).filter((_, position) => !isFixed || this.#isGlobal(operation.args[position]?.register));
        return { at, origins: new Map(params.map((register) => [register, makeObject('global', { name: 'globalThis' })])) };
      });
    });
  }

  /** What other files import. */
  givenOut(sight: Sight): readonly { readonly at: Sight; readonly origins: Origins }[] {
    const { lowered } = this.#flow;
    const found: { readonly at: Sight; readonly origins: Origins }[] = [];
    const imported = (names: readonly string[], isCalled: boolean): void => {
      for (const { file, variables, nodes } of sight.elsewhere?.importsOf(names).bindings ?? []) {
        const at = sight.elsewhere && sightFrom(file, sight.elsewhere);
        if (!at) continue;
        const there = at.index.table(lower);
        const mentions: readonly Node[] = [...variables.flatMap(({ references }) => references.map(({ identifier }) => identifier as Node)), ...nodes];
        const registers = isCalled ? mentions.map((node) => callWith(node)).map((call) => call && there.values.get(call)) : [...variables.map((variable) => there.variables.get(variable)), ...nodes.map((node) => there.values.get(node))];
        const origins = registers.filter((register) => register !== undefined).map((register) => [register, makeObject('global', { name: 'globalThis' })] as const);
        if (origins.length > 0) found.push({ at, origins: new Map(origins) });
      }
    };
    for (const [variable, register] of lowered.variables) {
      const names = this.index.exportNames(variable);
      if (names.length === 0) continue;
      if (this.#isGlobal(register)) imported(names, false);
      const fn = this.index.functionOf(variable);
      if (fn && this.#isGlobal(lowered.functions.get(fn)?.result)) imported(names, true);
    }
    if (lowered.operations.some((operation) => operation.op === 'export' && this.#isGlobal(operation.from))) imported(['default', '='], false);
    return found;
  }

  /** A place where the global object goes to other files of the project in a way that is not followed: inside of something, to what they hand in. */
  leak(sight: Sight): Node | undefined {
    const followed = new Set([...this.#flow.lowered.variables].filter(([variable]) => this.index.exportNames(variable).length > 0).map(([, register]) => register));
    return this.#firstOf((operation) => {
      switch (operation.op) {
        case 'export':
          return this.#mayHold(operation.from) && !(followed.has(operation.from) && this.#isGlobal(operation.from));
        case 'escape':
          return operation.how === 'argument' || operation.how === 'return' ? false : this.#mayHold(operation.from.register);
        case 'unknown':
          return this.#isGlobal(operation.from.register);
        case 'accessor':
          return this.#isGlobal(operation.unit.result);
        case 'return':
          return this.#isGlobal(operation.from.register) && this.index.bindingOf(operation.unit.node) === undefined && !isImmediatelyCalled(operation.unit.node);
        case 'super':
          return operation.args.some(({ register }) => this.#mayHold(register));
        case 'store':
          return this.#mayHold(operation.from) && this.#flow.of(operation.base.register).some((object) => object.kind === 'global' && /exports$|^module$/.test(object.name));
        case 'call':
        case 'new':
        case 'invoke':
          return this.#isHandedOut(operation, sight);
        default:
          return false;
      }
    }, true);
  }

  /** Does a call hand the global object to a function of another file in a way that is not followed there? */
  #isHandedOut(call: Call, sight: Sight): boolean {
    const given = call.args.filter(({ register }) => this.#mayHold(register));
    if (given.length === 0 || !this.#flow.calleesOf(call).some(({ kind }) => kind === 'unknown') || !this.#isOfProject(call, sight)) return false;
    const callees = call.node.type === 'TaggedTemplateExpression' ? [] : calleesOf(call.node, sight);
    return callees.length === 0 || given.some(({ register }) => !this.#isGlobal(register)) || callees.some(({ fn }) => fn.params.some(({ type }) => type === 'RestElement'));
  }

  /** What has the global object in a field, or in a field of a field; asked for once. */
  #holders: ReadonlySet<AbstractObject> | undefined;
  readonly #holding = new Map<Register, boolean>();

  #mayHold(register: Register | undefined): boolean {
    if (register === undefined) return false;
    const known = this.#holding.get(register);
    if (known !== undefined) return known;
    const holders = (this.#holders ??= this.#findHolders());
    const holds = this.#flow.of(register).some((object) => isGlobalObject(object) || holders.has(object));
    this.#holding.set(register, holds);
    return holds;
  }

  #findHolders(): ReadonlySet<AbstractObject> {
    const found = new Set<AbstractObject>();
    for (let depth = 0; depth < 2; depth++) {
      const registers = new Map<Register, boolean>();
      const holds = (register: Register): boolean => {
        const answer = registers.get(register) ?? this.#flow.of(register).some((object) => isGlobalObject(object) || found.has(object));
        registers.set(register, answer);
        return answer;
      };
      const more = this.#flow.objects.filter(({ kind, fields }) => /^(?:object|array|map|set|instance|class)$/.test(kind) && [...fields.values()].some(holds));
      for (const object of more) found.add(object);
    }
    return found;
  }

  /** Is what is called a function of the project: imported from one of its files, or handed in? The host and packages put nothing in the place of built-ins. */
  #isOfProject(call: Call, { elsewhere }: Sight): boolean {
    let root = unwrap(call.op === 'invoke' ? call.callee : call.callee.node);
    while (root.type === 'MemberExpression' || root.type === 'CallExpression') {
      if (root.type === 'CallExpression' && this.index.isGlobal(root.callee, 'require')) return /^['"`]\./.test(root.arguments[0] ? this.index.text(root.arguments[0]) : '');
      root = unwrap(root.type === 'MemberExpression' ? root.object : root.callee);
    }
    const variable = root.type === 'Identifier' ? this.index.variableOf(root) : undefined;
    if (!variable) return root.type !== 'Identifier';
    const imported = importOf(variable, this.index);
    if (imported) return imported.specifier.startsWith('.') || elsewhere?.definitionOf(imported) !== undefined;
    const value = this.index.constantValue(variable);
    return !(value && /\brequire\b/.test(this.index.text(value)));
  }

  /** A write under a name that is put together, to what may be any object. */
  unnamedWrite(): Node | undefined {
    if (!this.#flow.isComplete) return this.index.source.ast;
    const isAny = (register: Register | undefined): boolean => register !== undefined && (this.#flow.of(register).length === 0 || this.#flow.of(register).some(({ kind }) => kind === 'unknown' || kind === 'loose'));
    return this.#firstOf((operation) => {
      if (operation.op === 'store') return operation.field === undefined && isAny(operation.base.register) && !this.#isHarmless(keyOf(operation));
      if (operation.op !== 'call' && operation.op !== 'invoke') return false;
      const names = operation.op === 'invoke' ? this.#flow.of(operation.base.register).map(({ name }) => `${name}.${operation.field ?? ''}`) : [...this.#writersIn(operation.callee.register)];
      return this.#isWritingCall(operation, names, isAny);
    });
  }

  #firstOf(test: (operation: Operation) => boolean, anywhere = false): Node | undefined {
    const found = this.#flow.lowered.operations.find(test);
    return found && 'node' in found ? found.node : found && anywhere ? this.index.source.ast : undefined;
  }

  #isGlobal(register: Register | undefined): boolean {
    return register !== undefined && this.#flow.of(register).some(isGlobalObject);
  }

  /** May a value be the global object, or a literal that has it? */
  #hasGlobal({ register, node }: Argument): boolean {
    if (this.#isGlobal(register)) return true;
    const value = unwrap(node);
    return value.type === 'ArrayExpression' && value.elements.some((element) => element !== null && this.#isGlobal(this.#flow.lowered.values.get(element.type === 'SpreadElement' ? element.argument : element)));
  }

  /** A key that no built-in has for a name. */
  #isHarmless(key: Node | undefined): boolean {
    if (!key) return false;
    if (isSymbol(key, this.index)) return true;
    const text = constantText(key, this.index);
    return text !== undefined && !GUARDED.has(text);
  }

  #isWrite(operation: Operation): boolean {
    switch (operation.op) {
      case 'store':
      case 'remove':
        return (this.#isGlobal(operation.base.register) && (operation.field === undefined ? !this.#isHarmless(keyOf(operation)) : GUARDED.has(operation.field) && this.index.named(operation.field).length === 0)) || this.#isStoreIntoBuiltin(operation);
      case 'load':
        return operation.field === undefined && this.#leadsToPrototype(operation.base.register, keyOf(operation));
      case 'invoke':
        if (operation.field === undefined && this.#leadsToPrototype(operation.base.register, operation.callee.property)) return true;
        return this.#isWritingCall(operation, this.#flow.of(operation.base.register).map(({ name }) => `${name}.${operation.field ?? ''}`)) || this.#describesBuiltin(operation);
      case 'call':
        return this.#isWritingCall(operation, [...this.#writersIn(operation.callee.register)]);
      default:
        return false;
    }
  }

  /** `Object.getOwnPropertyDescriptors(Map)`: the prototype is among what is listed. */
  #describesBuiltin({ field, args: [target] }: Extract<Operation, { op: 'invoke' }>): boolean {
    return /^getOwnPropertyDescriptors?$/.test(field ?? '') && this.#isBuiltin(target?.register);
  }

  /** Is a value a built-in, not the global object? */
  #isBuiltin(register: Register | undefined): boolean {
    return register !== undefined && this.#flow.of(register).some(({ kind, name }) => kind === 'global' && GUARDED.has(name) && name !== 'globalThis');
  }

  #isStoreIntoBuiltin({ base, field }: OfMember): boolean {
    return field === undefined && this.#isBuiltin(base.register);
  }

  /** `Object[name]`, `(new WeakMap())['__pro' + 'to__']` */
  #leadsToPrototype(base: Register, key: Node | undefined): boolean {
    const text = key && constantText(key, this.index);
    if (text !== undefined) return SENSITIVE.has(text) && unwrap(key as Node).type !== 'Literal';
    return !(key && isSymbol(key, this.index)) && this.#isBuiltin(base);
  }

  /** `Object.assign(globalThis, tools)`, `define(globalThis, name, …)`, unless what is written is known and no built-in. */
  #isWritingCall({ args }: Call, names: readonly string[], isMeant = (register: Register | undefined) => this.#isGlobal(register)): boolean {
    const writers = names.filter((name) => WRITING.has(name));
    const [target, key, ...others] = args;
    if (writers.length === 0 || !target) return false;
    if (target.isSpread) return true;
    if (!isMeant(target.register)) return false;
    const isKnown = (name: string): boolean => {
      if (name === 'Object.assign') return [key, ...others].every((source) => source === undefined || (!source.isSpread && this.#hasKnownNames(source.node)));
      if (name === 'Object.defineProperties') return key !== undefined && this.#hasKnownNames(key.node);
      return !name.endsWith('setPrototypeOf') && this.#isHarmless(key?.node);
    };
    return !writers.every(isKnown);
  }

  #hasKnownNames(node: Node): boolean {
    const literal = unwrap(node);
    return literal.type === 'ObjectExpression' && literal.properties.every((property) => (property.type === 'SpreadElement' ? this.#hasKnownNames(property.argument) : property.computed ? this.#isHarmless(property.key) : !GUARDED.has(propertyName(property) ?? 'Map')));
  }

  /** The registers that may hold a function that writes, with its name: `const { set } = Reflect`. */
  #writers: Map<Register, Set<string>> | undefined;

  #writersIn(register: Register): ReadonlySet<string> {
    if (!this.#writers) {
      this.#writers = new Map();
      const pending: [Register, string][] = [];
      for (const operation of this.#flow.lowered.operations) {
        if (operation.op !== 'load') continue;
        for (const { kind, name } of this.#flow.of(operation.base.register)) if (kind === 'global' && WRITING.has(`${name}.${operation.field ?? ''}`)) pending.push([operation.to, `${name}.${operation.field ?? ''}`]);
      }
      for (const [at, name] of pending) {
        const names = this.#writers.get(at) ?? new Set<string>();
        if (names.has(name)) continue;
        this.#writers.set(at, names.add(name));
        for (const next of this.#flow.next(at)) pending.push([next, name]);
      }
    }
    return this.#writers.get(register) ?? new Set();
  }

  /** `assign.bind(null, globalThis)`, `Reflect.apply(Reflect.set, Reflect, [globalThis, …])` */
  #writersApplied(): Node | undefined {
    const isWriter = (register: Register | undefined): boolean => register !== undefined && this.#writersIn(register).size > 0;
    return this.#firstOf((operation) => {
      if (!isCall(operation)) return false;
      const isBorrowed = operation.op === 'invoke' && isWriter(operation.base.register);
      return (isBorrowed || operation.args.some(({ register }) => isWriter(register))) && operation.args.some((argument) => this.#hasGlobal(argument));
    });
  }
}

function isCall(operation: Operation): operation is Call {
  return operation.op === 'call' || operation.op === 'new' || operation.op === 'invoke';
}

function isGlobalObject({ kind, name }: AbstractObject): boolean {
  return kind === 'global' && GLOBAL_OBJECTS.some((global) => global === name);
}

function keyOf(operation: OfMember): Node | undefined {
  const member: Node = 'target' in operation ? operation.target : operation.node;
  return operation.key ?? (member.type === 'MemberExpression' ? member.property : undefined);
}

/** The call of what stands for a function. */
function callWith(node: Node): TSESTree.CallExpression | undefined {
  const { parent } = outermost(node);
  return parent?.type === 'CallExpression' && unwrap(parent.callee) === node ? parent : undefined;
}

/** A text that may write under a name that is put together. */
export const MAY_WRITE_UNNAMED = /\]\s*(?:\?\?|\|\||&&)?=[^=>]|\b(?:assign|definePropert(?:y|ies)|set)\b/;

/** A place where a file writes under a name that is put together to what may be any object. */
export function unnamedWrite(index: SourceIndex): Node | undefined {
  return new GlobalFlow(index, new Map()).unnamedWrite();
}

/** What a text says that may change built-ins. */
const MAY_CHANGE = new RegExp(String.raw`\b(?:${[...GUARDED].join('|')}|prototype|__proto__)\b|\[`);

const HOLDS_WEAKLY = /\b(?:WeakRef|FinalizationRegistry)\b|\[/;
