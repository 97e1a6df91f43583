package dev.carillon.server.assets.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.digest.Hmac;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets in links, each of which alone downloads one asset's files of one use until it expires.
 * Nothing is stored: a secret is its time, who made it, and a signature over what it is for.
 */
public final class RequestSecrets {

  /** For a secret without an end. */
  public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  /** Stands for the server itself as who made a secret. */
  public static final String SERVER = "";

  /** The end of such a secret: later than any other, in the form of a time. */
  private static final String NEVER = "zzzzzzzzzz";

  private static final Pattern FORM =
      Pattern.compile("([0-9a-z]{1,10})\\.([A-Za-z0-9_-]{0,800})\\.([A-Za-z0-9_-]{32})");
  private static final int SIGNATURE_BYTES = 24;

  private final Hmac hmac;
  private final InstantSource clock;

  /**
   * Secrets signed with this key.
   *
   * @param key the same after a restart, and on all nodes
   */
  public RequestSecrets(byte[] key, InstantSource clock) {
    this.hmac = new Hmac(key);
    this.clock = clock;
  }

  /** A secret for an asset's files, made by this user. */
  public String issue(String assetId, Use use, Duration validFor, String maker) {
    String until =
        validFor.equals(FOREVER)
            ? NEVER
            : Long.toString(clock.instant().plus(validFor).getEpochSecond(), 36);
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(maker.getBytes(UTF_8));
    return until + "." + name + "." + signature(assetId, use, until, name);
  }

  /** Whether a secret is one without an end. */
  public static boolean endless(String secret) {
    Matcher parts = FORM.matcher(secret);
    return parts.matches() && parts.group(1).equals(NEVER);
  }

  /** Whether a text could be a secret. */
  public static boolean wellFormed(String secret) {
    return FORM.matcher(secret).matches();
  }

  /** Who made a secret, where it is for this asset and use, and has not expired. */
  public Optional<String> admits(String secret, String assetId, Use use) {
    Matcher parts = FORM.matcher(secret);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String until = parts.group(1);
    String name = parts.group(2);
    boolean signed =
        MessageDigest.isEqual(
            signature(assetId, use, until, name).getBytes(UTF_8), parts.group(3).getBytes(UTF_8));
    return signed && Long.parseLong(until, 36) > clock.instant().getEpochSecond()
        ? Optional.of(new String(Base64.getUrlDecoder().decode(name), UTF_8))
        : Optional.empty();
  }

  private String signature(String assetId, Use use, String until, String name) {
    byte[] signature = hmac.of(String.join("\n", use.name(), assetId, until, name));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(signature, SIGNATURE_BYTES));
  }

  /** What a secret lets download. */
  public enum Use {
    /** The file itself. */
    ORIGINAL,
    /** Its preview and thumbnail, and smaller ones. */
    PREVIEW,
    /** Its thumbnail alone. */
    THUMBNAIL,
    /** One rendition, whose name stands behind the asset's id. */
    RENDITION
  }
}
