import { escapeHtml } from '@kitajs/html';

/** Markup that is safe to print. Only `raw` makes it, so no parsed JSON can pretend to be it. */
export type Html = Markup;

/** What may stand between two tags. Text is escaped; null, undefined and booleans print nothing. */
export type Child =
  | Html
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Promise<Child>
  | readonly Child[];

/** What JSX evaluates to; a promise as soon as anything within is one. */
export type View = Html | Promise<Html>;

/** Prints markup as it is. The one exception to escaping: only for text that no person outside can influence. */
export const raw = (markup: string): Html => new Markup(markup);

export const isHtml = (value: unknown): value is Html => value instanceof Markup;

/** A view as text. Rejects when a component within fails. */
export const toMarkup = async (view: View): Promise<string> => (await view).markup;

/** @throws Error for what has no obvious text: an object, a date, a function, a symbol */
export const print = (child: Child): string | Promise<string> => {
  if (typeof child === 'string') return escapeHtml(child);
  if (child === null || child === undefined || typeof child === 'boolean') return '';
  if (typeof child === 'number' || typeof child === 'bigint') return String(child);
  if (isHtml(child)) return child.markup;
  if (child instanceof Promise) return child.then(print);
  if (Array.isArray(child)) return join(child.map(print));
  throw new Error('a child is text, a number, markup, a promise or a list of these');
};

const join = (parts: readonly (string | Promise<string>)[]): string | Promise<string> =>
  parts.every(isText) ? parts.join('') : Promise.all(parts).then((texts) => texts.join(''));

const isText = (part: string | Promise<string>): part is string => typeof part === 'string';

class Markup {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  get markup(): string {
    return this.#markup;
  }
}
