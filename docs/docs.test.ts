import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../fixtures/collector.js';
import { type Block, type Page, readPages } from '../fixtures/pages.js';
import { REFUSAL_CODES, REFUSALS } from '../analysis/proof/refusals.js';
import { DEFAULTS } from '../codemods/options.js';
import { judgeFile } from '../codemods/plan.js';
import ephemeron from '../rules/index.js';

/*
 * What the documents say is run here. The words after the language of a code block say what is expected of it:
 *
 * - `incorrect`: reported by the rule of the page (elsewhere: by some rule), under the options of the preset `strict`;
 * - `correct`: not reported;
 * - `fixed`, `suggested`: what the sample before becomes by its fixes, or by its first suggestion;
 * - `report`: the messages for the sample before, to the letter;
 * - `certainty=likely`: an option of the rule, a string or JSON;
 * - `refusal=iterated`: the rewrite is refused with this code;
 * - `level=possible`: the certainty of the finding, exactly;
 * - `config=js,ts`: a configuration, which configurations.test.ts tries;
 * - `part`: a few lines of a program, which need not parse by themselves;
 * - `fixture=NAME`: the text is a part of that fixture's input, or for `fixed` and `output` of its output.
 */

const ROOT = path.join(import.meta.dirname, '..');
const CODE = /^[cm]?[jt]sx?$/;
const NOT_OPTIONS = new Set(['fixture', 'level', 'refusal']);

const pages = readPages();
const { rules = {} } = ephemeron;

function pageNamed(name: string): Page {
  const page = pages.find((candidate) => candidate.name === name);
  if (!page) throw new Error(`there is no ${name}`);
  return page;
}

describe.each(pages.filter(({ blocks }) => blocks.some(({ language }) => CODE.test(language) || language === 'json')))('$name', ({ name, blocks }) => {
  const rule = /^docs\/rules\/(.+)\.md$/.exec(name)?.[1];
  let sample: Block | undefined;
  for (const block of blocks) {
    const { words, text, settings } = block;
    const title = (expected: string): string => `line ${block.line}: ${expected}`;
    if (CODE.test(block.language) && !words.has('part')) it(title('parses'), () => void parser.parse(text, parserOptions(block)));
    if (block.language === 'json') it(title('parses'), () => void JSON.parse(text));

    const before = sample;
    if (words.has('incorrect') || words.has('correct')) sample = block;
    if (words.has('incorrect')) {
      it(title('is reported'), () => {
        const [refusal, level] = [settings.get('refusal'), settings.get('level')];
        const messages = messagesFor(block, rule);
        expect(messages).not.toEqual([]);
        if (refusal !== undefined) expect(refusalsOf(block)).toContain(refusal);
        if (level !== undefined) expect(messages.join('\n')).toContain(`[${level}: `);
      });
    }
    if (words.has('correct')) it(title('is not reported'), () => expect(messagesFor(block, rule)).toEqual([]));
    if (words.has('report')) it(title('is what the rule says'), () => expect(messagesFor(needed(before), rule).join('\n') + '\n').toBe(text));
    if (words.has('suggested')) it(title('is what the suggestion gives'), () => expect(suggestionFor(needed(before), rule)).toBe(text));
    if (words.has('fixed')) {
      it(title('is what the fix gives, and nothing is left to report'), () => {
        const { output, messages } = new Linter().verifyAndFix(needed(before).text, configFor(needed(before), rule), fileName(block));
        expect(output).toBe(text);
        expect(messages).toEqual([]);
      });
    }
    const fixture = settings.get('fixture');
    if (fixture !== undefined) it(title(`is a part of ${fixture}`), () => expect(programOf(fixture, words.has('fixed') || words.has('output') ? 'output' : 'input')).toContain(text));
  }
});

function needed(block: Block | undefined): Block {
  if (!block) throw new Error('there is no sample before');
  return block;
}

function fileName({ language }: Block): string {
  return `sample.${language}`;
}

function parserOptions({ language }: Block): parser.ParserOptions {
  return { ecmaFeatures: { jsx: language.endsWith('x') }, sourceType: language === 'cjs' ? 'script' : 'module' };
}

/** The configuration for a sample: the rule of its page, or all rules, as `strict` has them, with the sample's own options. */
function configFor(block: Block, only: string | undefined): Linter.Config {
  const given = Object.fromEntries([...block.settings].filter(([name]) => !NOT_OPTIONS.has(name)).map(([name, value]) => [name, /^[[{]|^(?:true|false|\d+)$/.test(value) ? (JSON.parse(value) as unknown) : value]));
  const entries = (only === undefined ? Object.keys(rules) : [only]).map((name): [string, Linter.RuleEntry] => {
    const preset = ephemeron.configs.strict.rules?.[`ephemeron/${name}`];
    const [, options] = Array.isArray(preset) ? preset : [];
    const all = { ...(options as Record<string, unknown> | undefined), ...given };
    return [`ephemeron/${name}`, Object.keys(all).length > 0 ? ['error', all] : 'error'];
  });
  return {
    files: ['**'],
    languageOptions: { parser, parserOptions: parserOptions(block), sourceType: block.language === 'cjs' ? 'commonjs' : 'module' },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { ephemeron },
    rules: Object.fromEntries(entries),
  };
}

function lint(block: Block, rule: string | undefined): Linter.LintMessage[] {
  return new Linter().verify(block.text, configFor(block, rule), fileName(block));
}

function messagesFor(block: Block, rule: string | undefined): string[] {
  const messages = lint(block, rule);
  expect(messages.filter(({ ruleId }) => ruleId === null)).toEqual([]);
  return messages.map(({ message }) => message);
}

/** Why the rewrites of a sample are refused, where it is all there is to see. */
function refusalsOf(block: Block): readonly string[] {
  const judged = judgeFile({ path: path.join('/nowhere', fileName(block)), text: block.text }, { ...DEFAULTS, certainty: 'possible' }, new Set(Object.keys(ephemeron.configs.strict.rules ?? {})));
  return judged.outcome === 'planned' ? judged.containers.flatMap(({ fate }) => (fate.state === 'refused' ? [fate.code] : [])) : [];
}

function suggestionFor(block: Block, rule: string | undefined): string {
  const fix = lint(block, rule)[0]?.suggestions?.[0]?.fix;
  if (!fix) throw new Error('nothing is suggested');
  return block.text.slice(0, fix.range[0]) + fix.text + block.text.slice(fix.range[1]);
}

/** The input or output of a fixture. */
function programOf(fixture: string, which: 'input' | 'output'): string {
  const folder = path.join(ROOT, 'fixtures', fixture);
  const file = readdirSync(folder).find((candidate) => candidate.startsWith(`${which}.`));
  return readFileSync(path.join(folder, file ?? which), 'utf8');
}

describe('the pages of the rules', () => {
  it('are one for each rule', () => {
    const documented = pages.flatMap(({ name }) => /^docs\/rules\/(.+)\.md$/.exec(name)?.[1] ?? []);
    expect(documented).toEqual(Object.keys(rules).sort());
  });

  it.each(Object.keys(rules))('%s has samples of both sorts', (name) => {
    const words = pageNamed(`docs/rules/${name}.md`).blocks.flatMap((block) => [...block.words]);
    expect(words).toEqual(expect.arrayContaining(['incorrect', 'correct']));
  });

  it.each(Object.keys(rules))('%s says what matters in 700 words, before its options and other reference', (name) => {
    const text = readFileSync(path.join(ROOT, `docs/rules/${name}.md`), 'utf8');
    const [before = ''] = text.split(/^## (?:Options|Limitations)$/m);
    expect(before.split(/\s+/).length).toBeLessThan(700);
  });
});

describe('links', () => {
  const anchors = new Map(pages.map(({ name, prose }) => [name, anchorsIn(prose)]));

  it.each(pages)('of $name lead somewhere', ({ name, prose }) => {
    const broken = linksIn(prose).filter((link) => {
      if (/^[a-z]+:/.test(link)) return !URL.canParse(link);
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? name : path.posix.join(path.posix.dirname(name), file);
      if (!existsSync(path.join(ROOT, target))) return true;
      return anchor !== undefined && !anchors.get(target)?.has(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe('files', () => {
  it.each(pages.filter(({ name }) => name !== 'CHANGELOG.md'))('that $name names are there', ({ prose }) => {
    const named = [...prose.matchAll(/`((?:analysis|bench|codemods|docs|fixtures|fuzz|heap|rules|site)\/[\w./-]+)`/g)].map((match) => match[1] ?? '');
    expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});

function linksIn(prose: string): string[] {
  const text = prose.replaceAll(/`[^`\n]*`/g, 'code');
  return [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]:\s*(\S+)/gm)].map((match) => match[1] ?? match[2] ?? '');
}

/** What a link may name: `<a id="…">`, and the headings as GitHub makes anchors of them. */
function anchorsIn(prose: string): ReadonlySet<string> {
  const found = new Set([...prose.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1] ?? ''));
  for (const [, heading = ''] of prose.matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)|<[^>]+>/g, '$1').trim().toLowerCase();
    const slug = words.replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    let unique = slug;
    for (let count = 1; found.has(unique); count++) unique = `${slug}-${count}`;
    found.add(unique);
  }
  return found;
}

describe('figures', () => {
  const measured = pages.flatMap(({ name, prose }) => linksIn(prose).filter((link) => link.endsWith('/scenario.ts')).map((link) => ({ name, prose, scenario: path.posix.join(path.posix.dirname(name), link) })));

  it.each(measured)('of $name are those that $scenario is held to', async ({ prose, scenario }) => {
    const { before, after } = (await import(path.join(ROOT, scenario))) as Scenario;
    for (const figure of [before, after]) expect(prose).toContain(`| ${figure.toLocaleString('en')} |`);
  });
});

describe('docs/refusals.md', () => {
  const { prose, blocks } = pageNamed('docs/refusals.md');
  const sections = new Map(prose.split('<a id="refusal-').slice(1).map((section): [string, string] => [section.slice(0, section.indexOf('"')), section]));

  it('has a section for each refusal code, in their order, and no other', () => {
    expect([...sections.keys()]).toEqual(REFUSAL_CODES);
  });

  it.each(REFUSAL_CODES)('says of %s what the messages say, and what to do', (code) => {
    expect(unwrap(sections.get(code) ?? '')).toContain(`\`${code}\` — ${REFUSALS[code]}.`);
    expect(sections.get(code)).toContain('**What to do:**');
  });

  it('shows every refusal that the rules can meet in one file', () => {
    const shown = blocks.flatMap(({ settings }) => settings.get('refusal') ?? []);
    const elsewhere = /These codes come from elsewhere: ([^.]*)\./.exec(unwrap(prose))?.[1] ?? '';
    expect([...shown, ...[...elsewhere.matchAll(/`([^`]+)`/g)].map((match) => match[1])].sort()).toEqual([...REFUSAL_CODES].sort());
  });
});

function unwrap(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

describe('commands', () => {
  const lines = pages.flatMap(({ name, blocks, prose }) => [
    ...blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.replaceAll('\\\n', ' ').trim().split('\n')),
    ...[...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? ''),
  ].map((line) => ({ name, line: line.replace(/ #.*$/, '') })));
  const manifest = createRequire(import.meta.url)('../package.json') as { scripts: Record<string, string>; bin: Record<string, string> };
  const command = path.join(ROOT, manifest.bin.ephemeron ?? '');
  const help = (...args: string[]): string => execFileSync(process.execPath, [command, ...args, '--help'], { encoding: 'utf8' });

  it('of npm are scripts of the package', () => {
    const named = lines.flatMap(({ line }) => [...line.matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => match[1] ?? ''));
    expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  it('of jscodeshift name a transform of the package, and paths before flags', () => {
    const shown = lines.filter(({ line }) => /\bjscodeshift -t /.test(line));
    expect(shown).not.toEqual([]);
    for (const { line } of shown) {
      const [, transform = ''] = / -t node_modules\/eslint-plugin-ephemeron\/dist\/(codemods\/[\w-]+)\.js [^-]/.exec(line) ?? [];
      expect(existsSync(path.join(ROOT, `${transform}.ts`)), line).toBe(true);
    }
  });

  it('of ephemeron are known to the command', () => {
    const general = help();
    const helps = new Map<string, string>();
    for (const { line } of lines) {
      const [, subcommand, rest = ''] = /(?:^|npx )(?:eslint-plugin-)?ephemeron ([a-z]+)\b(.*)$/.exec(line) ?? [];
      if (subcommand === undefined) continue;
      expect(general, line).toMatch(new RegExp(`\\b${subcommand}\\b`));
      const known = helps.get(subcommand) ?? help(subcommand);
      helps.set(subcommand, known);
      for (const [flag] of rest.matchAll(/--[\w-]+/g)) expect(known, line).toContain(flag);
    }
  });

  it('take every flag that the documents speak of', () => {
    const foreign = ['--fix', '--heapsnapshot-signal', '--quick', '--cpu-prof', '--extensions', '--expose-gc', '--no-babel', '--cache', '--cache-strategy', '--detectLeaks'];
    const transform = readFileSync(path.join(ROOT, 'codemods/transform.ts'), 'utf8');
    const known = help('check') + help('fix') + help('explain') + help('heap') + foreign.join(' ');
    const flags = lines.flatMap(({ line }) => /^(--[\w-]+)/.exec(line)?.[1] ?? []);
    expect(flags.filter((flag) => !known.includes(flag) && !transform.includes(flag.slice(2)))).toEqual([]);
  });
});
