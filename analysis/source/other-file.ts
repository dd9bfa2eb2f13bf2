import type { ParsedSource } from './source.js';

/** A file of the project other than the one that the model is of. */
export interface OtherFile {
  /** Absolute. */
  readonly path: string;
  /** Its path as messages give it. */
  readonly shown: string;
  readonly source: ParsedSource;
}
