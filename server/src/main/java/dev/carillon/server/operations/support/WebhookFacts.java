package dev.carillon.server.operations.support;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a webhook may be given to others: how it is set up, but nothing that opens anything. */
final class WebhookFacts {

  private static final Pattern ORIGIN = Pattern.compile("^(\\w+://)(?:[^/?#]*@)?([^/?#]*)");

  private WebhookFacts() {}

  static Map<String, Object> of(Webhook webhook) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", webhook.id().value());
    facts.put("name", webhook.name());
    facts.put("url", origin(webhook.url()));
    facts.put("state", state(webhook.state()));
    facts.put("createdAt", webhook.createdAt().toString());
    facts.put(
        "eventTypes", webhook.subscription().eventTypes().stream().map(EventType::name).toList());
    facts.put("timeoutSeconds", webhook.limits().timeoutSeconds());
    facts.put("maxConcurrent", webhook.limits().maxConcurrent());
    facts.put("maxPerSecond", webhook.limits().maxPerSecond());
    facts.put("ordering", webhook.limits().ordering().name());
    facts.put("rules", webhook.rules().toString());
    facts.put("secretToken", Redaction.MASK);
    facts.put("oldSecretTokens", webhook.secret().replaced().size());
    facts.put("clientCertificate", !webhook.certificate().none());
    Map<String, String> headers = new LinkedHashMap<>();
    webhook.headers().keySet().forEach(name -> headers.put(name, Redaction.MASK));
    facts.put("customHeaders", headers);
    facts.put("tokenUrl", webhook.login().none() ? "" : origin(webhook.login().tokenUrl()));
    facts.put("handshake", webhook.handshake().toString());
    return facts;
  }

  /** What must not leave the server. */
  static List<String> secrets(Webhook webhook) {
    List<String> secrets = new ArrayList<>(webhook.headers().values());
    secrets.add(webhook.secret().token());
    webhook.secret().replaced().stream().map(Secret.Old::token).forEach(secrets::add);
    if (!webhook.login().none()) {
      secrets.add(webhook.login().clientSecret());
    }
    return secrets;
  }

  /** Many receivers are known by a path that is as good as a password. */
  private static String origin(String url) {
    Matcher place = ORIGIN.matcher(url);
    return place.find() ? place.group(1) + place.group(2) + "/…" : "…";
  }

  private static String state(WebhookState state) {
    return switch (state) {
      case WebhookState.Enabled _ -> "enabled";
      case WebhookState.Disabled disabled ->
          "disabled since " + disabled.at() + ": " + disabled.reason().text();
    };
  }
}
