package dev.carillon.bench.micro;

import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.webhook.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Both signatures of one request of 1 KiB, and the one by Ed25519; the limit is the bare hash of as
 * many bytes.
 */
@State(Scope.Thread)
public class Signing {

  private static final String ID = "A0000000000A0000000000";
  private static final long TIMESTAMP = 1_700_000_000;

  private static final byte[] PREFIX =
      (ID + "." + TIMESTAMP + ".").getBytes(StandardCharsets.US_ASCII);

  private final SigningKey key = SigningKey.random(Instant.EPOCH);
  private final String token = Base64.getEncoder().encodeToString(new byte[32]);
  private final Signer signer = Signer.of(token);
  private final Payload payload = Payload.of("x".repeat(1024));
  private final Mac bare;

  /** With a key that is ready. */
  public Signing() {
    try {
      bare = Mac.getInstance("HmacSHA256");
      bare.init(new SecretKeySpec(token.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
    } catch (GeneralSecurityException every) {
      throw new IllegalStateException("every Java platform has HmacSHA256", every);
    }
  }

  /** The product. */
  @Benchmark
  public int signatures() {
    return signer.hookSignature(payload).length()
        + signer.standardSignature(ID, TIMESTAMP, payload).length();
  }

  /** One more signature, by Ed25519, which webhooks can ask for. */
  @Benchmark
  public int ed25519() {
    return key.signed(PREFIX, payload.bytes()).length;
  }

  /** The limit. */
  @Benchmark
  public int bareHashes() {
    return bare.doFinal(payload.bytes())[0] + bare.doFinal(payload.bytes())[0];
  }
}
