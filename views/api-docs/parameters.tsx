import type { Parameter } from './api.ts';
import { Meaning } from './schema-table.tsx';
import { TypeName } from './type-name.tsx';

/** What a request says beside its body. */
export const Parameters = ({ parameters }: { parameters: readonly Parameter[] }) => (
  <table class="fields">
    <caption>Parameters</caption>
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Type</th>
        <th scope="col">Where</th>
        <th scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody>
      {parameters.map(({ name, in: place, required, description, schema }) => (
        <tr data-depth={0}>
          <th scope="row">
            <code>{name}</code>
          </th>
          <td class="type">
            <TypeName schema={schema} />
          </td>
          <td class="presence">
            {place}
            {required && place !== 'path' && <strong>, required</strong>}
          </td>
          <td class="meaning">
            <Meaning schema={{ ...schema, ...(description !== undefined && { description }) }} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
