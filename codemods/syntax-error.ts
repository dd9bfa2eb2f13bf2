import type { Place } from './places.js';

/** A file that does not parse, and where. */
export class SourceSyntaxError extends Error {
  override readonly name = 'SourceSyntaxError';

  constructor(
    message: string,
    readonly at: Place,
  ) {
    super(message);
  }
}
