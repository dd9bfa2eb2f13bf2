// Makes what `require('#transforms')` gets: all transforms in one file, with an ending that no require hook knows (see
// map-to-weakmap.ts). Runs after tsc, on its output.
import { rolldown } from 'rolldown';

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
