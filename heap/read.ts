import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { HeapGraph } from './graph.js';
import { CutOffError, loadSnapshot } from './loader.js';

/** A file that is no snapshot, or none that can be read: the message is a clause that stands after its path. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

/** How a snapshot is read. */
export interface ReadOptions {
  /** The largest file that is read, in bytes. */
  readonly most?: number;
  /** Is told how many more bytes are read. */
  readonly onRead?: (bytes: number) => void;
}

/** The largest file that is read where nothing is said: beyond it, the strings of a snapshot are too long for one text of V8. */
export const MOST_BYTES = 2 ** 31 - 1;

/** Large, for each piece is a turn of the loop. */
const CHUNK = 1 << 20;
/** In how much of a file its head must be. */
const HEAD = 1 << 16;

/**
 * Reads a heap snapshot of V8 from a file: streamed, by the loader of Chrome's DevTools.
 *
 * @param path absolute, or from the working folder
 * @throws SnapshotError where the file is no snapshot, is cut off, or is larger than what is read
 * @throws Error of the file system
 */
export async function readSnapshot(path: string, { most = MOST_BYTES, onRead }: ReadOptions = {}): Promise<HeapGraph> {
  await refuse(path, most);
  try {
    return new HeapGraph(await loadSnapshot(chunksOf(path, onRead)));
  } catch (error) {
    if (error instanceof CutOffError) throw new SnapshotError(CUT_OFF);
    if (isOfFileSystem(error)) throw error;
    const because = error instanceof Error ? error.message : String(error);
    throw new SnapshotError(/JSON|Incomplete|Array/.test(because) ? `is damaged (${because}); take it again` : `cannot be read (${because.split('\n', 1)[0] ?? ''})`, { cause: error });
  }
}

const CUT_OFF = 'is cut off: a snapshot ends with its strings; was the disk full, or the program still writing?';

async function* chunksOf(path: string, onRead: ReadOptions['onRead']): AsyncGenerator<string> {
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: CHUNK });
  for await (const chunk of stream) {
    onRead?.((chunk as string).length);
    yield chunk as string;
  }
}

/** Looks at both ends of a file before minutes go by with what is between. */
async function refuse(path: string, most: number): Promise<void> {
  const file = await open(path);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new SnapshotError('is not a regular file');
    if (stats.size === 0) throw new SnapshotError('is empty');
    if (stats.size > most) throw new SnapshotError(`has ${megabytes(stats.size)}, and at most ${megabytes(most)} are read (--max-size <MB>)`);
    const head = await part(file, 0, Math.min(HEAD, stats.size));
    refuseOthers(head);
    const tail = await part(file, Math.max(0, stats.size - 64), Math.min(64, stats.size));
    if (!/\]\s*\}\s*$/.test(tail)) throw new SnapshotError(CUT_OFF);
  } finally {
    await file.close();
  }
}

function refuseOthers(head: string): void {
  if (head.startsWith('\u001F')) throw new SnapshotError('is compressed: unpack it (a snapshot of Firefox cannot be read)');
  if (!head.trimStart().startsWith('{')) throw new SnapshotError('is no heap snapshot: it is not JSON');
  if (/^\s*\{\s*"version"\s*:\s*\d+\s*,\s*"type"\s*:\s*"(?:Inspector|GCDebugging)"/.test(head)) throw new SnapshotError('is a snapshot of JavaScriptCore (Safari, Bun), and only those of V8 can be read; in Bun, `Bun.generateHeapSnapshot("v8")` makes one');
  if (/^\s*\{\s*"head"\s*:/.test(head)) throw new SnapshotError('is a heap profile (allocations over time), not a heap snapshot');
  if (!/^\s*\{\s*"snapshot"\s*:/.test(head)) throw new SnapshotError('is no heap snapshot of V8');
  if (!/"node_fields"\s*:/.test(head) && !/"node_count"\s*:/.test(head)) throw new SnapshotError(CUT_OFF);
}

async function part(file: Awaited<ReturnType<typeof open>>, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.toString('latin1', 0, bytesRead);
}

function isOfFileSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
}
