<?php
// $headers: names in lower case; $body: file_get_contents('php://input'), not what was parsed of it
function genuine(string $secretToken, array $headers, string $body): bool
{
    $id = $headers['webhook-id'] ?? '';
    $time = $headers['webhook-timestamp'] ?? '';
    if ($id === '' || !preg_match('/^[0-9]{1,15}$/D', $time) || abs(time() - (int) $time) > 300) {
        return false;
    }
    $key = base64_decode($secretToken);
    $right = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
    $genuine = false;
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $each) {
        $genuine = hash_equals($right, $each) || $genuine;
    }
    return $genuine;
}

// --- to try this file alone ---
$given = [
    'webhook-id' => getenv('WEBHOOK_ID') ?: '',
    'webhook-timestamp' => getenv('WEBHOOK_TIMESTAMP') ?: '',
    'webhook-signature' => getenv('WEBHOOK_SIGNATURE') ?: '',
];
exit(genuine(getenv('SECRET'), $given, stream_get_contents(STDIN)) ? 0 : 1);
