package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ReceiverLogin.ClientProof;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.JsonField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code authentication} of a webhook: read, and shown. The client's secret goes in and
 * never comes out; where it is left out or masked, the stored one stays.
 *
 * @param login what was given; its secret is the mask where none was given
 * @param secretGiven whether the secret was given
 */
public record LoginDraft(ReceiverLogin login, boolean secretGiven) {

  /** The name of the field. */
  static final String NAME = "authentication";

  private static final String TYPE = "oauth2";
  private static final String SECRET = "clientSecret";
  private static final List<String> MEMBERS =
      List.of("type", "tokenUrl", "clientId", SECRET, "scope", "audience", "clientAuthentication");

  /**
   * The change that a body asks for; empty where it says nothing of a login.
   *
   * @param before the login until now: sending its URL back is no reason to check that again
   * @param warnings gets what the administrator should know
   * @throws Problem 400 where something of it is not allowed
   */
  static Optional<Consumer<WebhookDraft>> read(
      JsonNode body, ReceiverLogin before, UrlCheck urls, List<String> warnings) {
    JsonNode value = body.get(NAME);
    if (value == null) {
      return Optional.empty();
    }
    LoginDraft given = of(new JsonField(NAME, value));
    if (!given.login.none() && !given.login.tokenUrl().equals(before.tokenUrl())) {
      check(given.login.tokenUrl(), urls, warnings);
    }
    return Optional.of(draft -> draft.login = given);
  }

  /**
   * The login of a webhook that is not saved.
   *
   * @param value of the field
   * @param headers the webhook's own headers
   * @throws Problem 400 where something of it is not allowed, or its secret is masked
   */
  public static ReceiverLogin unsaved(JsonNode value, Iterable<String> headers, UrlCheck urls) {
    LoginDraft given = of(new JsonField(NAME, value));
    given.check(headers);
    if (!given.login.none()) {
      check(given.login.tokenUrl(), urls, new ArrayList<>());
    }
    return given.over(ReceiverLogin.NONE);
  }

  private static void check(String url, UrlCheck urls, List<String> warnings) {
    switch (urls.check(url)) {
      case UrlCheck.Verdict.Accepted accepted -> {}
      case UrlCheck.Verdict.Doubtful doubtful ->
          warnings.add(doubtful.warning().replace("'url'", "'" + NAME + ".tokenUrl'"));
      case UrlCheck.Verdict.Refused refused ->
          throw Problem.badField(NAME + ".tokenUrl", url, refused.allowed());
    }
  }

  private static LoginDraft of(JsonField field) {
    if (field.none()) {
      return new LoginDraft(ReceiverLogin.NONE, true);
    }
    TreeMap<String, JsonField> members = new TreeMap<>();
    for (JsonField each : field.properties()) {
      if (!MEMBERS.contains(each.name())) {
        throw each.within(NAME).wrong("one of " + String.join(", ", MEMBERS));
      }
      members.put(each.name(), each.within(NAME));
    }
    for (String required : List.of("type", "tokenUrl", "clientId")) {
      if (!members.containsKey(required)) {
        throw Problem.missing(NAME + "." + required);
      }
    }
    JsonField type = Objects.requireNonNull(members.get("type"));
    if (!text(type).equals(TYPE)) {
      throw type.wrong(TYPE + "; a fixed value belongs in customHeaders.Authorization");
    }
    String secret = secret(members.get(SECRET));
    boolean given = !secret.isEmpty() && !secret.equals(CustomHeaders.MASK);
    try {
      return new LoginDraft(
          new ReceiverLogin(
              filled(Objects.requireNonNull(members.get("tokenUrl"))),
              filled(Objects.requireNonNull(members.get("clientId"))),
              given ? secret : CustomHeaders.MASK,
              text(members.get("scope")),
              text(members.get("audience")),
              proof(members.get("clientAuthentication"))),
          given);
    } catch (ValidationException wrong) {
      Violation first = wrong.violations().getFirst();
      throw Problem.badField(first.field(), first.value(), first.allowed());
    }
  }

  private static String filled(JsonField field) {
    String text = text(field);
    if (text.isEmpty()) {
      throw field.wrong("a text that is not empty");
    }
    return text;
  }

  private static String text(@Nullable JsonField field) {
    return field == null || field.none() ? "" : field.lines(ReceiverLogin.CLIENT_SECRET_MAX);
  }

  /** A wrong value is a secret all the same: the message does not repeat it. */
  private static String secret(@Nullable JsonField field) {
    if (field == null || field.none()) {
      return "";
    }
    if (!field.value().isTextual()) {
      throw Problem.badField(NAME + "." + SECRET, Violation.HIDDEN, "a text");
    }
    return field.value().textValue();
  }

  private static ClientProof proof(@Nullable JsonField field) {
    if (field == null) {
      return ClientProof.BASIC;
    }
    return switch (text(field)) {
      case "", "basic" -> ClientProof.BASIC;
      case "post" -> ClientProof.POST;
      default -> throw field.wrong("basic or post");
    };
  }

  /**
   * The login after the change.
   *
   * @param before the login until now
   * @throws Problem 400 where no secret was given, and none is stored that could stay unchanged
   */
  ReceiverLogin over(ReceiverLogin before) {
    if (login.none() || secretGiven) {
      return login;
    }
    if (before.none()) {
      throw Problem.badField(
          NAME + "." + SECRET,
          "missing",
          "given, because no stored value exists that could stay unchanged");
    }
    return new ReceiverLogin(
        login.tokenUrl(),
        login.clientId(),
        before.clientSecret(),
        login.scope(),
        login.audience(),
        login.proof());
  }

  /**
   * Refuses a header that the login sets.
   *
   * @param headers the webhook's own headers after the change
   * @throws Problem 400 naming the header
   */
  void check(Iterable<String> headers) {
    for (String header : headers) {
      if (!login.none() && header.equalsIgnoreCase("Authorization")) {
        throw Problem.badField(
            "customHeaders",
            header,
            "another header, because authentication sets this one: leave it out, or set"
                + " authentication to null");
      }
    }
  }

  /** As responses show it; null for none. */
  static JsonNode shown(ReceiverLogin login) {
    return shown(login, CustomHeaders.MASK);
  }

  /** As the audit log compares it, which masks the secret. */
  static JsonNode compared(ReceiverLogin login) {
    return shown(login, login.clientSecret());
  }

  /** What an administrator should know of it. */
  static List<String> warnings(ReceiverLogin login) {
    return login.none() || login.tokenUrl().toLowerCase(Locale.ROOT).startsWith("https")
        ? List.of()
        : List.of(
            "'authentication.tokenUrl' is not https: the client's secret and the access tokens are"
                + " readable on the way");
  }

  private static JsonNode shown(ReceiverLogin login, String secret) {
    if (login.none()) {
      return JsonNodeFactory.instance.nullNode();
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", TYPE);
    json.put("tokenUrl", login.tokenUrl());
    json.put("clientId", login.clientId());
    json.put(SECRET, secret);
    json.put("scope", login.scope());
    json.put("audience", login.audience().isEmpty() ? null : login.audience());
    return json.put("clientAuthentication", login.proof().name().toLowerCase(Locale.ROOT));
  }
}
