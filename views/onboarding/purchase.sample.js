const answer = await fetch('BASE_URL/track/purchase', {
  method: 'POST',
  headers: {
    authorization: `Bearer ${process.env.TRIBUTARY_API_KEY}`,
    'content-type': 'application/json',
    'idempotency-key': 'first-order',
  },
  body: JSON.stringify(BODY),
});
console.log(answer.status, await answer.json());
