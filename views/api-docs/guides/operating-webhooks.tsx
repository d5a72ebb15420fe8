/** What helps those who send webhooks: trying, watching, mending. */
export const OperatingWebhooks = () => (
  <dl class="facts">
    <dt>Try a receiver</dt>
    <dd>
      <a href="#createWebhookEndpointTest">Send a test</a>: an event with example data and{' '}
      <code>test: true</code>, once, whose answer you get at once. It never enters statistics.
    </dd>
    <dt>Try without a receiver</dt>
    <dd>
      <a href="#createInspector">Make an inspector</a>: a private address that records what arrives, says
      whether it is signed well, and answers as told: a status, a few in turn, late, never, a huge body. An
      endpoint may use its <code>url</code>, whatever networks are allowed.
    </dd>
    <dt>A new endpoint</dt>
    <dd>
      Until its first <code>2xx</code> it is not <code>verified</code>: an answer that would be final holds
      the delivery instead. What is held goes out after the first that arrives. So it is after a change of its{' '}
      <code>url</code>.
    </dd>
    <dt>See what was sent</dt>
    <dd>
      <a href="#listDeliveries">The log</a> by endpoint, event, type, state and time; each{' '}
      <a href="#getDelivery">delivery</a> has its attempts with the exact request, the status, the time it
      took and the beginning of the answer. One that failed can be{' '}
      <a href="#createDeliveryRetry">sent again</a>.
    </dd>
    <dt>Stop for a while</dt>
    <dd>
      <a href="#createWebhookEndpointPause">Pause</a> it: deliveries are held, and go out once it is{' '}
      <a href="#createWebhookEndpointActivation">activated</a>. An endpoint that has failed for five days, or
      has answered <code>410</code> where its policy says so, is disabled in the same way; nothing is lost.
    </dd>
    <dt>Send what was missed</dt>
    <dd>
      <a href="#createWebhookEndpointRecovery">Recover</a> since a moment: everything that failed, and
      everything it would get had it been subscribed then. It goes on in the background at its own pace,
      survives restarts and can be canceled; a <a href="#getWebhookEndpointRecoveryPreview">preview</a> counts
      first. A single event can be <a href="#createEventReplay">replayed</a>.
    </dd>
    <dt>Replace a secret</dt>
    <dd>
      <a href="#createWebhookEndpointSecretRotation">Rotate</a> it: for a day, unless told otherwise, both
      sign. A header that holds one signature only stays with the old secret until the{' '}
      <a href="#createWebhookEndpointSecretCutover">cut-over</a>. <code>last_verified_key</code> says which
      one the receiver was last seen to accept.
    </dd>
    <dt>Be told</dt>
    <dd>
      <a href="#listAlerts">Alerts</a> open by themselves when more than 1 % of attempts fail within 15
      minutes, when answers take more than 5 s, when deliveries are given up or an endpoint is disabled, and
      resolve by themselves. <a href="#updateSettingAlert">Settings</a> say who gets mail, which
      Slack-compatible hook is called, and the limits. The events <code>endpoint.disabled</code>,{' '}
      <code>endpoint.recovered</code>, <code>delivery.rejected</code> and <code>delivery.exhausted</code> tell
      other endpoints.
    </dd>
    <dt>See how it goes</dt>
    <dd>
      <a href="#getWebhookStatistics">Statistics</a> of all endpoints or{' '}
      <a href="#getWebhookEndpointStatistics">one</a>: success rate, percentiles and what is waiting, for a
      day or a week; the same for Prometheus at <a href="#getMetrics">/metrics</a>.
    </dd>
    <dt>How long it is kept</dt>
    <dd>
      Bodies and excerpts of answers 30 days, attempts 90, unless the operator has set other times; statistics
      and resolved alerts 90 days. What a waiting delivery needs is kept as long as it waits.
    </dd>
  </dl>
);
