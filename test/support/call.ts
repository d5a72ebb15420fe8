export interface CallOptions {
  /** Sent as JSON; use `raw` for a body that is not. */
  readonly body?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  /** The API key; null sends none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The fields tests look at most often; everything else is unknown until the test says what it is. */
export interface AnswerBody {
  readonly id: string;
  readonly state: string;
  readonly code: string;
  readonly detail: string;
  readonly data: readonly AnswerBody[];
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly [name: string]: unknown;
}

export interface TestAnswer<Body = AnswerBody> {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the answer, or its text when it is none; undefined when it has no body. */
  readonly body: Body;
}

export type Call = <Body = AnswerBody>(
  method: string,
  path: string,
  options?: CallOptions,
) => Promise<TestAnswer<Body>>;

/** Sends requests through a handler, with a key unless told otherwise. */
export const sendTo =
  (handler: (request: Request) => Promise<Response>, defaultKey: string): Call =>
  async (method, path, options = {}) => {
    const response = await handler(toRequest(method, path, options, defaultKey));
    return { status: response.status, headers: response.headers, body: await readBody(response) };
  };

const readBody = async <Body>(response: Response): Promise<Body> => {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return (isJson ? JSON.parse(text) : text === '' ? undefined : text) as Body;
};

/** The whole host name matters: Elysia cannot read paths behind a name of fewer than four letters. */
const toRequest = (method: string, path: string, options: CallOptions, defaultKey: string): Request => {
  const headers = new Headers(options.headers);
  const key = options.key === undefined ? defaultKey : options.key;
  if (key !== null && !headers.has('authorization')) headers.set('authorization', `Bearer ${key}`);
  const hasBody = options.body !== undefined || options.raw !== undefined;
  if (hasBody && !headers.has('content-type')) headers.set('content-type', 'application/json');
  return new Request(`http://localhost${path}`, {
    method,
    headers,
    ...(hasBody && { body: options.raw ?? JSON.stringify(options.body) }),
  });
};
