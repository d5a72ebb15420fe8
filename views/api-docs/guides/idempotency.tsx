/** Why a repeat is harmless. */
export const Idempotency = () => (
  <>
    <p>
      Networks fail after the work is done. Give every signup and purchase a key of its own, in the header{' '}
      <code>Idempotency-Key</code> or in the body as <code>idempotency_key</code> (1 to 255 characters), and
      send the same key with every repeat: however often it arrives, it is recorded once. An{' '}
      <code>order_id</code> does the same for purchases, for ever.
    </p>
    <dl class="facts">
      <dt>Same key, same body</dt>
      <dd>
        <code>200</code>, <code>Idempotent-Replayed: true</code> and the first answer again, with{' '}
        <code>replayed: true</code>.
      </dd>
      <dt>Same key, other body</dt>
      <dd>
        <code>409</code> <code>idempotency_conflict</code>. Nothing is recorded.
      </dd>
      <dt>Other key, same order and amount</dt>
      <dd>The first conversion again.</dd>
      <dt>Other key, same order, other amount</dt>
      <dd>
        <code>409</code> <code>duplicate_order</code>. Nothing is recorded.
      </dd>
      <dt>A request that was refused</dt>
      <dd>Does not use its key up: mend it and send it again.</dd>
    </dl>
    <p>
      After a timeout, a lost connection or <code>503</code>, repeat the request with the same key until it is
      answered.
    </p>
  </>
);
