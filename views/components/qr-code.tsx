import { encodeQR } from 'qr';

interface QrCodeProps {
  /** What a camera reads out of it. */
  readonly text: string;
  /** What it is, for those who do not see it: the text itself stands beside it for them. */
  readonly label: string;
  /** Width and height on the screen, in pixels. */
  readonly size?: number;
}

/** Light around the code that cameras need to find it, in modules. */
const quietZone = 4;

/** A QR code as a drawing within the page: dark on light in both colour schemes, because cameras want it so. */
export const QrCode = ({ text, label, size = 192 }: QrCodeProps) => {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: quietZone });
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      width={size}
      height={size}
      shape-rendering="crispEdges"
    >
      <rect width={rows.length} height={rows.length} fill="#fff" />
      <path d={rows.map(runsOf).join('')} fill="#000" />
    </svg>
  );
};

/** Each run of dark modules as one stroke of a path: a hundred pieces in place of a thousand squares. */
const runsOf = (row: readonly boolean[], y: number): string => {
  let path = '';
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue;
    const start = x;
    while (row[x + 1] === true) x += 1;
    path += `M${start} ${y}h${x + 1 - start}v1H${start}z`;
  }
  return path;
};
