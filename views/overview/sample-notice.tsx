import type { z } from 'zod';
import type { SampleDataView } from '../../src/sample-data/sample-data.view.ts';
import { ActionButton } from '../components/form.tsx';

type Sample = z.output<typeof SampleDataView>;

/** Says of the sample shop what it is, and how far it is made; asks again by itself until it is. */
export const SampleNotice = ({
  sample,
  mayChange,
}: {
  readonly sample: Sample;
  readonly mayChange: boolean;
}) => {
  const isMaking = sample.state === 'making';
  return (
    <section class="card" id="sample-shop" {...(isMaking && polling)}>
      <h2>This is the sample shop</h2>
      <p>
        All of it is made up: nobody earns anything, and no webhook tells of its past.
        {isMaking && ` It is being made: ${sample.steps_done} of ${sample.step_count} steps are done.`}
      </p>
      {mayChange && (
        <>
          <p class="muted">
            Removed, it is in no list any more. Its rows stay in the database, marked as test data.
          </p>
          <ActionButton action="/admin/sample-data/removal" label="Remove the sample shop" kind="quiet" />
        </>
      )}
    </section>
  );
};

const polling = {
  'hx-get': '/admin',
  'hx-trigger': 'every 2s',
  'hx-select': '#sample-shop',
  'hx-target': '#sample-shop',
  'hx-swap': 'outerHTML',
};
