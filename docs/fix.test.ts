import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ephemeron } from '../fixtures/run-command.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

/* The sessions in `docs/fix.md` are run, one after the other, on the files that the page shows: ```ts file=src/a.ts */

const page = readFileSync(path.join(import.meta.dirname, 'fix.md'), 'utf8');
const files = Object.fromEntries(Array.from(page.matchAll(/^```\w+ file=(\S+)\n([^]*?)^```$/gm), ([, name = '', text = '']) => [name, text]));
const sessions = Array.from(page.matchAll(/^```console\n([^]*?)^```$/gm), ([, text = '']) => text);

describe('docs/fix.md', () => {
  it('shows what the command prints', () => {
    const folder = temporaryFolder(files);
    const steps = sessions.flatMap((session) => session.split(/^\$ (?=ephemeron )/m).filter(Boolean));
    expect(steps.length).toBeGreaterThan(3);
    for (const step of steps) {
      const [command = '', ...lines] = step.split('\n');
      const { out, err } = ephemeron(folder, command.split(' ').slice(1));
      expect(out + err, command).toBe(lines.join('\n'));
    }
  });
});
