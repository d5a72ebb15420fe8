<?php
// Receives webhooks signed as Standard Webhooks describes: webhook-id, webhook-timestamp, webhook-signature.
// WEBHOOK_SECRET=whsec_... php -S 127.0.0.1:3000 receiver.php
declare(strict_types=1);

const TOLERANCE_SECONDS = 300;
const MAX_BODY_BYTES = 1048576;

/** Whether a request is genuine and recent: $server as PHP has it in $_SERVER, $rawBody as it arrived. */
function isGenuine(string $secret, array $server, string $rawBody): bool
{
    $id = $server['HTTP_WEBHOOK_ID'] ?? '';
    $timestamp = $server['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    $signatures = $server['HTTP_WEBHOOK_SIGNATURE'] ?? '';
    if ($id === '' || !ctype_digit($timestamp) || $signatures === '') {
        return false;
    }
    if (abs(time() - (int) $timestamp) > TOLERANCE_SECONDS) {
        return false;
    }
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret));
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$rawBody", $key, true));
    // Two signatures while one secret replaces the other: one that fits is enough.
    foreach (explode(' ', $signatures) as $given) {
        if (hash_equals($expected, $given)) {
            return true;
        }
    }
    return false;
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
// An event may arrive more than once: keep $event['id'] in a column with a unique index, in the transaction that
// handles the event, and do nothing when it is there already.
error_log("handling {$event['type']} {$event['id']}");
http_response_code(204);
