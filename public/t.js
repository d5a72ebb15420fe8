/*
 * Tributary: remembers which partner's click brought a visitor to this site.
 *
 *   <script async src="https://go.example.com/t.js" data-key="pk_..."></script>
 *
 * Settings, each as a data attribute or in the query of the script's own address:
 *   key     the program's publishable key; without it only click ids are kept
 *   param   the parameter that carries the click id (click_id)
 *   via     parameters that name a partner, separated by commas (via,ref)
 *   days    how long a click is remembered (90)
 *   domain  a domain to share the click with, such as example.com (this host alone)
 *
 * tributary.clickId()  the id to pass on with a signup or purchase, or null
 * tributary.click({ partner: 'leaf' })  records a click, resolves to its id or null
 * tributary.ready  resolves to the id once this page's address was looked at
 */
{
  const page = document;
  const script = page.currentScript || page.querySelector('script[src*="/t.js"]');
  const source = new URL(script.src);
  const address = new URLSearchParams(location.search);
  const setting = (name, usual) => script.dataset[name] || source.searchParams.get(name) || usual;
  const isClickId = (text) => /^clk_[0-9a-z]{10,64}$/.test(text || '');

  const clickId = () => {
    const pair = page.cookie.split('; ').find((cookie) => cookie.startsWith('trb_click='));
    const id = pair ? pair.slice('trb_click='.length) : '';
    return isClickId(id) ? id : null;
  };

  const remember = (id) => {
    const maxAge = Math.round((Number(setting('days')) || 90) * 86400);
    const shared = setting('domain') ? `; Domain=${setting('domain')}` : '';
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    const cookie = `trb_click=${id}; Path=/; Max-Age=${maxAge}; SameSite=Lax${shared}${secure}`;
    Object.assign(page, { cookie });
    return id;
  };

  const visit = () => {
    const subs = ['sub1', 'sub2', 'sub3', 'sub4', 'sub5'].filter((name) => address.has(name));
    return {
      key: setting('key'),
      url: location.href.split('#')[0],
      referrer: page.referrer,
      previous_click_id: clickId(),
      ...Object.fromEntries(subs.map((name) => [name, address.get(name)])),
    };
  };

  const click = async (fields) => {
    try {
      const response = await fetch(`${source.origin}/track/click`, {
        method: 'POST',
        credentials: 'omit',
        keepalive: true,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...visit(), ...fields }),
      });
      const answer = response.ok ? await response.json() : {};
      return isClickId(answer.click_id) ? remember(answer.click_id) : null;
    } catch {
      return null;
    }
  };

  // The partner stays in the address while the visitor reloads and goes back: one click is enough.
  const clickOnce = async (partner) => {
    const once = 'trb_via';
    try {
      if (sessionStorage.getItem(once) === partner && clickId()) return;
      if (await click({ partner })) sessionStorage.setItem(once, partner);
    } catch {
      // Without storage it is the server that notices the repeat.
    }
  };

  const arrive = async () => {
    const id = address.get(setting('param', 'click_id'));
    if (isClickId(id)) return remember(id);
    const names = setting('via', 'via,ref').split(',');
    const partner = names.map((name) => address.get(name.trim())).find(Boolean);
    if (partner && setting('key')) await clickOnce(partner);
    return clickId();
  };

  // A page that the browser makes ready in the background was not visited yet.
  const shown = () =>
    page.prerendering
      ? new Promise((resolve) => page.addEventListener('prerenderingchange', resolve, { once: true }))
      : Promise.resolve();

  if (!window.tributary) window.tributary = { click, clickId, ready: shown().then(arrive) };
}
