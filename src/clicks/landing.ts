/** An address with a gap for the click id. */
export interface Landing {
  /** As it is without a click id. */
  readonly url: string;
  readonly beforeId: string;
  readonly afterId: string;
}

/**
 * Cuts an address where the click id goes: at the end of its query, in place of a parameter of the same name.
 * Everything else stays as it is written, so that a merchant's own parameters arrive unchanged.
 *
 * @param url absolute
 * @param parameter name of the parameter that carries the click id
 */
export const cutLanding = (url: string, parameter: string): Landing => {
  const ascii = plain.test(url) ? url : new URL(url).href;
  const fragmentAt = indexOrEnd(ascii, '#');
  const address = ascii.slice(0, fragmentAt);
  const queryAt = indexOrEnd(address, '?');
  const others = withoutParameter(address.slice(queryAt + 1), parameter);
  return {
    url: ascii,
    beforeId: `${address.slice(0, queryAt)}?${others === '' ? '' : `${others}&`}${encodeURIComponent(parameter)}=`,
    afterId: ascii.slice(fragmentAt),
  };
};

/** What may stand in a header as it is. */
const plain = /^[!-~]+$/;

const indexOrEnd = (text: string, character: string): number => {
  const index = text.indexOf(character);
  return index === -1 ? text.length : index;
};

const withoutParameter = (query: string, parameter: string): string =>
  query
    .split('&')
    .filter((part) => nameOf(part) !== parameter)
    .join('&');

const nameOf = (part: string): string => {
  const name = part.slice(0, indexOrEnd(part, '='));
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
};
