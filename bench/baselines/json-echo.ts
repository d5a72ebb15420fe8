/** The least that an answer to a JSON body can cost: it is read and written, nothing else. */
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: async (request) => Response.json(await request.json()),
});
process.stdout.write(`${server.url}\n`);
