import type { TSESTree } from '@typescript-eslint/utils';
import { callOf, type ClassNode, type FunctionNode, isClass, isFunction, isNull, methodOf, type Node, thisOwner } from '../source/ast.js';
import type { OtherFile } from '../source/other-file.js';
import { placeOfValue } from '../source/places.js';
import { initialValue, typesOfPlace } from '../source/place-types.js';
import type { SourceIndex } from '../source/source-index.js';
import { type Call, spreadBefore } from './callers.js';
import type { ObjectProver } from './objects.js';
import { meaningOf, parametersOfType } from './types.js';

/** Comments that keep the compiler from checking what follows. */
const UNCHECKED = /@ts-(?:expect-error|ignore|nocheck)\b/;

function isUnchecked(index: SourceIndex): boolean {
  return UNCHECKED.test(index.source.text);
}

/** More questions in one are none that a reader could follow. */
const MOST_ASKED = 16;

/** A place that passes, or may pass, something else than a parameter declares. */
export interface StrangeCall {
  readonly node: Node;
  /** Where it is another file. */
  readonly file?: OtherFile;
  readonly words: string;
}

/** What callers pass to the functions of a file. */
export class Arguments {
  constructor(private readonly prover: ObjectProver) {}

  get #index(): SourceIndex {
    return this.prover.index;
  }

  /** A call, or a place that may call, with something else than the type that a parameter declares. */
  strangeCall(fn: FunctionNode, position: number): StrangeCall | undefined {
    const { nodes } = this.prover.asked;
    if (nodes.has(fn)) return undefined;
    if (nodes.size > MOST_ASKED) return { node: fn, words: this.#index.quoted(fn) };
    nodes.add(fn);
    try {
      return this.#findStrangeCall(fn, position);
    } finally {
      nodes.delete(fn);
    }
  }

  #findStrangeCall(fn: FunctionNode, position: number): StrangeCall | undefined {
    if (this.#index.table(isUnchecked)) return { node: fn, words: '@ts-' };
    const another = this.prover.callers.calledUnderAnotherType(fn);
    if (another) return { node: another, words: this.#index.quoted(another) };
    for (const call of this.prover.callers.callsHere(fn)) {
      const strange = this.passesOther(call, fn, position, true);
      if (strange) return { node: strange, words: this.#index.quoted(strange) };
    }
    const { uses, unread } = this.prover.outside.usesOf(fn);
    if (unread !== undefined) return { node: fn, words: unread };
    for (const { file, calls, other } of uses) {
      const there = this.prover.in(file);
      const { index, outside } = there;
      if (other) return { node: other, file, words: index.quoted(other) };
      // A file without types passes what it likes, and leaves out what it likes.
      const isChecked = index.isTyped && !index.table(isUnchecked) && !outside.isLoose();
      for (const call of calls) {
        const strange = there.args.passesOther(call, fn, position, isChecked);
        if (strange) return { node: strange, file, words: index.quoted(strange) };
      }
    }
    return undefined;
  }

  /** What a call passes for a parameter that may be something else than the parameter declares; the call where it leaves it out. */
  passesOther(call: Call, fn: FunctionNode, position: number, isChecked: boolean): Node | undefined {
    const argument = spreadBefore(call.arguments, position) ?? call.arguments[position];
    if (isChecked && this.#isOfCollection(call)) return undefined;
    const isCompared = isChecked && this.#isCompared(call, fn);
    if (!argument) return isCompared || mayBeLeftOut(fn.params[position]) ? undefined : call;
    // A call that is part of the question adds nothing, and `null` is what some parameters are declared to take.
    if (this.prover.busy.has(argument) || (isNull(argument) && takesNull(fn.params[position]))) return undefined;
    return (isCompared ? this.prover.types.escapesTypes(argument, 0) : !this.prover.prove(argument, call).holds) ? argument : undefined;
  }

  /** Is a call one of a method of a `Map`, `Set` or list, as its receiver is declared or made? */
  #isOfCollection({ callee }: Call): boolean {
    const place = callee.type === 'MemberExpression' ? placeOfValue(callee.object, this.#index) : undefined;
    if (!place) return false;
    const types = typesOfPlace(place, this.#index).flatMap((type) => (type.type === 'TSUnionType' ? type.types : [type])).filter(({ type }) => type !== 'TSUndefinedKeyword' && type !== 'TSNullKeyword');
    const made = types.length === 0 && place.kind !== 'known' ? initialValue(place, this.#index) : undefined;
    return types.length > 0 ? types.every((type) => isCollectionType(type, this.#index)) : made?.type === 'NewExpression' && COLLECTIONS.some((name) => this.#index.isGlobal(made.callee, name));
  }

  /** Does the compiler know that a call is one of a function, and so compare what it passes? It does not behind `any`, a cast, or a type that is as wide. */
  #isCompared(call: Call, fn: FunctionNode): boolean {
    const { callee, typeArguments } = call;
    const home = methodOf(fn)?.parent.parent;
    const generics = [fn.typeParameters, isClass(home) ? home.typeParameters : undefined].flatMap((list) => list?.params ?? []);
    if ([...(typeArguments?.params ?? []), ...generics.flatMap((generic) => generic.default ?? [])].some((type) => this.prover.types.mayBeAny(type))) return false;
    if (callee.type === 'Identifier') return this.#hasOwnType(callee, fn);
    if (callee.type !== 'MemberExpression') return false;
    if (callee.object.type === 'Identifier') return this.#hasOwnType(callee.object, fn);
    if (callee.object.type !== 'ThisExpression') return false;
    const owner = thisOwner(callee.object);
    return owner.kind === 'class' && owner.node === methodOf(fn)?.parent.parent && !owner.node.body.body.some(({ type }) => type === 'TSIndexSignature');
  }

  /** Is a name that of a function, class or module, of what is made where it is declared, or of an object that is declared as one of the function's class? */
  #hasOwnType(node: TSESTree.Identifier, fn: FunctionNode): boolean {
    const definition = this.#index.variableOf(node)?.defs[0];
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
    const variable = this.#index.variableNamed(name.name, name);
    if (!variable || name.name !== owner.id?.name) return false;
    return variable.defs.some(({ type }) => type === 'ImportBinding') || this.#index.classOf(variable) === owner;
  }

  #namesAny({ typeArguments }: { readonly typeArguments?: TSESTree.TSTypeParameterInstantiation | undefined }): boolean {
    return typeArguments?.params.some((type) => this.prover.types.mayBeAny(type)) ?? false;
  }

  /** Does `new` make an object of a generic class with `any` in its place, or of a class that extends it, and may say so? */
  #makesOther(made: Node | null, owner: Node | undefined): boolean {
    if (made?.type !== 'NewExpression') return false;
    return this.#namesAny(made) || (isClass(owner) && owner.typeParameters !== undefined && made.callee.type === 'Identifier' && made.callee.name !== owner.id?.name);
  }

  /** Is a value what a function of this file gives back, whose parameters are as narrow as they are written there? */
  #isProduct(value: Node | null): boolean {
    const maker = value?.type === 'CallExpression' ? this.prover.types.functionOf(value) : undefined;
    if (!maker?.returnType) return maker !== undefined;
    const params = parametersOfType({ node: maker.returnType.typeAnnotation }, this.#index)?.params ?? [];
    return params.length > 0 && params.every((param) => param.type === 'Identifier' && param.typeAnnotation !== undefined && !this.prover.types.mayBeAny(param.typeAnnotation.typeAnnotation));
  }
}

const COLLECTIONS = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Array'] as const;

function isCollectionType(type: TSESTree.TypeNode, index: SourceIndex): boolean {
  if (type.type === 'TSArrayType') return true;
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false;
  const { name } = type.typeName;
  return COLLECTIONS.some((collection) => collection === name) && meaningOf(name, type, index).kind === 'global';
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
