/** The sign of the product: two streams that become one river. `lost` shows the river running dry. */
export const Mark = ({ lost = false, size = 24 }: { lost?: boolean; size?: number }) => (
  <svg class="mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
    <rect width="32" height="32" rx="8" />
    <path d="M6 8c8 0 5 8 12 8M6 24c8 0 5-8 12-8" />
    {lost ? <path class="river" d="M21.5 16h.01M26.5 16h.01" /> : <path class="river" d="M17 16h9.5" />}
  </svg>
);
