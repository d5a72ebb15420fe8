/** What pages can do better with a script; each works without it. */

const eachIn = (root, selector, act) => {
  for (const element of root.querySelectorAll(selector)) act(element);
};

/** Instants in the viewer's own time; the exact one stays in the title. */
const localTimes = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const showLocalTime = (element) => {
  const at = new Date(element.dateTime);
  if (Number.isNaN(at.getTime())) return;
  element.textContent = localTimes.format(at);
};

const prepare = (root) => {
  eachIn(root, 'time[data-local]', showLocalTime);
  eachIn(root, '[data-copy]', (button) => {
    button.hidden = false;
  });
  eachIn(root, '[data-pick-all]', (box) => {
    box.hidden = false;
  });
  root.querySelector('[data-focus]')?.focus();
};

prepare(document);
document.addEventListener('htmx:after:swap', () => prepare(document));

document.addEventListener('click', async ({ target }) => {
  const button = target.closest?.('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.textContent;
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = label;
  }, 2000);
});

document.addEventListener('change', ({ target }) => {
  const all = target.closest?.('[data-pick-all]');
  if (all) {
    eachIn(document, `input[type=checkbox][form="${all.dataset.pickAll}"]`, (box) => {
      box.checked = all.checked;
    });
    return;
  }
  if (target.matches?.('select')) target.closest('form[data-submit-on-change]')?.requestSubmit();
});

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.('input, textarea, select')) return;
  event.preventDefault();
  document.getElementById('search')?.focus();
});
