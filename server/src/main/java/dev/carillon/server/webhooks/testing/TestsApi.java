package dev.carillon.server.webhooks.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.webhooks.RegisteredWebhooks;
import dev.carillon.server.webhooks.registration.CustomHeaders;
import dev.carillon.server.webhooks.registration.LoginDraft;
import dev.carillon.server.webhooks.registration.RequestFormatDraft;
import dev.carillon.server.webhooks.registration.ShownCertificates;
import dev.carillon.server.webhooks.registration.TemplateField;
import dev.carillon.server.webhooks.registration.UrlCheck;
import dev.carillon.server.webhooks.registration.UrlCheck.Verdict;
import dev.carillon.server.webhooks.template.TemplateCheck;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code /api/…/tests}: test deliveries; {@code /api/url-checks}: whether a URL is allowed.
 *
 * @param receivers learn the secrets of webhooks that are not saved
 * @param templates runs the templates of webhooks that are not saved
 * @param signingKey makes the first key that signs by Ed25519, if there is none
 */
public record TestsApi(
    Webhooks webhooks,
    TestSender sender,
    TestPayloads payloads,
    UrlCheck urls,
    BuiltInReceivers receivers,
    TemplateCheck templates,
    Consumer<Instant> signingKey) {

  /** Adds all calls. */
  public void routes(Routes routes) {
    routes
        .group("/api", RouteAccess.SERVER_ADMIN)
        .post("/webhooks/{id}/tests", this::saved)
        .post("/tests", this::unsaved)
        .post("/url-checks", this::check);
  }

  private Response saved(Call call) {
    JsonFields body = JsonFields.of(call);
    String id = call.variable("id");
    Webhook webhook =
        body.flag("whileDisabled", false)
            ? RegisteredWebhooks.get(webhooks, id)
            : RegisteredWebhooks.enabled(webhooks, id);
    if (webhook.pulled()) {
      throw Problem.conflict(
          "Events of webhook '"
              + webhook.name()
              + "' are fetched, so no test can be sent to it. Change an asset instead, and read"
              + " /api/consumers/"
              + webhook.id().value()
              + "/events");
    }
    return Response.json(sender.send(webhook, testEvent(webhook, body)));
  }

  private Response unsaved(Call call) {
    JsonFields body = JsonFields.of(call);
    String url = body.required("url");
    if (urls.check(url) instanceof Verdict.Refused(String allowed)) {
      throw body.wrong("url", allowed);
    }
    Webhook webhook = webhook(url, body, urls, call.baseUrl());
    if (webhook.format().ed25519()) {
      signingKey.accept(Instant.now());
    }
    String token = webhook.secret().token();
    receivers.remember(token);
    ObjectNode shown = sender.send(webhook, shaped(body, testEvent(webhook, body)));
    return Response.json(shown.put("secretToken", token));
  }

  /** What its template makes of an event; without one, the event as it is. */
  private TestPayloads.TestEvent shaped(JsonFields body, TestPayloads.TestEvent event) {
    String template = TemplateField.unsaved(body);
    if (template.isEmpty()) {
      return event;
    }
    long now = Instant.now().toEpochMilli();
    return new TestPayloads.TestEvent(
        event.type(),
        event.subject(),
        templates.tried(template, event.type(), event.payload(), now));
  }

  private static Webhook webhook(String url, JsonFields body, UrlCheck urls, String server) {
    Webhook plain = Webhook.of("test", url, TestPayloads.subscription(), Instant.EPOCH);
    int timeout = body.number("timeoutSeconds", 0);
    WebhookLimits usual = WebhookLimits.DEFAULT;
    Map<String, String> headers = CustomHeaders.read("customHeaders", body.any("customHeaders"));
    return plain.toBuilder()
        .headers(headers)
        .certificate(ShownCertificates.unsaved(body, url, Instant.now()))
        .login(LoginDraft.unsaved(body.any("authentication"), headers.keySet(), urls))
        .format(RequestFormatDraft.unsaved(body, headers.keySet(), server))
        .limits(
            new WebhookLimits(
                timeout, usual.maxConcurrent(), usual.maxPerSecond(), usual.ordering()))
        .build();
  }

  private TestPayloads.TestEvent testEvent(Webhook webhook, JsonFields body) {
    String type = body.text("eventType").orElse("");
    Optional<ObjectNode> payload = body.object("payload");
    return payload
        .map(given -> payloads.given(type, given))
        .orElseGet(() -> payloads.of(type, webhook.subscription()));
  }

  private Response check(Call call) {
    String url = JsonFields.of(call).required("url");
    return switch (urls.check(url)) {
      case Verdict.Accepted accepted -> verdict("accepted", "");
      case Verdict.Doubtful(String warning) -> verdict("doubtful", warning);
      case Verdict.Refused(String allowed) -> verdict("refused", "The URL must be " + allowed);
    };
  }

  private static Response verdict(String verdict, String message) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    return new Response.Json(200, shown.put("verdict", verdict).put("message", message), Map.of());
  }
}
