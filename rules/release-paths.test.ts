import * as parser from '@typescript-eslint/parser';
import { type Rule, RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import rule from './no-instance-keyed-map.js';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

// The two types of a rule differ in the context that `create` takes, not in what happens.
const tested = rule as unknown as Rule.RuleModule;

/** What follows the declaration of `open`, a map of pages at module scope. */
interface Path {
  readonly name: string;
  readonly code: string;
}

interface PartialPath extends Path {
  /** The first fact of the message: which path goes without the release. */
  readonly why: string;
  readonly certainty?: 'likely' | 'possible';
}

const DECLARED = 'interface Page { show(): Promise<void>; title: string }\nconst open = new Map<Page, number>();\n';

/** Every path from the write meets a release, or something that tells of the end of the page does. */
const RELEASED: readonly Path[] = [
  { name: 'on the way through', code: 'export function load(page: Page) { open.set(page, 1); page.show(); return void open.delete(page) ?? open.get(page); }' },
  { name: 'in both branches', code: 'export function load(page: Page, ok: boolean) { open.set(page, 1); open.get(page); if (ok) open.delete(page); else { open.delete(page); } }' },
  { name: 'in every case', code: "export function load(page: Page, how: string) { open.set(page, 1); open.get(page); switch (how) { case 'a': open.delete(page); break; default: open.delete(page); } }" },
  { name: 'before each return', code: 'export function load(page: Page, ok: boolean) { open.set(page, 1); if (ok) { open.delete(page); return open.get(page); } open.delete(page); return 0; }' },
  { name: 'in a `finally` around the `await`', code: 'export async function load(page: Page) { open.set(page, 1); open.get(page); try { await page.show(); } finally { open.delete(page); } }' },
  { name: 'in a `finally` that a `return` runs', code: 'export async function load(page: Page) { open.set(page, 1); try { if (open.get(page)) return 1; return await page.show(); } finally { open.delete(page); } }' },
  { name: 'in the block and in the `catch`', code: 'export async function load(page: Page) { open.set(page, 1); open.get(page); try { await page.show(); open.delete(page); } catch (error) { open.delete(page); throw error; } }' },
  { name: 'after a `try` that catches', code: 'export async function load(page: Page) { open.set(page, 1); open.get(page); try { await page.show(); } catch { page.title; } open.delete(page); }' },
  { name: 'where the entry is still there', code: 'export function load(page: Page) { open.set(page, 1); page.show(); if (open.get(page) === 1) open.delete(page); }' },
  { name: 'by a loop over the same', code: 'export function load(pages: Page[]) { for (const page of pages) open.set(page, 1); for (const page of pages) { open.get(page); open.delete(page); } }' },
  { name: 'in a loop that ends by `break`', code: 'export function load(page: Page) { open.set(page, 1); while (true) { if (open.get(page)) { open.delete(page); break; } } }' },
  { name: 'in a paired method: connect and disconnect', code: 'export class Hub { connect(page: Page) { open.set(page, open.get(page) ?? 0); } disconnect(page: Page) { open.delete(page); } }' },
  { name: 'in a paired function: register and unregister', code: 'export const register = (page: Page) => open.set(page, open.get(page) ?? 0); export const unregister = (page: Page) => open.delete(page);' },
  { name: 'in listeners of two events', code: "export function serve(hub: any) { hub.on('connect', (page: Page) => open.set(page, open.get(page) ?? 0)); hub.on('disconnect', (page: Page) => open.delete(page)); }" },
  { name: 'by a returned disposable', code: 'export function load(page: Page) { open.set(page, open.get(page) ?? 0); return { [Symbol.dispose]() { open.delete(page); } }; }' },
  { name: 'by a returned async disposable', code: 'export function load(page: Page) { open.set(page, open.get(page) ?? 0); return { async [Symbol.asyncDispose]() { open.delete(page); } }; }' },
  { name: 'by a `using` declaration', code: 'export async function load(page: Page, cleanup: any) { open.set(page, open.get(page) ?? 0); using entry = cleanup(() => open.delete(page)); await page.show(); }' },
  { name: 'by a stack of disposables', code: 'export function load(page: Page, stack: any) { open.set(page, open.get(page) ?? 0); stack.adopt(page, () => open.delete(page)); }' },
  { name: 'by the cleanup of the effect that writes', code: 'export function usePage(page: Page) { useEffect(() => { open.set(page, open.get(page) ?? 0); return () => { open.delete(page); }; }, [page]); }' },
  { name: 'when a Vue scope is disposed', code: 'export function usePage(page: Page) { open.set(page, open.get(page) ?? 0); onScopeDispose(() => open.delete(page)); }' },
  { name: 'by what a Svelte `onMount` returns', code: 'export function track(page: Page) { onMount(() => { open.set(page, open.get(page) ?? 0); return () => open.delete(page); }); }' },
  { name: 'when a signal aborts', code: "export function load(page: Page, signal: AbortSignal) { open.set(page, open.get(page) ?? 0); signal.addEventListener('abort', () => open.delete(page)); }" },
  { name: 'when an event comes once', code: "export function load(page: Page, hub: any) { open.set(page, open.get(page) ?? 0); hub.once('shown', () => open.delete(page)); }" },
  { name: 'in a listener that is called once', code: "export function load(page: Page, frame: HTMLElement) { open.set(page, open.get(page) ?? 0); frame.addEventListener('load', () => open.delete(page), { once: true }); }" },
  { name: 'some time after the end, in what the writer returns', code: 'export function load(page: Page) { open.set(page, open.get(page) ?? 0); return { close() { setTimeout(() => open.delete(page), 9); } }; }' },
  { name: 'when one of several ends', code: "export function load(page: Page, frames: any[]) { open.set(page, open.get(page) ?? 0); frames.forEach((frame) => { frame.once('close', () => open.delete(page)); }); }" },
  { name: 'in a method with a conversion beside it', code: 'export class Book { enter(page: Page) { open.set(page, open.get(page) ?? 0); } leave(page: Page) { open.delete(page); } toString() { return String(open.size); } }' },
  { name: 'however a promise ends', code: 'export function load(page: Page) { open.set(page, open.get(page) ?? 0); page.show().finally(() => open.delete(page)); }' },
];

/** Some path from the write goes without a release. */
const PARTIAL: readonly PartialPath[] = [
  {
    name: 'an early return',
    code: 'export function load(page: Page) {\n  open.set(page, open.get(page) ?? 0);\n  if (page.title === "") return;\n  open.delete(page);\n}',
    why: '`load` adds entries, and line 6 removes entries, but `load` returns on line 5 without it',
  },
  {
    name: 'a throw',
    code: 'export function load(page: Page) {\n  open.set(page, open.get(page) ?? 0);\n  if (page.title === "") throw new Error("untitled");\n  open.delete(page);\n}',
    why: '`load` adds entries, and line 6 removes entries, but `load` throws on line 5 without it',
  },
  {
    name: 'an `await` without `finally`',
    code: 'export async function load(page: Page) {\n  open.set(page, open.get(page) ?? 0);\n  await page.show();\n  open.delete(page);\n}',
    why: '`load` adds entries, and line 6 removes entries, but what `load` awaits on line 5 may fail, and there is no `finally`',
  },
  {
    name: 'an `await` before the `try`',
    code: 'export async function load(page: Page, ready: Promise<void>) {\n  open.set(page, open.get(page) ?? 0);\n  await ready;\n  try {\n    await page.show();\n  } finally {\n    open.delete(page);\n  }\n}',
    why: '`load` adds entries, and line 9 removes entries, but what `load` awaits on line 5 may fail, and there is no `finally`',
  },
  {
    name: 'a `catch` that throws on',
    code: 'export async function load(page: Page) {\n  open.set(page, open.get(page) ?? 0);\n  try {\n    await page.show();\n    open.delete(page);\n  } catch (error) {\n    throw new Error("not shown", { cause: error });\n  }\n}',
    why: '`load` adds entries, and line 7 removes entries only when nothing throws: `load` throws on line 9 without it',
  },
  {
    name: 'the one branch',
    code: 'export function load(page: Page, ok: boolean) {\n  open.set(page, open.get(page) ?? 0);\n  if (ok) open.delete(page);\n}',
    why: '`load` adds entries, and line 5 removes entries only where `ok` holds',
  },
  {
    name: 'the other branch',
    code: 'export function load(page: Page, ok: boolean) {\n  open.set(page, open.get(page) ?? 0);\n  if (ok) return page.title;\n  else open.delete(page);\n}',
    why: '`load` adds entries, and line 6 removes entries only where `ok` does not hold: `load` returns on line 5 without it',
  },
  {
    name: 'one case of several',
    code: 'export function load(page: Page, how: string) {\n  open.set(page, open.get(page) ?? 0);\n  switch (how) {\n    case "short":\n      open.delete(page);\n      break;\n    default:\n      page.show();\n  }\n}',
    why: '`load` adds entries, and line 7 removes entries only in the case `"short"`',
  },
  {
    name: 'the effect of a render that may never be mounted',
    code: 'export function usePage(page: Page) {\n  if (!open.has(page)) open.set(page, 0);\n  useEffect(() => () => void open.delete(page), [page]);\n}',
    why: '`usePage` adds entries, and line 5 removes entries only once the component is mounted, which not every render leads to',
    certainty: 'possible',
  },
  {
    name: 'a call that must come before the end',
    code: 'export function load(page: Page) {\n  open.set(page, open.get(page) ?? 0);\n  return {\n    subscribe() {\n      return { unsubscribe: () => setTimeout(() => open.delete(page), 9) };\n    },\n  };\n}',
    why: '`load` adds entries, and line 7 removes entries only once `subscribe` has been called',
    certainty: 'likely',
  },
  {
    name: 'an event that must come before the end',
    code: 'export function load(page: Page, frame: any) {\n  open.set(page, open.get(page) ?? 0);\n  frame.on("focus", () => {\n    frame.once("close", () => open.delete(page));\n  });\n}',
    why: '`load` adds entries, and line 6 removes entries only when the callback of `frame.on` runs',
    certainty: 'possible',
  },
  {
    name: 'a conversion, which has no end',
    code: 'export const titled = (page: Page) => ({\n  toString() {\n    open.set(page, open.get(page) ?? 0);\n    return page.title;\n  },\n});\nexport const forget = (page: Page) => open.delete(page);',
    why: '`toString` adds entries, and line 9 removes entries, but `toString` is called by conversions, which know of no end',
    certainty: 'possible',
  },
  {
    name: 'a promise that resolves',
    code: 'export function load(page: Page) {\n  open.set(page, open.get(page) ?? 0);\n  page.show().then(() => open.delete(page));\n}',
    why: '`load` adds entries, and line 5 removes entries only when the promise resolves',
    certainty: 'likely',
  },
];

const indented = ({ name, code }: Path): { name: string; code: string; options: [{ certainty: 'possible' }] } => ({ name, code: `${DECLARED}${code}`, options: [{ certainty: 'possible' }] });

new RuleTester({ languageOptions: { parser } }).run('releases across paths', tested, {
  valid: RELEASED.map(indented),
  invalid: PARTIAL.map((path) => ({
    ...indented(path),
    errors: [
      {
        message: `\`open\` keeps every \`Page\` used as a key alive. Use a \`WeakMap\`: \`new WeakMap<Page, number>()\`. [${path.certainty ?? 'likely'}: ${path.why}; keys are \`Page\`: \`Page\` (annotation); it lives in module scope; not more certain, because some paths release]`,
        line: 2,
        column: 14,
        endLine: 2,
        endColumn: 37,
      },
    ],
    output: `${DECLARED.replace('new Map', 'new WeakMap')}${path.code}`,
  })),
});
