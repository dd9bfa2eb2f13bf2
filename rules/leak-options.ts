import type { JSONSchema4 } from '@typescript-eslint/utils/json-schema';
import type { ReportOptions } from '../analysis/index.js';

/** The options that every rule about leaking containers takes. */
export type LeakOptions = ReportOptions;

const ID_NAMES: JSONSchema4 = {
  type: 'array',
  description: 'Regular expressions for the names of members that hold the id of their object.',
  items: { type: 'string', format: 'regex' },
};

/** The schema of `LeakOptions`; the descriptions appear in the docs. */
export const LEAK_OPTIONS_SCHEMA: JSONSchema4 = {
  type: 'object',
  additionalProperties: false,
  properties: {
    homes: {
      type: 'array',
      description: 'Which homes of containers to check. All of them by default.',
      items: { type: 'string', enum: ['module', 'static', 'closure', 'descriptor', 'global', 'field'] },
      uniqueItems: true,
    },
    certainty: {
      type: 'string',
      description: 'The lowest certainty that is reported.',
      enum: ['proven', 'likely', 'possible'],
    },
    ignorePattern: {
      type: 'string',
      format: 'regex',
      description: 'A regular expression; containers whose name matches it are left alone.',
    },
  },
};

/** The schema of `LeakOptions` for rules that look at ids. */
export const ID_LEAK_OPTIONS_SCHEMA: JSONSchema4 = {
  ...LEAK_OPTIONS_SCHEMA,
  properties: { ...LEAK_OPTIONS_SCHEMA.properties, idNames: ID_NAMES },
};

const IGNORE_TYPES: JSONSchema4 = {
  type: 'array',
  description: 'Names of types; containers whose declaration names one, for keys or for values, are left alone.',
  items: { type: 'string' },
  uniqueItems: true,
};

/** The schema of `LeakOptions` for the rule on strings and numbers. */
export const STRING_LEAK_OPTIONS_SCHEMA: JSONSchema4 = {
  ...LEAK_OPTIONS_SCHEMA,
  properties: { ...LEAK_OPTIONS_SCHEMA.properties, idNames: ID_NAMES, ignoreTypes: IGNORE_TYPES },
};
