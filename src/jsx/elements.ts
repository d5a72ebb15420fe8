import type {} from '@kitajs/html';
import type { Child } from './markup.ts';

/** The elements a view may write: those of kitajs, without the attributes this runtime refuses. */
export type Elements = {
  [Tag in Exclude<keyof KitaElements, 'tag'>]: Attributes<KitaElements[Tag]>;
} & {
  /** One region of a htmx answer that changes several. */
  'hx-partial': Attributes<KitaElements['div']> & { 'hx-target'?: string; 'hx-swap'?: string };
};

type KitaElements = JSX.IntrinsicElements;

type Attributes<Props> = {
  [Name in keyof Props as Name extends Refused ? never : Name]: Props[Name];
} & { children?: Child };

/** Inline code and style never pass the content security policy; the rest are shortcuts of kitajs around escaping. */
type Refused = `on${string}` | 'style' | 'srcdoc' | 'attrs' | 'safe' | 'className' | 'children';
