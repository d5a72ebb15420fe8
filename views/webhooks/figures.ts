/** `1,204` */
export const countText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** `99.83 %` of the share `0.9983`; never rounded up. */
export const shareText = (share: string | null): string => {
  if (share === null) return '';
  const hundredths = Number(share) * 10_000;
  return `${(Math.floor(Math.round(hundredths)) / 100).toString()} %`;
};

/** `12 ms`, `1.2 s` */
export const durationText = (ms: number | null): string => {
  if (ms === null) return '';
  return ms < 1_000 ? `${ms} ms` : `${Math.floor(ms / 100) / 10} s`;
};

/** `1.2 MiB` */
export const bytesText = (bytes: number): string => {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1_024 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : countText(Math.round(value))} ${units[power]}`;
};
