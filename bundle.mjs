// What is published runs from few files, for Node takes longer to find and read many, and asks for few packages. Runs after tsc, on
// its output. See CONTRIBUTING.md for what is bundled and what is not.
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const RUN = 'dist/run';
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The plugin, the command, its workers and the transforms. What they depend on stays outside; what is for development alone goes in. */
async function bundleEntries() {
  rmSync(RUN, { recursive: true, force: true });
  const bundle = await rolldown({
    input: {
      plugin: './dist/rules/plugin.js',
      ephemeron: './dist/codemods/cli/main.js',
      // Workers and processes are started by their file names, beside the code that starts them.
      'plan-worker': './dist/codemods/cli/plan-worker.js',
      'plan-process': './dist/codemods/cli/plan-process.js',
      'progress-bar': './dist/codemods/cli/progress-bar.js',
      transforms: './dist/codemods/transforms.js',
    },
    platform: 'node',
    external: isDependency,
    plugins: [nothingHeavy],
  });
  const { output } = await bundle.write({ dir: RUN, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await bundle.close();
  // Node loads it before a program, which may be of either kind.
  copyFileSync('dist/heap/preload.cjs', `${RUN}/heap-preload.cjs`);
  writeFileSync(`${RUN}/plugin.d.ts`, "export { default } from '../rules/index.js';\n");
  return output;
}

/** What `require('#transforms')` gets: all transforms in one file, with an ending that no require hook knows (see map-to-weakmap.ts). */
async function bundleTransforms() {
  const bundle = await rolldown({
    input: 'dist/codemods/transforms.js',
    platform: 'node',
    // An ES module with a native binding: Node loads it by itself, past the hook.
    external: ['yuku-core'],
    plugins: [nothingHeavy, scopeManagerInside],
  });
  const { output } = await bundle.write({ file: 'dist/codemods/transforms.esm', format: 'esm', codeSplitting: false, comments: { legal: true } });
  await bundle.close();
  return output;
}

function isDependency(id) {
  return Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));
}

/** What a project may have installed, or not, is looked for when it is needed. */
const nothingHeavy = {
  name: 'nothing-heavy',
  resolveId(source, importer) {
    if (['typescript', 'eslint', '@typescript-eslint/parser', 'jscodeshift'].includes(source)) throw new Error(`${importer} pulls ${source} into the bundle`);
  },
};

/** A require hook would compile each of the library's 180 files. */
const scopeManagerInside = {
  name: 'scope-manager-inside',
  load: (id) => (/dist[\\/]analysis[\\/]scope-manager\.js$/.test(id) ? "import * as library from '@typescript-eslint/scope-manager';\nexport const scopeManagerLibrary = () => library;\n" : undefined),
};

/** The licenses of the packages whose code is in the bundles. */
function writeLicenses(chunks) {
  const modules = chunks.flatMap((chunk) => ('modules' in chunk ? Object.keys(chunk.modules) : []));
  const folders = new Set(modules.map((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.replaceAll('\\', '/'))?.[0]).filter((folder) => folder !== undefined));
  const texts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    // Some carry code of others, with its own license beside it.
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((entry) => /(?:^|[\\/])licen[cs]e[^\\/]*$/i.test(entry) && !entry.includes('node_modules')).sort();
    const text = files.map((file) => `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`).join('');
    return `## ${name} ${version}\n\nLicense: ${license}\n${text}`;
  });
  writeFileSync(`${RUN}/THIRD-PARTY-LICENSES.md`, `# Packages whose code is in these files\n\n${texts.sort().join('\n')}`);
}

writeLicenses([...(await bundleEntries()), ...(await bundleTransforms())]);
