import type { MessagePort } from 'node:worker_threads';
import { DevToolsAPI, type parse } from 'heap-snapshot-toolkit';

/** A snapshot as the DevTools of Chrome read it. */
export type JSHeapSnapshot = Awaited<ReturnType<typeof parse>>;

/** What the package's types leave out of it. */
interface Loading {
  readonly parsingComplete: Promise<void>;
  write(chunk: string): void;
  close(): void;
  buildSnapshot(port: MessagePort): Promise<JSHeapSnapshot>;
}

const { HeapSnapshotLoader, SecondaryInitManager } = DevToolsAPI as unknown as {
  readonly HeapSnapshotLoader: { readonly HeapSnapshotLoader: new (dispatcher?: unknown) => Loading };
  readonly SecondaryInitManager: new (port: MessagePort) => unknown;
};

/** A snapshot that ended before all that it promises. */
export class CutOffError extends Error {
  override readonly name = 'CutOffError';
}

/**
 * Loads a snapshot as the DevTools of Chrome do. The package's own `parse` waits forever for the rest of a text that is cut off.
 *
 * @param chunks its text, piece by piece
 * @throws CutOffError where the text ends too early
 */
export async function loadSnapshot(chunks: AsyncIterable<string>): Promise<JSHeapSnapshot> {
  const loader = new HeapSnapshotLoader.HeapSnapshotLoader();
  const state: { failure?: unknown; isParsed: boolean } = { isParsed: false };
  const parsed = loader.parsingComplete.then(
    () => void (state.isParsed = true),
    (error: unknown) => void (state.failure = error),
  );
  for await (const chunk of chunks) {
    loader.write(chunk);
    if (state.failure !== undefined) break;
  }
  loader.close();
  // The parser has everything; what it has to do yet, it does without waiting for anything but its own steps.
  await Promise.race([parsed, turns(100)]);
  if (state.failure !== undefined) throw state.failure as Error;
  if (!state.isParsed) throw new CutOffError('the file ends too early');
  const { port1, port2 } = new MessageChannel();
  try {
    new SecondaryInitManager(port2);
    return await loader.buildSnapshot(port1);
  } finally {
    port1.close();
    port2.close();
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
