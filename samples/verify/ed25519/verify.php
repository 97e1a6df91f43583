<?php
// $publicKeys: whpk_… of the server, more than one while they overlap; $headers: names in lower case;
// $body: file_get_contents('php://input'), not what was parsed of it
function genuine(array $publicKeys, array $headers, string $body): bool
{
    $id = $headers['webhook-id'] ?? '';
    $time = $headers['webhook-timestamp'] ?? '';
    if ($id === '' || !preg_match('/^[0-9]{1,15}$/D', $time) || abs(time() - (int) $time) > 300) {
        return false;
    }
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $each) {
        $signature = str_starts_with($each, 'v1a,') ? base64_decode(substr($each, 4), true) : false;
        if ($signature === false || strlen($signature) !== 64) {
            continue;
        }
        foreach ($publicKeys as $publicKey) {
            $key = base64_decode(str_replace('whpk_', '', $publicKey));
            if (sodium_crypto_sign_verify_detached($signature, "$id.$time.$body", $key)) {
                return true;
            }
        }
    }
    return false;
}

// --- to try this file alone ---
$given = [
    'webhook-id' => getenv('WEBHOOK_ID') ?: '',
    'webhook-timestamp' => getenv('WEBHOOK_TIMESTAMP') ?: '',
    'webhook-signature' => getenv('WEBHOOK_SIGNATURE') ?: '',
];
$keys = explode(' ', getenv('PUBLIC_KEY'));
exit(genuine($keys, $given, stream_get_contents(STDIN)) ? 0 : 1);
