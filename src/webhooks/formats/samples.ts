import type { FormatName } from './formats.ts';
import affiliateBaseGo from './samples/affiliatebase.go' with { type: 'text' };
import affiliateBasePhp from './samples/affiliatebase.php' with { type: 'text' };
import affiliateBasePython from './samples/affiliatebase.py' with { type: 'text' };
import affiliateBaseNode from './samples/affiliatebase.sample.js' with { type: 'text' };
import bodyHmacGo from './samples/body-hmac.go' with { type: 'text' };
import bodyHmacPhp from './samples/body-hmac.php' with { type: 'text' };
import bodyHmacPython from './samples/body-hmac.py' with { type: 'text' };
import bodyHmacNode from './samples/body-hmac.sample.js' with { type: 'text' };
import standardGo from './samples/standard.go' with { type: 'text' };
import standardPhp from './samples/standard.php' with { type: 'text' };
import standardPython from './samples/standard.py' with { type: 'text' };
import standardNode from './samples/standard.sample.js' with { type: 'text' };
import standardWebhooksLibrary from './samples/standardwebhooks-library.sample.js' with { type: 'text' };
import svixLibrary from './samples/svix-library.sample.js' with { type: 'text' };

export const sampleLanguages = ['node', 'python', 'php', 'go'] as const;

/** A receiver, complete: it verifies, answers, and shows where repeated events are dropped. */
export interface Sample {
  readonly language: (typeof sampleLanguages)[number];
  /** The library that verifies; null when the language's own means do. */
  readonly library: string | null;
  /** What to call the file. */
  readonly file: string;
  readonly code: string;
}

/** Receivers for what a format sends. */
export const samplesOf = (format: FormatName): readonly Sample[] => samples[format];

const plain = (node: string, python: string, php: string, go: string): Sample[] => [
  { language: 'node', library: null, file: 'receiver.mjs', code: node },
  { language: 'python', library: null, file: 'receiver.py', code: python },
  { language: 'php', library: null, file: 'receiver.php', code: php },
  { language: 'go', library: null, file: 'receiver.go', code: go },
];

const withLibrary = (library: string, code: string): Sample => ({
  language: 'node',
  library,
  file: 'receiver.mjs',
  code,
});

const viaStandardWebhooks = withLibrary('standardwebhooks', standardWebhooksLibrary);
const viaSvix = withLibrary('svix', svixLibrary);

const ofStandard = plain(standardNode, standardPython, standardPhp, standardGo);
const ofAffiliateBase = plain(affiliateBaseNode, affiliateBasePython, affiliateBasePhp, affiliateBaseGo);
const ofBodyHmac = plain(bodyHmacNode, bodyHmacPython, bodyHmacPhp, bodyHmacGo);

const samples: Readonly<Record<FormatName, readonly Sample[]>> = {
  tributary: [...ofStandard, viaStandardWebhooks],
  standard: [...ofStandard, viaStandardWebhooks, viaSvix],
  affiliatebase: ofAffiliateBase,
  affonso: [...ofStandard, viaStandardWebhooks],
  track360: ofBodyHmac,
};
