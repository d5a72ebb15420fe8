import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

/** What a browser would make of some markup: its elements with their attributes and its text, nothing else. */
export interface Parsed {
  tag: string;
  attributes: Record<string, string>;
  /** Texts and elements in order; adjacent texts are one. */
  children: (Parsed | string)[];
}

/** @throws Error when the markup holds anything but elements and text, a comment for one */
export const parsed = (markup: string): Parsed[] =>
  parseFragment(markup)
    .childNodes.map(fromNode)
    .filter((node) => typeof node !== 'string');

/** A text as it comes out of the parser, which unites line ends and takes no NUL. */
export const asRead = (text: string, nul: '' | '\uFFFD'): string =>
  text.replace(/\r\n?/g, '\n').replaceAll('\u0000', nul);

const fromNode = (node: DefaultTreeAdapterTypes.ChildNode): Parsed | string => {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  if (!('tagName' in node)) throw new Error(`neither element nor text: ${node.nodeName}`);
  return {
    tag: node.tagName,
    attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
    children: node.childNodes.map(fromNode),
  };
};
