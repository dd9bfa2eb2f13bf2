// One rule for each operation and call, over one heap: longer than others because the rules wake each other.
import type { Node } from '../source/ast.js';
import { addTo } from '../source/lists.js';
import type { Argument, ClassUnit, Field, FunctionUnit, LoweredFile, Operation, Register } from '../ir/index.js';
import { borrowedBy } from './borrowed.js';
import { callGlobal, callMethod, containerOf, fillContainer, giveOut, isBuiltInMethod, isContainer, type Solving } from './built-ins.js';
import { hasMember, Heap } from './heap.js';
import { GLOBAL_OBJECTS, KNOWN_GLOBALS } from './library.js';
import { type AbstractObject, ANY, ELEMENTS } from './objects.js';

export type CallOperation = Extract<Operation, { op: 'call' | 'new' | 'invoke' }>;

/** Which objects each register and each field may hold. */
export interface PointsTo {
  readonly lowered: LoweredFile;
  /** The objects that a register may hold. */
  of(register: Register): readonly AbstractObject[];
  /** The objects that have fields. */
  readonly objects: readonly AbstractObject[];
  /** The registers that a value of a register comes to by one step: a copy, a call, a return. */
  next(register: Register): Iterable<Register>;
  /** Can code that is not seen have the object? */
  isEscaped(object: AbstractObject): boolean;
  /** The same in another way than by an export, which other files name; or does a built-in function take all elements out of a list? */
  isGivenAway(object: AbstractObject): boolean;
  /** Did an object come to a register that may hold too many, so that it is not known what becomes of it there? */
  isDropped(object: AbstractObject): boolean;
  /** Can code that is not seen call the methods of a class: has it the class or an object of it, or does the class extend one that is not seen? */
  isOpen(owner: ClassUnit): boolean;
  /** The object of a function; `undefined` where nothing makes it. */
  functionOf(unit: FunctionUnit): AbstractObject | undefined;
  /** Where a function is called from: calls, and callbacks that a built-in one calls. */
  callsOf(unit: FunctionUnit): readonly Node[];
  /** What a call may run: functions, methods of containers, globals, what is not known. */
  calleesOf(call: CallOperation): readonly AbstractObject[];
  /** Was the file solved within the budget? Where not, nothing of it is known. */
  readonly isComplete: boolean;
}

/**
 * Solves which objects each register may hold: inclusion-based (Andersen, *Program Analysis and Specialization for the C
 * Programming Language*, 1994), without order, with fields, one abstract object for each place that makes one. Calls are
 * resolved on the way.
 *
 * @param origins what registers hold for sure that get their value from another file, and nothing else
 */
export function solve(lowered: LoweredFile, origins: ReadonlyMap<Register, AbstractObject> = new Map()): PointsTo {
  const solver = new Solver(lowered, origins);
  solver.run();
  return solver;
}

class Solver extends Heap implements PointsTo, Solving {
  readonly #escaped = new WeakSet<AbstractObject>();
  /** Those that are exported, by themselves or in something else. */
  readonly #shown = new WeakSet<AbstractObject>();
  /** Functions that code which is not seen may call as methods of an object that it has. */
  readonly #callable = new WeakSet<AbstractObject>();
  /** Those whose members are out of sight, and those whose are exported. */
  readonly #given = new WeakSet<AbstractObject>();
  readonly #offered = new WeakSet<AbstractObject>();
  readonly #functions = new WeakMap<FunctionUnit, AbstractObject>();
  readonly #classes = new WeakMap<ClassUnit, ClassObjects>();
  readonly #calls = new WeakMap<FunctionUnit, Node[]>();
  /** What each call runs, and what it is given. */
  readonly #runs: { readonly callees: Register; readonly args: readonly Argument[]; readonly of?: AbstractObject; readonly to?: Register | undefined }[] = [];
  /** Hold what each call of a member runs, one for each object that it is called on. */
  readonly #callees = new WeakMap<CallOperation, Register[]>();
  readonly #globals = new Map<string, AbstractObject>();
  readonly #methods = new WeakMap<AbstractObject, Map<string, AbstractObject>>();
  /** The classes that have each object in a public field; made when it is first asked for. */
  #keepers: Map<AbstractObject, ClassUnit[]> | undefined;
  readonly #loose = this.make('loose');
  /** The `prototype` that functions are made with, all of them taken as one. */
  readonly #prototype = this.make('object');
  /** The functions whose `prototype` the file names. */
  readonly #constructors = new WeakSet<AbstractObject>();
  readonly #loosened = new WeakSet<AbstractObject>();
  /** Those of other files that are in already. */
  readonly #entered = new WeakSet<AbstractObject>();
  /** The names for which the file has a setter. */
  readonly #settable: ReadonlySet<string>;
  /** Holds what is not known. */
  readonly #foreign: Register;
  /** Holds what is exported. */
  readonly #exports: Register;

  constructor(
    readonly lowered: LoweredFile,
    private readonly origins: ReadonlyMap<Register, AbstractObject>,
  ) {
    super(lowered.registers, origins);
    this.#settable = settersIn(lowered);
    this.#foreign = this.fresh();
    this.add(this.#foreign, this.unknown);
    this.each(this.outside, (object) => { this.#escapeObject(object); });
    this.#exports = this.freshWide();
    this.each(this.#exports, (object) => { this.#escapeObject(object, this.#exports); });
    this.addParent(this.#loose, this.#prototype);
  }

  isEscaped(object: AbstractObject): boolean {
    return this.#escaped.has(object) || this.#shown.has(object) || this.#callable.has(object);
  }

  isGivenAway(object: AbstractObject): boolean {
    return this.#escaped.has(object) || this.isTakenApart(object);
  }

  calleesOf(call: CallOperation): readonly AbstractObject[] {
    if (call.op !== 'invoke') return this.of(call.callee.register);
    // A member that nothing is seen to set may be anything.
    const callees = (this.#callees.get(call) ?? []).map((register) => this.of(register));
    return [...new Set(callees.flatMap((objects) => (objects.length > 0 ? objects : [this.unknown])))];
  }

  isOpen(owner: ClassUnit, seen = new Set<ClassUnit>()): boolean {
    const made = this.#classes.get(owner);
    if (!made || [made.class, made.instance, made.prototype].some((object) => this.isEscaped(object))) return true;
    if (seen.has(owner)) return false;
    seen.add(owner);
    // Whoever has an object has what is in its public fields.
    if (this.#keepersOf(made.instance).some((keeper) => this.isOpen(keeper, seen))) return true;
    if (owner.base === undefined) return false;
    const bases = this.of(owner.base);
    return bases.length === 0 || bases.some((base) => (base.owner ? this.isOpen(base.owner, seen) : base.kind !== 'global'));
  }

  /** The classes that have an object in a public field of theirs, or of their objects. */
  #keepersOf(instance: AbstractObject): readonly ClassUnit[] {
    if (!this.#keepers) {
      this.#keepers = new Map();
      for (const { owner, fields } of this.objects) {
        if (!owner) continue;
        for (const [name, field] of fields) if (!name.startsWith('#')) for (const held of this.of(field)) if (held.kind === 'instance') addTo(this.#keepers, held, owner);
      }
    }
    return this.#keepers.get(instance) ?? [];
  }

  functionOf(unit: FunctionUnit): AbstractObject | undefined {
    return this.#functions.get(unit);
  }

  callsOf(unit: FunctionUnit): readonly Node[] {
    return this.#calls.get(unit) ?? [];
  }

  /** Solves the whole file. */
  run(): void {
    for (const [register, object] of this.origins) this.#enterFrom(register, object);
    for (const operation of this.lowered.operations) this.#operate(operation);
    this.settle();
    // Of what runs there is nothing in the file: a method of a base class that is not seen, of a promise, of a text.
    for (const { callees, args, of, to } of this.#runs) {
      if (this.of(callees).length > 0) continue;
      this.escapeAll(args);
      // A built-in method that is not known here, such as `next` of an iterator, gives back what it finds.
      if (of && isContainer(of)) giveOut(this, of, to);
      this.settle();
    }
  }

  /** An object of another file, with all that is in it. */
  #enterFrom(register: Register, object: AbstractObject): void {
    this.hold(register, object);
    if (this.#entered.has(object)) return;
    this.#entered.add(object);
    this.objects.push(object);
    for (const inner of object.inside) {
      const field = this.field(object, inner.field);
      this.add(field, inner.object);
      this.#enterFrom(this.fresh(), inner.object);
    }
  }

  // --------------------------------------------------------------- fields

  load(object: AbstractObject, field: Field, to: Register, self: Register): void {
    switch (object.kind) {
      case 'unknown':
        // Only objects of the class that declares it have a `#private` member.
        if (field?.startsWith('#')) return;
        this.add(to, object);
        if (field !== undefined && this.lowered.hung.has(field)) this.copy(this.field(object, field), to);
        return;
      case 'global':
        this.#loadGlobal(object, field, to);
        return;
      case 'map':
      case 'set':
      case 'weak':
      case 'array':
        if (field === 'constructor') this.add(to, this.#global(CONSTRUCTORS[object.kind]));
        if (object.kind === 'array' && (field === undefined || /^\[?\d/.test(field))) this.#loadElement(object, field, to);
        else if (field !== undefined) this.loadMember(object, field, to, self);
        return;
      case 'class':
        if (field === 'prototype' && object.owner) this.add(to, this.#class(object.owner).prototype);
        this.loadMember(object, field, to, self);
        return;
      case 'function':
        if (field === 'prototype') {
          this.add(to, this.#prototype);
          this.#constructors.add(object);
          if (this.isEscaped(object)) this.#giveMembers(this.#prototype, this.#escaped.has(object) ? this.outside : this.#exports);
        }
        this.loadMember(object, field, to, self);
        return;
      case 'instance':
        if (field === 'constructor' && object.owner) this.add(to, this.#class(object.owner).class);
        this.loadMember(object, field, to, self);
        return;
      default:
        this.loadMember(object, field, to, self);
    }
  }

  loadMember(object: AbstractObject, field: Field, to: Register, self: Register): void {
    if (field === undefined) {
      // Members under fixed names that are read under another are as good as given away.
      this.copy(this.field(object, ANY), to);
      this.add(to, this.unknown);
      if (object.kind === 'object') this.#giveMembers(object);
      else this.#escapeObject(object);
      return;
    }
    const { value, getters, readers } = this.member(object, field);
    this.copy(value, to);
    readers.add(self);
    for (const getter of getters) this.copy(self, getter.self);
    if (isBuiltInMethod(object, field) && !object.parents.some((parent) => hasMember(parent, field))) this.add(to, this.#method(object, field));
  }

  #loadElement(object: AbstractObject, field: Field, to: Register): void {
    if (field === undefined) this.elements(object, to);
    else this.copy(this.field(object, field.startsWith('[') ? field : `[${field}]`), to);
    this.copy(this.field(object, ELEMENTS), to);
  }

  #loadGlobal(object: AbstractObject, field: Field, to: Register): void {
    if (field === undefined) {
      this.add(to, this.unknown);
      return;
    }
    const name = GLOBAL_OBJECTS.has(object.name) ? field : `${object.name}.${field}`;
    this.add(to, this.#global(name));
    this.copy(this.field(object, field), to);
  }

  store(object: AbstractObject, field: Field, from: Register | undefined): void {
    switch (object.kind) {
      case 'unknown':
        if (field?.startsWith('#')) return;
        if (field !== undefined && this.lowered.hung.has(field)) this.copy(from, this.field(object, field));
        else this.escape(from);
        return;
      case 'global':
        this.escape(from, isModuleObject(object) ? this.#exports : this.outside);
        this.copy(from, this.field(object, field ?? ANY));
        return;
      case 'array':
        this.copy(from, this.field(object, field === undefined || /^\d/.test(field) ? ELEMENTS : field));
        return;
      default: {
        this.copy(from, this.field(object, field ?? ANY));
        // A `#private` member of an object stays where it is.
        if (this.isEscaped(object) && !field?.startsWith('#')) this.escape(from, this.#escaped.has(object) ? this.outside : this.#exports);
        if (field === 'prototype' && object.kind === 'function') this.each(from, (prototype) => { this.#inherit(prototype); });
        if (field !== undefined && this.#settable.has(field)) this.#set(object, field, from);
      }
    }
  }

  /** The setter that a write runs, of the object itself or of what it inherits from. */
  #set(object: AbstractObject, name: string, from: Register | undefined): void {
    this.lookUp(object, name, (holder) => {
      const setter = holder.accessors.get(`set ${name}`);
      if (!setter) return;
      this.copy(from, setter.params[0]);
      this.add(setter.self, object);
    });
  }

  // --------------------------------------------------------------- objects

  #function(unit: FunctionUnit): AbstractObject {
    let object = this.#functions.get(unit);
    if (!object) {
      object = this.make('function', { node: unit.node, unit });
      this.#functions.set(unit, object);
    }
    return object;
  }

  /** Something is a function's `prototype`: what it has is that of all `this` of functions. */
  #inherit(prototype: AbstractObject): void {
    this.addParent(this.#loose, prototype);
    this.loosen(prototype);
    if (this.isEscaped(this.#loose)) this.#openPrototype(prototype, this.#escaped.has(this.#loose) ? this.outside : this.#exports);
  }

  loosen(literal: AbstractObject): void {
    if (literal.kind !== 'object' || this.#loosened.has(literal)) return;
    this.#loosened.add(literal);
    this.eachField(literal, (_, field) => {
      this.each(field, ({ unit, node }) => { if (unit && node?.parent?.type === 'Property') this.add(unit.self, this.#loose); });
    });
  }

  #class(unit: ClassUnit): ClassObjects {
    const known = this.#classes.get(unit);
    if (known) return known;
    const { node } = unit;
    const made: ClassObjects = {
      class: this.make('class', { node, owner: unit }),
      instance: this.make('instance', { node, owner: unit }),
      prototype: this.make('prototype', { node, owner: unit }),
      instances: this.fresh(),
      statics: this.fresh(),
    };
    this.#classes.set(unit, made);
    this.addParent(made.instance, made.prototype);
    this.add(made.instances, made.instance);
    this.add(made.statics, made.class);
    this.copy(made.instances, unit.self);
    this.copy(made.statics, unit.statics);
    for (const { name, isStatic, kind, unit: member } of unit.members) {
      const holder = isStatic ? made.class : made.prototype;
      this.copy(isStatic ? made.statics : made.instances, member.self);
      if (kind === 'method') this.add(this.field(holder, name ?? ANY), this.#function(member));
      else if (kind !== 'constructor') holder.accessors.set(`${kind} ${name ?? ''}`, member);
    }
    this.each(unit.base, (base) => {
      if (base.kind !== 'class' || !base.owner) return;
      const inherited = this.#class(base.owner);
      this.addParent(made.prototype, inherited.prototype);
      this.addParent(made.class, inherited.class);
      this.copy(made.instances, inherited.instances);
      this.copy(made.statics, inherited.statics);
    });
    return made;
  }

  #global(name: string): AbstractObject {
    if (!KNOWN_GLOBALS.has(name)) return this.unknown;
    let object = this.#globals.get(name);
    if (!object) this.#globals.set(name, (object = this.make('global', { name })));
    return object;
  }

  #method(target: AbstractObject, name: string): AbstractObject {
    const methods = this.#methods.get(target) ?? new Map<string, AbstractObject>();
    this.#methods.set(target, methods);
    const method = methods.get(name) ?? this.make('method', { target, name });
    methods.set(name, method);
    return method;
  }

  // --------------------------------------------------------------- operations

  #operate(operation: Operation): void {
    switch (operation.op) {
      case 'function':
        this.add(operation.to, this.#function(operation.unit));
        return;
      case 'class':
        this.add(operation.to, this.#class(operation.unit).class);
        return;
      case 'object':
      case 'array':
        this.add(operation.to, this.make(operation.op, { node: operation.node }));
        return;
      case 'copy':
      case 'assign':
        this.copy(operation.from, operation.to);
        return;
      case 'load':
        this.each(operation.base.register, (object) => { this.load(object, operation.field, operation.to, operation.base.register); });
        return;
      case 'store':
        this.each(operation.base.register, (object) => { this.store(object, operation.field, operation.from); });
        if (isCalledByLanguage(operation)) this.each(operation.from, (object) => { if (isCallable(object)) this.#escapeObject(object); });
        return;
      case 'accessor':
        this.#function(operation.unit);
        for (const object of this.of(operation.base)) object.accessors.set(`${operation.kind} ${operation.field ?? ''}`, operation.unit);
        return;
      case 'call':
        this.#runs.push({ callees: operation.callee.register, args: operation.args });
        this.each(operation.callee.register, (callee) => { this.#apply(callee, operation.args, undefined, operation.to, operation.node); });
        return;
      case 'new':
        this.#runs.push({ callees: operation.callee.register, args: operation.args });
        this.each(operation.callee.register, (callee) => { this.#construct(callee, operation); });
        return;
      case 'invoke':
        this.#runs.push({ callees: operation.base.register, args: operation.args });
        this.each(operation.base.register, (object) => { this.#invoke(object, operation); });
        return;
      case 'super':
        this.#constructBase(operation.owner?.base, operation.args, new Set());
        return;
      case 'iterate':
        if (operation.how !== 'keys') this.each(operation.from.register, (object) => { this.elements(object, operation.to); });
        return;
      case 'spread':
        this.each(operation.from.register, (object) => {
          if (object.kind === 'unknown') this.each(operation.to, (made) => { this.copy(this.#foreign, this.field(made, ANY)); });
          else this.eachField(object, (name, field) => { this.each(operation.to, (made) => { this.copy(field, this.field(made, name)); }); });
          // A getter runs, and what it gives back is not followed.
          for (const unit of object.accessors.values()) this.add(this.outside, this.#function(unit));
        });
        return;
      case 'return':
        this.copy(operation.from.register, operation.unit.result);
        return;
      case 'escape':
        this.escape(operation.from.register, operation.how === 'export' ? this.#exports : this.outside);
        return;
      case 'unknown':
        this.escape(operation.from.register);
        return;
      case 'export':
        this.escape(operation.from, this.#exports);
        return;
      case 'global':
        this.add(operation.to, this.#global(operation.name));
        return;
      case 'instance': {
        const unit = this.lowered.classes.get(operation.of);
        if (unit) this.copy(this.#class(unit).instances, operation.to);
        return;
      }
      case 'loose':
        this.add(operation.to, this.#loose);
        return;
      case 'coerce':
        // The text of a list has those of its elements.
        this.each(operation.from.register, (object) => { if (object.kind === 'array') this.#escapeObject(object); });
        return;
      case 'test':
      case 'cast':
      case 'remove':
      case 'ask':
        return;
      default:
        operation satisfies never;
    }
  }

  // --------------------------------------------------------------- calls

  #apply(callee: AbstractObject, args: readonly Argument[], self: Register | undefined, to: Register | undefined, node: Node): void {
    switch (callee.kind) {
      case 'function':
        if (callee.unit) this.#enter(callee.unit, args, self, to, node);
        return;
      case 'bound':
        if (callee.target) this.#apply(callee.target, [...callee.args, ...args], callee.self, to, node);
        return;
      case 'method':
        if (self !== undefined) {
          this.each(self, (object) => {
            if (object.kind === callee.target?.kind) callMethod(this, object, callee.name, args, to, node);
            else this.foreignCall(args, to);
          });
        } else if (callee.target) {
          callMethod(this, callee.target, callee.name, args, to, node);
        }
        return;
      case 'global':
        callGlobal(this, callee.name, args, to, node);
        return;
      case 'unknown':
      case 'class':
        this.foreignCall(args, to);
        return;
      default:
    }
  }

  foreignCall(args: readonly Argument[], to: Register | undefined): void {
    if (to !== undefined) this.add(to, this.unknown);
    this.escapeAll(args);
  }

  escapeAll(args: readonly Argument[]): void {
    for (const { register } of args) this.escape(register);
  }

  #enter(unit: FunctionUnit, args: readonly Argument[], self: Register | undefined, to: Register | undefined, from: Node): void {
    const calls = this.#calls.get(unit) ?? [];
    this.#calls.set(unit, calls);
    calls.push(from);
    this.#pass(unit, args);
    if (unit.node.type !== 'ArrowFunctionExpression') this.copy(self, unit.self);
    if (to !== undefined) this.copy(unit.result, to);
  }

  #pass(unit: FunctionUnit, args: readonly Argument[]): void {
    const last = unit.params.length - 1;
    let isFixed = true;
    args.forEach(({ register, isSpread }, at) => {
      isFixed &&= !isSpread;
      if (register === undefined) return;
      if (this.lowered.lists.has(unit.list)) this.each(unit.list, (list) => { this.copy(register, this.field(list, ELEMENTS)); });
      unit.params.forEach((param, position) => {
        if (isFixed ? position !== at && !(unit.hasRest && position === last && at >= last) : position < at) return;
        if (unit.hasRest && position === last) this.copy(register, this.field(this.#rest(unit), ELEMENTS));
        else this.copy(register, param);
      });
    });
  }

  /** The list that a rest parameter is. */
  #rest(unit: FunctionUnit): AbstractObject {
    return this.madeAt(unit.node, undefined, () => {
      const list = this.make('array');
      this.add(unit.params.at(-1) as Register, list);
      return list;
    });
  }

  #constructWith(owner: ClassUnit, args: readonly Argument[], seen = new Set<ClassUnit>()): void {
    // `Base = class extends Base {}`: a class may seem to extend itself.
    if (seen.has(owner)) return;
    seen.add(owner);
    const own = owner.members.find(({ kind }) => kind === 'constructor');
    if (own) this.#pass(own.unit, args);
    else this.#constructBase(owner.base, args, seen);
  }

  /** What a class extends gets the arguments; where it is not seen, they go out of sight. */
  #constructBase(base: Register | undefined, args: readonly Argument[], seen: Set<ClassUnit>): void {
    this.each(base, (object) => {
      if (object.kind === 'class' && object.owner) this.#constructWith(object.owner, args, seen);
      else this.escapeAll(args);
    });
  }

  #construct(callee: AbstractObject, operation: CallOperation): void {
    const { args, to, node } = operation;
    switch (callee.kind) {
      case 'bound':
        if (callee.target) this.#construct(callee.target, { ...operation, args: [...callee.args, ...args] });
        return;
      case 'class': {
        if (!callee.owner) return;
        const { owner } = callee;
        const { instance, instances, prototype } = this.#class(owner);
        this.#constructWith(owner, args);
        this.add(to, instance);
        // A subclass of a container: what it makes is one.
        this.#eachBase(owner, (name) => {
          const kind = containerOf(name);
          if (!kind) return;
          const made = this.madeAt(node, callee, () => this.make(kind, { node, owner }));
          this.addParent(made, prototype);
          this.add(instances, made);
          this.add(to, made);
          fillContainer(this, made, args[0]?.register);
        });
        return;
      }
      case 'function':
        if (!callee.unit) return;
        this.#enter(callee.unit, args, undefined, to, node);
        this.add(to, this.#loose);
        return;
      case 'global': {
        const kind = containerOf(callee.name);
        if (!kind) {
          this.foreignCall(args, to);
          return;
        }
        const made = this.madeAt(node, callee, () => this.make(kind, { node, name: callee.name }));
        this.add(to, made);
        fillContainer(this, made, args[0]?.register);
        return;
      }
      default:
        this.foreignCall(args, to);
    }
  }

  /** The built-ins that a class extends, through other classes. */
  #eachBase(owner: ClassUnit, visit: (name: string) => void, seen = new Set<ClassUnit>()): void {
    if (seen.has(owner)) return;
    seen.add(owner);
    this.each(owner.base, (object) => {
      if (object.kind === 'global') visit(object.name);
      else if (object.kind === 'class' && object.owner) this.#eachBase(object.owner, visit, seen);
    });
  }

  #invoke(object: AbstractObject, operation: Extract<Operation, { op: 'invoke' }>): void {
    const { args, to, node } = operation;
    switch (object.kind) {
      case 'unknown':
        this.#ran(operation, this.#foreign);
        this.foreignCall(args, to);
        return;
      case 'method':
      case 'bound':
      case 'function': {
        const borrowed = borrowedBy(operation);
        if (!borrowed) break;
        this.#ran(operation, this.registerOf(object));
        const self = borrowed.self?.register;
        if (borrowed.how === 'bind') this.add(to, this.madeAt(node, object.kind === 'bound' ? undefined : object, () => this.make('bound', { target: object, self, args: borrowed.args })));
        else this.#apply(object, borrowed.how === 'call' ? borrowed.args : borrowed.args.map((list) => ({ ...list, register: this.spread(list.register) })), self, to, node);
        return;
      }
      default:
    }
    this.#invokeMember(object, operation);
  }

  #invokeMember(object: AbstractObject, operation: Extract<Operation, { op: 'invoke' }>): void {
    const { field, args, to, node, base } = operation;
    if (field === undefined) {
      this.#ran(operation, this.#foreign);
      if (object.kind !== 'object') this.foreignCall(args, to);
      if (object.kind === 'global') return;
    }
    const callees = this.#loaded(object, field, base.register);
    this.#ran(operation, callees, object);
    this.each(callees, (callee) => { this.#apply(callee, args, callee.kind === 'method' ? undefined : base.register, to, node); });
  }

  #ran(call: CallOperation, callees: Register, of?: AbstractObject): void {
    this.#runs.push({ callees, args: call.args, to: call.to, ...(of && { of }) });
    const known = this.#callees.get(call);
    if (known) known.push(callees);
    else this.#callees.set(call, [callees]);
  }

  #loaded(object: AbstractObject, field: Field, self: Register): Register {
    const to = this.fresh();
    this.load(object, field, to, self);
    return to;
  }

  /** A function that a built-in one calls, with a `this` where it is told one. */
  callBack(callback: Argument | undefined, given: readonly (Register | undefined)[], to: Register | undefined, self?: Argument): void {
    if (!callback) return;
    const args = given.map((register) => ({ register, node: callback.node, isSpread: false }));
    this.each(callback.register, (callee) => { this.#apply(callee, args, self?.register, to, callback.node); });
  }

  // --------------------------------------------------------------- escape

  /** Code that is not seen gets what a register holds, and all that can be reached from there. */
  escape(register: Register | undefined, to = this.outside): void {
    this.copy(register, to);
  }

  /** @param to where that goes which can be reached from the object */
  #escapeObject(object: AbstractObject, to = this.outside): void {
    const known = to === this.outside ? this.#escaped : this.#shown;
    if (known.has(object) || this.#escaped.has(object)) return;
    known.add(object);
    switch (object.kind) {
      case 'function':
        if (object.unit) this.#openFunction(object.unit, to);
        if (this.#constructors.has(object)) this.#giveMembers(this.#prototype, to);
        this.eachField(object, (_, field) => { this.escape(field, to); });
        return;
      case 'class':
      case 'instance':
        if (object.owner) this.#openClass(object.owner, to);
        return;
      case 'loose':
        this.eachField(object, (_, field) => { this.escape(field, to); });
        for (const prototype of object.parents) this.#openPrototype(prototype, to);
        return;
      case 'bound':
        this.#passBound(object, object.args);
        if (object.target) this.escape(this.registerOf(object.target), to);
        return;
      case 'method':
        if (object.target) this.escape(this.registerOf(object.target), to);
        return;
      case 'array':
      case 'object':
      case 'map':
      case 'set':
      case 'weak':
        this.#giveMembers(object, to);
        return;
      default:
    }
  }

  /** Code that is not seen gets all that an object has. */
  #giveMembers(object: AbstractObject, to = this.outside): void {
    const known = to === this.outside ? this.#given : this.#offered;
    if (known.has(object)) return;
    known.add(object);
    this.eachField(object, (_, field) => { this.escape(field, to); });
    this.loosen(object);
    for (const unit of object.accessors.values()) this.add(to, this.#function(unit));
  }

  /** A function that is called with what is bound to it, and with more that is not seen. */
  #passBound({ target, self }: AbstractObject, args: readonly Argument[]): void {
    if (target?.kind === 'bound') {
      this.#passBound(target, [...target.args, ...args]);
      return;
    }
    if (!target?.unit) {
      this.escapeAll(args);
      return;
    }
    this.#pass(target.unit, args);
    if (target.unit.node.type !== 'ArrowFunctionExpression') this.copy(self, target.unit.self);
  }

  #openFunction(unit: FunctionUnit, to: Register): void {
    for (const param of unit.params) this.add(param, this.unknown);
    if (unit.node.type !== 'ArrowFunctionExpression') this.add(unit.self, this.unknown);
    this.escape(unit.result, to);
  }

  /** Code that is not seen may call what an object inherits, on that object. */
  #openPrototype(prototype: AbstractObject, to: Register): void {
    this.eachField(prototype, (name, field) => {
      if (name === 'constructor') return;
      this.each(field, (object) => {
        if (!object.unit || this.#callable.has(object)) return;
        this.#callable.add(object);
        for (const param of object.unit.params) this.add(param, this.unknown);
        this.escape(object.unit.result, to);
      });
    });
  }

  #openClass(owner: ClassUnit, to: Register): void {
    for (const { unit, kind, isPrivate } of owner.members) {
      if (isPrivate) continue;
      for (const param of unit.params) this.add(param, this.unknown);
      if (kind !== 'constructor') this.escape(unit.result, to);
    }
    this.each(owner.base, (base) => { this.escape(this.registerOf(base), to); });
  }
}

interface ClassObjects {
  readonly class: AbstractObject;
  readonly instance: AbstractObject;
  readonly prototype: AbstractObject;
  /** Everything that is `this` in methods: objects of the class and of those that extend it. */
  readonly instances: Register;
  /** The class and those that extend it: `this` in static methods. */
  readonly statics: Register;
}

/** What the `constructor` of a container is. */
const CONSTRUCTORS = { map: 'Map', set: 'Set', weak: 'WeakMap', array: 'Array' } as const;

/** Members that the language itself calls: of iterators, of promises, of what becomes a text or number. */
const CALLED_BY_LANGUAGE = /^(?:next|return|throw|then|toString|valueOf|toJSON|toLocaleString)$/;

/** Does the language call what is stored under a name: one of those, or a symbol? */
function isCalledByLanguage({ field, node, key }: Extract<Operation, { op: 'store' }>): boolean {
  if (field !== undefined) return CALLED_BY_LANGUAGE.test(field);
  return node.type === 'Property' || key?.type === 'MemberExpression';
}

/** The names of the setters of all literals and classes. */
function settersIn({ operations, classes }: LoweredFile): ReadonlySet<string> {
  const ofLiterals = operations.flatMap((operation) => (operation.op === 'accessor' && operation.kind === 'set' ? (operation.field ?? []) : []));
  const ofClasses = [...classes.values()].flatMap(({ members }) => members.flatMap(({ kind, name }) => (kind === 'set' ? (name ?? []) : [])));
  return new Set([...ofLiterals, ...ofClasses]);
}

/** `module`, `module.exports`, `exports` */
function isModuleObject({ name }: AbstractObject): boolean {
  return name === 'module' || name === 'module.exports' || name === 'exports';
}

function isCallable({ kind }: AbstractObject): boolean {
  return kind === 'function' || kind === 'method' || kind === 'bound';
}

