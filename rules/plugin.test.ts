import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ESLint } from 'eslint';
import { defineConfig } from 'eslint/config';
import { ESLint as ESLint9 } from 'eslint9';
import { defineConfig as defineConfig9 } from 'eslint9/config';
import { describe, expect, it } from 'vitest';
import ephemeron from './index.js';

const manifest = createRequire(import.meta.url)('../package.json') as { name: string; version: string };
const rules = Object.entries(ephemeron.rules ?? {});
const presets = Object.entries(ephemeron.configs);

describe('the plugin', () => {
  it('says its name, version and namespace', () => {
    expect(ephemeron.meta).toEqual({ name: manifest.name, version: manifest.version, namespace: 'ephemeron' });
  });

  it('has every rule of the folder, and no other', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => /^(no|prefer|require)-.*(?<!\.test)\.ts$/.test(file));
    expect(rules.map(([name]) => `${name}.ts`).sort()).toEqual(files.sort());
  });

  it.each(rules)('links %s to its documentation', (name, rule) => {
    expect(rule.meta?.docs?.url).toBe(`https://eslint-plugin-ephemeron.github.io/eslint-plugin-ephemeron/rules/${name}`);
  });
});

describe.each(presets)('the preset %s', (name, config) => {
  const entries = Object.entries(config.rules ?? {});

  it('is one flat config object that brings the plugin along', () => {
    expect(config).toMatchObject({ name: `ephemeron/${name}`, plugins: { ephemeron } });
    expect(config.plugins?.ephemeron).toBe(ephemeron);
  });

  it('has the rules whose own meta asks for it', () => {
    const wanted = name === 'strict' ? ['recommended', 'strict'] : ['recommended'];
    const chosen = rules.filter(([, rule]) => wanted.includes(String(rule.meta?.docs?.recommended)));
    expect(entries.map(([rule]) => rule)).toEqual(chosen.map(([rule]) => `ephemeron/${rule}`));
    expect(chosen).not.toEqual([]);
  });

  it('reports errors, from its own certainty on', () => {
    const certainty = name === 'strict' ? 'possible' : 'likely';
    for (const [id, entry] of entries) {
      const { schema } = ephemeron.rules?.[id.replace('ephemeron/', '')]?.meta ?? {};
      const hasOption = JSON.stringify(schema).includes('"certainty"');
      expect(entry).toEqual(hasOption ? ['error', { certainty }] : 'error');
    }
  });

  it.each([
    ['ESLint 9', ESLint9, defineConfig9],
    ['ESLint 10', ESLint, defineConfig],
  ])('is valid in %s, as an object and by its name', async (_, AnyESLint, define) => {
    for (const preset of [config, `ephemeron/${name}`]) {
      const overrideConfig = define({ plugins: { ephemeron }, extends: [preset] });
      const eslint = new AnyESLint({ overrideConfigFile: true, overrideConfig });
      const [result] = await eslint.lintText('export const answer = 42;\n');
      expect(result?.messages).toEqual([]);
    }
  });
});
