/** A place in a request where digits count up, so that requests differ without being built anew. */
export interface Slot {
  /** Digits written; shorter numbers get zeros in front. */
  readonly width: number;
  /** Added to every number; a first digit other than zero keeps zeros from being written. */
  readonly first?: number;
  /** So many requests in a row carry the same number. */
  readonly stride?: number;
  /** Numbers begin again after so many. */
  readonly modulo: number;
}

export interface PlacedSlot extends Required<Slot> {
  /** Byte at which the digits begin. */
  readonly at: number;
}

/** One request as bytes to be, with what changes from one to the next. Plain data, so that it can be sent. */
export interface RequestTemplate {
  readonly text: string;
  readonly slots: readonly PlacedSlot[];
}

export interface RequestParts {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Path, headers and body name a slot as `<name>`. */
  readonly slots?: Readonly<Record<string, Slot>>;
}

/**
 * Writes an HTTP/1.1 request down once.
 *
 * @throws Error when the request has characters other than ASCII, or a slot stands nowhere
 */
export const requestTemplate = (parts: RequestParts): RequestTemplate => {
  const slots = parts.slots ?? {};
  const text = withoutSlots(requestText(parts, slots), slots);
  if (Buffer.byteLength(text.bare) !== text.bare.length)
    throw new Error('a request to send again and again is ASCII');
  return { text: text.bare, slots: text.placed };
};

const requestText = (
  { method, path, headers = {}, body }: RequestParts,
  slots: Readonly<Record<string, Slot>>,
): string => {
  const bodyText = body === undefined ? '' : JSON.stringify(body);
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1'];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== undefined) {
    lines.push(
      'Content-Type: application/json',
      `Content-Length: ${withoutSlots(bodyText, slots).bare.length}`,
    );
  }
  return `${lines.join('\r\n')}\r\n\r\n${bodyText}`;
};

const withoutSlots = (
  marked: string,
  slots: Readonly<Record<string, Slot>>,
): { bare: string; placed: PlacedSlot[] } => {
  const placed: PlacedSlot[] = [];
  let bare = '';
  let from = 0;
  for (const mark of marked.matchAll(/<([a-z]+)>/g)) {
    const slot = slots[mark[1] ?? ''];
    if (!slot) continue;
    bare += marked.slice(from, mark.index);
    placed.push({ first: 0, stride: 1, ...slot, at: bare.length });
    bare += '0'.repeat(slot.width);
    from = mark.index + mark[0].length;
  }
  return { bare: bare + marked.slice(from), placed };
};

/** Bytes that one connection sends over and over, with the slots filled in for the next request each time. */
export const fillable = (template: RequestTemplate): ((counter: number) => Uint8Array) => {
  const bytes = new TextEncoder().encode(template.text);
  return (counter) => {
    for (const slot of template.slots) {
      writeDigits(bytes, slot, slot.first + (Math.floor(counter / slot.stride) % slot.modulo));
    }
    return bytes;
  };
};

const zero = 48;

const writeDigits = (bytes: Uint8Array, { at, width }: PlacedSlot, value: number): void => {
  let rest = value;
  for (let index = at + width - 1; index >= at; index -= 1) {
    bytes[index] = zero + (rest % 10);
    rest = Math.floor(rest / 10);
  }
};
