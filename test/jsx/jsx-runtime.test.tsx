import { describe, expect, test } from 'bun:test';
import { jsx } from '../../src/jsx/jsx-runtime.ts';
import { type Child, raw, toMarkup } from '../../src/jsx/markup.ts';

const Empty = () => null;
const Card = ({ title, children }: { title: string; children: Child }) => (
  <section>
    <h2>{title}</h2>
    {children}
  </section>
);
const Late = async ({ text }: { text: string }) => <em>{await Promise.resolve(text)}</em>;

describe('an element', () => {
  test('escapes its text once, however deep it is handed down', async () => {
    expect(await toMarkup(<Card title="a < b">{'"c" & d'}</Card>)).toBe(
      '<section><h2>a &lt; b</h2>&quot;c&quot; &amp; d</section>',
    );
  });

  test('prints nothing for null, undefined, true and false', async () => {
    expect(await toMarkup(<p>{[null, undefined, true, false]}</p>)).toBe('<p></p>');
    expect(await toMarkup(<Empty />)).toBe('');
  });

  test('prints zero and numbers beyond doubles exactly', async () => {
    expect(await toMarkup(<p>{[0, ' ', 9007199254740993n]}</p>)).toBe('<p>0 9007199254740993</p>');
  });

  test('has no closing tag when it is void', async () => {
    expect(await toMarkup(<br />)).toBe('<br/>');
    expect(await toMarkup(<input name="q" />)).toBe('<input name="q"/>');
  });

  test('groups without an element of its own in a fragment', async () => {
    const view = (
      <>
        <b>1</b>2
      </>
    );
    expect(await toMarkup(view)).toBe('<b>1</b>2');
  });

  test('waits for promises within, and keeps the order', async () => {
    const view = (
      <div>
        {Promise.resolve('<first>')}
        <Late text="<second>" />
        third
      </div>
    );
    expect(view).toBeInstanceOf(Promise);
    expect(await toMarkup(view)).toBe('<div>&lt;first&gt;<em>&lt;second&gt;</em>third</div>');
  });

  test('rejects when a component within it fails later', async () => {
    const Failing = async () => Promise.reject(new Error('no such partner'));
    await expect(
      toMarkup(
        <div>
          <Failing />
        </div>,
      ),
    ).rejects.toThrow('no such partner');
  });

  test('prints markup unescaped only when it was vouched for', async () => {
    expect(await toMarkup(<p>{raw('<b>bold</b>')}</p>)).toBe('<p><b>bold</b></p>');
    const parsedFromJson = JSON.parse('{"markup":"<b>bold</b>"}') as Child;
    expect(() => <p>{parsedFromJson}</p>).toThrow('a child is');
  });
});

describe('a view that is wrong', () => {
  test('is refused for children that have no text', () => {
    expect(() => jsx('p', { children: new Date(0) as unknown as Child })).toThrow('a child is');
    expect(() => jsx('p', { children: Symbol('x') as unknown as Child })).toThrow('a child is');
  });

  test('is refused for a tag that is no name', () => {
    for (const tag of ['p onclick=x', '', '!--', 'a/b', 'tag', 'p>']) {
      expect(() => jsx(tag, {})).toThrow('not an element');
    }
  });

  test('is refused for text within a script or a style sheet', () => {
    expect(() => <script>{'alert(1)'}</script>).toThrow('use a file');
    expect(() => <style>{['p { color: red }']}</style>).toThrow('use a file');
  });

  test('is refused for children of a void element', () => {
    expect(() => jsx('img', { children: 'text' })).toThrow('takes no children');
  });
});
