import { describe, expect, it } from 'vitest';
import { parseSource } from '../../codemods/parse.js';
import { weakFindingsIn } from './index.js';

/** How certain it is that each `unregister` matches nothing. */
function certaintiesIn(program: string): readonly string[] {
  return weakFindingsIn(parseSource('a.ts', `const registry = new FinalizationRegistry(console.log);\n${program}`), ['unmatched-token']).map(({ certainty }) => certainty);
}

const inClass = (fields: string, token: string, ended: string): string => `export class Texture { ${fields} constructor(pointer: number) { registry.register(this, pointer, ${token}); } dispose() { registry.unregister(${ended}); } }`;

describe('a token that no registration has', () => {
  it.each([
    ['`this`, where the token is an object in a field', 'proven', inClass('readonly #token = {};', 'this.#token', 'this')],
    ['`this`, where it is a symbol in a field', 'proven', inClass("token = Symbol('texture');", 'this.token', 'this')],
    ['`this`, where the constructor sets the field', 'proven', 'export class Texture { constructor(pointer) { this.token = {}; registry.register(this, pointer, this.token); } dispose() { registry.unregister(this); } }'],
    ['`this`, where it is a constant', 'proven', "const TOKEN = Symbol('all'); " + inClass('', 'TOKEN', 'this')],
    ['a member that nothing sets, or a new object', 'likely', inClass('token = {};', 'this.token', '(this as any).pointer ?? {}').replaceAll('(this as any)', 'this')],
    ['the target, where it is a symbol', 'likely', "const tokens = new WeakMap(); export function watch(texture, pointer) { const token = Symbol('t'); tokens.set(texture, token); registry.register(texture, pointer, token); } export function unwatch(texture) { registry.unregister(texture); }"],
    ['the target, where it is an object', 'likely', 'const tokens = new WeakMap(); export const watch = (texture) => { const token = {}; tokens.set(texture, token); registry.register(texture, 1, token); return () => registry.unregister(texture); };'],
    ['an object of the class that registers itself', 'likely', 'export class Texture { readonly token = {}; constructor() { registry.register(this, 1, this.token); } } export function drop(it: Texture) { registry.unregister(it); }'],
  ])('%s', (_, certainty, program) => {
    expect(certaintiesIn(program)).toEqual([certainty]);
  });
});

describe('a token that a registration has, or may have', () => {
  it.each([
    ['the field', inClass('readonly #token = {};', 'this.#token', 'this.#token')],
    ['`this`', inClass('', 'this', 'this')],
    ['either of both', inClass('readonly #token = {};', 'this', 'this.#token ?? this')],
    ['`this`, where a field holds it', 'export class Texture { constructor() { this.self = this; registry.register(this, 1, this.self); } dispose() { registry.unregister(this); } }'],
    ['`this`, where one of two registrations has it', 'export class Texture { #token = {}; constructor() { registry.register(this, 1, this.#token); registry.register(this, 2, this); } dispose() { registry.unregister(this); } }'],
    ['`this`, where the token comes from elsewhere', inClass('constructor(private readonly token: object) {}', 'this.token', 'this').replace('constructor(pointer: number) {', 'open(pointer: number) {')],
    ['what a table keeps', "const tokens = new WeakMap(); export function watch(texture) { const token = Symbol('t'); tokens.set(texture, token); registry.register(texture, 1, token); } export function unwatch(texture) { registry.unregister(tokens.get(texture)); }"],
    ['what is handed out', "export function watch(texture) { const token = Symbol('t'); registry.register(texture, 1, token); return token; } export function unwatch(token) { registry.unregister(token); }"],
    ['a member that others set', "export class Texture { token = {}; constructor() { registry.register(this, 1, this.token); } adopt(other) { this.pointer = other.token; } dispose() { registry.unregister(this.pointer); } }"],
    ['an inherited member', 'export class Texture extends Base { constructor() { super(); const token = {}; this.keep(token); registry.register(this, 1, token); } dispose() { registry.unregister(this.kept); } }'],
    ['a parameter of another name', 'const token = {}; export function watch(texture) { registry.register(texture, 1, token); } export function stop(batch) { registry.unregister(batch); }'],
  ])('%s', (_, program) => {
    expect(certaintiesIn(program)).toEqual([]);
  });
});
