import type { Node } from '../source/ast.js';
import type { Argument, Field, Register } from '../ir/index.js';
import type { Heap } from './heap.js';
import { DERIVING_ARRAY_METHODS, ELEMENT_ARRAY_METHODS, KNOWN_CALLS, VISITING_METHODS } from './library.js';
import { type AbstractObject, ANY, ELEMENTS, KEYS } from './objects.js';

/** What a built-in function can do beside what it does to the heap. */
export interface Solving extends Heap {
  /** Code that is not seen gets what a register holds. */
  escape(register: Register | undefined): void;
  escapeAll(args: readonly Argument[]): void;
  /** Writes a member. */
  store(object: AbstractObject, field: Field, from: Register | undefined): void;
  /** The methods of a literal may be called on another object. */
  loosen(literal: AbstractObject): void;
  /** Reads a member. */
  load(object: AbstractObject, field: Field, to: Register, self: Register): void;
  /** Reads a member of anything, be it a list. */
  loadMember(object: AbstractObject, field: Field, to: Register, self: Register): void;
  /** What code does that is not seen. */
  foreignCall(args: readonly Argument[], to: Register | undefined): void;
  /** Calls a function that the built-in one is given, with a `this` where it is told one. */
  callBack(callback: Argument | undefined, given: readonly (Register | undefined)[], to: Register | undefined, self?: Argument): void;
}

const METHODS = {
  map: /^(?:get|set|has|delete|clear|keys|values|entries|forEach|getOrInsert|getOrInsertComputed)$/,
  set: /^(?:add|has|delete|clear|keys|values|entries|forEach|union|intersection|difference|symmetricDifference|is(?:SubsetOf|SupersetOf|DisjointFrom))$/,
  weak: /^(?:get|set|add|has|delete|getOrInsert|getOrInsertComputed)$/,
  array: /^(?:at|concat|copyWithin|entries|every|fill|filter|find|findIndex|findLast|findLastIndex|flat|flatMap|forEach|includes|indexOf|join|keys|lastIndexOf|map|pop|push|reduce|reduceRight|reverse|shift|slice|some|sort|splice|toReversed|toSorted|toSpliced|unshift|values|with)$/,
} as const;

/** Is a name that of a method that all containers of the kind have? */
export function isBuiltInMethod(object: AbstractObject, name: string): boolean {
  return isContainer(object) && METHODS[object.kind].test(name);
}

/** Is an object one with methods that are known here? */
export function isContainer(object: AbstractObject): object is AbstractObject & { readonly kind: keyof typeof METHODS } {
  return object.kind in METHODS;
}

/** What a built-in class makes, by the name of the class. */
export function containerOf(name: string): 'map' | 'set' | 'weak' | 'array' | undefined {
  switch (name) {
    case 'Map':
      return 'map';
    case 'Set':
      return 'set';
    case 'WeakMap':
    case 'WeakSet':
      return 'weak';
    case 'Array':
      return 'array';
    default:
      return undefined;
  }
}

/** Puts what a container is made with into it. */
export function fillContainer(solver: Solving, made: AbstractObject, from: Register | undefined): void {
  if (from === undefined) return;
  const elements = solver.fresh();
  solver.each(from, (object) => { solver.elements(object, elements); });
  if (made.kind !== 'map') solver.copy(elements, solver.field(made, ELEMENTS));
  if (made.kind === 'map' || made.kind === 'weak') {
    solver.each(elements, (entry) => {
      if (made.kind === 'map') solver.load(entry, '[0]', solver.field(made, KEYS), elements);
      solver.load(entry, '[1]', solver.field(made, ELEMENTS), elements);
    });
  }
}

/** A built-in method of a container, list or map is called. */
export function callMethod(solver: Solving, object: AbstractObject, name: string, args: readonly Argument[], to: Register | undefined, node: Node): void {
  const result = to ?? solver.fresh();
  const elements = solver.field(object, ELEMENTS);
  const keys = object.kind === 'map' ? solver.field(object, KEYS) : elements;
  const [first, second] = args;
  if (object.kind === 'array') {
    callArrayMethod(solver, object, name, args, result, node);
    return;
  }
  switch (name) {
    case 'set':
      solver.copy(first?.register, solver.field(object, KEYS));
      solver.copy(second?.register, elements);
      solver.add(result, object);
      return;
    case 'add':
      solver.copy(first?.register, elements);
      solver.add(result, object);
      return;
    case 'getOrInsert':
      solver.copy(second?.register, elements);
      solver.copy(elements, result);
      return;
    case 'getOrInsertComputed':
      solver.callBack(second, [first?.register], elements);
      solver.copy(elements, result);
      return;
    case 'get':
      solver.copy(elements, result);
      return;
    case 'has':
    case 'delete':
    case 'clear':
      return;
    case 'forEach':
      solver.callBack(first, [elements, keys, solver.registerOf(object)], undefined, second);
      return;
    case 'keys':
      solver.add(result, solver.list(node, object, keys));
      return;
    case 'values':
      solver.add(result, solver.list(node, object, elements));
      return;
    case 'entries':
      solver.add(result, solver.list(node, object, solver.registerOf(solver.entry(object))));
      return;
    default:
      giveOut(solver, object, result);
      solver.foreignCall(args, result);
  }
}

function callArrayMethod(solver: Solving, array: AbstractObject, name: string, args: readonly Argument[], to: Register, node: Node): void {
  const elements = solver.fresh();
  solver.elements(array, elements);
  const put = (given: readonly Argument[], into: Register): void => { for (const { register } of given) solver.copy(register, into); };
  switch (name) {
    case 'push':
    case 'unshift':
      put(args, solver.field(array, ELEMENTS));
      break;
    case 'splice':
      put(args.slice(2), solver.field(array, ELEMENTS));
      break;
    case 'fill':
      put(args.slice(0, 1), solver.field(array, ELEMENTS));
      break;
    case 'with':
      put(args.slice(1, 2), elements);
      break;
    case 'toSpliced':
      put(args.slice(2), elements);
      break;
    case 'entries':
      solver.add(to, solver.list(node, array, solver.registerOf(solver.entry(array))));
      break;
    case 'join':
      solver.escape(elements);
      break;
    default:
  }
  if (VISITING_METHODS.has(name)) visitElements(solver, array, name, elements, args, to, node);
  if (ELEMENT_ARRAY_METHODS.has(name)) solver.copy(elements, to);
  if (DERIVING_ARRAY_METHODS.has(name)) solver.add(to, solver.list(node, array, name === 'flat' ? solver.flattened(elements) : elements));
  if (name === 'concat') {
    for (const { register } of args) {
      solver.each(register, (part) => {
        if (part.kind === 'array') solver.takeApart(part, elements);
        else solver.add(elements, part);
      });
    }
  }
}

/** Calls a function for the elements of a list, and gives the results to whoever gets them. */
function visitElements(solver: Solving, array: AbstractObject, name: string, elements: Register, [callback, second]: readonly Argument[], to: Register, node: Node): void {
  const results = solver.fresh();
  const whole = solver.registerOf(array);
  switch (name) {
    case 'reduce':
    case 'reduceRight':
      solver.callBack(callback, [results, elements, undefined, whole], results);
      // Without a first value, that is the first element.
      solver.copy(second ? second.register : elements, results);
      solver.copy(results, to);
      return;
    case 'sort':
    case 'toSorted':
      solver.callBack(callback, [elements, elements], results);
      return;
    default:
      solver.callBack(callback, [elements, undefined, whole], results, second);
  }
  if (name === 'map') solver.add(to, solver.list(node, array, results));
  if (name === 'flatMap') solver.add(to, solver.list(node, array, solver.flattened(results)));
}

/** What a container has goes out of sight, and may come back as a result. */
export function giveOut(solver: Solving, container: AbstractObject, to: Register | undefined): void {
  if (to !== undefined) solver.add(to, solver.unknown);
  solver.eachField(container, (_, field) => { solver.escape(field); });
}

/** `Object.assign(target, …)`: what literals have comes to the target; all else goes out of sight, and the target with it. */
function assignMembers(solver: Solving, args: readonly Argument[]): void {
  const [target, ...sources] = args;
  if (!target || args.some(({ isSpread }) => isSpread)) {
    solver.escapeAll(args);
    return;
  }
  for (const { register } of sources) {
    solver.each(register, (source) => {
      if (source.kind !== 'object' || source.accessors.size > 0) {
        solver.escapeAll([target]);
        solver.add(solver.outside, source);
      } else {
        solver.loosen(source);
        solver.eachField(source, (name, field) => { solver.each(target.register, (object) => { solver.store(object, name === ANY ? undefined : name, field); }); });
      }
    });
  }
}

/** A built-in function that stands in a global is called. */
export function callGlobal(solver: Solving, name: string, args: readonly Argument[], to: Register | undefined, node: Node): void {
  const [first, second] = args;
  const known = KNOWN_CALLS.get(name);
  if (name === 'Object.create') {
    if (to === undefined) return;
    const made = solver.madeAt(node, undefined, () => solver.make('object', { node }));
    solver.add(to, made);
    solver.each(first?.register, (parent) => { solver.addParent(made, parent); });
    if (second) solver.escape(second.register);
  } else if (name === 'Object.assign') {
    solver.copy(first?.register, to);
    assignMembers(solver, args);
  } else if (known === 'returns') {
    solver.copy(first?.register, to);
  } else if (known === 'lists') {
    if (to === undefined || name === 'JSON.stringify' || name.startsWith('Math.')) return;
    const listed = solver.fresh();
    solver.each(first?.register, (object) => {
      if (name.startsWith('Object.')) solver.loadMember(object, undefined, listed, listed);
      else solver.elements(object, listed);
    });
    const results = name === 'Array.from' && second ? solver.fresh() : listed;
    if (name === 'Array.from') solver.callBack(second, [listed], results, args[2]);
    solver.add(to, solver.madeAt(node, undefined, () => solver.make('array', { name: 'list' })));
    solver.each(to, (list) => { if (list.name === 'list') solver.copy(results, solver.field(list, ELEMENTS)); });
  } else if (known === 'reads' && args.length === 2 && first?.register !== undefined) {
    const { register } = first;
    const result = to ?? solver.fresh();
    solver.each(register, (object) => { solver.loadMember(object, undefined, result, register); });
  } else if (known === 'writes' && args.length === 3) {
    solver.each(first?.register, (object) => { solver.store(object, undefined, args[2]?.register); });
  } else if (known !== 'asks' && known !== 'removes') {
    solver.foreignCall(args, to);
  }
}
