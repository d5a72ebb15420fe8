import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { type Child, toMarkup, type View } from '../../src/jsx/markup.ts';
import { hostileText, hostileTexts } from './hostile.ts';
import { asRead, type Parsed, parsed } from './parsed.ts';

const Name = ({ name, children }: { name: string; children?: Child }) => (
  <b title={name}>
    {name}
    {children}
  </b>
);

const Twice = ({ text }: { text: string }) => (
  <>
    {text}
    <em>{text}</em>
  </>
);

const Later = async ({ name }: { name: string }) => <i>{name}</i>;

const read = async (view: View) => parsed(await toMarkup(view));
const element = (tag: string, children: Parsed['children'], attributes = {}): Parsed => ({
  tag,
  attributes,
  children,
});
const textOf = (text: string, nul: '' | '\uFFFD' = '') => [asRead(text, nul)].filter((part) => part !== '');

/** Runs a guarantee over the known payloads and over strings nobody thought of. */
const holdsForAnyText = (guarantee: (text: string) => Promise<void>) => async () => {
  for (const text of hostileTexts) await guarantee(text);
  await fc.assert(fc.asyncProperty(hostileText, guarantee), { numRuns: 400 });
};

describe('an independent parser reads back', () => {
  test(
    'one element with just the text that was its child',
    holdsForAnyText(async (text) => {
      expect(await read(<p>{text}</p>)).toEqual([element('p', textOf(text))]);
    }),
  );

  test(
    'exactly the attributes that were set, with their values unchanged',
    holdsForAnyText(async (text) => {
      const value = asRead(text, '\uFFFD');
      expect(await read(<input value={text} title={text} data-sub={text} class={[text, false]} />)).toEqual([
        element('input', [], { value, title: value, 'data-sub': value, ...(text && { class: value }) }),
      ]);
    }),
  );

  test(
    'only the elements that nested components, lists and fragments wrote',
    holdsForAnyText(async (text) => {
      const view = (
        <div>
          <Name name={text}>
            <Twice text={text} />
            {[[text], text]}
          </Name>
          <Later name={text} />
        </div>
      );
      const title = asRead(text, '\uFFFD');
      const inner = [...textOf(text + text), element('em', textOf(text)), ...textOf(text + text)];
      expect(await read(view)).toEqual([
        element('div', [element('b', inner, { title }), element('i', textOf(text))]),
      ]);
    }),
  );

  test(
    'a field whose stored text survives being shown and edited',
    holdsForAnyText(async (text) => {
      expect(await read(<textarea name="note">{text}</textarea>)).toEqual([
        element('textarea', textOf(text, '\uFFFD'), { name: 'note' }),
      ]);
      expect(await read(<pre>{text}</pre>)).toEqual([element('pre', textOf(text))]);
    }),
  );

  test(
    'no link that runs code, however its scheme is spelled',
    holdsForAnyText(async (text) => {
      for (const url of [text, `javascript:${text}`, ` java\tscript:${text}`, `data:${text}`]) {
        const [link] = await read(<a href={url}>{text}</a>);
        const withoutBlanks = link?.attributes.href?.replace(/[^!-\uFFFF]/g, '');
        expect(withoutBlanks).not.toMatch(/^(?:javascript|vbscript|data|blob|file):/i);
      }
    }),
  );

  test(
    'no attribute out of a name, whatever the name of a spread key is',
    holdsForAnyText(async (text) => {
      const spread = { [text]: 'value' };
      const harmless = /^[a-z][a-z0-9_.:-]*$/i.test(text) && !/^on/i.test(text);
      if (harmless) return;
      expect(() => <p {...spread} />).toThrow('attribute');
    }),
  );
});
