/** Passkeys: a form with `data-passkey` asks the browser for one and sends what it answers. */

const canAsk = () =>
  typeof PublicKeyCredential === 'function' &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function' &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function';

const show = (root) => {
  if (!canAsk()) return;
  for (const element of root.querySelectorAll('[data-passkey]')) element.hidden = false;
  for (const element of root.querySelectorAll('[data-passkey-missing]')) element.hidden = true;
};

const ask = ({ passkey, options }) => {
  const parsed = JSON.parse(options);
  return passkey === 'get'
    ? navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(parsed) })
    : navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(parsed) });
};

const sentences = {
  NotAllowedError: 'It was given up, or it took too long.',
  InvalidStateError: 'This device has a passkey for this account already.',
  SecurityError: 'Passkeys do not work at this address.',
};

const tell = (form, error) => {
  const place = form.querySelector('[data-passkey-error]');
  if (!place) return;
  place.textContent = sentences[error.name] ?? 'The browser could not use a passkey.';
  place.hidden = false;
};

document.addEventListener(
  'submit',
  async (event) => {
    const form = event.target;
    const field = form.dataset?.passkey ? form.elements.namedItem('credential') : null;
    if (field?.value !== '') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    try {
      field.value = JSON.stringify(await ask(form.dataset));
    } catch (error) {
      tell(form, error);
    }
    // Until now nothing was sent, whatever the form takes itself for.
    form.ariaBusy = null;
    if (field.value !== '') form.requestSubmit();
  },
  true,
);

show(document);
document.addEventListener('htmx:after:swap', () => show(document));
