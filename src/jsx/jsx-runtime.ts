import { createElement, isVoidElement } from '@kitajs/html';
import { cleanAttributes } from './attributes.ts';
import type { Elements } from './elements.ts';
import { type Child, type Html, isHtml, print, raw, type View } from './markup.ts';

/** The types the compiler reads for every `.tsx` file. */
export declare namespace JSX {
  type Element = View;
  type ElementType = keyof Elements | ((props: never) => Child);
  type IntrinsicElements = Elements;
  interface ElementChildrenAttribute {
    children: unknown;
  }
}

/**
 * What the compiler calls for every element; `tag` is a component or the name of an HTML element. Unlike kitajs
 * below it, it escapes every text, child or attribute.
 * @throws Error when a view is wrong: an unknown kind of child, a refused attribute, text within a script
 */
export const jsx = (tag: string | Component, props: Props): View => {
  if (typeof tag === 'function') return toView(tag(props));
  assertTag(tag, props.children);
  const attributes = cleanAttributes(props);
  const content = print(props.children);
  if (typeof content === 'string') return element(tag, attributes, content);
  return content.then((text) => element(tag, attributes, text));
};

export { jsx as jsxDEV, jsx as jsxs };

export const Fragment = ({ children }: { readonly children?: Child }): View => toView(children);

type Props = Readonly<Record<string, unknown>> & { readonly children?: Child };
type Component = (props: Props) => Child;

const toView = (child: Child): View => {
  if (isHtml(child)) return child;
  const content = print(child);
  return typeof content === 'string' ? raw(content) : content.then(raw);
};

/** `tag` is a shortcut of kitajs that takes any name. */
const plainTag = /^(?!tag$)[a-z][a-z0-9-]*$/i;
/** Within these the parser reads no entities, so escaping would change what they mean. */
const codeTag = /^(?:script|style)$/i;

const assertTag = (tag: string, children: Child): void => {
  if (!plainTag.test(tag)) throw new Error(`not an element: ${JSON.stringify(tag)}`);
  if (children === undefined) return;
  if (isVoidElement(tag)) throw new Error(`<${tag}> takes no children`);
  if (codeTag.test(tag) && !isHtml(children)) throw new Error(`<${tag}> takes no text: use a file`);
};

const element = (tag: string, attributes: Record<string, string | true>, content: string): Html => {
  const opened = startsWithDroppedLine(tag, content) ? `\n${content}` : content;
  const markup = opened === '' ? createElement(tag, attributes) : createElement(tag, attributes, opened);
  return raw(markup as string);
};

/** Parsers drop a line end right after these opening tags; one more keeps the text as it was stored. */
const startsWithDroppedLine = (tag: string, content: string): boolean =>
  (tag === 'textarea' || tag === 'pre') && /^[\r\n]/.test(content);
