import type { Viewer } from '../../src/http/pages/page-route.ts';
import { allows } from '../../src/http/scopes.ts';
import { ActionButton } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';

/** What somebody sees who has just come: there is no program yet. */
export const FirstProgramPage = ({ viewer }: { readonly viewer: Viewer }) => {
  const mayMake = allows(viewer.caller.scopes, 'write');
  return (
    <>
      <PageHead
        title="Overview"
        answer="Everything begins with a program: its currency, what partners earn, and how long commissions wait."
      />
      {mayMake ? (
        <div class="empty">
          <h2>Make your first program</h2>
          <p>
            <a class="button" data-kind="primary" href="/admin/programs/new">
              New program
            </a>
          </p>
          <p>Or look around first: a sample shop has partners, clicks, sales and commissions of 60 days.</p>
          <ActionButton action="/admin/sample-data" label="Make the sample shop" kind="quiet" />
        </div>
      ) : (
        <p>An owner or an admin makes the first one.</p>
      )}
    </>
  );
};
