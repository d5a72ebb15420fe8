/** Where people go who have signed in and wanted nowhere in particular. */
export const startPage = '/admin';

/** Where somebody wanted to go, if that is a page of the administration; anything else is the start page. */
export const nextPage = (wanted: string | null | undefined): string => {
  if (!wanted || !/^\/admin(?:[/?]|$)/.test(wanted) || /[\\\p{C}]/u.test(wanted)) return startPage;
  const url = URL.parse(wanted, origin);
  if (url?.origin !== origin || !/^\/admin(?:\/(?!\/)|$)/.test(url.pathname)) return startPage;
  return url.pathname + url.search;
};

/** Only to read the path with. */
const origin = 'http://localhost';
