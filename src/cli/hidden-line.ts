/** What the keys typed so far amount to; `ended` once the line is complete or was given up. */
export interface HiddenLine {
  readonly text: string;
  readonly ended: 'no' | 'entered' | 'interrupted';
}

export const emptyLine: HiddenLine = { text: '', ended: 'no' };

/** Takes in what a terminal without echo has sent: text, Enter, Backspace, Ctrl-U, Ctrl-C and Ctrl-D. */
export const typeKeys = (line: HiddenLine, keys: string): HiddenLine => {
  let { text } = line;
  for (const key of keys) {
    if (key === '\r' || key === '\n') return { text, ended: 'entered' };
    if (key === '\u0003' || key === '\u0004') return { text: '', ended: 'interrupted' };
    if (key === '\u007f' || key === '\b') text = [...text].slice(0, -1).join('');
    else if (key === '\u0015') text = '';
    else text += key;
  }
  return { text, ended: 'no' };
};
