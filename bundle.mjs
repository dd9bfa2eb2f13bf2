// What is published runs from few files, for Node takes longer to find and read many. Runs after tsc, on its output.
import { rmSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

const RUN = 'dist/run';

/** The plugin, the command and its workers, which start in half the time so. What they depend on stays outside. */
async function bundleEntries() {
  rmSync(RUN, { recursive: true, force: true });
  const bundle = await rolldown({
    input: {
      plugin: './dist/rules/index.js',
      ephemeron: './dist/codemods/cli/main.js',
      // Workers are started by their file names, beside the code that starts them.
      'plan-worker': './dist/codemods/cli/plan-worker.js',
      'progress-bar': './dist/codemods/cli/progress-bar.js',
    },
    platform: 'node',
    external: /^[^./]/,
  });
  await bundle.write({ dir: RUN, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await bundle.close();
  writeFileSync(`${RUN}/plugin.d.ts`, "export { default } from '../rules/index.js';\n");
}

/** What `require('#transforms')` gets: all transforms in one file, with an ending that no require hook knows (see map-to-weakmap.ts). */
async function bundleTransforms() {
  const bundle = await rolldown({
    input: 'dist/codemods/transforms.js',
    platform: 'node',
    // An ES module with a native binding: Node loads it by itself, past the hook.
    external: ['yuku-core'],
    plugins: [
      {
        name: 'nothing-heavy',
        resolveId(source, importer) {
          if (source === 'typescript' || source === 'eslint') throw new Error(`${importer} pulls ${source} into the transforms`);
        },
      },
    ],
  });
  await bundle.write({ file: 'dist/codemods/transforms.esm', format: 'esm', codeSplitting: false, comments: { legal: true } });
  await bundle.close();
}

await bundleEntries();
await bundleTransforms();
