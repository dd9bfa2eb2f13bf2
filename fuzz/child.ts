/**
 * Runs programs, one after the other, each with globals of its own, and sends back what their drivers print. It is forked
 * with `--expose-gc` and `--experimental-vm-modules`.
 */
import vm from 'node:vm';

/** A program to run: JavaScript by file name; `driver` is the module to start. */
export interface Job {
  readonly id: number;
  readonly files: Readonly<Record<string, string>>;
  readonly driver: string;
}

/** What running a program came to. */
export interface Outcome {
  readonly id: number;
  readonly output: string;
}

/** The driver's longest run without a pause, in milliseconds. */
const MOST_SYNCHRONOUS = 2000;

process.on('message', (job) => {
  const { id, files, driver } = job as Job;
  void run(files, driver).then((output) => process.send?.({ id, output } satisfies Outcome));
});

async function run(files: Job['files'], driver: string): Promise<string> {
  const printed: string[] = [];
  const context = vm.createContext({ crypto, structuredClone, console, setTimeout, setImmediate });
  const show = vm.runInContext(SHOW, context) as (print: (line: string) => void) => unknown;
  Object.assign(context, { show: show((line) => printed.push(line)), collect });
  try {
    const { link, importNow } = loaderOf(files, context);
    const main = new vm.SourceTextModule(driver, { context, identifier: 'driver.mjs', importModuleDynamically: importNow });
    await main.link(link);
    await main.evaluate({ timeout: MOST_SYNCHRONOUS });
  } catch (error) {
    printed.push(`fails with ${nameOf(error)}`);
  }
  return printed.join('\n');
}

/** In the program's own realm, so that errors and containers are of its classes. Results are told as text: nothing is kept. */
const SHOW = `(print) => {
  const told = (value) => {
    if (typeof value === 'function') return 'a function';
    if (typeof value !== 'object' || value === null) return typeof value + ' ' + String(value);
    try { return JSON.stringify(value) ?? 'nothing'; } catch { return 'an object'; }
  };
  return (label, action) => {
    try { print(label + ': ' + told(action())); } catch (error) { print(label + ': throws ' + (error?.name ?? String(error))); }
  };
}`;

type Load = (specifier: string) => Promise<vm.Module>;

/** Links modules by their names; there are no folders. */
function loaderOf(files: Job['files'], context: vm.Context): { readonly link: Load; readonly importNow: Load } {
  const modules = new Map<string, Promise<vm.Module>>();
  const link: Load = (specifier) => {
    const name = specifier.replace(/^\.\//, '');
    const known = modules.get(name) ?? make(name);
    modules.set(name, known);
    return known;
  };
  // What is imported while the program runs must be ready; what is linked gets ready with what imports it.
  const importNow: Load = async (specifier) => {
    const module = await link(specifier);
    if (module.status === 'unlinked') await module.link(link);
    if (module.status === 'linked') await module.evaluate();
    return module;
  };
  const make = (name: string): Promise<vm.Module> => {
    const text = files[name];
    if (text === undefined) return Promise.reject(new Error(`no module ${name}`));
    if (name.endsWith('.cjs')) return Promise.resolve(commonJs(name, files, context));
    return Promise.resolve(new vm.SourceTextModule(text, { context, identifier: name, importModuleDynamically: importNow }));
  };
  return { link, importNow };
}

function commonJs(name: string, files: Job['files'], context: vm.Context): vm.Module {
  const loaded = new Map<string, { exports: unknown }>();
  const require = (specifier: string): unknown => {
    const at = specifier.replace(/^\.\//, '');
    const known = loaded.get(at);
    if (known) return known.exports;
    const module = { exports: vm.runInContext('({})', context) as unknown };
    loaded.set(at, module);
    const run = vm.compileFunction(files[at] ?? 'throw new Error("no module")', ['exports', 'module', 'require'], { parsingContext: context, filename: at }) as (...args: readonly unknown[]) => void;
    run(module.exports, module, require);
    return module.exports;
  };
  return new vm.SyntheticModule(['default'], function (this: vm.SyntheticModule) { this.setExport('default', require(name)); }, { context, identifier: name });
}

/** Lets finalizers run and frees what nobody holds. */
async function collect(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    (globalThis as unknown as { gc: () => void }).gc();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

function nameOf(error: unknown): string {
  const { name, message } = error as { readonly name?: unknown; readonly message?: unknown };
  return name === 'SyntaxError' ? `SyntaxError ${String(message)}` : String(name);
}
