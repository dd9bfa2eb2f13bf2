import { countBelow } from '../analysis/source/lists.js';
import type { Edit } from '../analysis/model.js';

/** What several owners' edits come to when they are applied to one text. */
export interface MergedEdits {
  /** The edits that can be applied together, in order, none twice. */
  readonly edits: readonly Edit[];
  /** The owners (indices into the argument) whose edits clash with those of an earlier owner, and are not in `edits`. */
  readonly deferred: ReadonlySet<number>;
}

/**
 * Applies edits to a text.
 *
 * @param text the text without byte order mark
 * @param edits replacements in any order, none overlapping another
 * @returns the new text; every character outside the edits is as it was
 * @throws RangeError where two edits overlap or an edit lies outside the text
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const edit of [...edits].sort(byPlace)) {
    const [from, to] = edit.range;
    if (from < end || to < from || to > text.length) throw new RangeError(`edit [${from}, ${to}] overlaps or is out of range`);
    parts.push(text.slice(end, from), edit.text);
    end = to;
  }
  return parts.join('') + text.slice(end);
}

/**
 * Joins the edits of several owners. An edit that two owners offer alike (a type alias they share) is taken once; where
 * edits clash, the later owner is left out as a whole, for half a rewrite is worse than none.
 *
 * @param owners the edits of each owner, those of one owner not overlapping
 */
export function mergeEdits(owners: readonly (readonly Edit[])[]): MergedEdits {
  const all = owners
    .flatMap((edits, owner) => edits.map((edit) => ({ edit, owner })))
    .sort((a, b) => byPlace(a.edit, b.edit) || a.owner - b.owner);
  const deferred = new Set<number>();

  // To leave an owner out can only resolve clashes, so this ends, and the first owner always stays.
  for (;;) {
    const kept = all.filter(({ owner }) => !deferred.has(owner));
    const losers = findClashes(kept);
    if (losers.length === 0) return { edits: withoutTwins(kept.map(({ edit }) => edit)), deferred };
    for (const owner of losers) deferred.add(owner);
  }
}

/**
 * Prepares to tell where an offset of the edited text was before the edits. An offset in replaced text is taken to the start of
 * what was replaced.
 *
 * @param edits the edits as they were applied, in order
 */
export function beforeEdits(edits: readonly Edit[]): (offset: number) => number {
  let shift = 0;
  const replaced = edits.map(({ range: [from, to], text }) => {
    const start = from + shift;
    shift += text.length - (to - from);
    return { start, end: start + text.length, from, shift };
  });
  return (offset) => {
    const last = replaced[countBelow(replaced, offset + 1, ({ start }) => start) - 1];
    if (!last) return offset;
    return offset < last.end ? last.from : offset - last.shift;
  };
}

interface OwnedEdit {
  readonly edit: Edit;
  readonly owner: number;
}

/** The later owner of each pair of edits that cannot both be applied. Edits come sorted. */
function findClashes(sorted: readonly OwnedEdit[]): number[] {
  const losers: number[] = [];
  let last: OwnedEdit | undefined;
  for (const next of sorted) {
    if (last && last.owner !== next.owner && clash(last.edit, next.edit)) losers.push(Math.max(last.owner, next.owner));
    if (!last || next.edit.range[1] >= last.edit.range[1]) last = next;
  }
  return losers;
}

/** Can two edits, the first no later than the second, not both be applied? */
function clash(first: Edit, second: Edit): boolean {
  if (isTwin(first, second)) return false;
  return second.range[0] < first.range[1] || (isInsertion(first) && isInsertion(second) && first.range[0] === second.range[0]);
}

function withoutTwins(sorted: readonly Edit[]): Edit[] {
  return sorted.filter((edit, index) => {
    const previous = sorted[index - 1];
    return !previous || !isTwin(previous, edit);
  });
}

function isTwin(a: Edit, b: Edit): boolean {
  return byPlace(a, b) === 0;
}

function isInsertion({ range: [from, to] }: Edit): boolean {
  return from === to;
}

/** By start, then end, then text: twins come to lie side by side. */
function byPlace(a: Edit, b: Edit): number {
  return a.range[0] - b.range[0] || a.range[1] - b.range[1] || Number(a.text > b.text) - Number(a.text < b.text);
}
