import type { Flash } from '../../src/http/pages/page-route.ts';

/** What was just done, said once, with a way back where there is one. */
export const Toast = ({ flash }: { flash: Flash }) => (
  <div class="toast" role="status" data-tone={flash.tone ?? 'good'} data-stays={flash.stays}>
    <p>{flash.text}</p>
    {flash.undo && (
      <form method="post" action={flash.undo.action}>
        <button type="submit" data-kind="quiet">
          {flash.undo.label}
        </button>
      </form>
    )}
  </div>
);
