package dev.carillon.server.accounts.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.capacity.CpuPool;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id with 19 MiB, two passes and one lane, written as {@code $argon2id$v=19$…}. It costs
 * memory and time on purpose, so only a few run at once, on threads of their own. Who is known has
 * another queue than strangers, who may be any number.
 */
public final class PasswordHasher implements AutoCloseable {

  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /** How many may wait, and of one address: who waits behind these has a response in a second. */
  private static final int WAITING_MAX = 64;

  private static final int SHARE_MAX = 12;
  private static final int CPUS = Runtime.getRuntime().availableProcessors();
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})\\$([\\w+/]+)\\$([\\w+/]+)");

  private final CpuPool strangers = pool(Math.max(1, CPUS / 2));
  private final CpuPool known = pool(1);

  private static CpuPool pool(int threads) {
    return new CpuPool(
        "passwords",
        "Too many logins at once; retry later",
        new CpuPool.Limits(threads, WAITING_MAX, SHARE_MAX, WAIT_MAX));
  }

  /**
   * The hash to store.
   *
   * @throws dev.carillon.server.platform.http.Problem 503 where too many wait already
   */
  public String hash(String password) {
    byte[] salt = Digests.random(SALT_BYTES);
    Cost cost = new Cost(MEMORY_KIB, PASSES, LANES);
    return cost.written(salt, known.run(() -> cost.digest(password, salt, HASH_BYTES)));
  }

  /**
   * Whether this is the password of a stored hash.
   *
   * @param claimant who says so
   * @throws dev.carillon.server.platform.http.Problem 503 where too many wait already
   */
  public boolean matches(Claimant claimant, String password, String stored) {
    Matcher form = FORM.matcher(stored);
    if (!form.matches()) {
      throw new IllegalStateException("a stored password hash is not one of argon2id");
    }
    Cost cost =
        new Cost(
            Integer.parseInt(form.group(1)),
            Integer.parseInt(form.group(2)),
            Integer.parseInt(form.group(3)));
    byte[] salt = Base64.getDecoder().decode(form.group(4));
    byte[] expected = Base64.getDecoder().decode(form.group(5));
    CpuPool pool = claimant.known() ? known : strangers;
    return MessageDigest.isEqual(
        expected, pool.run(claimant.from(), () -> cost.digest(password, salt, expected.length)));
  }

  /** A hash that no password has, and that takes as long to compare as any other. */
  public String decoy() {
    return new Cost(MEMORY_KIB, PASSES, LANES)
        .written(Digests.random(SALT_BYTES), Digests.random(HASH_BYTES));
  }

  /**
   * Who claims to know a user's password.
   *
   * @param from addresses are served in turn
   * @param known whether that user has logged in from there before, or has a session
   */
  public record Claimant(InetAddress from, boolean known) {}

  /** How many passwords wait for a processor. */
  public int waiting() {
    return strangers.waiting() + known.waiting();
  }

  /** How many passwords were not looked at since too many waited. */
  public long refused() {
    return strangers.refused() + known.refused();
  }

  private record Cost(int memoryKib, int passes, int lanes) {

    byte[] digest(String password, byte[] salt, int length) {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(memoryKib)
              .withIterations(passes)
              .withParallelism(lanes)
              .withSalt(salt)
              .build());
      byte[] hash = new byte[length];
      generator.generateBytes(
          Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(UTF_8), hash);
      return hash;
    }

    String written(byte[] salt, byte[] hash) {
      Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
      return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
          .formatted(
              memoryKib, passes, lanes, base64.encodeToString(salt), base64.encodeToString(hash));
    }
  }

  @Override
  public void close() {
    strangers.close();
    known.close();
  }
}
