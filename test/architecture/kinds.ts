/** What a file is, from its path. The first pattern that fits decides. */
export interface Kind {
  readonly name: string;
  /** A file may import files of a lower rank, and those of its own folder. */
  readonly rank: number;
  readonly files: RegExp;
}

export const kinds: readonly Kind[] = [
  { name: 'core', rank: 0, files: /^src\/(core\/|version\.ts$)/ },
  { name: 'jsx', rank: 1, files: /^src\/jsx\// },
  { name: 'database', rank: 1, files: /^src\/database\// },
  { name: 'migrations', rank: 2, files: /^migrations\// },
  { name: 'http', rank: 2, files: /^src\/http\// },
  { name: 'outbound', rank: 2, files: /^src\/outbound\// },
  { name: 'events', rank: 2, files: /^src\/events\// },
  // What everybody who changes something calls; the store and the edges of the room are ranked like all others.
  { name: 'audit', rank: 2, files: /^src\/audit\/[^.]+\.ts$/ },
  { name: 'setting', rank: 9, files: /^src\/config-settings\.ts$/ },
  { name: 'config', rank: 10, files: /^src\/config\.ts$/ },
  { name: 'app', rank: 11, files: /^src\/app\.ts$/ },
  { name: 'mounting', rank: 12, files: /^src\/(routes|admin-pages|administration|people|tracking)\.ts$/ },
  { name: 'server', rank: 13, files: /^src\/(server|jobs)\.ts$/ },
  { name: 'demo', rank: 14, files: /^src\/demo\// },
  { name: 'cli', rank: 15, files: /^src\/cli\// },
  { name: 'main', rank: 16, files: /^src\/main\.ts$/ },
  { name: 'workflow', rank: 7, files: /^src\/workflows\// },
  // What reports answer is a shape like any other.
  { name: 'report', rank: 8, files: /^src\/reports\/(?!.*\.(view|body)\.ts$)/ },
  // It looks at what reports have counted, too.
  { name: 'doctor', rank: 9, files: /^src\/doctor\/(?!.*\.(view|body)\.ts$)/ },
  { name: 'edge', rank: 8, files: /^src\/[^/]+\/.*\.(api|admin|entry|redirect)\.ts$/ },
  { name: 'service', rank: 6, files: /^src\/[^/]+\/.*\.service\.ts$/ },
  { name: 'store', rank: 5, files: /^src\/[^/]+\/.*\.store\.ts$/ },
  { name: 'view', rank: 5, files: /^views\// },
  // What others see of nouns, often of several: payloads of events, bodies of requests and answers.
  { name: 'shape', rank: 4, files: /^src\/[^/]+\/.*[.-](events|views?|body)\.ts$/ },
  { name: 'noun', rank: 3, files: /^src\/[^/]+\/[^/]+/ },
];

export const kindOf = (path: string): Kind | undefined => kinds.find(({ files }) => files.test(path));

/** `src/webhooks` for everything in it, however deep; `views` and `migrations` are one folder each. */
export const folderOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('src/') ? 2 : 1)
    .join('/');
