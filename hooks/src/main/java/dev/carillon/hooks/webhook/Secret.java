package dev.carillon.hooks.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * The tokens that sign a webhook's requests. Never printed.
 *
 * @param token standard base64 of 32 random bytes
 * @param replaced tokens that were replaced and are still valid for a while; at most one
 */
public record Secret(String token, List<Old> replaced) {

  private static final int TOKEN_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  public Secret {
    replaced = List.copyOf(replaced);
  }

  /** A new secret with a random token. */
  public static Secret random() {
    return new Secret(randomToken(), List.of());
  }

  /**
   * A secret with a new token. The present token stays valid until the given time, if that lies in
   * the future; an older overlap ends.
   *
   * @param oldValidUntil decided by the caller: in the server, {@code overlapHours} of {@code
   *     WebhooksApi.rotate}
   */
  public Secret rotated(Instant now, Instant oldValidUntil) {
    return new Secret(
        randomToken(),
        oldValidUntil.isAfter(now) ? List.of(new Old(token, oldValidUntil)) : List.of());
  }

  /** Whether another one's present token is this one's; takes as long whatever the answer is. */
  public boolean sameToken(Secret other) {
    return MessageDigest.isEqual(token.getBytes(UTF_8), other.token.getBytes(UTF_8));
  }

  /** Whether another one signs as this does, now and later. */
  public boolean same(Secret other) {
    boolean same = replaced.size() == other.replaced.size() && sameToken(other);
    for (int i = 0; same && i < replaced.size(); i++) {
      Old mine = replaced.get(i);
      Old its = other.replaced.get(i);
      same =
          MessageDigest.isEqual(mine.token.getBytes(UTF_8), its.token.getBytes(UTF_8))
              && mine.validUntil.equals(its.validUntil);
    }
    return same;
  }

  /** The present token alone: an overlap ends. */
  public Secret alone() {
    return new Secret(token, List.of());
  }

  /** Without the tokens that are not valid any more at this moment. */
  public Secret at(Instant now) {
    return new Secret(
        token, replaced.stream().filter(old -> old.validUntil().isAfter(now)).toList());
  }

  /** The tokens that sign at this moment, the present one first. */
  public List<String> tokensAt(Instant now) {
    for (Old old : replaced) {
      if (old.validUntil().isAfter(now)) {
        return List.of(token, old.token());
      }
    }
    return List.of(token);
  }

  private static String randomToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "Secret[…]";
  }

  /**
   * A replaced token.
   *
   * @param token as it was
   * @param validUntil when it stops signing
   */
  public record Old(String token, Instant validUntil) {
    @Override
    public String toString() {
      return "Old[…, validUntil=" + validUntil + "]";
    }
  }
}
