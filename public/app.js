/** What pages can do better with a script; each works without it. Events are those of htmx 4. */

const eachIn = (root, selector, act) => {
  for (const element of root.querySelectorAll(selector)) act(element);
};
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
/** What people do and where: one listener on the document serves whatever is swapped in later. */
const on = (type, selector, act, capture = false) =>
  document.addEventListener(
    type,
    (event) => {
      const element = event.target.closest?.(selector);
      if (element) act(element, event);
    },
    capture,
  );

/* Said to those who do not see it: outlives every swap of the body. */
const announcer = make('div', { className: 'visually-hidden', role: 'status', ariaLive: 'polite' });
document.documentElement.append(announcer);
const announce = (text) => {
  announcer.textContent = '';
  setTimeout(() => announcer.append(text), 50);
};

/* Instants in the viewer's own time; the exact one stays in the title. */
const clock = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' };
const thisYear = new Intl.DateTimeFormat(undefined, clock);
const otherYear = new Intl.DateTimeFormat(undefined, { ...clock, year: 'numeric' });
const showLocalTime = (element) => {
  const at = new Date(element.dateTime);
  if (Number.isNaN(at.getTime())) return;
  const format = at.getFullYear() === new Date().getFullYear() ? thisYear : otherYear;
  element.textContent = format.format(at);
};

/* The head of a table can follow the page where nothing has to scroll sideways. */
const fitTable = (box) => {
  box.toggleAttribute('data-fits', false);
  const fits = box.scrollWidth <= box.clientWidth;
  box.toggleAttribute('data-fits', fits && !box.closest('details'));
  box.tabIndex = fits ? -1 : 0;
};
const fitTables = () => eachIn(document, '.table-box', fitTable);
addEventListener('resize', fitTables);

/* Toasts: gone by themselves when there is nothing to do about them. */
const toastMs = 6_000;
const close = (toast) => {
  if (toast.matches(':hover, :focus-within')) setTimeout(close, toastMs, toast);
  else toast.remove();
};
const prepareToast = (toast) => {
  announce(toast.textContent.trim());
  if (toast.matches('[data-tone=bad], [data-stays], :has(form)')) {
    toast.append(
      make('button', { type: 'button', className: 'dismiss', ariaLabel: 'Dismiss', textContent: '×' }),
    );
  } else setTimeout(close, toastMs, toast);
};
on('click', '.dismiss', (button) => button.parentElement.remove());
const toast = (text) => {
  const shown = make('div', { className: 'toast' }, make('p', { textContent: text }));
  shown.dataset.tone = 'bad';
  document.body.append(shown);
  prepareToast(shown);
};

const prepare = () => {
  eachIn(document, 'time[data-local]', showLocalTime);
  eachIn(document, '[data-copy], [data-pick-all]', (element) => {
    element.hidden = false;
  });
  fitTables();
};
const arrive = () => {
  eachIn(document, '.toast', prepareToast);
  document.querySelector('[data-focus]')?.focus();
};
prepare();
arrive();

/* Copying */
on('click', '[data-copy]', async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  announce('Copied');
  if (button.dataset.label) return;
  button.dataset.label = button.textContent;
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = button.dataset.label;
    delete button.dataset.label;
  }, 2_000);
});

/* Picking rows */
const boxesOf = (form) => [...document.querySelectorAll(`.pick input[form="${form}"]`)];
const countPicked = (form) => {
  const boxes = boxesOf(form);
  const picked = boxes.filter(({ checked }) => checked).length;
  eachIn(document, `[data-picked="${form}"]`, (place) => {
    place.textContent = `${picked} of ${boxes.length} picked`;
  });
  eachIn(document, `[data-pick-all="${form}"]`, (all) => {
    all.checked = picked === boxes.length;
    all.indeterminate = picked > 0 && picked < boxes.length;
  });
};
on('change', '[data-pick-all]', ({ checked, dataset: { pickAll } }) => {
  for (const box of boxesOf(pickAll)) box.checked = checked;
  countPicked(pickAll);
});
on('change', '.pick input', (box) => countPicked(box.getAttribute('form')));

on('change', '[data-submit-on-change] :is(select, [type=checkbox], [type=radio])', ({ form }) =>
  form.requestSubmit(),
);

/* The value under the pointer, beside the chart's title. */
on('pointerover', '.catchers [data-value]', (bar) => {
  bar.closest('.chart').querySelector('[data-readout]').textContent = bar.dataset.value;
});

/* A form is sent once, however often it is clicked; what was typed is not lost unasked. */
let unsaved;
on('input', 'form.form', (form) => {
  unsaved = form;
});
on(
  'submit',
  'form[method=post]',
  (form, event) => {
    if (form.ariaBusy === 'true') {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.ariaBusy = 'true';
    unsaved = undefined;
    setTimeout(free, 10_000, form);
  },
  true,
);
const free = (form) => {
  form.ariaBusy = null;
};
addEventListener('beforeunload', (event) => {
  if (unsaved?.isConnected) event.preventDefault();
});
/* Whoever signed out and goes back is shown nothing. */
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());

/* Boosted navigation */
const line = make('div', { className: 'progress-line' });
let patience;
const isPage = (ctx) => ctx.target === document.body;
const onHtmx = (name, act) =>
  document.addEventListener(`htmx:${name}`, (event) => event.detail.ctx && act(event.detail.ctx, event));

onHtmx('before:request', (ctx, event) => {
  if (!isPage(ctx)) return;
  if (unsaved?.isConnected && !confirm('Leave without saving what you wrote?')) {
    event.preventDefault();
    return;
  }
  unsaved = undefined;
  clearTimeout(patience);
  patience = setTimeout(() => document.documentElement.append(line), 200);
});
onHtmx('finally:request', (ctx) => {
  if (!isPage(ctx)) return;
  clearTimeout(patience);
  line.remove();
  eachIn(document, 'form[aria-busy]', free);
});
onHtmx('error', (ctx) => {
  if (isPage(ctx))
    toast('The server could not be reached. Check the connection, then look whether it was done.');
});

/* Pages with other styles (sign-in, the API's documentation, a newer version) and files are loaded as a whole. */
const ownStyles = document.querySelector('link[href*="/admin."]')?.getAttribute('href');
onHtmx('after:request', (ctx, event) => {
  const { raw } = ctx.response;
  if (ctx.text.includes(ownStyles) || (ctx.request.method !== 'GET' && !raw.redirected)) return;
  event.preventDefault();
  location.assign(raw.url);
});

/* Another page begins at its heading; the same one keeps its place and the focus, unless what had it is gone. */
const placeOf = (url) => url.pathname + (url.searchParams.get('cursor') ?? '');
const headingText = () => document.querySelector('h1')?.textContent;
let moved = false;
let headedBefore;
onHtmx('before:swap', (ctx, { detail }) => {
  const [main] = detail.tasks;
  if (!isPage(ctx) || !main) return;
  headedBefore = headingText();
  moved = placeOf(new URL(ctx.response.raw.url)) !== placeOf(new URL(location.href));
  if (!moved) main.swapSpec.show = 'none';
});
onHtmx('after:swap', (ctx) => {
  prepare();
  if (!isPage(ctx)) return;
  announce(ctx.title);
  const heading = document.querySelector('h1');
  // What a form answers may be another page at the form's own address, such as one with a secret to copy.
  if (!moved && headingText() !== headedBefore) {
    moved = true;
    scrollTo(0, 0);
  }
  if (heading && (moved || document.activeElement === document.body)) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  arrive();
});

/* Keys: single ones can be turned off, for those whose software types them. */
const areKeysOn = () => localStorage.getItem('keys') !== 'off';
const links = () => [...document.querySelectorAll('.data tbody a')].filter((link) => link.matches('td > a'));
const rows = () =>
  [
    ...new Map(
      links()
        .map((link) => [link.closest('tr'), link])
        .toReversed(),
    ).values(),
  ].toReversed();
const step = (by) => {
  const all = rows();
  const at = all.findIndex((link) => link.closest('tr').contains(document.activeElement));
  all[at < 0 && by < 0 ? all.length - 1 : Math.min(Math.max(at + by, 0), all.length - 1)]?.focus();
};
const keys = {
  '/': ['Search', () => document.getElementById('search')?.select()],
  j: ['Next row', () => step(1)],
  k: ['Row before', () => step(-1)],
  x: ['Pick the row', () => document.activeElement.closest('tr')?.querySelector('.pick input')?.click()],
  '?': ['This help', () => showHelp()],
};
const showHelp = () => {
  const line = (key, text) => [
    make('dt', {}, make('kbd', { textContent: key })),
    make('dd', { textContent: text }),
  ];
  const box = make('input', { type: 'checkbox', checked: areKeysOn() });
  box.addEventListener('change', () => localStorage.setItem('keys', box.checked ? 'on' : 'off'));
  const dialog = make(
    'dialog',
    { className: 'help', ariaLabel: 'Keys' },
    make('h2', { textContent: 'Keys' }),
    make(
      'dl',
      {},
      ...Object.entries(keys).flatMap(([key, [text]]) => line(key, text)),
      ...line('Enter', 'Open the row'),
      ...[...document.querySelectorAll('[data-go]')].flatMap((link) =>
        line(`g ${link.dataset.go}`, link.textContent.trim()),
      ),
    ),
    make('label', { className: 'box' }, box, 'Use single keys'),
    make('form', { method: 'dialog' }, make('button', { textContent: 'Close' })),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
};
let going = false;
document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest?.('dialog')) return;
  if (target.matches?.('input:not([type=checkbox]), textarea, select')) return;
  if (key !== '?' && !areKeysOn()) return;
  const place = going && document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  const act = place ? () => place.click() : keys[key]?.[1];
  going = key === 'g' && !going;
  if (!act) return;
  event.preventDefault();
  act();
});
