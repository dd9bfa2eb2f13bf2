/** Bundles the workers of the playground for browsers. */
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const HERE = import.meta.dirname;
const NOTHING = join(HERE, 'node/nothing.ts');

/** Modules of Node, and packages with compiled parts or for files, which no path of the playground reaches. */
const ABSENT = /^(?:node:)?(?:fs|fs\/promises|module|os|url|util|child_process|worker_threads|perf_hooks|inspector|source-map-support|crypto|v8|tty|assert|process|timers\/promises|buffer|stream|zlib|events)$|^(?:yuku-core|oxc-resolver|tinyglobby|fast-glob|@typescript-eslint\/project-service|source-map-support)$/;

/** As much of Node's `process` as is looked at. */
const PROCESS = 'const process={env:{},cwd:()=>"/",platform:"browser",browser:true,versions:{},argv:[],emitWarning(){}};';

/** Bundles both workers into a folder. */
export async function bundleWorkers(folder: string): Promise<void> {
  await bundle('analysis-worker', folder);
  await bundle('run-worker', folder);
}

async function bundle(name: string, folder: string): Promise<void> {
  const build = await rolldown({
    input: join(HERE, `${name}.ts`),
    platform: 'browser',
    shimMissingExports: true,
    // ESLint requires packages that are CommonJS under `main` alone.
    resolve: { mainFields: ['browser', 'main', 'module'] },
    plugins: [
      {
        name: 'without-node',
        resolveId(source) {
          if (/^(?:node:)?path$/.test(source)) return this.resolve('pathe', join(HERE, 'bundle.ts'));
          return ABSENT.test(source) ? NOTHING : null;
        },
      },
    ],
    onLog(level, log, handler) {
      if (!['SHIMMED_EXPORT', 'EVAL', 'PLUGIN_TIMINGS'].includes(log.code ?? '')) handler(level, log);
    },
  });
  await build.write({ file: join(folder, `${name}.js`), format: 'esm', minify: true, banner: PROCESS, codeSplitting: false });
  await build.close();
}
