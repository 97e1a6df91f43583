import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

public class Verify {

  /**
   * publicKeys: whpk_… of the server, more than one while they overlap; headers: names in lower
   * case; body: the raw bytes, before any JSON parser has seen them.
   */
  static boolean genuine(List<String> publicKeys, Map<String, String> headers, byte[] body)
      throws GeneralSecurityException {
    String id = headers.getOrDefault("webhook-id", "");
    String time = headers.getOrDefault("webhook-timestamp", "");
    if (id.isEmpty() || !time.matches("[0-9]{1,15}")) {
      return false;
    }
    if (Math.abs(Instant.now().getEpochSecond() - Long.parseLong(time)) > 300) {
      return false;
    }
    for (String each : headers.getOrDefault("webhook-signature", "").split(" ")) {
      for (String key : publicKeys) {
        if (each.startsWith("v1a,")) {
          Signature signature = Signature.getInstance("Ed25519");
          signature.initVerify(publicKey(key));
          signature.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
          signature.update(body);
          if (verifies(signature, each.substring(4))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static PublicKey publicKey(String text) throws GeneralSecurityException {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    encoded.writeBytes(HexFormat.of().parseHex("302a300506032b6570032100"));
    encoded.writeBytes(Base64.getDecoder().decode(text.replace("whpk_", "")));
    X509EncodedKeySpec key = new X509EncodedKeySpec(encoded.toByteArray());
    return KeyFactory.getInstance("Ed25519").generatePublic(key);
  }

  private static boolean verifies(Signature signature, String base64) {
    try {
      return signature.verify(Base64.getDecoder().decode(base64));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      return false;
    }
  }

  // --- to try this file alone ---
  public static void main(String[] args) throws Exception {
    Map<String, String> env = System.getenv();
    Map<String, String> headers =
        Map.of(
            "webhook-id", env.getOrDefault("WEBHOOK_ID", ""),
            "webhook-timestamp", env.getOrDefault("WEBHOOK_TIMESTAMP", ""),
            "webhook-signature", env.getOrDefault("WEBHOOK_SIGNATURE", ""));
    List<String> keys = List.of(env.get("PUBLIC_KEY").split(" "));
    System.exit(genuine(keys, headers, System.in.readAllBytes()) ? 0 : 1);
  }
}
