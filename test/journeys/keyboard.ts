import type { Page } from 'playwright-core';

/** Hands on a keyboard and no mouse: whatever has the focus must be seen, at every step. */
export interface Keyboard {
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Moves on with Tab until what has this name has the focus. @throws Error when it is not met, or the focus not seen */
  tabTo(name: string | RegExp): Promise<void>;
  /** The same backwards. */
  tabBackTo(name: string | RegExp): Promise<void>;
  /** What has the focus. @throws Error when that cannot be seen */
  focused(): Promise<Focused>;
}

interface Focused {
  readonly tag: string;
  readonly id: string;
  /** What it is called: its label, or what stands on it. */
  readonly name: string;
}

interface Seen extends Focused {
  /** In CSS pixels, of the line around it. */
  readonly lineWidth: number;
  /** Whether it lies within the window and nothing lies over it. */
  readonly isUncovered: boolean;
  /** What lies where its middle is, and how far down. */
  readonly over: string | null;
}

/** More than any page of a story has. */
const mostStops = 120;

export const keyboardOf = (page: Page): Keyboard => {
  const focused = async (): Promise<Focused> => {
    const seen = await page.evaluate<Seen>(lookAtFocus);
    const isReached = seen.tag !== 'BODY' && seen.tag !== 'MAIN' && seen.tag !== 'H1';
    if (isReached && !(seen.lineWidth > 0 && seen.isUncovered)) {
      throw new Error(`the focus cannot be seen at ${page.url()}: ${JSON.stringify(seen)}`);
    }
    return seen;
  };
  const walk = async (key: string, name: string | RegExp): Promise<void> => {
    const met: string[] = [];
    while (met.length < mostStops) {
      await page.keyboard.press(key);
      const { name: here } = await focused();
      if (typeof name === 'string' ? here === name : name.test(here)) return;
      met.push(here);
    }
    throw new Error(`${name} is not among what ${key} leads to: ${met.join(' | ')}`);
  };
  return {
    focused,
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    },
    type: (text) => page.keyboard.type(text),
    tabTo: (name) => walk('Tab', name),
    tabBackTo: (name) => walk('Shift+Tab', name),
  };
};

const lookAtFocus = `(() => {
  const element = document.activeElement ?? document.body;
  const [box] = element.getClientRects();
  const [x, y] = box ? [box.x + box.width / 2, box.y + box.height / 2] : [-1, -1];
  const over = document.elementFromPoint(x, y);
  const widthAround = (framed) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(framed);
    return outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth);
  };
  // A link that opens its row is framed together with it.
  const row = element.closest('tr') ?? element;
  const text = element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent ?? '';
  return {
    tag: element.tagName,
    id: element.id,
    name: text.trim().replace(/\\s+/g, ' '),
    lineWidth: Math.max(widthAround(element), widthAround(row)),
    over: over && (over.className || over.tagName) + ' at ' + Math.round(y),
    isUncovered: over !== null && (element.contains(over) || over.contains(element)),
  };
})()`;
