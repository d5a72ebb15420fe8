interface PasskeyLoginProps {
  /** As `navigator.credentials.get` takes it, in JSON. */
  readonly options: string;
  readonly next: string;
}

/** Shown by the script where the browser knows passkeys; nothing is lost where it does not. */
export const PasskeyLogin = ({ options, next }: PasskeyLoginProps) => (
  <form method="post" action="/login/passkey" class="inline" data-passkey="get" data-options={options} hidden>
    <input type="hidden" name="credential" />
    <input type="hidden" name="next" value={next} />
    <button type="submit">Sign in with a passkey</button>
    <p class="error" role="alert" data-passkey-error hidden></p>
  </form>
);
