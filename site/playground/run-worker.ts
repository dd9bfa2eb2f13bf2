/**
 * The worker that runs a program under its scenario, with the tools that the tests of this project use, and counts what the
 * browser's collector leaves. Nothing can force that collector: it is pressed by allocations, and asked again until the count
 * rests.
 */
import { createTools, type Scenario } from '../../fixtures/collector.js';

/** What is run: two texts of JavaScript modules. */
export interface RunOrder {
  readonly program: string;
  readonly scenario: string;
  /** How many owners to make, for one point after the other. */
  readonly numbers: readonly number[];
}

/** What is seen: one point, the end, or why it ended early. */
export type RunNews =
  | { readonly made: number; readonly count: number; readonly callbacks: number }
  | { readonly done: true; readonly measure: string; readonly isForced: boolean }
  | { readonly error: string };

const say = (news: RunNews): void => self.postMessage(news);

Object.assign(globalThis, { setImmediate: (task: () => void) => setTimeout(task, 0) });

self.addEventListener('message', ({ data }: MessageEvent<RunOrder>) => {
  void run(data).catch((error: unknown) => say({ error: error instanceof Error ? error.message : String(error) }));
});

async function run({ program, scenario, numbers }: RunOrder): Promise<void> {
  const driver = (await load(scenario)) as Partial<Scenario>;
  if (typeof driver.run !== 'function') throw new Error('the scenario must export a function `run(program, tools)`');
  for (const made of numbers) {
    let callbacks = 0;
    const registry = new FinalizationRegistry<undefined>(() => callbacks++);
    const tools = createTools(pressForCollection, made);
    const track = tools.track.bind(tools);
    tools.track = (owner) => {
      registry.register(owner, undefined);
      return track(owner);
    };
    const outcome: unknown = await driver.run((await load(program)) as never, tools);
    const count = typeof outcome === 'number' ? outcome : (outcome as { count?: unknown } | undefined)?.count;
    if (typeof count !== 'number') throw new Error('`run` must return `{ count }`, such as `{ count: await tools.alive() }`');
    say({ made, count, callbacks });
  }
  say({ done: true, measure: driver.measure ?? 'objects alive', isForced: 'gc' in globalThis });
}

/** Each load is a module of its own, with containers of its own. */
async function load(text: string): Promise<unknown> {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    return await import(/* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

const BLOCK = 2 ** 24;
const BLOCKS = 12;

/** Takes memory and lets it go: an engine that runs short collects. With `gc` at hand, it is called instead. */
function pressForCollection(): void {
  if ('gc' in globalThis) {
    (globalThis as { gc: () => void }).gc();
    return;
  }
  for (let block = 0; block < BLOCKS; block++) new Uint8Array(BLOCK)[block] = 1;
}
