import type { TSESTree } from '@typescript-eslint/utils';
import type { Scope } from '@typescript-eslint/utils/ts-eslint';
import { callOf, type ClassNode, contains, declaresThis, decoratorsOf, type Expression, type FunctionNode, implementsAny, isClass, isFunction, isStatementList, makingOf, methodOf, type Node, outermost, parameterTarget, propertyName, returnedFrom, thisOwner, unwrap } from '../source/ast.js';
import type { UsesElsewhere } from '../modules/elsewhere.js';
import { useEvidence } from '../containers/key-uses.js';
import type { OtherFile } from '../source/other-file.js';
import { initialValue, placeOfValue, typesOfPlace } from '../source/places.js';
import { mentionsOf, returnsOf, SourceIndex } from '../source/source-index.js';
import type { Axiom } from './axioms.js';
import { guardsOf, isExportOfNamespace, isNeverAssigned, runOf } from './guards.js';
import { allOf, type Answer, both, held, open } from './model.js';
import { methodAround, takenElsewhere, uncalledMember, unnamedCall } from './methods.js';
import { excludesPrimitives, excludesPrimitivesButNothing, mayBeAny, meaningOf, parametersOfType, thisOfAccessorResult, type Written } from './types.js';

const MOST_DEPTH = 5;
/** Comments that keep the compiler from checking what follows. */
const UNCHECKED = /@ts-(?:expect-error|ignore|nocheck)\b/;

/** May a file read an accessor apart from its object? */
function takesAccessors({ source }: SourceIndex): boolean {
  return /getOwnPropertyDescriptor|__lookup|\bReflect\b|\bsuper\s*[.[]/.test(source.text);
}

function isUnchecked(index: SourceIndex): boolean {
  return UNCHECKED.test(index.source.text);
}

/** Calls of the language that give an object whatever they are given. */
const MAKERS = new Set(['Object.create', 'Object.assign', 'Object.fromEntries', 'Array.from', 'Array.of', 'Promise.resolve', 'Promise.reject', 'Promise.all', 'Promise.allSettled', 'Promise.race', 'Promise.any']);

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

const NOWHERE: Outside = { usesOf: () => ({ uses: [], unread: undefined }), of: () => NOWHERE, takesMethod: () => undefined, signsMethod: () => undefined, callsUnnamed: () => undefined, inherits: () => undefined, isLoose: () => false, namesAny: () => false };

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** Members that the language or a library calls with what is assigned: of descriptors, of accessors that a decorator gives. */
const SETS = /^(?:set|init)$/;

/** The questions that are being answered, in all files: one that is part of itself adds nothing. */
export interface Asked {
  /** The functions whose callers, and the bodies whose results, are looked at. */
  readonly nodes: Set<Node>;
}

/** More questions in one are none that a reader could follow. */
const MOST_ASKED = 16;

/** Proves that an expression always gives an object or a function where it stands, or says what is not known of it. */
export class ObjectProver {
  readonly #busy = new Set<Node>();
  readonly #asked: Asked;

  /**
   * @param outside what other files do with what is in this one, where the project shows them
   * @param asked what the question of another file is part of
   */
  constructor(
    private readonly index: SourceIndex,
    private readonly outside: Outside = NOWHERE,
    asked: Asked = { nodes: new Set() },
  ) {
    this.#asked = asked;
  }

  /**
   * @param expression the key, the owner or the argument
   * @param use what is around it and runs with it: the write
   */
  prove(expression: Node, use: Node): Answer {
    return this.#prove(expression, use, 0);
  }

  #prove(expression: Node, use: Node, depth: number): Answer {
    const gap = (): Answer => this.#gap(expression);
    if (depth > MOST_DEPTH || this.#busy.has(expression)) return gap();
    this.#busy.add(expression);
    try {
      return this.#byForm(expression, use, depth) ?? gap();
    } finally {
      this.#busy.delete(expression);
    }
  }

  #gap(node: Node): Answer {
    return open({ node, says: `nothing proves that \`${this.index.quoted(node)}\` is always an object` });
  }

  #ground(says: string, node: Node, axiom?: Axiom): Answer {
    return held({ says, node, axiom });
  }

  /** A form that is not listed here proves nothing. */
  #byForm(node: Node, use: Node, depth: number): Answer | undefined {
    const inner = (part: Node): Answer => this.#prove(part, use, depth + 1);
    switch (node.type) {
      case 'NewExpression':
        return this.#ground(`\`${this.index.quoted(node)}\` makes an object`, node);
      case 'ObjectExpression':
      case 'ArrayExpression':
        return this.#ground('a literal is an object', node);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#ground('a function is an object', node);
      case 'Literal':
        return 'regex' in node ? this.#ground('a regular expression is an object', node) : undefined;
      case 'ThisExpression':
        return this.#this(node);
      case 'Identifier':
        return this.#identifier(node, use, depth);
      case 'CallExpression':
        return this.#call(node, use, depth);
      case 'ConditionalExpression':
        return both(() => inner(node.consequent), () => inner(node.alternate));
      case 'LogicalExpression':
        // An object is never falsy, so that `??` and `||` stop at it; `&&` goes on.
        return both(() => (node.operator !== '&&' && node.left.type === 'Identifier' && this.#mayBeNothing(node.left) ? held() : inner(node.left)), () => inner(node.right));
      case 'SequenceExpression':
        return inner(node.expressions.at(-1) as Expression);
      case 'AssignmentExpression':
        return node.operator === '=' ? inner(node.right) : undefined;
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSAsExpression':
      case 'TSTypeAssertion':
        // What a cast or `!` claims is no proof.
        return inner(node.expression);
      default:
        return undefined;
    }
  }

  #this(node: TSESTree.ThisExpression): Answer | undefined {
    const owner = thisOwner(node);
    if (owner.kind === 'class') return owner.isStatic ? undefined : this.#thisOfClass(node, owner.node);
    if (owner.kind !== 'function') return undefined;
    const [first] = owner.node.params;
    if (first?.type === 'Identifier' && first.name === 'this' && first.typeAnnotation && isAccessorOfDescriptor(owner.node, this.index)) {
      if (this.#takesAccessors()) return undefined;
      return excludesPrimitives({ node: first.typeAnnotation.typeAnnotation }, this.index) ? this.#ground(`\`${this.index.quoted(first)}\` is declared as an object`, first, 'annotations') : undefined;
    }
    return this.#thisOfAccessorDecorator(node, owner.node) ?? this.#thisOfDescriptor(node, owner.node);
  }

  /** In a constructor or a field `this` is what is being made; in a method, it is an object unless somebody takes the method elsewhere. */
  #thisOfClass(node: TSESTree.ThisExpression, owner: TSESTree.ClassDeclaration | TSESTree.ClassExpression): Answer | undefined {
    const method = methodAround(node, owner);
    if (!method || method.kind === 'constructor') return this.#ground('`this` is the object that is made', node);
    const [decorator] = [...decoratorsOf(method), ...decoratorsOf(owner)];
    if (decorator) return open({ node: decorator, says: 'a decorator may call the method on anything' });
    const taken = takenElsewhere(method, owner, this.index);
    if (taken) return open({ node: taken, says: `\`${this.index.quoted(taken)}\` may take the method to where \`this\` is no object` });
    const name = propertyName(method) ?? '';
    const file = this.outside.takesMethod(method.kind === 'method' ? name : undefined) ?? this.outside.inherits(name);
    if (file !== undefined) return open({ node: method, says: `${file} may take \`${name}\` to where \`this\` is no object` });
    return this.#ground(`\`this\` in a method of \`${owner.id?.name ?? 'a class'}\` is an object`, node, 'methods');
  }

  /** `return { get() { … this … } }` under `ClassAccessorDecoratorResult<This, …>`. */
  #thisOfAccessorDecorator(node: Node, fn: FunctionNode): Answer | undefined {
    const literal = literalOfMethod(fn);
    const outer = literal && returnedFrom(literal);
    const type = outer?.returnType && thisOfAccessorResult({ node: outer.returnType.typeAnnotation }, this.index);
    // Whoever calls the decorator itself has the accessor in hand.
    if (outer && (this.#callsHere(outer).some(({ parent }) => parent.type !== 'Decorator') || this.outside.usesOf(outer).uses.some(({ calls }) => calls.some(({ parent }) => parent.type !== 'Decorator')))) return undefined;
    return type && !this.#takesAccessors() && excludesPrimitives(type, this.index) ? this.#ground('`this` of an accessor is the object that has it', node, 'annotations') : undefined;
  }

  /** `Object.defineProperty(Point.prototype, name, { get() { … this … } })`. */
  #thisOfDescriptor(node: Node, fn: FunctionNode): Answer | undefined {
    if (!/^(?:get|set)$/.test(propertyName(fn.parent) ?? '')) return undefined;
    const literal = literalOfMethod(fn);
    const call = literal && outermost(literal).parent;
    if (call?.type !== 'CallExpression' || call.arguments[2] !== outermost(literal as Node)) return undefined;
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression' || !this.index.isGlobal(callee.object, 'Object') || propertyName(callee) !== 'defineProperty') return undefined;
    if (this.#takesAccessors()) return undefined;
    const [target] = call.arguments;
    return target && this.#isPrototypeOfClass(target, call) ? this.#ground('`this` of an accessor on the prototype of a class is an object', node, 'methods') : undefined;
  }

  /** May some file read an accessor apart from its object? */
  #takesAccessors(): boolean {
    return this.index.table(takesAccessors) || this.outside.takesMethod(undefined) !== undefined || this.outside.inherits(undefined) !== undefined;
  }

  /** `Point.prototype`, also as what all callers of the function pass. */
  #isPrototypeOfClass(target: Node, call: Node): boolean {
    const node = unwrap(target);
    if (node.type === 'MemberExpression') {
      const object = unwrap(node.object);
      const variable = object.type === 'Identifier' ? this.index.variableOf(object) : undefined;
      const owner = variable && this.index.classOf(variable);
      return propertyName(node) === 'prototype' && owner !== undefined;
    }
    const variable = node.type === 'Identifier' ? this.index.variableOf(node) : undefined;
    const definition = variable?.defs[0];
    if (!variable || definition?.type !== 'Parameter' || !isFunction(definition.node) || !isNeverAssigned(variable)) return false;
    const fn = definition.node;
    const at = fn.params.findIndex((param) => param === definition.name);
    const calls = at < 0 ? undefined : this.index.callsOf(fn);
    return calls !== undefined && calls.length > 0 && !calls.includes(call as TSESTree.CallExpression) && calls.every(({ arguments: args }) => {
      const argument = args[at];
      return argument?.type === 'MemberExpression' && !args.slice(0, at).some(({ type }) => type === 'SpreadElement') && this.#isPrototypeOfClass(argument, call);
    });
  }

  #identifier(node: TSESTree.Identifier, use: Node, depth: number): Answer | undefined {
    const variable = this.index.variableOf(node);
    if (!variable) return undefined;
    const fn = this.index.functionOf(variable);
    if (fn) return this.#ground(`\`${node.name}\` is a function`, fn);
    if (this.index.classOf(variable)) return undefined;
    if (!isNeverAssigned(variable)) return this.#assigned(variable, use, depth);
    const guarded = guardsOf(variable, node, this.index);
    if (guarded.test && guarded.isObject) return this.#ground(`\`${this.index.quoted(guarded.test)}\` lets only objects through`, guarded.test);
    if (guarded.test && guarded.isPresent && this.#isObjectOrNothing(variable)) return this.#ground(`\`${this.index.quoted(guarded.test)}\` leaves only what it is declared as`, guarded.test, 'annotations');
    const shown = useEvidence(variable, use, this.index);
    if (shown?.certainty === 'proven' && shown.sort === 'object') return this.#ground(`${shown.because} throws on anything else, and runs first`, node, 'builtins');
    return this.#declared(variable, node, use, depth);
  }

  /** Is what stands to the left of `??` or `||` a parameter that is an object where it is there? */
  #mayBeNothing(node: TSESTree.Identifier): boolean {
    const variable = this.index.variableOf(node);
    return variable !== undefined && isNeverAssigned(variable) && this.#isObjectOrNothing(variable);
  }

  /** Is a parameter declared as an object that may be left out, or as an object, `null` or `undefined`? */
  #isObjectOrNothing({ defs: [definition] }: Scope.Variable): boolean {
    const name = definition?.name as Node | undefined;
    if (definition?.type !== 'Parameter' || name?.type !== 'Identifier' || !name.typeAnnotation || !isFunction(definition.node) || !definition.node.params.includes(name)) return false;
    return excludesPrimitivesButNothing({ node: name.typeAnnotation.typeAnnotation }, this.index) && this.#strangeCall(definition.node, definition.node.params.indexOf(name)) === undefined;
  }

  /** A variable that is given several values is an object where each of them is, and the first one is there from the start. */
  #assigned(variable: Scope.Variable, use: Node, depth: number): Answer | undefined {
    const [definition] = variable.defs;
    if (variable.defs.length !== 1 || definition?.type !== 'Variable' || definition.parent.kind === 'var' || isExportOfNamespace(definition.parent)) return undefined;
    const writes = variable.references.filter((reference) => reference.isWrite());
    if (!writes.some((reference) => reference.init)) return undefined;
    return allOf(writes, (reference) => {
      const value = reference.writeExpr;
      const { parent } = reference.identifier;
      return value && isWholeWrite(reference) ? this.#prove(value, parent, depth + 1) : this.#gap(reference.identifier);
    });
  }

  #declared(variable: Scope.Variable, node: TSESTree.Identifier, use: Node, depth: number): Answer | undefined {
    const definition = variable.defs[0];
    const name = definition?.name as Node | undefined;
    if (definition?.type === 'Parameter') return this.#parameter(variable, definition.node, name as Node, node, depth);
    if (definition?.type !== 'Variable' || name?.type !== 'Identifier') return undefined;
    const declarator = definition.node;
    // A `var` can be read before it is set.
    if (definition.parent.kind === 'var' && !isSetBefore(declarator, use)) return undefined;
    if (declarator.id === name) {
      const { init } = declarator;
      if (!init) return undefined;
      const annotation = name.typeAnnotation?.typeAnnotation;
      if (annotation && excludesPrimitives({ node: annotation }, this.index) && this.#keepsToTypes(init, 0)) return this.#ground(`\`${this.index.quoted(name)}\` is declared as an object`, name, 'annotations');
      return this.#prove(init, declarator, depth + 1);
    }
    return undefined;
  }

  #parameter(variable: Scope.Variable, fn: Node, name: Node, node: TSESTree.Identifier, depth: number): Answer | undefined {
    if (!isFunction(fn)) return undefined;
    const position = fn.params.findIndex((param) => parameterTarget(param) === name);
    const param = fn.params[position];
    if (!param) return this.#passedPart(fn, variable, name, node, depth);
    // A default stands in for `undefined` alone, and may be anything.
    const target = param.type === 'Identifier' ? param : param.type === 'TSParameterProperty' && param.parameter.type === 'Identifier' ? param.parameter : undefined;
    if (!target || target.optional) return undefined;
    const type = this.#typeOfParameter(fn, position, target);
    if (type && excludesPrimitives(type, this.index)) {
      const strange = this.#strangeCall(fn, position);
      if (strange) return open({ ...strange, says: `\`${strange.words}\` may pass something else than what is declared` });
      return this.#ground(`\`${this.index.quoted(target.typeAnnotation ? target : name)}\` is declared as an object`, name, 'annotations');
    }
    if (type) return undefined;
    return this.#passed(fn, variable, position, node, depth);
  }

  /** The type that is written for a parameter, or the one that it has by what the function is assigned to or returned as. */
  #typeOfParameter(fn: FunctionNode, position: number, target: TSESTree.Identifier): Written | undefined {
    if (target.typeAnnotation) return { node: target.typeAnnotation.typeAnnotation };
    const whole = outermost(fn);
    if (whole !== fn) return undefined;
    const outer = returnedFrom(fn);
    const context = outer ? (outer.async || outer.generator ? undefined : outer.returnType?.typeAnnotation) : fn.parent.type === 'VariableDeclarator' && fn.parent.id.type === 'Identifier' ? fn.parent.id.typeAnnotation?.typeAnnotation : undefined;
    const type = context && parametersOfType({ node: context }, this.index);
    const param = type?.params[position];
    if (param?.type !== 'Identifier' || param.optional || !param.typeAnnotation) return undefined;
    return { node: param.typeAnnotation.typeAnnotation, bindings: type?.bindings };
  }

  /** What every caller passes, where all of them are in sight. */
  #passed(fn: FunctionNode, variable: Scope.Variable, position: number, node: Node, depth: number): Answer | undefined {
    const calls = isNeverAssigned(variable) ? this.index.callsOf(fn) : undefined;
    if (!calls || calls.length === 0) return undefined;
    return allOf(calls, (call) => {
      const argument = call.arguments[position];
      const isSpread = call.arguments.slice(0, position + 1).some(({ type }) => type === 'SpreadElement');
      return argument && !isSpread ? this.#prove(argument, call, depth + 1) : this.#gap(node);
    });
  }

  /** A part of a parameter that is a pattern, `{ map, page }`, where all callers are in sight and write down what it takes apart. */
  #passedPart(fn: FunctionNode, variable: Scope.Variable, name: Node, node: Node, depth: number): Answer | undefined {
    const position = fn.params.findIndex((param) => contains(param, name));
    const pattern = fn.params[position];
    const calls = isNeverAssigned(variable) ? this.index.callsOf(fn) : undefined;
    if (!calls || calls.length === 0 || !pattern) return undefined;
    return allOf(calls, (call) => {
      const argument = spreadBefore(call.arguments, position) ? undefined : call.arguments[position];
      const part = argument && partFor(name, pattern, argument);
      return part ? this.#prove(part, call, depth + 1) : this.#gap(node);
    });
  }

  /** A call, or a place that may call, with something else than the type that a parameter declares. */
  #strangeCall(fn: FunctionNode, position: number): { readonly node: Node; readonly file?: OtherFile; readonly words: string } | undefined {
    const { nodes } = this.#asked;
    if (nodes.has(fn)) return undefined;
    if (nodes.size > MOST_ASKED) return { node: fn, words: this.index.quoted(fn) };
    nodes.add(fn);
    try {
      return this.#findStrangeCall(fn, position);
    } finally {
      nodes.delete(fn);
    }
  }

  #findStrangeCall(fn: FunctionNode, position: number): { readonly node: Node; readonly file?: OtherFile; readonly words: string } | undefined {
    if (this.index.table(isUnchecked)) return { node: fn, words: '@ts-' };
    const another = this.#calledUnderAnotherType(fn, position);
    if (another) return { node: another, words: this.index.quoted(another) };
    for (const call of this.#callsHere(fn)) {
      const strange = this.#passesOther(call, fn, position, true);
      if (strange) return { node: strange, words: this.index.quoted(strange) };
    }
    const { uses, unread } = this.outside.usesOf(fn);
    if (unread !== undefined) return { node: fn, words: unread };
    for (const { file, calls, other } of uses) {
      if (other) return { node: other, file, words: SourceIndex.of(file.source).quoted(other) };
      const index = SourceIndex.of(file.source);
      const prover = new ObjectProver(index, this.outside.of(file), this.#asked);
      // A file without types passes what it likes, and leaves out what it likes.
      const isChecked = index.isTyped && !index.table(isUnchecked) && !this.outside.of(file).isLoose();
      for (const call of calls) {
        const strange = prover.#passesOther(call, fn, position, isChecked);
        if (strange) return { node: strange, file, words: index.quoted(strange) };
      }
    }
    return undefined;
  }

  /** What a call passes for a parameter that may be something else than the parameter declares; the call where it leaves it out. */
  #passesOther(call: Call, fn: FunctionNode, position: number, isChecked: boolean): Node | undefined {
    const argument = spreadBefore(call.arguments, position) ?? call.arguments[position];
    if (isChecked && this.#isOfCollection(call)) return undefined;
    const isCompared = isChecked && this.#isCompared(call, fn);
    if (!argument) return isCompared || mayBeLeftOut(fn.params[position]) ? undefined : call;
    // A call that is part of the question adds nothing, and `null` is what some parameters are declared to take.
    if (this.#busy.has(argument) || (isNull(argument) && takesNull(fn.params[position]))) return undefined;
    return (isCompared ? this.#escapesTypes(argument, 0) : !this.prove(argument, call).holds) ? argument : undefined;
  }

  /** Is a call one of a method of a `Map`, `Set` or list, as its receiver is declared or made? */
  #isOfCollection({ callee }: Call): boolean {
    const place = callee.type === 'MemberExpression' ? placeOfValue(callee.object, this.index) : undefined;
    if (!place) return false;
    const types = typesOfPlace(place, this.index).flatMap((type) => (type.type === 'TSUnionType' ? type.types : [type])).filter(({ type }) => type !== 'TSUndefinedKeyword' && type !== 'TSNullKeyword');
    const made = types.length === 0 && place.kind !== 'known' ? initialValue(place, this.index) : undefined;
    return types.length > 0 ? types.every((type) => isCollectionType(type, this.index)) : made?.type === 'NewExpression' && COLLECTIONS.some((name) => this.index.isGlobal(made.callee, name));
  }

  /** Does the compiler know that a call is one of a function, and so compare what it passes? It does not behind `any`, a cast, or a type that is as wide. */
  #isCompared(call: Call, fn: FunctionNode): boolean {
    const { callee, typeArguments } = call;
    const home = methodOf(fn)?.parent.parent;
    const generics = [fn.typeParameters, isClass(home) ? home.typeParameters : undefined].flatMap((list) => list?.params ?? []);
    if ([...(typeArguments?.params ?? []), ...generics.flatMap((generic) => generic.default ?? [])].some((type) => this.#mayBeAny(type))) return false;
    if (callee.type === 'Identifier') return this.#hasOwnType(callee, fn);
    if (callee.type !== 'MemberExpression') return false;
    if (callee.object.type === 'Identifier') return this.#hasOwnType(callee.object, fn);
    if (callee.object.type !== 'ThisExpression') return false;
    const owner = thisOwner(callee.object);
    return owner.kind === 'class' && owner.node === methodOf(fn)?.parent.parent && !owner.node.body.body.some(({ type }) => type === 'TSIndexSignature');
  }

  /** Is a name that of a function, class or module, of what is made where it is declared, or of an object that is declared as one of the function's class? */
  #hasOwnType(node: TSESTree.Identifier, fn: FunctionNode): boolean {
    const definition = this.index.variableOf(node)?.defs[0];
    const name = definition?.name as Node | undefined;
    switch (definition?.type) {
      case 'FunctionName':
      case 'ClassName':
      case 'TSModuleName':
        return true;
      case 'ImportBinding':
        return node.parent.type === 'CallExpression' || node.parent.type === 'NewExpression' || definition.node.type === 'ImportNamespaceSpecifier';
      case 'Variable':
      case 'Parameter': {
        const type = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined;
        const owner = methodOf(fn)?.parent.parent;
        if (type) return isClass(owner) && type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && this.#isNameOf(owner, type.typeName) && !this.#namesAny(type);
        return definition.type === 'Variable' && name?.type === 'Identifier' && ((isMade(definition.node.init) && !this.#makesOther(definition.node.init, owner)) || (callOf(node) !== undefined && this.#isProduct(definition.node.init)));
      }
      default:
        return false;
    }
  }

  /** Does a type's name mean a class, by its own name: in its file, or imported? */
  #isNameOf(owner: ClassNode, name: TSESTree.Identifier): boolean {
    const variable = this.index.variableNamed(name.name, name);
    if (!variable || name.name !== owner.id?.name) return false;
    return variable.defs.some(({ type }) => type === 'ImportBinding') || this.index.classOf(variable) === owner;
  }

  #namesAny({ typeArguments }: { readonly typeArguments?: TSESTree.TSTypeParameterInstantiation | undefined }): boolean {
    return typeArguments?.params.some((type) => this.#mayBeAny(type)) ?? false;
  }

  /** Does `new` make an object of a generic class with `any` in its place, or of a class that extends it, and may say so? */
  #makesOther(made: Node | null, owner: Node | undefined): boolean {
    if (made?.type !== 'NewExpression') return false;
    return this.#namesAny(made) || (isClass(owner) && owner.typeParameters !== undefined && made.callee.type === 'Identifier' && made.callee.name !== owner.id?.name);
  }

  /** Is a value what a function of this file gives back, whose parameters are as narrow as they are written there? */
  #isProduct(value: Node | null): boolean {
    const maker = value?.type === 'CallExpression' ? this.#functionOf(value) : undefined;
    if (!maker?.returnType) return maker !== undefined;
    const params = parametersOfType({ node: maker.returnType.typeAnnotation }, this.index)?.params ?? [];
    return params.length > 0 && params.every((param) => param.type === 'Identifier' && param.typeAnnotation !== undefined && !this.#mayBeAny(param.typeAnnotation.typeAnnotation));
  }

  /** The calls of a function, method or constructor in this file, whoever else calls it. */
  #callsHere(fn: FunctionNode): readonly Call[] {
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
   * Does the compiler let a value pass whatever it is: read by an index, out of a record or by a pattern on an array, caught,
   * declared as `any`, cast, read before it is set? So may everything that is not listed here, each member among it.
   */
  #escapesTypes(value: Node, depth: number): boolean {
    if (depth > MOST_DEPTH) return true;
    if (this.#busy.has(value)) return false;
    const inner = (part: Node): boolean => this.#escapesTypes(part, depth + 1);
    switch (value.type) {
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ClassExpression':
        return false;
      case 'NewExpression':
        // What a stand-in has for members, and what a promise is kept with, is not seen.
        return /\b(?:Proxy|Promise)\b/.test(this.index.text(value.callee));
      case 'ArrayExpression':
        // A literal in a list of objects is an error to the compiler, but for `null`.
        return value.elements.some((element) => element === null || element.type === 'SpreadElement' || !(element.type === 'Literal' && element.raw !== 'null') && inner(element));
      case 'ObjectExpression':
        return value.properties.some((property) => property.type === 'SpreadElement' || property.kind === 'get' || (property.kind === 'init' && !property.method && isOpenValue(property.value)));
      case 'Literal':
        // The compiler lets `null` pass only where the type has it.
        return !('regex' in value) && !(value.raw === 'null' && this.index.isTyped);
      case 'ConditionalExpression':
        return inner(value.consequent) || inner(value.alternate);
      case 'LogicalExpression':
        return inner(value.left) || inner(value.right);
      case 'SequenceExpression':
        return inner(value.expressions.at(-1) as Expression);
      case 'AssignmentExpression':
        return value.operator !== '=' || inner(value.right);
      case 'TSSatisfiesExpression':
        return inner(value.expression);
      case 'TSAsExpression':
      case 'TSTypeAssertion':
      case 'TSNonNullExpression':
      case 'ThisExpression':
        return !this.prove(value, value).holds;
      case 'CallExpression':
        return this.#callEscapes(value, depth);
      case 'AwaitExpression':
        return value.argument.type !== 'CallExpression' || this.#functionOf(value.argument)?.async !== true || this.#callEscapes(value.argument, depth);
      case 'Identifier':
        return this.#variableEscapesTypes(value, depth);
      default:
        return true;
    }
  }

  #mayBeAny(type: TSESTree.TypeNode): boolean {
    return mayBeAny(type, this.index, this.outside.namesAny());
  }

  /** Only what a function of this file gives back is known. */
  #callEscapes(call: TSESTree.CallExpression, depth: number): boolean {
    const named = call.callee.type === 'Identifier' ? this.index.variableOf(call.callee) : undefined;
    if (named && named.defs.length > 1) return true;
    // What the methods of a text or number give back has a type of the language.
    if (call.callee.type === 'MemberExpression' && /^TS(?:String|Number)Keyword$/.test(this.#typeOf(call.callee.object, depth + 1)?.node.type ?? '')) return false;
    const fn = this.#functionOf(call);
    return fn === undefined || fn.generator || (fn.returnType !== undefined && this.#mayBeAny(fn.returnType.typeAnnotation)) || this.#returnsEscape(fn, depth + 1);
  }

  /** Has a function a `return` that the compiler lets pass whatever it is, or a signature that callers do not see? */
  #returnsEscape(fn: FunctionNode, depth: number): boolean {
    if (fn.type === 'FunctionDeclaration' && overloadOfFunction(fn, this.index)) return true;
    if (depth > MOST_DEPTH) return true;
    const { nodes } = this.#asked;
    if (nodes.has(fn.body)) return false;
    nodes.add(fn.body);
    try {
      return this.#resultEscapes(fn, depth);
    } finally {
      nodes.delete(fn.body);
    }
  }

  #resultEscapes(fn: FunctionNode, depth: number): boolean {
    if (fn.body.type !== 'BlockStatement') return this.#escapesTypes(fn.body, depth) || (fn.async && this.#mayBeAwaited(fn.body));
    // What falls off the end gives `undefined`, whatever the compiler makes of it.
    if (fn.returnType && !endsAlways(fn.body)) return true;
    return returnsOf(fn.body, this.index).some(({ argument }) => argument !== null && (this.#escapesTypes(argument, depth) || (fn.async && this.#mayBeAwaited(argument))));
  }

  /** May a value be a promise, or what is taken for one, so that an `async` function gives back something else in its place? */
  #mayBeAwaited(value: Node): boolean {
    switch (value.type) {
      case 'Literal':
      case 'ArrayExpression':
        return false;
      case 'ObjectExpression':
        return value.properties.some((property) => property.type === 'SpreadElement' || propertyName(property) === undefined || propertyName(property) === 'then');
      case 'NewExpression': {
        const variable = value.callee.type === 'Identifier' ? this.index.variableOf(value.callee) : undefined;
        const owner = variable && this.index.classOf(variable);
        return owner ? owner.superClass !== null || this.index.named('then').some((node) => contains(owner, node)) : variable !== undefined || !/^(?:Map|Set|Date|RegExp|Error|URL|WeakMap|WeakSet|AbortController)$/.test(this.index.text(value.callee));
      }
      default:
        return true;
    }
  }

  #variableEscapesTypes(node: TSESTree.Identifier, depth: number): boolean {
    const variable = this.index.variableOf(node);
    const definition = variable?.defs[0];
    const name = definition?.name as Node | undefined;
    if (!variable || !definition) return true;
    const guards = isNeverAssigned(variable) ? guardsOf(variable, node, this.index) : undefined;
    if (guards?.isObject) return false;
    const annotation = name?.type === 'Identifier' ? name.typeAnnotation?.typeAnnotation : undefined;
    if (annotation && this.#mayBeAny(annotation)) return true;
    // What the compiler narrows by a predicate of the project is as narrow as somebody says.
    if (annotation && name?.type === 'Identifier' && isWide(annotation, name.optional, guards?.isPresent === true, this.index)) return true;
    if (definition.type === 'Parameter') {
      const fn = definition.node;
      if (!isFunction(fn)) return false;
      if (variable.references.some((reference) => reference.isWrite() && reference.init !== true)) return true;
      // Without an annotation of its own it has the type that is passed.
      if (name?.type === 'Identifier' && !name.typeAnnotation && fn.params.includes(name)) return this.index.isTyped;
      this.#busy.add(node);
      try {
        const position = fn.params.findIndex((param) => parameterTarget(param) === name);
        const param = fn.params[position];
        if (!param) return !this.prove(node, node).holds;
        return (param.type === 'AssignmentPattern' && this.#escapesTypes(param.right, depth + 1)) || this.#strangeCall(fn, position) !== undefined;
      } finally {
        this.#busy.delete(node);
      }
    }
    if (this.index.functionOf(variable) ?? this.index.classOf(variable)) return false;
    if (definition.type !== 'Variable') return true;
    if (name?.parent?.type === 'ArrayPattern') return true;
    const { init } = definition.node;
    if (!init || (definition.parent.kind === 'var' && !isSetBefore(definition.node, node))) return true;
    if (name?.parent?.type === 'Property') return !this.prove(node, node).holds;
    // The compiler still takes for an object what something that is called meanwhile has set to `null`.
    const mayBeUnset = !isNeverAssigned(variable);
    return variable.references.some((reference) => reference.isWrite() && !(isWholeWrite(reference) && this.#keepsWritten(reference.writeExpr, depth) && !(mayBeUnset && isNull(reference.writeExpr))));
  }

  #keepsWritten(value: Node | null | undefined, depth: number): boolean {
    return value != null && !this.#escapesTypes(value, depth + 1);
  }

  /**
   * A place from which a function may be called with values of another type than its parameters declare: overloads, and
   * methods, whose parameters TypeScript compares both ways.
   */
  #calledUnderAnotherType(fn: FunctionNode, position: number): Node | undefined {
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
    if (variable) return variable.references.map(({ identifier, init }) => (init ? undefined : this.#handedOn(identifier as Node, fn, position))).find((found) => found !== undefined);
    if (fn.parent.type === 'Property') {
      const name = propertyName(fn.parent);
      const literal = fn.parent.parent;
      if (name === undefined || literal.type !== 'ObjectExpression' || this.outside.signsMethod(name) !== undefined) return fn;
      return (this.#otherSignature(name, fn, fn.parent) ?? this.index.rememberNamed(uncalledMember, name) ?? this.#handedOn(literal, fn, position));
    }
    return this.#handedOn(fn, fn, position);
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
  #handedOn(value: Node, fn: FunctionNode, position: number): Node | undefined {
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
        return (this.#otherSignature(name, fn, parent) ?? this.index.rememberNamed(uncalledMember, name) ?? this.#handedOn(parent.parent, fn, position));
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

  /** The declared type of an expression, where this file declares it. */
  #typeOf(expression: Node, depth: number): Written | undefined {
    if (depth > MOST_DEPTH) return undefined;
    switch (expression.type) {
      case 'Identifier': {
        const variable = this.index.variableOf(expression);
        const definition = variable?.defs[0];
        const name = definition?.name as Node | undefined;
        if (!variable || !isNeverAssigned(variable) || name?.type !== 'Identifier' || !name.typeAnnotation) return undefined;
        const type = { node: name.typeAnnotation.typeAnnotation };
        if (definition?.type === 'Parameter') return isFunction(definition.node) && definition.node.params.includes(name) && !name.optional && !this.#strangeCall(definition.node, definition.node.params.indexOf(name)) ? type : undefined;
        return definition?.type === 'Variable' && definition.node.id === name && definition.node.init && definition.parent.kind !== 'var' && this.#keepsToTypes(definition.node.init, depth + 1) ? type : undefined;
      }
      case 'CallExpression': {
        const fn = this.#functionOf(expression);
        return fn?.returnType && !fn.async && !fn.generator && !this.#returnsEscape(fn, depth) ? { node: fn.returnType.typeAnnotation } : undefined;
      }
      default:
        return undefined;
    }
  }

  /** Is a value one whose type the compiler knows: no index, no lookup, no `any`, nothing that this file does not declare? */
  #keepsToTypes(value: Node, depth: number): boolean {
    switch (value.type) {
      case 'NewExpression':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return true;
      case 'ArrayExpression':
        return !this.#escapesTypes(value, depth + 1);
      case 'ObjectExpression':
        return !value.properties.some(({ type }) => type === 'SpreadElement');
      case 'ConditionalExpression':
        return this.#keepsToTypes(value.consequent, depth) && this.#keepsToTypes(value.alternate, depth);
      case 'LogicalExpression':
        return this.#keepsToTypes(value.left, depth) && this.#keepsToTypes(value.right, depth);
      case 'Identifier':
        return this.prove(value, value).holds;
      default: {
        const type = this.#typeOf(value, depth);
        return type !== undefined && excludesPrimitives(type, this.index);
      }
    }
  }

  #functionOf({ callee }: TSESTree.CallExpression): FunctionNode | undefined {
    const variable = callee.type === 'Identifier' ? this.index.variableOf(callee) : undefined;
    return variable && this.index.functionOf(variable);
  }

  #call(node: TSESTree.CallExpression, use: Node, depth: number): Answer | undefined {
    if (node.optional) return undefined;
    const callee = unwrap(node.callee);
    if (callee.type === 'MemberExpression') {
      const root = unwrap(callee.object);
      const text = this.index.text(callee);
      if (!MAKERS.has(text) || root.type !== 'Identifier' || this.index.variableOf(root) !== undefined) return undefined;
      return this.#ground(`\`${text}\` gives an object`, node, 'builtins');
    }
    const fn = this.#functionOf(node);
    if (!fn) return undefined;
    if (fn.generator || fn.async) return this.#ground(`\`${this.index.quoted(callee)}\` gives ${fn.generator ? 'a generator' : 'a promise'}`, fn);
    const type = this.#typeOf(node, depth);
    if (type) return excludesPrimitives(type, this.index) ? this.#ground(`\`${this.index.quoted(node)}\` is declared to give an object`, fn.returnType ?? fn, 'annotations') : undefined;
    return this.#returned(fn, depth);
  }

  /** A function that gives back an object on each way out: a `return` at its end, and in all other places. */
  #returned(fn: FunctionNode, depth: number): Answer | undefined {
    if (fn.body.type !== 'BlockStatement') return this.#prove(fn.body, fn.body, depth + 1);
    const last = fn.body.body.at(-1);
    if (last?.type !== 'ReturnStatement' && last?.type !== 'ThrowStatement') return undefined;
    return allOf(returnsOf(fn.body, this.index), (statement) => (statement.argument ? this.#prove(statement.argument, statement, depth + 1) : this.#gap(statement)));
  }
}

const COLLECTIONS = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Array'] as const;

function isCollectionType(type: TSESTree.TypeNode, index: SourceIndex): boolean {
  if (type.type === 'TSArrayType') return true;
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false;
  const { name } = type.typeName;
  return COLLECTIONS.some((collection) => collection === name) && meaningOf(name, type, index).kind === 'global';
}

/** Is what a variable begins with made there, by a class or a literal? */
/**
 * Does a declared type let in more than objects, so that only what narrows it keeps the rest out?
 *
 * @param isPresent is `null` and `undefined` kept out by a test?
 */
function isWide(type: TSESTree.TypeNode, isOptional: boolean, isPresent: boolean, index: SourceIndex): boolean {
  if (isOptional && !isPresent) return true;
  switch (type.type) {
    case 'TSUnionType':
      return type.types.some((member) => isWide(member, false, isPresent, index));
    case 'TSNullKeyword':
    case 'TSUndefinedKeyword':
      return !isPresent;
    case 'TSTypeReference':
      if (excludesPrimitives({ node: type }, index)) return false;
      // What is imported is taken for what it is called.
      return type.typeArguments !== undefined || type.typeName.type !== 'Identifier' || !isImported(type.typeName, index);
    case 'TSTypeLiteral':
      return false;
    default:
      return !excludesPrimitives({ node: type }, index);
  }
}

function isImported(name: TSESTree.Identifier, index: SourceIndex): boolean {
  return index.variableNamed(name.name, name)?.defs.some(({ type }) => type === 'ImportBinding') ?? false;
}

function isMade(init: Node | null): boolean {
  return init?.type === 'ObjectExpression' || isFunction(init) || (init?.type === 'NewExpression' && init.callee.type === 'Identifier');
}

function takesNull(param: TSESTree.Parameter | undefined): boolean {
  const target = param?.type === 'TSParameterProperty' ? param.parameter : param;
  const type = target?.type === 'Identifier' ? target.typeAnnotation?.typeAnnotation : undefined;
  return type?.type === 'TSUnionType' && type.types.some((part) => part.type === 'TSNullKeyword');
}

/** A parameter that is optional, or has a default. */
function mayBeLeftOut(param: TSESTree.Parameter | undefined): boolean {
  return param?.type === 'AssignmentPattern' || (param !== undefined && 'optional' in param && param.optional);
}

/** Does a variable get the whole value that is written, and not a part of it by a pattern or a loop? */
function isWholeWrite({ identifier: { parent }, writeExpr }: Scope.Reference): boolean {
  return parent.type === 'VariableDeclarator' ? parent.init === writeExpr : parent.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === writeExpr;
}

/** The property of a literal that a pattern gives to a name of its own; `undefined` where a default, a spread or an accessor may. */
function partFor(name: Node, pattern: TSESTree.Parameter, argument: TSESTree.CallExpressionArgument): Node | undefined {
  if (pattern.type !== 'ObjectPattern' || argument.type !== 'ObjectExpression') return undefined;
  const taken = pattern.properties.find((property) => property.type === 'Property' && property.value === name);
  const key = taken && propertyName(taken);
  if (key === undefined || !argument.properties.every((property) => property.type === 'Property' && property.kind === 'init' && propertyName(property) !== undefined && propertyName(property) !== '__proto__')) return undefined;
  const given = argument.properties.filter((property) => propertyName(property) === key);
  return given.length === 1 && given[0]?.type === 'Property' ? given[0].value : undefined;
}

/** A spread at or before a position, which decides what stands there. */
function spreadBefore(args: readonly TSESTree.CallExpressionArgument[], position: number): Node | undefined {
  return args.slice(0, position + 1).find(({ type }) => type === 'SpreadElement');
}

function isExport(parent: Node | undefined): boolean {
  return parent?.type === 'ExportSpecifier' || parent?.type === 'ExportDefaultDeclaration';
}

function isNull(value: Node | null | undefined): boolean {
  return value?.type === 'Literal' && value.raw === 'null';
}

/** A member of a literal that is read by an index, whatever its type says. */
function isOpenValue(value: Node): boolean {
  const node = unwrap(value);
  return node.type === 'MemberExpression' && node.computed;
}

/** Does a statement never go on behind itself: a `return`, a `throw`, an `if` whose branches do so? */
function endsAlways(statement: Node | null | undefined): boolean {
  switch (statement?.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'BlockStatement':
      return endsAlways(statement.body.at(-1));
    case 'IfStatement':
      return endsAlways(statement.consequent) && endsAlways(statement.alternate);
    case 'TryStatement':
      return endsAlways(statement.finalizer) || (endsAlways(statement.block) && (!statement.handler || endsAlways(statement.handler.body)));
    default:
      return false;
  }
}

/** Is a function an accessor that `Object.defineProperty` installs, so that nothing but a read of the property calls it? */
function isAccessorOfDescriptor(fn: FunctionNode, index: SourceIndex): boolean {
  const literal = /^(?:get|set)$/.test(propertyName(fn.parent) ?? '') ? literalOfMethod(fn) : undefined;
  const call = literal && outermost(literal).parent;
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined;
  return callee?.type === 'MemberExpression' && index.isGlobal(callee.object, 'Object') && propertyName(callee) === 'defineProperty';
}

function literalOfMethod(fn: FunctionNode): TSESTree.ObjectExpression | undefined {
  return fn.parent.type === 'Property' && fn.parent.value === fn && fn.parent.parent.type === 'ObjectExpression' ? fn.parent.parent : undefined;
}

/** Is a `var` set in the same list of statements as a use that comes later? */
function isSetBefore(declarator: Node, use: Node): boolean {
  const declaration = declarator.parent;
  const list = declaration?.parent;
  if (!list || !isStatementList(list) || declarator.range[1] > use.range[0] || runOf(declarator) !== runOf(use)) return false;
  return list.range[0] <= use.range[0] && use.range[1] <= list.range[1];
}

function overloadOfFunction(fn: TSESTree.FunctionDeclaration, index: SourceIndex): Node | undefined {
  const listOf = (declared: Node): Node | undefined => (declared.parent?.type === 'ExportNamedDeclaration' || declared.parent?.type === 'ExportDefaultDeclaration' ? declared.parent.parent : declared.parent);
  return index.nodesOf('TSDeclareFunction').find((declared) => declared.id?.name === fn.id?.name && listOf(declared) === listOf(fn));
}

function overloadOfMethod(method: TSESTree.MethodDefinition): Node | undefined {
  return method.parent.body.find((member) => member !== method && member.type === 'MethodDefinition' && propertyName(member) === propertyName(method) && (member.value.type as string) === 'TSEmptyBodyFunctionExpression');
}
