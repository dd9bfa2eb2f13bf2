import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { flagsFor } from './tune-engine.js';

describe('what V8 is told', () => {
  it('is known to this version of it, which would complain', () => {
    const { status, stderr } = spawnSync(process.execPath, [...flagsFor(process.versions.v8), '-e', '0'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('is no budget where there is none: from Node 22 on', () => {
    const named = (version: string) => flagsFor(version).map((flag) => flag.replace(/=.*/, ''));
    expect(named('11.3.244.8-node.26')).toEqual(['--heap-growing-percent', '--interrupt-budget']);
    expect(named('12.4.254.21-node.33')).toEqual(['--heap-growing-percent']);
  });
});
