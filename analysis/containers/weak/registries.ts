import type { TSESTree } from '@typescript-eslint/utils';
import { callOf, type Expression, type FunctionNode, type Node, outermost, parameterTarget, propertyName, unwrap } from '../../source/ast.js';
import { annotationOf } from '../../source/expression-types.js';
import { landingOf, type Place, placeKey, placeName, placeOfValue } from '../../source/places.js';
import type { SourceIndex } from '../../source/source-index.js';
import { calledFunction, functionValue, runOf } from './calls.js';
import { mayHoldRegistry, REGISTRY_NAME } from './prefilter.js';
import type { Tools } from './tools.js';
import { resultsOf } from '../../source/returns.js';

/** One `registry.register(target, held, token)`. */
export interface Registration {
  readonly call: TSESTree.CallExpression;
  readonly target: Expression;
  readonly held: Expression | undefined;
  readonly token: Expression | undefined;
  /** A spread argument hides what is passed. */
  readonly isOpaque: boolean;
}

/** A function that runs when a target has died, and the registrations that it runs for. */
export interface Cleanup {
  readonly fn: FunctionNode;
  /** The function is the held value of one registration, which the registry's callback only calls. */
  readonly registration: Registration | undefined;
}

/** A `FinalizationRegistry` with everything that this file does to it. */
export interface Registry {
  readonly name: string;
  /** Absent for registries that come from elsewhere. */
  readonly creation: TSESTree.NewExpression | undefined;
  readonly places: readonly Place[];
  /** Where the registry leaves sight at its creation. */
  readonly lost: Node | undefined;
  readonly registrations: readonly Registration[];
  readonly unregistrations: readonly TSESTree.CallExpression[];
  readonly cleanups: readonly Cleanup[];
  /** `map.delete.bind(map)` as the callback. */
  readonly boundCallback: TSESTree.CallExpression | undefined;
}

interface Draft {
  name: string;
  creation: TSESTree.NewExpression | undefined;
  places: readonly Place[];
  lost: Node | undefined;
  registrations: Registration[];
  unregistrations: TSESTree.CallExpression[];
}

/** Finds the registries of a file and what is called on them. */
export function findRegistries(index: SourceIndex, tools: Tools, ids: (object: object) => number): readonly Registry[] {
  return new RegistryFinder(index, tools, ids).find();
}

class RegistryFinder {
  readonly #drafts: Draft[] = [];
  readonly #byPlace = new Map<string, Draft>();

  constructor(
    private readonly index: SourceIndex,
    private readonly tools: Tools,
    private readonly ids: (object: object) => number,
  ) {}

  find(): readonly Registry[] {
    if (!mayHoldRegistry(this.index.source.text)) return [];
    for (const creation of this.tools.creationsOf('FinalizationRegistry')) this.#addCreation(creation);
    for (const name of ['register', 'unregister'] as const) {
      for (const member of this.index.membersNamed(name)) {
        const whole = outermost(member);
        if (member.type !== 'MemberExpression' || whole.parent?.type !== 'CallExpression' || whole.parent.callee !== whole) continue;
        const draft = this.#registryAt(member.object);
        if (!draft) continue;
        if (name === 'unregister') draft.unregistrations.push(whole.parent);
        else if (whole.parent.arguments.length > 0) draft.registrations.push(registrationOf(whole.parent));
      }
    }
    return this.#drafts.map((draft) => this.#finish(draft));
  }

  #addCreation(creation: TSESTree.NewExpression): void {
    const { places, lost } = landingOf(creation, this.index);
    const [place] = places;
    const known = places.map((each) => this.#byPlace.get(this.#key(each))).find((draft) => draft !== undefined);
    if (known) return;
    const draft: Draft = { name: place ? placeName(place) : 'this registry', creation, places, lost, registrations: [], unregistrations: [] };
    this.#drafts.push(draft);
    for (const each of places) this.#byPlace.set(this.#key(each), draft);
  }

  #key(place: Place): string {
    return placeKey(place, this.ids);
  }

  #registryAt(receiver: Node, depth = 0): Draft | undefined {
    const node = unwrap(receiver);
    const created = node.type === 'NewExpression' ? this.#drafts.find((draft) => draft.creation === node) : undefined;
    if (created || depth > 3) return created;
    if (node.type === 'CallExpression') {
      const fn = calledFunction(node, this.index);
      if (!fn) return undefined;
      return resultsOf(fn, this.index).map((value) => this.#registryAt(value, depth + 1)).find((draft) => draft !== undefined);
    }
    if (node.type === 'LogicalExpression') return this.#registryAt(node.left, depth + 1) ?? this.#registryAt(node.right, depth + 1);
    if (node.type === 'AssignmentExpression') return this.#registryAt(node.right, depth + 1) ?? this.#registryAt(node.left, depth + 1);
    const place = placeOfValue(node, this.index);
    const known = place && this.#byPlace.get(this.#key(place));
    if (known) return known;
    if (node.type === 'Identifier') {
      const variable = this.index.variableOf(node);
      const value = variable && this.index.constantValue(variable);
      const found = value && unwrap(value).type === 'CallExpression' ? this.#registryAt(value, depth + 1) : undefined;
      if (found) return found;
    }
    return place && this.#isDeclared(node, place) ? this.#foreign(place) : undefined;
  }

  /** Does a type or a telling name say that a place from elsewhere holds a registry? */
  #isDeclared(node: Node, place: Place): boolean {
    if (node.type === 'Identifier') {
      const variable = this.index.variableOf(node);
      const definition = variable?.defs[0];
      if (variable && definition?.type === 'ImportBinding') return REGISTRY_NAME.test(variable.name);
      const annotation = variable && annotationOf(variable, this.index);
      return annotation !== undefined && /\bFinalizationRegistry\b/.test(this.index.text(annotation));
    }
    if (place.kind !== 'field' || !place.declaration) return false;
    const { declaration } = place;
    const typed = declaration.type === 'TSParameterProperty' ? declaration.parameter : declaration;
    return /^[^=]*:\s*[^=]*\bFinalizationRegistry\b/.test(this.index.text(typed)) && !this.#isUserClass();
  }

  #isUserClass(): boolean {
    return this.index.typesNamed('FinalizationRegistry').some((type) => type.type === 'ClassDeclaration' && !type.declare);
  }

  #foreign(place: Place): Draft {
    const draft: Draft = { name: placeName(place), creation: undefined, places: [place], lost: undefined, registrations: [], unregistrations: [] };
    this.#drafts.push(draft);
    this.#byPlace.set(this.#key(place), draft);
    return draft;
  }

  #finish(draft: Draft): Registry {
    const callback = draft.creation?.arguments[0];
    const fn = callback && functionValue(callback, this.index);
    const callsHeld = callback === undefined || (fn ? this.#callsItsParameter(fn) : true);
    const held = callsHeld
      ? draft.registrations.flatMap((registration): Cleanup[] => {
          const own = registration.held && this.#functionHeld(registration.held);
          return own ? [{ fn: own, registration }] : [];
        })
      : [];
    return {
      ...draft,
      cleanups: [...(fn ? [{ fn, registration: undefined }] : []), ...held],
      boundCallback: callback && isBoundDelete(callback) ? callback : undefined,
    };
  }

  #functionHeld(held: Expression): FunctionNode | undefined {
    const node = unwrap(held);
    return node.type === 'MemberExpression' ? undefined : functionValue(node, this.index);
  }

  #callsItsParameter(fn: FunctionNode): boolean {
    const [param] = fn.params;
    const target = param && parameterTarget(param);
    if (target?.type !== 'Identifier') return false;
    const mentions = this.index.variableOf(target)?.references ?? [];
    return mentions.some(({ identifier }) => callOf(identifier) && runOf(identifier) === fn);
  }
}

function isBoundDelete(callback: Node): callback is TSESTree.CallExpression {
  const node = unwrap(callback);
  if (node.type !== 'CallExpression') return false;
  const bind = unwrap(node.callee);
  if (bind.type !== 'MemberExpression' || propertyName(bind) !== 'bind') return false;
  const method = unwrap(bind.object);
  return method.type === 'MemberExpression' && propertyName(method) === 'delete';
}

function registrationOf(call: TSESTree.CallExpression): Registration {
  const [target, held, token] = call.arguments as (Expression | TSESTree.SpreadElement | undefined)[];
  const expression = (argument: Expression | TSESTree.SpreadElement | undefined): Expression | undefined => (argument?.type === 'SpreadElement' ? undefined : argument);
  return {
    call,
    target: (expression(target) ?? call),
    held: expression(held),
    token: expression(token),
    isOpaque: call.arguments.some((argument) => argument.type === 'SpreadElement'),
  };
}

