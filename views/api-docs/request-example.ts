import type { Api, Operation } from './api.ts';
import { requestBodyOf } from './request-bodies.ts';
import { exampleOf } from './schema-example.ts';

/** The operation as a command that works when it is pasted, once the key is in the environment. */
export const curlOf = (operation: Operation, api: Pick<Api, 'baseUrl' | 'schemas'>): string => {
  const body = requestBodyOf(operation, api.schemas);
  const sends = body !== undefined && !(isEmpty(body) && operation.body?.required === false);
  const address = quoted(`${api.baseUrl}${pathOf(operation, api)}`);
  return [
    `curl ${methodOf(operation, sends)}${address}`,
    ...(operation.scope === undefined ? [] : ['-H "Authorization: Bearer $TRIBUTARY_API_KEY"']),
    ...(sends ? ['-H "Content-Type: application/json"', `-d '${indented(body)}'`] : []),
  ].join(' \\\n  ');
};

const methodOf = ({ method }: Operation, sends: boolean): string =>
  method === 'GET' || (method === 'POST' && sends) ? '' : `-X ${method} `;

const pathOf = ({ path, parameters }: Operation, { schemas }: Pick<Api, 'schemas'>): string =>
  path.replace(/\{(\w+)\}/g, (whole, name) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
    return parameter ? encodeURIComponent(String(exampleOf(parameter.schema, schemas))) : whole;
  });

/** A shell reads the rest as it is. */
const quoted = (address: string): string =>
  /^[\w:/.~%-]+$/.test(address) ? address : `'${address.replaceAll("'", '%27')}'`;

const indented = (body: unknown): string => JSON.stringify(body, null, 2).replaceAll('\n', '\n  ');

const isEmpty = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && Object.keys(body).length === 0;
