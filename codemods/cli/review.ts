import type { AccountedContainer, Fate } from '../fate.js';
import type { Decision } from '../plan.js';
import type { PlannedFile, Planner } from './plan-files.js';
import { setsOf, type ChangedFile } from './write-all.js';

/** What is said of a rewrite: do it, leave it, do all of its file, leave a mark for later, or ask no more. */
export type Answer = 'yes' | 'no' | 'all' | 'later' | 'quit';

/** A rewrite to be judged. */
export interface Question {
  /** The containers that it is about: one, or those of files that change together. */
  readonly containers: readonly { readonly path: string; readonly container: AccountedContainer }[];
  /** What it does to files, apart from what was said yes to before. */
  readonly changes: readonly { readonly path: string; readonly before: string; readonly after: string }[];
  /** What may be answered. */
  readonly answers: readonly [Answer, ...Answer[]];
  /** How many containers are settled before, of how many. */
  readonly asked: number;
  readonly total: number;
}

/** Puts a question. Rejects where the run is to end without an answer. */
export type Ask = (question: Question) => Promise<Answer>;

/**
 * Asks about each container that would be rewritten, and plans the files anew by the answers. Files that change together are
 * asked about as a whole.
 *
 * @param planners what may have planned the files
 * @returns the files in sets that change together, each as soon as its last question is answered
 */
export async function* review(files: readonly ChangedFile[], planners: readonly Planner[], ask: Ask): AsyncGenerator<readonly PlannedFile[]> {
  const total = files.flatMap(rewrittenIn).length;
  const state = { settled: 0, asked: 0, isOver: false };
  const put: Put = async (question) => {
    const answer = await ask({ ...question, asked: state.settled + state.asked, total });
    state.asked += question.containers.length;
    state.isOver = answer === 'quit';
    return answer;
  };

  for (const set of setsOf(files)) {
    const [file, ...others] = set;
    if (state.isOver || !file) yield set.map(declined);
    else {
      const planner = others.length === 0 ? planners.find((plan) => hasPlanned(plan, file)) : undefined;
      yield planner ? [await reviewFile(file, planner, put)] : await reviewSet(set, put);
    }
    state.settled += set.flatMap(rewrittenIn).length;
    state.asked = 0;
  }
}

/** Is it this planner that the change of a file comes from? */
function hasPlanned(plan: Planner, file: ChangedFile): boolean {
  const planned = plan(file, file.change.before);
  return planned !== undefined && 'containers' in planned && outputOf(planned, file) === file.change.after;
}

type Put = (question: Omit<Question, 'asked' | 'total'>) => Promise<Answer>;

/** Asks about one container after the other. What is shown of each is the difference that it alone makes. */
async function reviewFile(file: ChangedFile, planner: Planner, put: Put): Promise<PlannedFile> {
  const { path, change } = file;
  const decisions = new Map<string, Decision>();
  let rest: Decision | undefined;
  const decide = (container: AccountedContainer) => decisions.get(keyOf(container)) ?? rest ?? 'leave';
  const plan = (decide: (container: AccountedContainer) => Decision): PlannedFile => {
    const planned = planner(file, change.before, decide);
    if (!planned || 'message' in planned) throw new Error(planned?.message ?? `${path} cannot be planned again`);
    return planned;
  };

  for (;;) {
    const now = plan(decide);
    const next = rest ? undefined : now.containers.find((one) => one.fate.state === 'declined' && !decisions.has(keyOf(one)));
    if (!next) return now;
    const then = plan((container) => (keyOf(container) === keyOf(next) ? 'rewrite' : decide(container)));
    const answer = await put({
      containers: [{ path, container: next }],
      changes: [{ path, before: outputOf(now, file), after: outputOf(then, file) }],
      answers: ['yes', 'no', 'all', 'later', 'quit'],
    });
    switch (answer) {
      case 'yes':
        decisions.set(keyOf(next), 'rewrite');
        break;
      case 'no':
        decisions.set(keyOf(next), 'leave');
        break;
      case 'later':
        decisions.set(keyOf(next), 'mark');
        break;
      case 'all':
        rest = 'rewrite';
        break;
      case 'quit':
        rest = 'leave';
        break;
      default:
        answer satisfies never;
    }
  }
}

/** Asks about files that change together, as a whole. */
async function reviewSet(set: readonly ChangedFile[], put: Put): Promise<readonly PlannedFile[]> {
  const answer = await put({
    containers: set.flatMap((file) => rewrittenIn(file).map((container) => ({ path: file.path, container }))),
    changes: set.map(({ path, change }) => ({ path, ...change })),
    answers: ['yes', 'no', 'quit'],
  });
  return answer === 'yes' ? set : set.map(declined);
}

function rewrittenIn({ containers }: PlannedFile): readonly AccountedContainer[] {
  return containers.filter(({ fate }) => fate.state === 'rewritten');
}

/** A file as it stays if nobody says yes. */
export function declined({ path, real, containers }: ChangedFile): PlannedFile {
  const decline = (fate: Fate): Fate => (fate.state === 'rewritten' ? { ...fate, state: 'declined' } : fate);
  return { path, real, containers: containers.map((container) => ({ ...container, fate: decline(container.fate) })) };
}

function outputOf({ change }: PlannedFile, { change: { before } }: ChangedFile): string {
  return change?.after ?? before;
}

/** Tells the containers of a file apart: one may be created where another's mistake is. */
function keyOf({ at, fate }: AccountedContainer): string {
  return `${at.line}:${at.column} ${'codemod' in fate ? fate.codemod : ''}`;
}
