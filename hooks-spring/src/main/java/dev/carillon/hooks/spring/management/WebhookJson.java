package dev.carillon.hooks.spring.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookView;
import dev.carillon.hooks.webhook.WebhookState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as the controller shows it.
 *
 * @param id never changes
 * @param name what people call it
 * @param description free text
 * @param url where requests go
 * @param types the event types that it gets, and patterns for them
 * @param tags what events must have
 * @param headers the names of its additional request headers; the values are not shown
 * @param timeoutSeconds the deadline of a request; 0 = by default
 * @param maxConcurrent requests on the wire at once; 0 = by default
 * @param maxPerSecond requests started in a second; 0 = no limit
 * @param ordered whether events of one subject keep their order
 * @param enabled whether it is sent to
 * @param disabledReason why it is disabled, if it is
 * @param disabledAt since when it is disabled, if it is
 * @param createdAt when it was registered
 * @param owner the tenant that it belongs to; absent if none
 * @param requests how requests to it are made; shown as fields of the webhook
 * @param secret only where it was registered or its secret was replaced by this request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WebhookJson(
    @JsonProperty("id") String id,
    @JsonProperty("name") String name,
    @JsonProperty("description") String description,
    @JsonProperty("url") String url,
    @JsonProperty("types") Set<String> types,
    @JsonProperty("tags") Map<String, String> tags,
    @JsonProperty("headers") Set<String> headers,
    @JsonProperty("timeoutSeconds") int timeoutSeconds,
    @JsonProperty("maxConcurrent") int maxConcurrent,
    @JsonProperty("maxPerSecond") int maxPerSecond,
    @JsonProperty("ordered") boolean ordered,
    @JsonProperty("enabled") boolean enabled,
    @JsonProperty("disabledReason") @Nullable String disabledReason,
    @JsonProperty("disabledAt") @Nullable String disabledAt,
    @JsonProperty("createdAt") String createdAt,
    @JsonProperty("owner") @Nullable String owner,
    @JsonUnwrapped RequestJson requests,
    @JsonProperty("secret") @Nullable String secret) {

  static WebhookJson of(WebhookView webhook) {
    return of(webhook, null);
  }

  static WebhookJson of(Registered registered) {
    return of(registered.webhook(), registered.secret());
  }

  private static WebhookJson of(WebhookView webhook, @Nullable String secret) {
    WebhookState.Disabled off =
        webhook.state() instanceof WebhookState.Disabled disabled ? disabled : null;
    return new WebhookJson(
        webhook.id().value(),
        webhook.name(),
        webhook.description(),
        webhook.url(),
        webhook.types(),
        webhook.tags().values(),
        webhook.headerNames(),
        webhook.limits().timeoutSeconds(),
        webhook.limits().maxConcurrent(),
        webhook.limits().maxPerSecond(),
        webhook.ordered(),
        webhook.enabled(),
        off == null ? null : off.reason().text(),
        off == null ? null : off.at().toString(),
        webhook.createdAt().toString(),
        webhook.owner().isEmpty() ? null : webhook.owner(),
        RequestJson.of(webhook),
        secret);
  }

  /** Secrets are not printed. */
  @Override
  public String toString() {
    return "WebhookJson[" + id + ", " + name + "]";
  }

  /**
   * A part of the list.
   *
   * @param webhooks the oldest first
   * @param next what to pass as {@code after} for the next part; absent where this is the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Page(
      @JsonProperty("webhooks") List<WebhookJson> webhooks,
      @JsonProperty("next") @Nullable String next) {}
}
