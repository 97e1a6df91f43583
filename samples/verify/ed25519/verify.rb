require "openssl"

# public_keys: whpk_… of the server, more than one while they overlap; headers: names in lower case;
# body: request.body.read, not what was parsed of it
def genuine?(public_keys, headers, body)
  id, time = headers.values_at("webhook-id", "webhook-timestamp")
  return false if id.to_s.empty? || !time.to_s.match?(/\A[0-9]+\z/)
  return false if (Time.now.to_i - time.to_i).abs > 300

  signed = "#{id}.#{time}.".b + body.b
  keys = public_keys.map do |each|
    OpenSSL::PKey.read(["302a300506032b6570032100"].pack("H*") + each.delete_prefix("whpk_").unpack1("m"))
  end
  sent = headers["webhook-signature"].to_s.split.select { |each| each.start_with?("v1a,") }
  sent.any? { |each| keys.any? { |key| key.verify(nil, each.delete_prefix("v1a,").unpack1("m"), signed) } }
end

# --- to try this file alone ---
given = {
  "webhook-id" => ENV["WEBHOOK_ID"],
  "webhook-timestamp" => ENV["WEBHOOK_TIMESTAMP"],
  "webhook-signature" => ENV["WEBHOOK_SIGNATURE"]
}
exit(genuine?(ENV.fetch("PUBLIC_KEY").split, given, $stdin.binmode.read) ? 0 : 1)
