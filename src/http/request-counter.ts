/** Kinds of requests, by the beginning of their path; the first that fits decides. */
export const requestClasses = ['track', 'api', 'redirect'] as const;
export type RequestClass = (typeof requestClasses)[number];

export const statusClasses = ['2xx', '3xx', '4xx', '5xx'] as const;
export type StatusClass = (typeof statusClasses)[number];

/** How many requests were answered, since the process began. */
export interface RequestCounter {
  count(path: string, status: number): void;
  countOf(requestClass: RequestClass, statusClass: StatusClass): number;
}

export const createRequestCounter = (): RequestCounter => {
  const counts = new Float64Array(requestClasses.length * statusClasses.length);
  return {
    count: (path, status) => {
      const statusClass = Math.min(Math.max(Math.floor(status / 100), 2), 5) - 2;
      const at = classOf(path) * statusClasses.length + statusClass;
      counts[at] = (counts[at] ?? 0) + 1;
    },
    countOf: (requestClass, statusClass) =>
      counts[
        requestClasses.indexOf(requestClass) * statusClasses.length + statusClasses.indexOf(statusClass)
      ] ?? 0,
  };
};

const classOf = (path: string): number => {
  if (path.startsWith('/track/')) return 0;
  return path.startsWith('/api/') ? 1 : 2;
};
