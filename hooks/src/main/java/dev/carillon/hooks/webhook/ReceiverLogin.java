package dev.carillon.hooks.webhook;

import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.validation.Violations;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How requests of a webhook log in at its receiver: with an access token that an authorization
 * server gives to this client (OAuth 2.0 client credentials, RFC 6749, section 4.4), as {@code
 * Authorization: Bearer …} (RFC 6750). The client's secret is never printed.
 *
 * @param tokenUrl the token endpoint: an http or https URL without a fragment; empty = requests do
 *     not log in
 * @param clientId names the client, 1–{@value #CLIENT_ID_MAX} printable ASCII characters
 * @param clientSecret proves that it is the client, 1–{@value #CLIENT_SECRET_MAX} printable ASCII
 *     characters; a secret
 * @param scope what tokens are asked for: words separated by single spaces, at most {@value
 *     #SCOPE_MAX} characters; may be empty
 * @param audience for whom tokens are asked: a parameter that some authorization servers need, at
 *     most {@value #AUDIENCE_MAX} characters; empty = it is not sent
 * @param proof where the client's id and secret stand in requests of tokens
 */
public record ReceiverLogin(
    String tokenUrl,
    String clientId,
    String clientSecret,
    String scope,
    String audience,
    ClientProof proof) {

  /** The longest id of a client, in characters. */
  public static final int CLIENT_ID_MAX = 1000;

  /** The longest secret of a client, in characters. */
  public static final int CLIENT_SECRET_MAX = 4000;

  /** The longest scope, in characters. */
  public static final int SCOPE_MAX = 2000;

  /** The longest audience, in characters. */
  public static final int AUDIENCE_MAX = 2000;

  /** Requests do not log in. */
  public static final ReceiverLogin NONE = new ReceiverLogin("", "", "", "", "", ClientProof.BASIC);

  /** Stands for a secret that is not known. */
  public static final String HIDDEN_SECRET = "********";

  /** The characters of RFC 6749, appendix A.1 and A.2. */
  private static final Pattern VISIBLE = Pattern.compile("[ -~]+");

  /** RFC 6749, appendix A.4. */
  private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*");

  /**
   * Such a login.
   *
   * @throws dev.carillon.hooks.validation.ValidationException naming all that is not allowed
   */
  public ReceiverLogin {
    Violations violations = new Violations();
    if (tokenUrl.isEmpty()) {
      if (!(clientId + clientSecret + scope + audience).isEmpty()) {
        violations.add("authentication.tokenUrl", "", "the URL of the token endpoint");
      }
    } else {
      url(tokenUrl, violations);
      if (!VISIBLE.matcher(clientId).matches() || clientId.length() > CLIENT_ID_MAX) {
        violations.add("authentication.clientId", clientId, characters(CLIENT_ID_MAX));
      }
      if (!VISIBLE.matcher(clientSecret).matches() || clientSecret.length() > CLIENT_SECRET_MAX) {
        violations.addHidden("authentication.clientSecret", characters(CLIENT_SECRET_MAX));
      }
      if (scope.length() > SCOPE_MAX || !(scope.isEmpty() || SCOPE.matcher(scope).matches())) {
        violations.add(
            "authentication.scope",
            scope,
            "words of printable ASCII characters without \" and \\, separated by single spaces, at"
                + " most "
                + SCOPE_MAX
                + " characters");
      }
      violations.line("authentication.audience", audience, AUDIENCE_MAX);
    }
    violations.check();
  }

  private static String characters(int max) {
    return "1 to " + max + " printable ASCII characters";
  }

  private static void url(String url, Violations violations) {
    try {
      TargetUrl.parse(url);
    } catch (IllegalArgumentException wrong) {
      violations.addHidden("authentication.tokenUrl", String.valueOf(wrong.getMessage()));
    }
  }

  /** Collects a header of the webhook that the login sets. */
  void check(Map<String, String> headers, Violations violations) {
    for (String name : headers.keySet()) {
      if (!none() && name.equalsIgnoreCase("Authorization")) {
        violations.add(
            "headers", name, "another header, because the login sets this one: leave it out");
      }
    }
  }

  /** Whether requests do not log in. */
  public boolean none() {
    return tokenUrl.isEmpty();
  }

  /** The same login without the secret's value. */
  public ReceiverLogin withoutSecret() {
    return none()
        ? this
        : new ReceiverLogin(tokenUrl, clientId, HIDDEN_SECRET, scope, audience, proof);
  }

  @Override
  public String toString() {
    return none() ? "ReceiverLogin[none]" : "ReceiverLogin[" + clientId + " at " + tokenUrl + "]";
  }

  /** Where a client's id and secret stand in a request of a token. */
  public enum ClientProof {
    /** In its {@code Authorization} header (RFC 6749, section 2.3.1). */
    BASIC,
    /** In its body. */
    POST
  }
}
