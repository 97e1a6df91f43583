require "openssl"

# headers: names in lower case; body: request.body.read, not what was parsed of it
def genuine?(secret_token, headers, body)
  id, time = headers.values_at("webhook-id", "webhook-timestamp")
  return false if id.to_s.empty? || !time.to_s.match?(/\A[0-9]+\z/)
  return false if (Time.now.to_i - time.to_i).abs > 300

  key = secret_token.unpack1("m")
  digest = OpenSSL::HMAC.digest("SHA256", key, "#{id}.#{time}.".b + body.b)
  right = "v1,#{[digest].pack("m0")}"
  headers["webhook-signature"].to_s.split.any? { |each| OpenSSL.secure_compare(right, each) }
end

# --- to try this file alone ---
given = {
  "webhook-id" => ENV["WEBHOOK_ID"],
  "webhook-timestamp" => ENV["WEBHOOK_TIMESTAMP"],
  "webhook-signature" => ENV["WEBHOOK_SIGNATURE"]
}
exit(genuine?(ENV.fetch("SECRET"), given, $stdin.binmode.read) ? 0 : 1)
