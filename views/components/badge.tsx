/** How a state is to be taken: `good` is done, `wait` needs somebody, `bad` failed, `still` is over or idle. */
export type Tone = 'good' | 'wait' | 'bad' | 'still';

/** A state in one vocabulary for every noun: a word, a shape and a colour. */
export const StateBadge = ({
  state,
  tone = toneOf(state),
}: {
  readonly state: string;
  readonly tone?: Tone;
}) => (
  <span class="badge" data-tone={tone === 'still' ? undefined : tone}>
    {state.replaceAll('_', ' ')}
  </span>
);

export const toneOf = (state: string): Tone => tones[state] ?? 'still';

const tones: Readonly<Record<string, Tone>> = {
  ...Object.fromEntries(
    'approved active verified paid delivered completed qualified converted due done valid succeeded healthy on'
      .split(' ')
      .map((state) => [state, 'good' as const]),
  ),
  ...Object.fromEntries(
    'pending waiting held processing sending unverified draft scheduled submitted open running review paused lead applied retrying'
      .split(' ')
      .map((state) => [state, 'wait' as const]),
  ),
  ...Object.fromEntries(
    'rejected suspended terminated failed exhausted disabled voided reversed expired clawback invalid violated chargeback'
      .split(' ')
      .map((state) => [state, 'bad' as const]),
  ),
};
