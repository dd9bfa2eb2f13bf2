import type { Register } from '../ir/index.js';
import type { AbstractObject } from './objects.js';

/**
 * A register that may hold more objects than so many may hold anything: those that come after them are given up. Literals,
 * lists and functions are many and say little.
 */
const MOST_OBJECTS = 40;
const MOST_LITERALS = 12;

/** After an object was handed on so often, a file is given up: bundles of old-style classes take the most. */
const MOST_STEPS = 3_000_000;

type Visit = (object: AbstractObject) => void;

/** What is known of a register. */
interface Cell {
  readonly objects: AbstractObject[];
  /** The same objects, where they are too many to be looked through. */
  members?: Set<AbstractObject>;
  /** How many of the objects were handed on. */
  handed: number;
  /** Where the objects go. */
  readonly edges: Set<Register>;
  /** What is to be done for each object. */
  readonly visits: Visit[];
}

/** Registers, and the objects that go from one to the other until nothing changes. */
export class Registers {
  readonly #cells: (Cell | undefined)[] = [];
  /** The registers that hold objects that were not handed on. */
  readonly #waiting: Register[] = [];
  /** Visits that are still to be made: not at once, for one leads to the next, deeper than the stack of calls. */
  readonly #visits: [Visit, AbstractObject][] = [];
  readonly #dropped = new WeakSet<AbstractObject>();
  /** Those that may hold any number of objects. */
  readonly #wide = new Set<Register>();
  #registers: number;
  #steps = 0;
  /** Holds what code that is not seen can have. */
  readonly outside: Register;

  /**
   * @param registers how many the file has
   * @param fixed those that hold what is put into them by `hold`, and nothing else
   * @param unknown what a register holds as well that may hold too many
   */
  constructor(registers: number, private readonly fixed: ReadonlyMap<Register, unknown>, readonly unknown: AbstractObject) {
    this.#registers = registers;
    this.outside = this.freshWide();
  }

  of(register: Register): readonly AbstractObject[] {
    return this.#cells[register]?.objects ?? [];
  }

  next(register: Register): Iterable<Register> {
    return this.#cells[register]?.edges ?? [];
  }

  /** Did an object come to a register that may hold too many? */
  isDropped(object: AbstractObject): boolean {
    return this.#dropped.has(object);
  }

  /** Was everything handed on within the budget? */
  get isComplete(): boolean {
    return this.#steps <= MOST_STEPS;
  }

  /** Hands on what there is, until nothing changes. */
  settle(): void {
    while (this.isComplete) {
      const visit = this.#visits.pop();
      const register = visit ? undefined : this.#waiting.pop();
      if (visit) {
        this.#steps++;
        visit[0](visit[1]);
      } else if (register === undefined) {
        return;
      } else {
        this.#handOn(this.#cell(register));
      }
    }
  }

  /** Hands on what came to a register since it was last done. */
  #handOn(cell: Cell): void {
    const objects = cell.objects.slice(cell.handed);
    cell.handed = cell.objects.length;
    this.#steps += objects.length * (cell.edges.size + cell.visits.length);
    for (const to of cell.edges) for (const object of objects) this.add(to, object);
    for (const visit of cell.visits) for (const object of objects) this.#visits.push([visit, object]);
  }

  /** A register that holds nothing yet. */
  fresh(): Register {
    return this.#registers++;
  }

  /** A register that may hold any number of objects. */
  freshWide(): Register {
    const register = this.fresh();
    this.#wide.add(register);
    return register;
  }

  /** Puts an object into a register, or gives it up where that holds too many. */
  add(to: Register, object: AbstractObject): void {
    if (this.fixed.has(to)) return;
    const { objects, members } = this.#cell(to);
    if (members ? members.has(object) : objects.includes(object)) return;
    if (object === this.unknown || this.#wide.has(to) || objects.length < (isPlain(object) ? MOST_LITERALS : MOST_OBJECTS)) {
      this.hold(to, object);
      return;
    }
    this.#dropped.add(object);
    this.add(this.outside, object);
    this.add(to, this.unknown);
  }

  /** Puts an object into a register, whatever else that may hold. */
  hold(register: Register, object: AbstractObject): void {
    const cell = this.#cell(register);
    if (cell.handed === cell.objects.length) this.#waiting.push(register);
    cell.objects.push(object);
    if (cell.members) cell.members.add(object);
    else if (cell.objects.length > MOST_OBJECTS) cell.members = new Set(cell.objects);
  }

  /** A register that holds an object. */
  registerOf(object: AbstractObject): Register {
    const register = this.fresh();
    this.add(register, object);
    return register;
  }

  /** Whatever one register comes to hold, another one holds, too. */
  copy(from: Register | undefined, to: Register | undefined): void {
    if (from === undefined || to === undefined || from === to) return;
    const { edges, objects } = this.#cell(from);
    if (edges.has(to)) return;
    edges.add(to);
    for (const object of objects) this.add(to, object);
  }

  /** Does something for each object that a register comes to hold. */
  each(register: Register | undefined, visit: Visit): void {
    if (register === undefined) return;
    const { visits, objects, handed } = this.#cell(register);
    visits.push(visit);
    for (let at = 0; at < handed; at++) this.#visits.push([visit, objects[at] as AbstractObject]);
  }

  #cell(register: Register): Cell {
    return (this.#cells[register] ??= { objects: [], handed: 0, edges: new Set(), visits: [] });
  }
}

function isPlain({ kind }: AbstractObject): boolean {
  return kind === 'object' || kind === 'array' || kind === 'function';
}
