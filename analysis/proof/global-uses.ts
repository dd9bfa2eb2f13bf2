import type { AbstractObject } from '../flow/index.js';
import type { Register } from '../ir/index.js';
import { isTest, type Sight, sightFrom } from '../modules/elsewhere.js';
import type { Node } from '../source/ast.js';
import type { OtherFile } from '../source/other-file.js';
import { SourceIndex } from '../source/source-index.js';
import { GlobalFlow, mayHandGlobals, originsIn } from './global-object.js';

/** So many files and functions are entered. */
const MOST_STEPS = 64;

/** A place that was found, and its file; absent where it is the one that asks. */
interface Found {
  readonly node: Node;
  readonly file: OtherFile | undefined;
}

/** The same without the tree of the file, which would be kept as long as the answer. */
interface Noted {
  readonly path: string | undefined;
  readonly type: Node['type'];
  readonly range: Node['range'];
  /** Its text, with its file where that is another one. */
  readonly says: string;
  readonly saysElsewhere: string;
}

/** A place, as the file that asks tells of it. */
interface Told {
  /** The place; the whole program where it is in another file. */
  readonly node: Node;
  readonly says: string;
}

/** What a program does with the global object under names that are put together. */
interface Uses<Place> {
  /** A place that may put something in the place of a built-in. */
  readonly write?: Place;
  /** A place that may come to `WeakRef` or `FinalizationRegistry`. */
  readonly weakly?: Place;
}

/**
 * What the program does with the global object: under a name that is put together, by another name of the object or of the
 * function that writes, in a function of any file that is given the object.
 */
export function globalUses(sight: Sight): Uses<Told> {
  const { index, elsewhere } = sight;
  const { evidence } = elsewhere ?? {};
  if (!evidence) return told(index.table(usesAlone), index, undefined);
  return told(evidence.ofGlobals((files) => noted(findUses(sight, files), index)), index, evidence.own);
}

/** The same for a file of which the others are not known. */
function usesAlone(index: SourceIndex): Uses<Noted> {
  return mayHandGlobals(index.source.text) ? noted(findUses({ index, elsewhere: undefined, file: undefined }, []), index) : {};
}

function noted({ write, weakly }: Uses<Found>, asking: SourceIndex): Uses<Noted> {
  const note = ({ node, file }: Found): Noted => {
    const says = `\`${(file ? SourceIndex.of(file.source) : asking).quoted(node)}\``;
    return { path: file?.path, type: node.type, range: node.range, says, saysElsewhere: file ? `${says} in ${file.shown}` : says };
  };
  return { ...(write && { write: note(write) }), ...(weakly && { weakly: note(weakly) }) };
}

/** @param own the path of the file that asks */
function told({ write, weakly }: Uses<Noted>, index: SourceIndex, own: string | undefined): Uses<Told> {
  const tell = ({ path, type, range, says, saysElsewhere }: Noted): Told => {
    if (path !== undefined && path !== own) return { node: index.source.ast, says: saysElsewhere };
    return { node: index.nodesOf(type).find((node: Node) => node.range[0] === range[0] && node.range[1] === range[1]) ?? index.source.ast, says };
  };
  return { ...(write && { write: tell(write) }), ...(weakly && { weakly: tell(weakly) }) };
}

/** @param files those whose text says that they may have the object in hand */
function findUses(sight: Sight, files: readonly OtherFile[]): Uses<Found> {
  const { elsewhere } = sight;
  let found: Uses<Found> = {};
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
