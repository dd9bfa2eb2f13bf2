import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readFixtures, type Fixture } from '../../fixtures/fixture.js';
import { bytesHeld, heapOf } from './scenario-heap.js';

const COMMAND = path.join(import.meta.dirname, '../../dist/run/ephemeron.js');

/** How near a prediction must be. */
const NEAR = 0.1;

interface Told {
  readonly summary: { readonly freedTogether: { readonly bytes: number } };
  readonly containers: readonly { readonly name: string; readonly path: string | null; readonly line: number | null; readonly freed: { readonly bytes: number } }[];
}

/** What the heap of a fixture says, and what its rewrite frees. */
export interface FixtureRow {
  readonly fixture: string;
  /** The containers that are named at their line, and all that are expected. */
  readonly named: number;
  readonly expected: number;
  /** In bytes. */
  readonly predicted: number;
  readonly freed: number;
  readonly isNear: boolean;
}

/** The fixtures whose containers are keyed by objects and are rewritten: those with a collector scenario that counts owners. */
export function fixturesToMeasure(): readonly Fixture[] {
  return readFixtures().filter(({ scenario, output }) => scenario !== undefined && output !== undefined && readFileSync(scenario, 'utf8').includes("measure = 'owners alive'"));
}

/** Compares what the heap of a fixture predicts with what its rewrite frees. */
export async function measureFixture(fixture: Fixture): Promise<FixtureRow> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ephemeron-heap-'));
  try {
    const before = heapOf(fixture, 'input', path.join(folder, 'before'));
    const after = heapOf(fixture, 'output', path.join(folder, 'after'));
    const { stdout } = spawnSync(process.execPath, [COMMAND, 'heap', before.snapshot, path.basename(before.source), '--format', 'json'], { cwd: before.folder, encoding: 'utf8' });
    const { summary, containers } = JSON.parse(stdout) as Told;
    const lines = fixture.expected.containers.map(({ line }) => line);
    const named = containers.filter((one) => one.path === path.basename(before.source) && one.line !== null && lines.includes(one.line));
    const [only] = named;
    const predicted = named.length === 1 ? Math.max(only?.freed.bytes ?? 0, summary.freedTogether.bytes) : summary.freedTogether.bytes;
    const names = named.map(({ name }) => name.split('.').at(-1) ?? name);
    const freed = (await bytesHeld(before.snapshot, names)) - (await bytesHeld(after.snapshot, names));
    return { fixture: fixture.name, named: named.length, expected: lines.length, predicted, freed, isNear: Math.abs(predicted - freed) <= NEAR * Math.abs(freed) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
