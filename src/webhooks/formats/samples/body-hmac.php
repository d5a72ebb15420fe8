<?php
// Receives webhooks with the HMAC-SHA256 of the raw body in a header.
// WEBHOOK_SECRET=whsec_... php -S 127.0.0.1:3000 receiver.php
declare(strict_types=1);

const MAX_BODY_BYTES = 1048576;
// As in the settings of the endpoint: X-Webhook-Signature, as PHP writes it. For base64:
// base64_encode(hash_hmac('sha256', $rawBody, $secret, true))
const SIGNATURE_HEADER = 'HTTP_X_WEBHOOK_SIGNATURE';
const PREFIX = ''; // such as 'sha256='

/** Whether a request is genuine: $server as PHP has it in $_SERVER, $rawBody as it arrived. */
function isGenuine(string $secret, array $server, string $rawBody): bool
{
    // The key is the text of the secret as it is shown, whsec_ included.
    $expected = PREFIX . hash_hmac('sha256', $rawBody, $secret);
    return hash_equals($expected, $server[SIGNATURE_HEADER] ?? '');
}

// Without it everybody could sign: no secret is a secret that is known.
$secret = getenv('WEBHOOK_SECRET') ?: '';
if (!str_starts_with($secret, 'whsec_')) {
    http_response_code(500);
    exit;
}
// The bytes that were signed: parse them only once they are verified.
$rawBody = file_get_contents('php://input', false, null, 0, MAX_BODY_BYTES + 1);
if (strlen($rawBody) > MAX_BODY_BYTES) {
    http_response_code(413);
    exit;
}
if (!isGenuine($secret, $_SERVER, $rawBody)) {
    http_response_code(401);
    exit;
}
$event = json_decode($rawBody, true);
// This signature covers no time: a recorded request stays genuine for ever, and only its id gives it away. Keep
// $event['id'] in a column with a unique index, in the transaction that handles the event, and do nothing when it is
// there already.
error_log("handling {$event['type']} {$event['id']}");
http_response_code(204);
