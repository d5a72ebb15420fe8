import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Route } from '../../src/http/route.ts';
import { problemView } from '../../src/http/views.ts';
import { toJsonSchema } from '../../src/openapi/json-schema.ts';
import { refusalsOf } from '../../src/openapi/refusals.ts';

type Handler = (request: Request) => Promise<Response>;

/** A handler whose every answer to a documented route is held against the document. */
export const checkedBy = (routes: readonly Route[], handler: Handler): Handler => {
  const find = routeOf(routes);
  return async (request) => {
    const response = await handler(request);
    const found = find(request);
    if (found && !isDocumentedText(found, response)) {
      assertDocumented(found, response.status, await bodyOf(response));
    }
    return response;
  };
};

/** Which of the routes a request is for. */
export const routeOf = (routes: readonly Route[]): ((request: Request) => Route | undefined) => {
  const table = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (request) => {
    const { pathname } = new URL(request.url);
    const fitting = table.filter(
      ({ route, pattern }) => route.method === request.method && pattern.test(pathname),
    );
    // `/partners/accepted` fits `/partners/:id` too; the more particular one is meant.
    return fitting.sort((left, right) => parametersIn(left.route) - parametersIn(right.route))[0]?.route;
  };
};

/**
 * Holds an answer against what the document says of it: the status is documented, and the body is what its
 * schema says, to the last member.
 *
 * @throws Error that names the route, the status and what does not fit
 */
export const assertDocumented = (route: Route, status: number, body: unknown): void => {
  const operation = `${route.method} ${route.path} ${status}`;
  const documented = route.answers[status];
  if (!documented && !refusalsOf(route).includes(status)) {
    throw new Error(`${operation} is not documented; the answer was ${JSON.stringify(body)}`);
  }
  const schema = documented ? documented.schema : problemView;
  if (!schema) {
    if (body === undefined) return;
    throw new Error(`${operation} is documented without a body; the answer was ${JSON.stringify(body)}`);
  }
  const validate = validatorOf(operation, () => toJsonSchema(schema, 'output'));
  if (validate(body)) return;
  const errors = (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message}`);
  throw new Error(`${operation} is not as documented: ${errors.join('; ')}\n${JSON.stringify(body)}`);
};

/** Of an answer that is no JSON the document says the media type only. */
const isDocumentedText = ({ answers }: Route, { status, headers }: Response): boolean => {
  const contentType = answers[status]?.contentType;
  return contentType !== undefined && headers.get('content-type') === `${contentType}; charset=utf-8`;
};

const ajv = formats.default(new Ajv2020({ strictTypes: false, allowUnionTypes: true, allErrors: true }));

/** Routes are the same in every test of a process; compiling a schema takes longer than most tests. */
const validators = new Map<string, ValidateFunction>();

const validatorOf = (operation: string, schema: () => object): ValidateFunction => {
  const known = validators.get(operation);
  if (known) return known;
  const fresh = ajv.compile(schema());
  validators.set(operation, fresh);
  return fresh;
};

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.+*]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`);

const parametersIn = (route: Route): number => route.path.split(':').length;

const bodyOf = async (response: Response): Promise<unknown> => {
  const text = await new Response(response.clone().body).text();
  return text === '' ? undefined : JSON.parse(text);
};
