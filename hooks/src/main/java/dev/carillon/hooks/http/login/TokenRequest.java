package dev.carillon.hooks.http.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ReceiverLogin.ClientProof;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One request of an access token, as a client with its own credentials makes it (RFC 6749, section
 * 4.4.2), and what its response means (sections 4.4.3 and 5.2).
 *
 * @param login who asks, where, and for what
 */
record TokenRequest(ReceiverLogin login) {

  private static final String FORM = "application/x-www-form-urlencoded";

  /** RFC 6750, section 2.1, and what else some servers use: printable, no spaces. */
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  private static final String MASK = "********";
  private static final int MASKED_LENGTH_MIN = 4;
  private static final int ERROR_MAX = 100;
  private static final int DESCRIPTION_MAX = 300;

  /** The request. */
  SignedRequest request(Duration timeout) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", FORM));
    headers.add(new Header("Accept", "application/json"));
    headers.add(new Header("User-Agent", "Carillon"));
    StringBuilder body = new StringBuilder("grant_type=client_credentials");
    add("scope", login.scope(), body);
    add("audience", login.audience(), body);
    if (login.proof() == ClientProof.POST) {
      add("client_id", login.clientId(), body);
      add("client_secret", login.clientSecret(), body);
    } else {
      headers.add(new Header("Authorization", "Basic " + basic()));
    }
    return new SignedRequest(
        login.tokenUrl(), headers, Payload.of(body.toString()).as(FORM), timeout);
  }

  /** Both are encoded before they are joined: RFC 6749, section 2.3.1. */
  private String basic() {
    String joined = encoded(login.clientId()) + ":" + encoded(login.clientSecret());
    return Base64.getEncoder().encodeToString(joined.getBytes(UTF_8));
  }

  private static void add(String name, String value, StringBuilder body) {
    if (!value.isEmpty()) {
      body.append('&').append(name).append('=').append(encoded(value));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** The token, or the failure, that the outcome of the request means. */
  TokenResult result(Outcome outcome, Instant now) {
    return switch (outcome) {
      case Outcome.Accepted(ReceiverResponse response) -> token(response, now);
      case Outcome.Rejected(ReceiverResponse response) ->
          failed(TokenResult.Failure.REFUSED, refusal(response));
      case Outcome.NoResponse(ErrorClass error, String detail) ->
          failed(
              TokenResult.Failure.UNREACHABLE,
              "could not be reached: " + error.text() + ": " + detail);
      case Outcome.Blocked(String detail) ->
          failed(TokenResult.Failure.UNREACHABLE, "is a blocked address: " + detail);
      case Outcome.Acknowledged acknowledged ->
          throw new IllegalStateException("no request is acknowledged: " + acknowledged);
    };
  }

  private TokenResult token(ReceiverResponse response, Instant now) {
    if (response.cut()) {
      return unusable(
          response,
          "its body is longer than " + ReceiverResponse.BODY_BYTES_KEPT_MAX / 1024 + " kB");
    }
    Map<String, String> members = JsonMembers.of(response.body());
    String token = members.getOrDefault("access_token", "");
    String type = members.getOrDefault("token_type", "Bearer");
    if (token.isEmpty()) {
      return unusable(response, "its body is not a JSON object with a text access_token");
    }
    if (!TOKEN.matcher(token).matches() || token.length() > AccessToken.LENGTH_MAX) {
      return unusable(
          response,
          "its access_token is not 1 to " + AccessToken.LENGTH_MAX + " printable characters");
    }
    if (!type.equalsIgnoreCase("Bearer")) {
      return unusable(
          response, "its token_type is '" + printable(type, ERROR_MAX) + "', not Bearer");
    }
    return new TokenResult.Granted(
        AccessToken.given(token, members.getOrDefault("expires_in", ""), now));
  }

  private TokenResult unusable(ReceiverResponse response, String why) {
    return failed(
        TokenResult.Failure.UNUSABLE, "responded with HTTP " + response.status() + ", but " + why);
  }

  private String refusal(ReceiverResponse response) {
    String status = "responded with HTTP " + response.status();
    if (response.status() / 100 == 3) {
      return status + ": redirects are not followed";
    }
    Map<String, String> members = JsonMembers.of(response.body());
    String error = printable(members.getOrDefault("error", ""), ERROR_MAX);
    String description = printable(members.getOrDefault("error_description", ""), DESCRIPTION_MAX);
    return status
        + (error.isEmpty() ? "" : ": " + error)
        + (description.isEmpty() ? "" : " (" + description + ")");
  }

  private String printable(String text, int max) {
    String cleaned = masked(text.replaceAll("\\p{Cntrl}", " ").strip());
    return cleaned.length() <= max ? cleaned : cleaned.substring(0, max) + "…";
  }

  /**
   * The text, read from JSON before, without secrets of the request that the endpoint repeats, as
   * they are and in the forms in which they were sent. The shortest stay: they are found by chance.
   */
  private String masked(String text) {
    String encoded = encoded(login.clientSecret());
    String joined = encoded(login.clientId()) + ":" + encoded;
    return Stream.of(joined, basic(), encoded, encoded.replace("+", "%20"), login.clientSecret())
        .filter(secret -> secret.length() >= MASKED_LENGTH_MIN)
        .reduce(
            text,
            (rest, secret) ->
                Pattern.compile(secret, Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
                    .matcher(rest)
                    .replaceAll(MASK));
  }

  private TokenResult failed(TokenResult.Failure failure, String what) {
    return new TokenResult.Failed(failure, "the token endpoint " + endpoint() + " " + masked(what));
  }

  /** A query may have secrets. */
  private String endpoint() {
    int query = login.tokenUrl().indexOf('?');
    return query < 0 ? login.tokenUrl() : login.tokenUrl().substring(0, query);
  }
}
