import { javascript } from '@codemirror/lang-javascript';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import type { Change, Report } from './protocol.js';
import type { Language } from './state.js';

/** Colours are those of the page, so that light and dark follow it. */
const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.regexp], color: 'var(--code-string)' },
  { tag: [tags.comment], color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: [tags.typeName, tags.className, tags.definition(tags.typeName)], color: 'var(--code-type)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--code-function)' },
]);

const THEME = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--vp-code-block-bg)', color: 'var(--vp-c-text-1)' },
  '&.cm-focused': { outline: '2px solid var(--vp-c-brand-1)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--vp-font-family-mono)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--vp-c-text-1)' },
  '.cm-cursor': { borderLeftColor: 'var(--vp-c-text-1)' },
  '.cm-gutters': { backgroundColor: 'var(--vp-code-block-bg)', color: 'var(--vp-c-text-2)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--vp-c-default-soft)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--vp-c-brand-soft) !important' },
  '.cm-tooltip': { backgroundColor: 'var(--vp-c-bg-elv)', color: 'var(--vp-c-text-1)', border: '1px solid var(--vp-c-divider)', maxWidth: 'min(560px, 90vw)' },
  '.cm-diagnosticText': { whiteSpace: 'pre-wrap' },
  '.cm-panels': { backgroundColor: 'var(--vp-c-bg-elv)', color: 'var(--vp-c-text-1)' },
});

/** An editor for one program. */
export class Editor {
  readonly #view: EditorView;
  readonly #language = new Compartment();

  /** @param changed is called with the whole text after each change */
  constructor(parent: HTMLElement, { label, text, language }: { readonly label: string; readonly text: string; readonly language: Language }, changed: (text: string) => void) {
    this.#view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          basicSetup,
          this.#language.of(languageOf(language)),
          lintGutter(),
          keymap.of(lintKeymap),
          syntaxHighlighting(HIGHLIGHT),
          THEME,
          // Tab leaves the editor, as everywhere else on a page.
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) changed(state.doc.toString());
          }),
        ],
      }),
    });
    // Where it scrolls, it scrolls by the keyboard, too.
    this.#view.scrollDOM.tabIndex = 0;
  }

  set language(language: Language) {
    this.#view.dispatch({ effects: this.#language.reconfigure(languageOf(language)) });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  set text(text: string) {
    if (text !== this.text) this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  apply(changes: readonly Change[]): void {
    this.#view.dispatch({ changes: changes.map(({ from, to, text }) => ({ from, to, insert: text })) });
  }

  /** Underlines what is reported, with its message and its fixes. */
  show(reports: readonly Report[]): void {
    const { length } = this.#view.state.doc;
    const diagnostics = reports.map(({ rule, from, to, message, mends }): Diagnostic => ({
      from: Math.min(from, length),
      to: Math.min(to, length),
      severity: rule === undefined ? 'error' : 'warning',
      source: rule ?? 'parser',
      message,
      actions: mends.map(({ title, isSafe, changes }) => ({ name: isSafe ? 'Fix' : `Suggestion: ${title.slice(0, 60)}`, apply: () => this.apply(changes) })),
    }));
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
  }

  /** Selects a place and moves the focus there. */
  goTo(from: number, to: number): void {
    const { length } = this.#view.state.doc;
    this.#view.dispatch({ selection: { anchor: Math.min(from, length), head: Math.min(to, length) }, scrollIntoView: true });
    this.#view.focus();
  }

  dispose(): void {
    this.#view.destroy();
  }
}

function languageOf(language: Language) {
  return javascript({ typescript: language.startsWith('t'), jsx: language.endsWith('x') });
}
