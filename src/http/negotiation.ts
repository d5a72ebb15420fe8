/** Whether the client has the content behind this entity tag; weak tags are compared as weak ones. */
export const hasKnownTag = (request: Request, etag: string): boolean => {
  const tags = request.headers.get('if-none-match')?.split(',') ?? [];
  return tags.some((tag) => tag.trim() === '*' || opaque(tag.trim()) === opaque(etag));
};

const opaque = (tag: string): string => tag.replace(/^W\//, '');

export const acceptsGzip = (request: Request): boolean =>
  /(?:^|,)\s*gzip\s*(?:;\s*q=(?:1|0\.0*[1-9])|,|$)/i.test(request.headers.get('accept-encoding') ?? '');
