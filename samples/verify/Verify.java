import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Verify {

  /** headers: names in lower case; body: the raw bytes, before any JSON parser has seen them. */
  static boolean genuine(String secretToken, Map<String, String> headers, byte[] body)
      throws GeneralSecurityException {
    String id = headers.getOrDefault("webhook-id", "");
    String time = headers.getOrDefault("webhook-timestamp", "");
    if (id.isEmpty() || !time.matches("[0-9]{1,15}")) {
      return false;
    }
    if (Math.abs(Instant.now().getEpochSecond() - Long.parseLong(time)) > 300) {
      return false;
    }
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secretToken), "HmacSHA256"));
    mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
    byte[] right = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes();
    boolean genuine = false;
    for (String each : headers.getOrDefault("webhook-signature", "").split(" ")) {
      genuine |= MessageDigest.isEqual(right, each.getBytes(StandardCharsets.UTF_8));
    }
    return genuine;
  }

  // --- to try this file alone ---
  public static void main(String[] args) throws Exception {
    Map<String, String> env = System.getenv();
    Map<String, String> headers =
        Map.of(
            "webhook-id", env.getOrDefault("WEBHOOK_ID", ""),
            "webhook-timestamp", env.getOrDefault("WEBHOOK_TIMESTAMP", ""),
            "webhook-signature", env.getOrDefault("WEBHOOK_SIGNATURE", ""));
    System.exit(genuine(env.get("SECRET"), headers, System.in.readAllBytes()) ? 0 : 1);
  }
}
