package dev.carillon.server.accounts.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.digest.Hmac;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bearer tokens for programs: JWTs signed with HMAC-SHA-512, good for 8 hours. They may do what
 * their user may: only API tokens have scopes.
 */
public final class LoginTokens {

  private static final Duration GOOD_FOR = Duration.ofHours(8);
  private static final String PROOF_VERSION = "pv";
  private static final String CLIENT = "cid";
  private static final int VERIFIED_MAX = 1_000;
  private static final int CSRF_LENGTH = 22;

  private final InstantSource clock;
  private final RevokedTokens revoked;
  private final byte[] key;

  /**
   * The content of tokens whose signature is known to be good. Whether a token still counts is
   * checked each time.
   */
  private final Map<String, Claim> verified = new ConcurrentHashMap<>();

  /** Tokens signed by this key. */
  public LoginTokens(TokenKey key, RevokedTokens revoked, InstantSource clock) {
    this.key = key.bytes();
    this.revoked = revoked;
    this.clock = clock;
  }

  /**
   * What a good token says.
   *
   * @param proofVersion the account's when it was issued
   */
  public record Claim(String tokenId, String username, long proofVersion, Instant expires) {}

  /**
   * A new token.
   *
   * @param csrfToken what a changing call must carry where the token comes as a cookie
   */
  public record Issued(String token, String csrfToken) {

    @Override
    public String toString() {
      return "Issued[]";
    }
  }

  /** A new token for a user of the program that calls itself so. */
  public Issued issue(Account account, String clientId) {
    Instant now = clock.instant();
    String id = Ids.random();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .jwtID(id)
            .subject(account.username())
            .claim(PROOF_VERSION, account.proof().version())
            .claim(CLIENT, clientId)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(GOOD_FOR)))
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS512), claims);
    try {
      token.sign(new MACSigner(key));
    } catch (JOSEException broken) {
      throw new IllegalStateException("a token cannot be signed", broken);
    }
    return new Issued(token.serialize(), csrfToken(id));
  }

  /** The CSRF token of a login token, which cannot be computed without the server's key. */
  String csrfToken(String tokenId) {
    byte[] code = new Hmac(key).of("csrf\n" + tokenId);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(code).substring(0, CSRF_LENGTH);
  }

  /** The content of a token, if this server issued it and it is still valid. */
  public Optional<Claim> read(String token) {
    return claimed(token).filter(this::good);
  }

  /** Whether we issued it, be it still good or not. */
  boolean issued(String token) {
    return claimed(token).isPresent();
  }

  private Optional<Claim> claimed(String token) {
    return Optional.ofNullable(verified.get(token)).or(() -> verify(token));
  }

  private Optional<Claim> verify(String token) {
    Optional<Claim> claim = parsed(token);
    if (verified.size() >= VERIFIED_MAX) {
      verified.clear();
    }
    claim.ifPresent(known -> verified.put(token, known));
    return claim;
  }

  private Optional<Claim> parsed(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      boolean ours =
          JWSAlgorithm.HS512.equals(jwt.getHeader().getAlgorithm())
              && jwt.verify(new MACVerifier(key));
      return ours ? claim(jwt.getJWTClaimsSet()) : Optional.empty();
    } catch (ParseException | JOSEException notAToken) {
      return Optional.empty();
    }
  }

  /** Ends a token before its time. */
  public void revoke(Claim claim) {
    revoked.add(claim.tokenId(), claim.expires(), clock.instant());
  }

  private static Optional<Claim> claim(JWTClaimsSet claims) throws ParseException {
    String id = claims.getJWTID();
    String username = claims.getSubject();
    Long version = claims.getLongClaim(PROOF_VERSION);
    Date expires = claims.getExpirationTime();
    return id == null || username == null || version == null || expires == null
        ? Optional.empty()
        : Optional.of(new Claim(id, username, version, expires.toInstant()));
  }

  private boolean good(Claim claim) {
    return clock.instant().isBefore(claim.expires()) && !revoked.contains(claim.tokenId());
  }
}
