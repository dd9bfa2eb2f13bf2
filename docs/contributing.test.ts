import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const list = (folder: string, ending: string): string[] => readdirSync(path.join(ROOT, folder)).filter((file) => file.endsWith(ending));

const manifest = JSON.parse(read('package.json')) as {
  name: string;
  version: string;
  scripts: Record<string, string>;
  engines: { node: string };
} & Record<'dependencies' | 'devDependencies' | 'peerDependencies', Record<string, string>>;

describe('CONTRIBUTING.md', () => {
  const page = read('CONTRIBUTING.md');
  const section = (title: string): string => page.split('\n## ').find((part) => part.startsWith(title)) ?? '';
  const rows = (text: string): (string | undefined)[] => [...text.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]);

  it('maps every room, and no other', () => {
    const mapped = rows(section('The rooms'));
    for (const room of mapped) expect(statSync(path.join(ROOT, room ?? '')).isDirectory(), room).toBe(true);
    expect(mapped).toEqual(expect.arrayContaining(['analysis', 'rules', 'codemods', 'fixtures', 'docs', 'bench']));
  });

  it('has a reason for every dependency, and no other', () => {
    expect(rows(section('Dependencies')).sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  it('names every optional peer', () => {
    for (const peer of Object.keys(manifest.peerDependencies)) expect(section('Dependencies')).toContain(`\`${peer}\``);
  });

  it('names every package whose code is published with ours', () => {
    const bundled = [...read('dist/run/THIRD-PARTY-LICENSES.md').matchAll(/^## (\S+) /gm)].map((match) => match[1] ?? '');
    const direct = bundled.filter((name) => name in manifest.devDependencies);
    expect(direct).not.toEqual([]);
    for (const name of direct) expect(section('Dependencies')).toContain(`\`${name}\``);
  });
});

describe('changesets', () => {
  it('have a configuration that is right', () => {
    const schema = JSON.parse(read('node_modules/@changesets/config/schema.json')) as object;
    const isRight = new Ajv({ strict: false }).compile(schema);
    isRight(JSON.parse(read('.changeset/config.json')));
    expect(isRight.errors).toBeNull();
  });

  it.each(list('.changeset', '.md'))('%s says what it is of this package, and what users get', (file) => {
    const [, head = '', text = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(read(`.changeset/${file}`)) ?? [];
    expect(['patch', 'minor', 'major']).toContain((parse(head) as Record<string, string>)[manifest.name]);
    expect(text.trim()).not.toBe('');
  });

  it('keep a changelog that knows this version', () => {
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^# ${manifest.name}\n[^]*^## ${manifest.version.replaceAll('.', '\\.')}$`, 'm'));
  });
});

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly { readonly type: string; readonly id: string; readonly attributes: { readonly label: string }; readonly validations?: { readonly required: boolean } }[];
}

describe('issue forms', () => {
  const forms = list('.github/ISSUE_TEMPLATE', '.yml').filter((file) => file !== 'config.yml');

  it('are there for what goes wrong with findings and rewrites', () => {
    expect(forms.sort()).toEqual(['false-alarm.yml', 'missed-leak.yml', 'wrong-rewrite.yml']);
  });

  it.each(forms)('%s asks for the smallest program first, and for versions', (file) => {
    const { name, description, body } = parse(read(`.github/ISSUE_TEMPLATE/${file}`)) as Form;
    expect([name, description]).not.toContain('');
    expect(body[0]).toMatchObject({ type: 'textarea', attributes: { label: 'The smallest program' }, validations: { required: true } });
    expect(body.map(({ id }) => id)).toContain('versions');
    expect(new Set(body.map(({ id }) => id)).size).toBe(body.length);
  });
});

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, { readonly 'timeout-minutes': number; readonly strategy?: { matrix: Record<string, unknown[]> }; readonly steps: readonly { uses?: string; run?: string; with?: Record<string, unknown> }[] }>;
}

describe('workflows', () => {
  const workflows = list('.github/workflows', '.yml').map((file): [string, Workflow] => [file, parse(read(`.github/workflows/${file}`)) as Workflow]);

  it('test on all systems and all versions of Node that are supported', () => {
    const tests = Object.fromEntries(workflows)['test.yml'];
    expect(tests?.jobs.test?.strategy?.matrix).toEqual({ os: ['ubuntu-latest', 'macos-latest', 'windows-latest'], node: [20, 22, 24] });
    expect(manifest.engines.node).toBe('^20.19.0 || >=22.12.0');
  });

  it.each(workflows)('%s runs scripts that there are, ends, and may no more than it says', (_, { permissions, jobs }) => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      const commands = job.steps.flatMap(({ run, with: settings }) => [run, settings?.version, settings?.publish]).filter((text) => typeof text === 'string');
      for (const [, script = ''] of commands.join('\n').matchAll(/\bnpm run ([\w:-]+)/g)) expect(Object.keys(manifest.scripts)).toContain(script);
    }
  });
});
