import type { OpenApiDocument } from '../../src/openapi/document.ts';
import type { Schema, Schemas } from './schema.ts';

/** An OpenAPI document in the order in which it is read. */
export interface Api {
  readonly version: string;
  readonly baseUrl: string;
  readonly tags: readonly Tag[];
  readonly events: readonly Event[];
  readonly schemas: Schemas;
  readonly refusals: Readonly<Record<string, string>>;
}

export interface Tag {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Operation[];
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** Undefined where no key is needed. */
  readonly scope: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly schema: Schema; readonly required: boolean } | undefined;
  readonly answers: readonly Answer[];
  /** Statuses it may refuse with. */
  readonly refusals: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface Answer {
  readonly status: string;
  readonly description: string;
  readonly headers: readonly { readonly name: string; readonly description: string }[];
  readonly contentType: string | undefined;
  readonly schema: Schema | undefined;
}

export interface Event {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly meaning: string;
  /** Not part of `*`. */
  readonly onRequestOnly: boolean;
  /** What other products call it, by product. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly data: Schema;
  readonly example: unknown;
}

interface Document {
  readonly info: { readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly webhooks: Readonly<Record<string, { readonly post: DocumentedOperation }>>;
  readonly components: {
    readonly schemas: Schemas;
    readonly responses: Readonly<Record<string, { readonly description: string }>>;
  };
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly summary: string;
  readonly description?: string;
  readonly 'x-aliases'?: Readonly<Record<string, string>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, DocumentedAnswer>>;
}

interface DocumentedAnswer {
  readonly $ref?: string;
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description?: string }>>;
  readonly content?: Content;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** Reads what `openApiDocument` wrote. */
export const apiOf = (openApi: OpenApiDocument): Api => {
  const document = openApi as unknown as Document;
  const { schemas, responses } = document.components;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags[0],
      operation: operationOf(method.toUpperCase(), path, operation),
    })),
  );
  return {
    version: document.info.version,
    baseUrl: document.servers[0]?.url ?? '',
    tags: document.tags.map(({ name, description = '' }) => ({
      name,
      description,
      operations: operations.filter(({ tag }) => tag === name).map(({ operation }) => operation),
    })),
    events: Object.entries(document.webhooks).map(([type, { post }]) => eventOf(type, post)),
    schemas,
    refusals: Object.fromEntries(
      Object.entries(responses).map(([name, { description }]) => [name.replace('Refused', ''), description]),
    ),
  };
};

const operationOf = (method: string, path: string, operation: DocumentedOperation): Operation => {
  const { requestBody, responses } = operation;
  const schema = requestBody?.content['application/json']?.schema;
  return {
    id: operation.operationId,
    method,
    path,
    summary: operation.summary,
    description: operation.description ?? '',
    scope: operation.security?.[0]?.apiKey?.[0],
    parameters: operation.parameters ?? [],
    body: schema && { schema, required: requestBody?.required === true },
    answers: Object.entries(responses)
      .filter(([, { $ref }]) => $ref === undefined)
      .map(([status, answer]) => answerOf(status, answer)),
    refusals: Object.keys(responses).filter((status) => responses[status]?.$ref !== undefined),
  };
};

const answerOf = (status: string, { description, headers = {}, content = {} }: DocumentedAnswer): Answer => {
  const [contentType, body] = Object.entries(content)[0] ?? [];
  return {
    status,
    description,
    headers: Object.entries(headers).flatMap(([name, { description }]) =>
      description === undefined ? [] : [{ name, description }],
    ),
    contentType,
    schema: body?.schema,
  };
};

const eventOf = (type: string, operation: DocumentedOperation): Event => {
  const envelope = operation.requestBody?.content['application/json']?.schema.properties;
  const { examples, ...data } = envelope?.data ?? {};
  return {
    id: operation.operationId,
    type,
    version: Number(envelope?.version?.const),
    meaning: operation.summary,
    onRequestOnly: operation.description !== undefined,
    aliases: operation['x-aliases'] ?? {},
    data,
    example: examples?.[0],
  };
};
