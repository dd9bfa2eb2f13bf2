import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ephemeron } from '../fixtures/run-command.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

/* The sessions of a page are run, one after the other, on the files that the page shows: ```ts file=src/a.ts */

describe.each([['fix.md', 4], ['explain.md', 2]])('docs/%s', (name, least) => {
  const page = readFileSync(path.join(import.meta.dirname, name), 'utf8');
  const files = Object.fromEntries(Array.from(page.matchAll(/^```\w+ file=(\S+)\n([^]*?)^```$/gm), ([, file = '', text = '']) => [file, text]));
  const sessions = Array.from(page.matchAll(/^```console\n([^]*?)^```$/gm), ([, text = '']) => text);

  it('shows what the command prints', () => {
    const folder = temporaryFolder(files);
    const steps = sessions.flatMap((session) => session.split(/^\$ (?=ephemeron )/m).filter(Boolean));
    expect(steps.length).toBeGreaterThanOrEqual(least);
    for (const step of steps) {
      const [command = '', ...lines] = step.split('\n');
      const { out, err } = ephemeron(folder, command.split(' ').slice(1));
      expect(out + err, command).toBe(lines.join('\n'));
    }
  });

  it('draws the graph that it shows', () => {
    const graphs = Array.from(page.matchAll(/^```mermaid\n([^]*?)^```$/gm), ([, text = '']) => text);
    for (const graph of graphs) expect(sessions.some((session) => session.endsWith(graph)), graph).toBe(true);
  });
});
