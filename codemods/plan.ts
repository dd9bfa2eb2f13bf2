import type { Elsewhere } from '../analysis/modules/elsewhere.js';
import type { Edit, EditsElsewhere, OtherFile } from '../analysis/model.js';
import type { ParsedSource } from '../analysis/source/source.js';
import { type Budget, OverBudgetError, refuseGenerated, refuseTooMany } from './budget.js';
import { accountForAll, type Accounted, type Inquiry, mayHoldSubject } from './accounting.js';
import { applyEdits, beforeEdits, mergeEdits } from './edits.js';
import { relocate, type AccountedContainer, type Subject } from './fate.js';
import { markerAt } from './markers.js';
import type { CodemodOptions } from './options.js';
import { type CodemodSource, type Parse, parseSource, SourceSyntaxError, withByteOrderMark } from './parse.js';
import { comparePlaces, placesIn, type Place } from './places.js';

/** What to do with one file. */
export type FilePlan =
  /** The text alone shows that the file holds no container, nor a mistake to mend; it was not parsed. */
  | { readonly outcome: 'skipped' }
  | { readonly outcome: 'planned'; readonly output: string; readonly containers: readonly AccountedContainer[] }
  /** The file is no program. */
  | { readonly outcome: 'unparsed'; readonly message: string; readonly at: Place }
  /** The file is beyond its budget: a fact about it, as in `is generated`. */
  | { readonly outcome: 'unjudged'; readonly because: string }
  /** A mistake of ours, found before it could do harm: the file must stay as it is. */
  | { readonly outcome: 'failed'; readonly message: string };

/** What to do about a container that could be rewritten: do it, leave it, or mark its place for later. */
export type Decision = 'rewrite' | 'leave' | 'mark';

/** What a caller can have its own way in. */
export interface PlanHooks {
  /** Reads the file, and reads it again after each pass; without types, unless told otherwise. */
  readonly parse?: Parse;
  /** Asked about every container that the options allow to rewrite; its place is that in the text as it was given. */
  readonly decide?: ((container: AccountedContainer) => Decision) | undefined;
  /** The files around it; where they are not given, nothing is looked up and no other file changes. */
  readonly around?: PlanSurroundings | undefined;
  /** Which rules keep quiet in the file for what they report there, by a list of old reports; none where absent. */
  readonly quieted?: Inquiry['quieted'];
  /** What the file may take; as much as it needs where absent. */
  readonly budget?: Budget | undefined;
}

/** The files around the one that is planned: they give evidence, and a rewrite may change them, too. */
export interface PlanSurroundings {
  readonly elsewhere: Elsewhere;
  /** The tree of the file, where it is at hand since another file asked for it. */
  parsed?(text: string): ParsedSource | undefined;
  /** What rewrites of containers in other files have done to the file, in order. */
  readonly history: readonly (readonly Edit[])[];
  /**
   * Changes other files, all or none; where it is absent they stay as they are, and a rewrite that needs them is refused.
   *
   * @returns whether all of them still parse
   */
  change?(edits: ReadonlyMap<OtherFile, readonly Edit[]>): boolean;
}

/** More passes than any file can need: each one rewrites a container that the one before had to leave. */
const MOST_PASSES = 100;

/**
 * Plans the rewrite of one file, without touching it.
 *
 * @param file its path, whose ending tells the language, and its text with the byte order mark where it has one
 * @param options what to report and what to apply
 */
export function planFile(
  file: { readonly path: string; readonly text: string },
  options: CodemodOptions,
  hooks: PlanHooks = {},
): FilePlan {
  return withSource(file, { options, around: hooks.around }, hooks, (source) => rewriteUntilStill(file.path, source, options, hooks));
}

/**
 * Accounts for a file and rewrites nothing: what the rules report, and what would become of it.
 *
 * @param file its path, whose ending tells the language, and its text with the byte order mark where it has one
 * @param rules the full names of the rules that report
 */
export function judgeFile(
  file: { readonly path: string; readonly text: string },
  options: CodemodOptions,
  rules: ReadonlySet<string>,
  hooks: Pick<PlanHooks, 'parse' | 'around' | 'quieted' | 'budget'> = {},
): FilePlan {
  const { around, quieted } = hooks;
  return withSource(file, { options, around, rules }, hooks, (source) => {
    const placeOf = placesIn(source.text);
    const containers = accountForAll({ path: file.path, source, options, around, rules, quieted }).map(({ account }) => relocate(account, placeOf));
    return { outcome: 'planned', output: file.text, containers: containers.sort((a, b) => comparePlaces(a.at, b.at)) };
  });
}

/** Reads a file that may hold anything of interest, and looks at it. */
function withSource(
  { path, text }: { readonly path: string; readonly text: string },
  inquiry: Pick<Inquiry, 'options' | 'around' | 'rules'>,
  { parse = parseSource, around, budget }: Pick<PlanHooks, 'parse' | 'around' | 'budget'>,
  plan: (source: CodemodSource) => FilePlan,
): FilePlan {
  if (!mayHoldSubject(path, text, inquiry)) return { outcome: 'skipped' };
  try {
    if (budget) refuseGenerated(text, budget);
    const parsed = around?.parsed?.(text);
    const source = parsed ? { ...parsed, bom: false } : parse(path, text);
    if (budget) refuseTooMany(source.nodeCount, budget);
    return plan(source);
  } catch (error) {
    if (error instanceof OverBudgetError) return { outcome: 'unjudged', because: error.message };
    if (!(error instanceof SourceSyntaxError)) throw error;
    return { outcome: 'unparsed', message: error.message, at: error.at };
  }
}

/** Rewrites what can be, then looks again, for a rewrite may have waited for another, until there is nothing left to do. */
function rewriteUntilStill(path: string, original: CodemodSource, options: CodemodOptions, { parse = parseSource, decide, around, quieted }: PlanHooks): FilePlan {
  const done: AccountedContainer<number>[] = [];
  const past = around?.history ?? [];
  // The way back over the edits of each pass, and of those before the first.
  const backOver = past.map(beforeEdits);
  const toOriginal = (offset: number) => backOver.reduceRight((at, back) => back(at), offset);
  const placeOf = placesIn(original.text);
  const decisionOn = (account: AccountedContainer<number>) => decide?.(relocate(account, (at) => placeOf(toOriginal(at)))) ?? 'rewrite';
  // What was said of the text as it was read: later passes speak of lines that the user does not have.
  const told = new Map<string, AccountedContainer<number>>();
  const first = past.length;
  const asRead = (account: AccountedContainer<number>): AccountedContainer<number> => {
    const { finding = account.finding, rewrite } = told.get(keyOf(account)) ?? {};
    // Edits are of the text as it was read only where nothing came before them.
    return { ...account, ...(account.finding && finding && { finding }), rewrite: first === 0 ? rewrite : undefined };
  };
  // Old reports are counted once: with each pass there are fewer of them.
  let quiet: ReadonlySet<string> | undefined;
  const remembering: Inquiry['quieted'] = (file, reports) => (quiet ??= quieted?.(file, reports) ?? new Set());
  let source = past.reduce((at, edits) => parse(path, withByteOrderMark(applyEdits(at.text, edits), at.bom)), original);

  while (backOver.length < first + MOST_PASSES) {
    const accounted = accountForAll({ path, source, options, around, quieted: remembering });
    const seen = accounted.map((one) => stepFor(source, one, decisionOn));
    if (backOver.length === first) for (const { account } of seen) told.set(keyOf(account), account);
    const steps = seen.filter((step) => step.edits.length > 0);
    const { edits, elsewhere, deferred } = mergeSteps(steps);

    if (edits.length === 0) {
      const rewritten = new Set(done.map(({ at }) => at));
      // What a rewrite itself has made, such as a table for a registry, was never seen by the user.
      const isNew = (account: AccountedContainer<number>) => account.fate.state === 'clean' && !told.has(keyOf(account));
      const rest = seen.map(({ account }) => (backOver.length === 0 ? account : relocate(account, toOriginal))).filter((account) => !rewritten.has(account.at) && !isNew(account));
      return {
        outcome: 'planned',
        output: withByteOrderMark(source.text, source.bom),
        containers: [...done, ...rest]
          .sort((a, b) => a.at - b.at)
          .map((account) => relocate(asRead(account), placeOf)),
      };
    }
    if (elsewhere.size > 0 && !around?.change?.(elsewhere)) return { outcome: 'failed', message: 'the rewrite of another file would not parse' };

    const taken = steps.filter(({ account }, index) => account.fate.state === 'rewritten' && !deferred.has(index));
    done.push(...taken.map(({ account }) => relocate(account, toOriginal)));
    const next = reparse(path, withByteOrderMark(applyEdits(source.text, edits), source.bom), parse);
    if (next instanceof SourceSyntaxError) {
      return { outcome: 'failed', message: `the rewrite would not parse (${next.at.line}:${next.at.column} ${next.message})` };
    }
    backOver.push(beforeEdits(edits));
    source = next;
  }
  return { outcome: 'failed', message: `the rewrite did not come to rest in ${MOST_PASSES} passes` };
}

function keyOf({ kind, at }: AccountedContainer<number>): string {
  return `${kind} ${at}`;
}

/** A container in one pass: what becomes of it, and the edits to make for that. */
interface Step {
  readonly account: AccountedContainer<number>;
  readonly edits: readonly Edit[];
  readonly elsewhere: readonly EditsElsewhere[];
}

function stepFor(source: CodemodSource, { subject, account }: Accounted, decisionOn: (account: AccountedContainer<number>) => Decision): Step {
  const { fate } = account;
  if (fate.state !== 'rewritten') return { account, edits: [], elsewhere: [] };
  const decision = decisionOn(account);
  if (decision === 'rewrite') return { account, ...editsOf(subject) };
  return {
    account: { ...account, fate: { ...fate, state: 'declined' } },
    edits: decision === 'mark' ? markerAt(source, subject.creation, fate.codemod) : [],
    elsewhere: [],
  };
}

function editsOf({ rewrite }: Subject): Pick<Step, 'edits' | 'elsewhere'> {
  if (rewrite.outcome !== 'edits') return { edits: [], elsewhere: [] };
  return { edits: rewrite.edits, elsewhere: 'elsewhere' in rewrite ? (rewrite.elsewhere ?? []) : [] };
}

function reparse(path: string, text: string, parse: Parse): CodemodSource | SourceSyntaxError {
  try {
    return parse(path, text);
  } catch (error) {
    if (error instanceof SourceSyntaxError) return error;
    throw error;
  }
}

/** Joins the edits of several steps, of which some touch other files, too. A step that clashes in one file is left out of all. */
function mergeSteps(steps: readonly Step[]) {
  const files = [...new Set(steps.flatMap(({ elsewhere }) => elsewhere.map(({ file }) => file)))];
  const deferred = new Set<number>();
  for (;;) {
    const merge = (editsIn: (step: Step) => readonly Edit[]) => mergeEdits(steps.map((step, at) => (deferred.has(at) ? [] : editsIn(step))));
    const own = merge(({ edits }) => edits);
    const others = files.map((file) => [file, merge(({ elsewhere }) => elsewhere.find((one) => one.file === file)?.edits ?? [])] as const);
    const clashing = [own, ...others.map(([, merged]) => merged)].flatMap((merged) => [...merged.deferred]);
    if (clashing.length === 0) {
      const elsewhere = new Map(others.map(([file, { edits }]) => [file, edits] as const).filter(([, edits]) => edits.length > 0));
      return { edits: own.edits, elsewhere, deferred };
    }
    for (const at of clashing) deferred.add(at);
  }
}
