import type { AbstractObject } from '../flow/index.js';
import type { Register } from '../ir/index.js';
import { isTest, type Sight, sightFrom } from '../modules/elsewhere.js';
import type { Node } from '../source/ast.js';
import type { OtherFile } from '../source/other-file.js';
import { SourceIndex } from '../source/source-index.js';
import { GlobalFlow, mayHandGlobals, originsIn } from './global-object.js';

/** So many files and functions are entered. */
const MOST_STEPS = 64;

/** A place, and its file where it is not the one that asks. */
interface Found {
  readonly node: Node;
  readonly file: OtherFile | undefined;
}

/** The node to show in a file for what was found, perhaps in another one. */
export function placeIn(index: SourceIndex, { node, file }: Found): Node {
  return file && SourceIndex.of(file.source) !== index ? index.source.ast : node;
}

/** The text of what was found, with its file where that is another one. */
export function toldIn(index: SourceIndex, { node, file }: Found): string {
  const own = file ? SourceIndex.of(file.source) : index;
  return `\`${own.quoted(node)}\`${file && own !== index ? ` in ${file.shown}` : ''}`;
}

/** What a program does with the global object under names that are put together. */
export interface GlobalUses {
  /** A place that may put something in the place of a built-in. */
  readonly write?: Found;
  /** A place that may come to `WeakRef` or `FinalizationRegistry`. */
  readonly weakly?: Found;
}

/** What was found by the list of files that it was sought in. */
const usesByFiles = new WeakMap<readonly OtherFile[], GlobalUses>();

/**
 * What the program does with the global object: under a name that is put together, by another name of the object or of the
 * function that writes, in a function of any file that is given the object.
 */
export function globalUses(sight: Sight): GlobalUses {
  const { index, elsewhere } = sight;
  const files = elsewhere?.evidence?.handGlobals();
  if (!files) return index.table(usesAlone);
  const known = usesByFiles.get(files) ?? findUses(sight, files);
  usesByFiles.set(files, known);
  return known;
}

/** The same for a file of which the others are not known. */
function usesAlone(index: SourceIndex): GlobalUses {
  return mayHandGlobals(index.source.text) ? findUses({ index, elsewhere: undefined, file: undefined }, []) : {};
}

/** @param files those whose text says that they may have the object in hand */
function findUses(sight: Sight, files: readonly OtherFile[]): GlobalUses {
  const { elsewhere } = sight;
  let found: GlobalUses = {};
  const start = elsewhere ? files.map((file) => sightFrom(file, elsewhere)) : [sight];
  const pending = start.map((at) => ({ at, origins: at.index.table(originsIn) }));
  const known = new Map<SourceIndex, Map<Register, AbstractObject>>();
  let steps = 0;
  let leak: Node | undefined;
  for (const { at, origins } of pending) {
    const all = known.get(at.index) ?? new Map<Register, AbstractObject>();
    const isNew = !known.has(at.index) || [...origins.keys()].some((register) => !all.has(register));
    if (!isNew) continue;
    known.set(at.index, all);
    for (const [register, object] of origins) all.set(register, object);
    const globals = new GlobalFlow(at.index, all);
    steps += 1;
    const { file } = at;
    const write = steps > MOST_STEPS + start.length ? at.index.source.ast : globals.write();
    if (write) found = { write: { node: write, file }, ...found };
    const weakly = file && isTest(file) ? undefined : globals.weakly();
    if (weakly) found = { weakly: { node: weakly, file }, ...found };
    if (write && steps > MOST_STEPS + start.length) break;
    leak ??= elsewhere && globals.leak(at);
    if (at.elsewhere) pending.push(...globals.givenTo(at), ...globals.givenOut(at));
  }
  // Where it goes out of sight, any write under a name that is put together may be one of it.
  const writer = leak && !found.write ? elsewhere?.evidence?.writesUnnamed() : undefined;
  return writer ? { write: writer, ...found } : found;
}
