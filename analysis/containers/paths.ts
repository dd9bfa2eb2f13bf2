import type { TSESTree } from '@typescript-eslint/utils';
import { ancestors, type FunctionNode, isClass, isFunction, type Node } from '../source/ast.js';
import { leaves } from './key-guards.js';
import { neverRejects } from './rejections.js';
import { within } from '../source/lists.js';
import type { SourceIndex } from '../source/source-index.js';

/**
 * A way out of a function on which what it wrote stays in.
 *
 * - `returns`, `throws`: by that statement;
 * - `fails`: because what is awaited there rejects;
 * - `ends`: by the end of the function, or by a `continue` to a round of a loop that is about another key.
 */
export interface Leaving {
  readonly how: 'returns' | 'throws' | 'fails' | 'ends';
  readonly node: Node;
}

/** What may be the case at a point of a function: the entry is out, in, or either. */
type State = number;
const NEVER: State = 0;
const OUT: State = 1;
const IN: State = 2;

/** A loop, switch or label, with what may be the case where it is left or started again. */
interface Loop {
  readonly node: Node;
  /** How many `try`s are around it. */
  readonly depth: number;
  broken: State;
  continued: State;
}

interface Thrown {
  readonly leaving: Leaving;
  readonly state: State;
}

/** A `try` that is being walked. */
interface Try {
  readonly finalizer: Node | null;
  /** What may be the case where something in it throws. */
  atThrow: State;
  readonly thrown: Thrown[];
}

/** What a walk over the paths of a function is told. */
export interface Walked {
  readonly fn: FunctionNode;
  /** What puts the entry in, in source order. */
  readonly writes: readonly Node[];
  /** What takes it out, in source order. */
  readonly releases: readonly Node[];
  /** Does a branching ask for the entry itself, so that it skips nothing that is there? */
  readonly asksForEntry: (branching: Node) => boolean;
  /** Has each round of a loop a key of its own, so that a `continue` is a way out? */
  readonly isOfRound?: (loop: Node) => boolean;
  readonly index: SourceIndex;
}

/**
 * The first way out of a function on which an entry that it wrote stays in.
 *
 * Every statement is walked with what may be the case before it. Branches are taken both ways, loops any number of times;
 * of what may throw, only `throw` and `await` count, and whatever else has a `catch` around it.
 *
 * @returns `undefined` where every path from the write meets a release.
 */
export function leavingWith(walked: Walked): Leaving | undefined {
  return new PathWalk(walked).run();
}

class PathWalk {
  #leaving: Leaving | undefined;
  readonly #loops: Loop[] = [];
  #tries: Try[] = [];

  readonly #writes: ReadonlySet<Node>;
  readonly #releases: ReadonlySet<Node>;
  /** What is worth looking for inside an expression. */
  readonly #events: readonly (readonly Node[])[];

  constructor(private readonly walked: Walked) {
    this.#writes = new Set(walked.writes);
    this.#releases = new Set(walked.releases);
    this.#events = [walked.writes, walked.releases, walked.index.suspensionsIn(walked.fn)];
  }

  run(): Leaving | undefined {
    const { body } = this.walked.fn;
    const end = body.type === 'BlockStatement' ? this.#statement(body, OUT) : this.#expression(body, OUT);
    this.#leave({ how: 'ends', node: body }, end);
    return this.#leaving;
  }

  #leave(leaving: Leaving, state: State): void {
    if ((state & IN) === 0) return;
    if (!this.#leaving || leaving.node.range[0] < this.#leaving.node.range[0]) this.#leaving = leaving;
  }

  #statements(list: readonly Node[], before: State): State {
    return list.reduce((state, statement) => this.#statement(statement, state), before);
  }

  #statement(node: Node, before: State): State {
    if (this.#isSettled(node, before)) return before;
    switch (node.type) {
      case 'BlockStatement':
        return this.#statements(node.body, before);
      case 'IfStatement':
        return this.#branches(node, node.consequent, node.alternate, this.#expression(node.test, before));
      case 'ReturnStatement':
        this.#exit({ how: 'returns', node }, node.argument ? this.#expression(node.argument, before) : before);
        return NEVER;
      case 'ThrowStatement':
        this.#throw({ how: 'throws', node }, this.#expression(node.argument, before));
        return NEVER;
      case 'BreakStatement':
      case 'ContinueStatement':
        return this.#jump(node, before);
      case 'SwitchStatement':
        return this.#switch(node, before);
      case 'TryStatement':
        return this.#try(node, before);
      case 'LabeledStatement':
        return this.#loop(node, before, (state) => this.#statement(node.body, state), false);
      case 'WhileStatement':
        return this.#loop(node, before, (state) => this.#statement(node.body, this.#expression(node.test, state)), !isAlways(node.test));
      case 'DoWhileStatement':
        return this.#loop(node, before, (state) => this.#expression(node.test, this.#statement(node.body, state)), false);
      case 'ForStatement':
        return this.#loop(node, node.init ? this.#expression(node.init, before) : before, (state) => {
          const tested = node.test ? this.#expression(node.test, state) : state;
          const done = this.#statement(node.body, tested);
          return node.update ? this.#expression(node.update, done) : done;
        }, node.test !== null && !isAlways(node.test));
      case 'ForOfStatement':
      case 'ForInStatement': {
        const listed = this.#expression(node.right, before);
        if (node.type === 'ForOfStatement' && node.await) this.#throw({ how: 'fails', node }, listed);
        return this.#loop(node, listed, (state) => this.#statement(node.body, state), !this.#undoes(node));
      }
      default:
        return this.#expression(node, before);
    }
  }

  /** Runs a loop twice: what a third round would meet is known by then. */
  #loop(node: Node, before: State, round: (state: State) => State, mayBeSkipped: boolean): State {
    const loop: Loop = { node, depth: this.#tries.length, broken: NEVER, continued: NEVER };
    this.#loops.push(loop);
    const once = round(before) | loop.continued;
    const isOnce = node.type === 'LabeledStatement';
    const again = isOnce || (before | once) === before ? once : round(before | once) | loop.continued | once;
    this.#loops.pop();
    const isEndless = (node.type === 'WhileStatement' || node.type === 'ForStatement') && !mayBeSkipped;
    return (isEndless ? NEVER : again) | loop.broken | (mayBeSkipped ? before : NEVER);
  }

  #jump(node: TSESTree.BreakStatement | TSESTree.ContinueStatement, before: State): State {
    const { label } = node;
    const target = this.#loops.findLast(({ node: at }) => (label ? at.type === 'LabeledStatement' && at.label.name === label.name : at.type !== 'LabeledStatement' && (node.type === 'BreakStatement' || at.type !== 'SwitchStatement')));
    if (!target) return NEVER;
    const state = this.#finally(target.depth, before);
    if (node.type === 'BreakStatement') target.broken |= state;
    else if (this.walked.isOfRound?.(target.node)) {
      this.#leave({ how: 'ends', node }, state);
      target.continued |= settled(state);
    } else target.continued |= state;
    return NEVER;
  }

  /** Runs every `finally` out to a depth. */
  #finally(outTo: number, before: State): State {
    const tries = this.#tries;
    let state = before;
    for (let depth = tries.length - 1; depth >= outTo && (state & IN) !== 0; depth--) {
      const finalizer = tries[depth]?.finalizer;
      this.#tries = tries.slice(0, depth);
      if (finalizer) state = this.#statement(finalizer, state);
    }
    this.#tries = tries;
    return state;
  }

  #switch(node: TSESTree.SwitchStatement, before: State): State {
    const entered = this.#expression(node.discriminant, before);
    const loop: Loop = { node, depth: this.#tries.length, broken: NEVER, continued: NEVER };
    this.#loops.push(loop);
    const fallen = node.cases.reduce((state, one) => this.#statements(one.consequent, entered | state), NEVER);
    this.#loops.pop();
    return fallen | loop.broken | (node.cases.some((one) => one.test === null) ? NEVER : entered);
  }

  /** Does a loop take out all that another loop over the same put in? */
  #undoes({ right, body }: TSESTree.ForOfStatement | TSESTree.ForInStatement): boolean {
    const { index, writes } = this.walked;
    if (!this.#holdsRelease(body)) return false;
    for (const at of ancestors(writes[0] as Node)) {
      if ((at.type === 'ForOfStatement' || at.type === 'ForInStatement') && index.plainText(at.right) === index.plainText(right)) return true;
      if (isFunction(at)) return false;
    }
    return false;
  }

  #try({ block, handler, finalizer }: TSESTree.TryStatement, before: State): State {
    const trying = this.#within(finalizer, (around) => ({ after: this.#statement(block, before), around }));
    let { after } = trying;
    let { thrown } = trying.around;
    if (handler) {
      const caught = thrown.reduce((state, one) => state | one.state, trying.around.atThrow);
      const handling = this.#within(finalizer, (around) => ({ after: this.#statement(handler.body, caught), around }));
      after |= handling.after;
      ({ thrown } = handling.around);
    }
    for (const { leaving, state } of thrown) this.#throw(leaving, finalizer ? this.#statement(finalizer, state) : state);
    return finalizer ? this.#statement(finalizer, after) : after;
  }

  #within<Result>(finalizer: Node | null, walk: (around: Try) => Result): Result {
    const around: Try = { finalizer, atThrow: NEVER, thrown: [] };
    this.#tries.push(around);
    const result = walk(around);
    this.#tries.pop();
    return result;
  }

  /** What is thrown goes to the next `catch` or `finally` around it. */
  #throw(leaving: Leaving, state: State): void {
    if ((state & IN) === 0) return;
    const around = this.#tries.at(-1);
    if (around) around.thrown.push({ leaving, state });
    else this.#leave(leaving, state);
  }

  /** A `return` runs every `finally` around it. */
  #exit(leaving: Leaving, before: State): void {
    this.#leave(leaving, this.#finally(0, before));
  }

  #branches(branching: Node, consequent: Node | null, alternate: Node | null, before: State): State {
    const branches = [consequent, alternate];
    const releases = branches.some((branch) => branch && this.#holdsRelease(branch));
    const asks = (releases || branches.some((branch) => branch && leaves(branch))) && this.walked.asksForEntry(branching);
    return branches.reduce((after, branch) => {
      if (!branch) return after | (asks && releases ? settled(before) : before);
      // Where the entry was asked for and is not taken out, it is not there.
      const isAbsent = asks && (releases || leaves(branch)) && !this.#holdsRelease(branch) && !this.#holdsWrite(branch);
      return after | this.#statement(branch, isAbsent ? settled(before) : before);
    }, NEVER);
  }

  /** Can nothing in a node change what is the case, or matter to it? */
  #isSettled(node: Node, before: State): boolean {
    return before === NEVER || isFunction(node) || isClass(node) || (before === OUT && !this.#holdsWrite(node));
  }

  #holdsWrite(node: Node): boolean {
    return within(this.walked.writes, node).length > 0;
  }

  #holdsRelease(branch: Node): boolean {
    return within(this.walked.releases, branch).length > 0;
  }

  #expression(node: Node, before: State): State {
    if (this.#isSettled(node, before)) return before;
    if (!this.#events.some((events) => within(events, node).length > 0)) return this.#mayThrow(before);
    switch (node.type) {
      case 'ConditionalExpression':
        return this.#branches(node, node.consequent, node.alternate, this.#expression(node.test, before));
      case 'LogicalExpression':
        return this.#branches(node, node.right, null, this.#expression(node.left, before));
      default: {
        const after = this.#children(node).reduce((state, child) => this.#expression(child, state), before);
        return this.#event(node, after);
      }
    }
  }

  #event(node: Node, before: State): State {
    if (this.#writes.has(node)) return IN;
    if (this.#releases.has(node)) return OUT;
    if (node.type === 'AwaitExpression' && !neverRejects(node.argument, this.walked.index)) this.#throw({ how: 'fails', node }, before);
    return before;
  }

  /** What is not looked into may throw into the `catch` around it. */
  #mayThrow(before: State): State {
    const around = this.#tries.at(-1);
    if (around) around.atThrow |= before;
    return before;
  }

  #children(node: Node): Node[] {
    const children: Node[] = [];
    for (const key of this.walked.index.source.visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, Node | readonly (Node | null)[] | null | undefined>)[key];
      for (const one of Array.isArray(child) ? (child as readonly (Node | null)[]) : [child as Node | null | undefined]) if (one) children.push(one);
    }
    return children;
  }
}

/** What is known when an entry turns out not to be there. */
function settled(state: State): State {
  return state === NEVER ? NEVER : OUT;
}

function isAlways(test: Node): boolean {
  return test.type === 'Literal' && Boolean(test.value);
}
