import { describe, expect, test } from 'bun:test';
import { type AgentClass, createAgentClassifier, isEmbedded, isPrefetch } from '../../src/clicks/agent.ts';

const classify = createAgentClassifier();

const agents: Record<AgentClass, readonly (string | null)[]> = {
  desktop: [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
    'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  ],
  mobile: [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
  ],
  tablet: [
    'Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  ],
  bot: [
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Twitterbot/1.0',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'WhatsApp/2.23.20.0',
    'TelegramBot (like TwitterBot)',
    'Discordbot/2.0; +https://discordapp.com',
    'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36',
    'curl/8.5.0 (compatible; PreviewBot/1.0; +https://bot.example)',
    'python-requests/2.32.3',
    'Go-http-client/2.0',
    'okhttp/4.12.0',
    'UptimeRobot/2.0',
  ],
  embedded: [],
  unknown: [
    null,
    '',
    'Mozilla/5.0 (PlayStation 5/SmartTV) AppleWebKit/605.1.15 (KHTML, like Gecko)',
    // A developer who tries a link wants to see what a visitor sees.
    'curl/8.5.0',
    'Wget/1.21.4',
    'HTTPie/3.2.4',
    'PostmanRuntime/7.43.0',
    'node',
    'undici',
    'Bun/1.4.5',
    'Deno/2.1.0',
  ],
};

describe('the kind of visitor', () => {
  for (const [expected, list] of Object.entries(agents)) {
    for (const agent of list) {
      test(`is ${expected} for ${JSON.stringify(agent)}`, () => {
        expect(classify(agent)).toBe(expected as AgentClass);
        expect(classify(agent)).toBe(expected as AgentClass);
      });
    }
  }

  test('is found among thousands of user agents, long ones as well, and stays right', () => {
    const own = createAgentClassifier();
    for (let index = 0; index < 5_000; index += 1) own(`Mozilla/5.0 (Windows NT 10.0) number/${index}`);
    expect(own('Twitterbot/1.0')).toBe('bot');
    expect(own(`Twitterbot/1.0 ${'x'.repeat(16_000)}`)).toBe('bot');
    expect(own(`${agents.desktop[0]} ${'a '.repeat(50_000)}!`)).toBe('desktop');
  });
});

describe('a prefetch', () => {
  const cases: [name: string, value: string, expected: boolean][] = [
    ['Sec-Purpose', 'prefetch', true],
    ['Sec-Purpose', 'prefetch;prerender', true],
    ['Sec-Purpose', 'prefetch;anonymous-client-ip', true],
    ['Purpose', 'prefetch', true],
    ['X-Purpose', 'preview', true],
    ['X-Moz', 'prefetch', true],
    ['Purpose', 'reading', false],
    ['Accept', 'prefetch', false],
  ];
  for (const [name, value, expected] of cases) {
    test(`${expected ? 'is' : 'is not'} ${name}: ${value}`, () => {
      expect(isPrefetch(new Headers({ [name]: value }))).toBe(expected);
    });
  }
});

describe('a link loaded by a page', () => {
  for (const destination of ['image', 'iframe', 'frame', 'script', 'style', 'empty', 'object', 'audio']) {
    test(`is no visit: ${destination}`, () => {
      expect(isEmbedded(new Headers({ 'Sec-Fetch-Dest': destination }))).toBe(true);
    });
  }

  test('is a visit when the browser goes there, or is too old to say', () => {
    expect(isEmbedded(new Headers({ 'Sec-Fetch-Dest': 'document' }))).toBe(false);
    expect(isEmbedded(new Headers())).toBe(false);
  });
});
