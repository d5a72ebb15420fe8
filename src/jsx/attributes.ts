import { escapeHtml } from '@kitajs/html';
import { isFollowable } from './urls.ts';

/** What a neutralised URL becomes: an address that browsers refuse to follow. */
export const blockedUrl = 'about:invalid';

/**
 * Attributes ready to be printed: escaped values, `true` for a bare name, absent ones left out.
 *
 * A name that a browser or htmx would run, or that is no plain name, comes from wrong code (a spread of foreign
 * keys) and throws. A URL that would run comes from data and is neutralised, so that one hostile row never takes
 * the page down.
 * @throws Error naming the attribute
 */
export const cleanAttributes = (props: Readonly<Record<string, unknown>>): Record<string, string | true> => {
  const clean: Record<string, string | true> = {};
  for (const name of Object.keys(props)) {
    if (name === 'children') continue;
    assertName(name);
    const text = toText(name, props[name]);
    if (text !== undefined) clean[name] = text === true ? true : escapeHtml(defuse(name, text));
  }
  return clean;
};

const plainName = /^[a-z][a-z0-9_.:-]*$/i;
/** Event handlers, inline style and documents, htmx code, and what kitajs would print without escaping. */
const refusedName = /^(?:on.*|style|srcdoc|(?:data-)?hx-on.*|attrs|safe|of|classname)$/i;
const urlName =
  /^(?:href|src|action|formaction|data|xlink:href|(?:data-)?hx-(?:get|post|put|patch|delete|query|action|push-url|replace-url)(?::.*)?)$/i;
const htmxName = /^(?:data-)?hx-/i;
/** htmx evaluates such values of `hx-vals`, `hx-headers`, `hx-confirm` and others. */
const htmxCode = /^\s*(?:js|javascript):/i;

const assertName = (name: string): void => {
  if (!plainName.test(name)) throw new Error(`not a plain attribute name: ${JSON.stringify(name)}`);
  if (refusedName.test(name)) throw new Error(`no view may set the attribute ${name}`);
};

const toText = (name: string, value: unknown): string | true | undefined => {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return fromBoolean(name, value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (name === 'class' && Array.isArray(value)) return value.filter(Boolean).join(' ') || undefined;
  throw new Error(`the attribute ${name} takes text, a number or a boolean`);
};

/** ARIA states are words, "false" among them; everywhere else presence means true. */
const fromBoolean = (name: string, value: boolean): string | true | undefined => {
  if (name.startsWith('aria-')) return String(value);
  return value || undefined;
};

const defuse = (name: string, text: string): string => {
  if (urlName.test(name)) return isFollowable(text) ? text : blockedUrl;
  return htmxName.test(name) && htmxCode.test(text) ? blockedUrl : text;
};
