/** The least that a redirect can cost: nothing is looked up, nothing is stored. */
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: () => new Response(null, { status: 302, headers: { location: 'https://shop.example.com/' } }),
});
process.stdout.write(`${server.url}\n`);
