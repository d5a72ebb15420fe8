import type { Viewer } from '../../src/http/pages/page-route.ts';
import { allows } from '../../src/http/scopes.ts';
import { ActionButton } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';

interface FirstProgramProps {
  readonly viewer: Viewer;
  /** The sample shop is on its way. */
  readonly isMakingSample: boolean;
}

/** What somebody sees who has just come: there is no program yet. */
export const FirstProgramPage = ({ viewer, isMakingSample }: FirstProgramProps) => {
  if (isMakingSample) return <BeingMade />;
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

/** Asks again by itself until there is something to see. */
const BeingMade = () => (
  <div
    id="being-made"
    hx-get="/admin"
    hx-trigger="every 1s"
    hx-select="#main"
    hx-target="#main"
    hx-swap="outerHTML"
  >
    <PageHead title="Overview" answer="The sample shop is being made; it takes some seconds." />
    <p>
      <a href="/admin">Look again</a>
    </p>
  </div>
);
