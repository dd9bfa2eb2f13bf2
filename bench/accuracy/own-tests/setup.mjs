// What the tests of the packages expect of the runner they were written for.
import { JSDOM } from 'jsdom';
import { vi } from 'vitest';

const { window } = new JSDOM('<!doctype html>');
const { document, navigator, Text, HTMLElement } = window;
for (const [name, value] of Object.entries({ window, document, navigator, Text, HTMLElement, jest: vi })) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
