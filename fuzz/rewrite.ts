import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Edit } from '../analysis/model.js';
import { applyEdits } from '../codemods/edits.js';
import type { AccountedContainer } from '../codemods/fate.js';
import { DEFAULTS } from '../codemods/options.js';
import { parseSource, SourceSyntaxError } from '../codemods/parse.js';
import { type FilePlan, planFile } from '../codemods/plan.js';
import { Project } from '../codemods/project/project.js';
import { mayStandFor } from '../codemods/project/relative-paths.js';

type Files = Readonly<Record<string, string>>;

/** What `fix` makes of a program. */
export interface Rewritten {
  readonly files: Files;
  readonly containers: readonly AccountedContainer[];
  /** What went wrong in a file, by its name. */
  readonly failures: readonly string[];
}

/** A folder with nothing in it but a private package: the files of programs are never written. */
const root = realpathSync(mkdtempSync(join(tmpdir(), 'ephemeron-fuzz-')));
writeFileSync(join(root, 'package.json'), '{ "name": "fuzzed", "private": true, "type": "module" }\n');
process.on('exit', () => rmSync(root, { recursive: true, force: true }));

/** Rewrites all files of a program at the default grade, each with the others as evidence. */
export function rewrite(files: Files): Rewritten {
  const texts = new Map(Object.entries(files).map(([name, text]) => [join(root, name), text]));
  const histories = new Map<string, readonly (readonly Edit[])[]>();
  const project = projectOf(texts);
  const containers: AccountedContainer[] = [];
  const failures: string[] = [];
  for (const [path, text] of [...texts]) {
    const plan = planFile({ path, text }, DEFAULTS, {
      around: {
        elsewhere: project.elsewhereOf(path),
        history: histories.get(path) ?? [],
        change: (edits) => {
          for (const [file, own] of edits) {
            histories.set(file.path, [...(histories.get(file.path) ?? []), own]);
            put(project, texts, file.path, applyEdits(file.source.text, own));
          }
          return [...edits.keys()].every((file) => project.parse(file.path) !== undefined);
        },
      },
    });
    const failure = failureOf(plan);
    if (failure !== undefined) failures.push(`${nameOf(path)}: ${failure}`);
    if (plan.outcome !== 'planned') continue;
    put(project, texts, path, plan.output);
    containers.push(...plan.containers);
  }
  return { files: Object.fromEntries([...texts].map(([path, text]) => [nameOf(path), text])), containers, failures };
}

/** The path under which tools see a file of a program. */
export function pathOf(name: string): string {
  return join(root, name);
}

function nameOf(path: string): string {
  return path.slice(root.length + 1);
}

function failureOf(plan: FilePlan): string | undefined {
  return plan.outcome === 'failed' || plan.outcome === 'unparsed' ? `${plan.outcome}: ${plan.message}` : undefined;
}

function put(project: Project, texts: Map<string, string>, path: string, text: string): void {
  texts.set(path, text);
  project.change(path, text);
}

/** A project whose files are on no disk. */
function projectOf(texts: ReadonlyMap<string, string>): Project {
  return new Project({
    root,
    list: () => texts.keys(),
    read: (path) => texts.get(path),
    parse: (path, text) => {
      try {
        return parseSource(path, text);
      } catch (error) {
        if (error instanceof SourceSyntaxError) return undefined;
        throw error;
      }
    },
    resolver: () => ({
      leadsTo: (specifier, from, target) => specifier.startsWith('.') && mayStandFor(join(dirname(from), specifier), target),
      isUntold: () => false,
      find: (specifier, from) => [...texts.keys()].find((path) => mayStandFor(join(dirname(from), specifier), path)),
    }),
  });
}
