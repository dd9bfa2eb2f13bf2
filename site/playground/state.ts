import lzString from 'lz-string';

/** The languages that the playground reads, by the endings of their files. */
export const LANGUAGES = ['ts', 'tsx', 'js', 'jsx'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Which rules run: those of a preset, or all as strictly as they can. */
export const CHOICES = ['recommended', 'strict', 'all'] as const;
export type Choice = (typeof CHOICES)[number];

/** What a link to the playground holds. Nothing of it is sent anywhere: it is behind the `#`. */
export interface State {
  readonly code: string;
  readonly language: Language;
  readonly preset: Choice;
  /** The lowest certainty that is reported, where it is not that of the preset. */
  readonly certainty?: 'proven' | 'likely' | 'possible';
  /** Regular expressions, as the rules take them. */
  readonly ignorePattern?: string;
  readonly idNames?: string;
  /** What drives the program when it is run. */
  readonly scenario?: string;
  /** The name of the example that it began with. */
  readonly example?: string;
}

/** The state as text that can stand behind the `#` of a URL. */
export function encodeState(state: State): string {
  return lzString.compressToEncodedURIComponent(JSON.stringify(state));
}

/** @returns `undefined` where the text is not what `encodeState` makes */
export function decodeState(text: string): State | undefined {
  try {
    const state = JSON.parse(lzString.decompressFromEncodedURIComponent(text)) as Partial<State> | null;
    if (typeof state?.code !== 'string' || !LANGUAGES.some((language) => language === state.language)) return undefined;
    return { ...(state as State), preset: CHOICES.find((choice) => choice === state.preset) ?? 'recommended' };
  } catch {
    return undefined;
  }
}
