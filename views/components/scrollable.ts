/** For boxes that scroll by themselves: people scroll by keyboard, too, so what can scroll can take the focus. */
export const scrollable = { tabindex: 0 } as const;
