#!/usr/bin/env node
import type { WriteStream } from 'node:tty';
import { Command, CommanderError, Option, type HelpConfiguration } from 'commander';
import { CERTAINTIES, GRADES } from '../options.js';
import type { CheckFlags } from './check.js';
import { EXIT } from './exit-codes.js';
import type { ExplainFlags } from './explain/index.js';
import { GRAPH_LANGUAGES } from './explain/graph.js';
import type { FixFlags } from './fix.js';
import type { StdinFlags } from './fix-stdin.js';
import { FORMATS, HEAP_FORMATS } from './formats/names.js';
import type { HeapRunFlags } from './heap-run.js';
import { openTerminal, outputFile, type Terminal } from './terminal.js';
import { TOOL } from './tool.js';

const EXAMPLES = `
Examples:
  ephemeron check src                     what leaks, and why
  ephemeron fix src --dry                 what would be rewritten, as a diff
  ephemeron fix src                       rewrite what is safe
  ephemeron fix src --grade suggestion    and what rests on an assumption
  ephemeron explain src/cache.ts:12       what is known of it, with its proof

Exit codes: 0 no leak is left, 1 a leak is left, 2 something could not be done,
130 interrupted. ephemeron fix --help tells the options of a command.`;

/** The options that are those of the rules, in one line. */
const RULE_OPTIONS = `
Also --certainty, --homes, --id-names, --ignore-pattern, --heap <snapshot>.
What a file may take: --max-generated, --max-nodes, --max-seconds, --max-memory.`;

const PATHS = 'files, folders or glob patterns (default: .)';

/** Flags that choose among files, or ask about them: standard input is one file, and no terminal. */
const NOT_WITH_STDIN = ['since', 'shard', 'concurrency', 'dry', 'interactive', 'force'];

/** What fits a screen: the paths are told with the command, and what an option says of itself is all there is to say. */
const COMPACT: HelpConfiguration = {
  visibleArguments: () => [],
  optionDescription: ({ description }) => description,
};

process.stdout.on('error', ignoreClosedPipe);
process.stderr.on('error', ignoreClosedPipe);
try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}

/** The command with its options; what it does is loaded when it is asked for. */
function program(): Command {
  const command = new Command('ephemeron')
    .description('Find keyed storage that outlives its keys, and rewrite it.')
    .version(TOOL.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    // One line each, as all that is told of problems. Nobody is led to trust a tree by a typo.
    .configureOutput({ outputError: (text, write) => write(text.replace('\n(Did you mean --trust?)', '').replace(/\n\(Did you mean (.*)\)/, '; did you mean $1')) })
    .exitOverride()
    .addHelpText('after', EXAMPLES)
    .hook('preAction', async (_, action) => {
      const [{ loadResolver }, { substituteParser }] = await Promise.all([import('../native.js'), import('../parse.js')]);
      // Once for the run what would else be told of each file.
      loadResolver();
      substituteParser(process.cwd(), Boolean(action.getOptionValue('trust')));
    });

  withReportOptions(command.command('check').summary('list the leaks').description(`List the leaks in ${PATHS}.`).argument('[paths...]'))
    .addOption(new Option('--preset <preset>', 'the rules to run: recommended (default), strict').choices(['recommended', 'strict']).default('recommended'))
    .option('--rules <list>', 'the rules to run in place of those, with commas between')
    .option('--summary', 'tell numbers by rule and folder in place of the findings')
    .option('--heap <snapshot>', 'say of each finding what a heap snapshot says (twice: of a run)', several)
    .option('--quiet', 'tell the findings and nothing else')
    .option('--max-warnings <n>', 'how many findings that are not proven pass (default: 0)')
    .addOption(new Option('--suppress-all', 'write down what is found as known, as eslint does').conflicts('pruneSuppressions'))
    .option('--prune-suppressions', 'take out of that what is not found any more')
    .action(async (paths: string[], flags: CheckFlags) => {
      const { check } = await import('./check.js');
      process.exitCode = await check(orHere(paths), flags, process.cwd(), terminalFor(flags));
    });

  withReportOptions(command.command('fix').summary('rewrite the leaks').description(`Rewrite the leaks in ${PATHS}.`).argument('[paths...]'))
    .addOption(new Option('--grade <grade>', 'the boldest rewrites to apply: safe (default), suggestion').choices(GRADES).default('safe'))
    .option('--ownership', 'also rewrite where others must keep the objects alive')
    .option('--only <list>', 'the codemods to run, with commas between')
    .addOption(new Option('--heap <snapshot>', 'offer what a heap snapshot shows to leak, too').argParser(several).hideHelp())
    .option('--since <ref>', 'take only files that differ from this git ref')
    .option('--shard <k/n>', 'take only the files of the k-th of n shards')
    .option('--dry', 'print a diff and write nothing')
    .addOption(new Option('--interactive', 'show one rewrite at a time, and ask').conflicts('dry'))
    .option('--force', 'write to files with uncommitted changes, too')
    .addOption(new Option('--stdin', 'rewrite standard input; needs --stdin-filename <path>').conflicts(NOT_WITH_STDIN))
    .addOption(new Option('--stdin-filename <path>').implies({ stdin: true }).hideHelp())
    .action(async (paths: string[], flags: FixFlags & StdinFlags & { readonly stdin?: boolean }) => {
      if (flags.stdin) {
        const { fixStdin } = await import('./fix-stdin.js');
        process.exitCode = await fixStdin(paths, flags, process.cwd(), terminalFor(flags, process.stderr));
        return;
      }
      const { fix } = await import('./fix.js');
      process.exitCode = await fix(orHere(paths), flags, process.cwd(), terminalFor(flags));
    });

  command
    .command('heap')
    .summary('say what the containers of a heap keep')
    .description('Say what the containers in one heap snapshot keep, or in two what grew,\njoined with the code in the paths.')
    .argument('[files...]')
    .configureHelp(COMPACT)
    .addOption(new Option('--format <format>', 'text, json (--json), github, html').choices(HEAP_FORMATS).default('text'))
    .addOption(new Option('--json').implies({ format: 'json' }).hideHelp())
    .option('--output <file>', 'write the report to a file')
    .option('--all', 'tell all containers, not only the first')
    .option('--fail-over <size>', 'exit code 1 only if one keeps more than this alone (10MB)')
    .option('--fail-growth [size]', 'exit code 1 only if one has grown (by more than this)')
    .option('--min-size <size>', 'the least that is told (default: 1kB)')
    .option('--max-size <size>', 'the largest snapshot that is read (default: 2GB)')
    .option('--sources <folder>', 'where scripts of pages and their source maps are')
    .option('--run', 'run the command after -- and take snapshots of it')
    .option('--warm <time>', 'with --run: when to take the first (default: 5s)')
    .option('--every <time>', 'with --run: take one every so often, too')
    .option('--on-signal <signal>', 'with --run: take one on this signal, too')
    .option('--processes <regexp>', 'with --run: the scripts of the processes and workers')
    .option('--keep <folder>', 'with --run: where snapshots go (default: heap-snapshots)')
    .addOption(trustOption())
    .action(async (args: string[], { run = false, ...flags }: HeapRunFlags & { readonly run?: boolean }) => {
      if (run) {
        const started = afterDashes();
        const { runAndReport } = await import('./heap-run.js');
        process.exitCode = await runAndReport(args.slice(0, args.length - started.length), started, flags, process.cwd(), terminalFor(flags));
        return;
      }
      const { heap } = await import('./heap.js');
      process.exitCode = await heap(args, flags, process.cwd(), terminalFor(flags));
    });

  command
    .command('explain')
    .summary('say what is known of one container')
    .description('Say what each stage knows of the containers at FILE:LINE, with the proof.')
    .argument('<file:line>', 'a file and a line, as reports give them')
    .configureHelp(COMPACT)
    .addOption(trustOption())
    .addOption(new Option('--format <format>', 'text, json (--json)').choices(['text', 'json']).default('text'))
    .addOption(new Option('--json').implies({ format: 'json' }).hideHelp())
    .addOption(new Option('--graph [language]', 'draw what holds the keys: mermaid (default), dot').choices(GRAPH_LANGUAGES).preset('mermaid').conflicts('format'))
    .action(async (target: string, flags: ExplainFlags) => {
      const { explain } = await import('./explain/index.js');
      process.exitCode = explain(target, flags, process.cwd(), openTerminal());
    });
  return command;
}

/** The options of the rules and of how files are read, which both commands take. */
function withReportOptions(command: Command): Command {
  return command
    .configureHelp(COMPACT)
    .addOption(new Option('--certainty <level>', 'the lowest level that counts as a leak').choices(CERTAINTIES).hideHelp())
    .addOption(new Option('--homes <list>', 'where containers count').hideHelp())
    .addOption(new Option('--id-names <regexps>', 'names of members that hold ids').hideHelp())
    .addOption(new Option('--ignore-pattern <regexp>', 'names of containers that never count').hideHelp())
    .option('--types', 'use the types of the nearest tsconfig.json')
    .addOption(trustOption())
    .option('--concurrency <n>', 'in how many threads to work (default: as many as pay)')
    .addOption(new Option('--format <format>', 'text, short, json (--json), sarif, github, html').choices(FORMATS).default('text'))
    .option('--output <file>', 'write the report to a file')
    .addOption(new Option('--json').implies({ format: 'json' }).hideHelp())
    .addOption(new Option('--max-generated <kB>', 'the largest file that looks generated').hideHelp())
    .addOption(new Option('--max-nodes <n>', 'the most nodes of a file').hideHelp())
    .addOption(new Option('--max-seconds <n>', 'the longest that a file may take').hideHelp())
    .addOption(new Option('--max-memory <MB>', 'the most memory that a file may take').hideHelp())
    .addHelpText('after', RULE_OPTIONS);
}

function trustOption(): Option {
  return new Option('--trust', 'run the parsers that the project has installed');
}

/** Where a run tells its result: in the file that is named for it, or else where it would. */
function terminalFor({ output }: { readonly output?: string }, otherwise: WriteStream = process.stdout): Terminal {
  return openTerminal(output === undefined ? otherwise : outputFile(output));
}

/** The values of an option that may be given more than once. */
function several(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** What follows `--` on the command line. */
function afterDashes(): readonly string[] {
  const at = process.argv.indexOf('--');
  return at < 0 ? [] : process.argv.slice(at + 1);
}

function orHere(paths: string[]): string[] {
  return paths.length > 0 ? paths : ['.'];
}

/** The exit code for an error, which is told in one line if nobody has told it yet. */
function exitCodeFor(error: unknown): number {
  // Commander has said what there is to say; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.trouble;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${message}\n`);
  return EXIT.trouble;
}

/** A reader that has seen enough (`ephemeron check | head`) is no reason to stop halfway. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
