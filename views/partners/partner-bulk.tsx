import type { Query } from '../components/query.ts';
import { reasonOptions } from './partner.ts';

/** What can be done with the partners that are picked; the view they were picked in comes back. */
export const BulkDecision = ({ query }: { readonly query: Query }) => (
  <>
    {['state', 'q', 'group_id'].map(
      (name) => query[name] && <input type="hidden" name={`view.${name}`} value={query[name]} />,
    )}
    <button type="submit" name="decision" value="approval" data-kind="primary">
      Approve
    </button>
    <label class="visually-hidden" for="bulk-reason">
      Reason of a rejection
    </label>
    <select id="bulk-reason" name="reason">
      <option value="">Reason of a rejection</option>
      {reasonOptions.map(({ value, label }) => (
        <option value={value}>{label}</option>
      ))}
    </select>
    <button type="submit" name="decision" value="rejection">
      Reject
    </button>
  </>
);
