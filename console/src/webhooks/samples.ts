/** How a receiver checks X-Hook-Signature, in eight languages. The body must be the raw bytes. */
export const SAMPLES: { language: string; code: string }[] = [
  {
    language: 'Node',
    code: `import { createHmac, timingSafeEqual } from 'node:crypto'

// body: the raw bytes (a Buffer), before any JSON parser has seen them
export function genuine(body, headers, secretToken) {
  const sent = Buffer.from(headers['x-hook-signature'] ?? '', 'hex')
  const right = createHmac('sha256', secretToken).update(body).digest()
  return sent.length === right.length && timingSafeEqual(sent, right)
}`,
  },
  {
    language: 'Java',
    code: `static boolean genuine(byte[] body, String xHookSignature, String secretToken)
    throws GeneralSecurityException {
  Mac mac = Mac.getInstance("HmacSHA256");
  mac.init(new SecretKeySpec(secretToken.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
  String right = HexFormat.of().formatHex(mac.doFinal(body));
  return MessageDigest.isEqual(right.getBytes(), xHookSignature.getBytes());
}`,
  },
  {
    language: 'Python',
    code: `import hashlib, hmac

# body: the raw bytes, such as Flask's request.get_data()
def genuine(body: bytes, headers, secret_token: str) -> bool:
    right = hmac.new(secret_token.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right, headers.get("X-Hook-Signature", ""))`,
  },
  {
    language: 'Go',
    code: `func genuine(body []byte, header http.Header, secretToken string) bool {
	mac := hmac.New(sha256.New, []byte(secretToken))
	mac.Write(body)
	sent, err := hex.DecodeString(header.Get("X-Hook-Signature"))
	return err == nil && hmac.Equal(sent, mac.Sum(nil))
}`,
  },
  {
    language: 'PHP',
    code: `<?php
$body = file_get_contents('php://input');
$right = hash_hmac('sha256', $body, $secretToken);
$genuine = hash_equals($right, $_SERVER['HTTP_X_HOOK_SIGNATURE'] ?? '');`,
  },
  {
    language: 'C#',
    code: `static bool Genuine(byte[] body, string xHookSignature, string secretToken)
{
    byte[] right = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretToken), body);
    byte[] sent = Encoding.UTF8.GetBytes(xHookSignature);
    return CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Convert.ToHexString(right).ToLowerInvariant()), sent);
}`,
  },
  {
    language: 'Ruby',
    code: `require "openssl"

# body: request.body.read
def genuine?(body, x_hook_signature, secret_token)
  right = OpenSSL::HMAC.hexdigest("SHA256", secret_token, body)
  OpenSSL.secure_compare(right, x_hook_signature.to_s)
end`,
  },
  {
    language: 'Shell',
    code: `# body.json holds the raw bytes; the signature is the header X-Hook-Signature
right=$(openssl dgst -sha256 -hmac "$SECRET_TOKEN" -r body.json | cut -d ' ' -f 1)
[ "$right" = "$SIGNATURE" ] && echo genuine`,
  },
]
