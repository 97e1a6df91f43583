package dev.carillon.hooks;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.EventTypePattern;
import dev.carillon.hooks.event.Tags;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.RequestFormat;
import dev.carillon.hooks.webhook.ResponseLog;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A webhook as it can be shown: without its secret, the values of its headers and the secret of its
 * login.
 *
 * @param id never changes
 * @param name what people call it
 * @param description free text, may be empty
 * @param url where requests go
 * @param types the event types that it gets, and patterns for them
 * @param tags what events must have
 * @param headerNames its additional request headers
 * @param limits what it may use
 * @param state whether it is sent to, and if not, why
 * @param createdAt when it was registered
 * @param owner the tenant that it belongs to; empty = none
 * @param rules how its deliveries are retried, and what becomes of it when they fail
 * @param grouping whether its events are held for a while, and then sent together
 * @param format in which form it gets payloads, and whether Ed25519 signs its requests too
 * @param responses of which attempts the log keeps the response
 * @param login how its requests log in at the receiver, with {@link ReceiverLogin#HIDDEN_SECRET} in
 *     place of the secret; {@link ReceiverLogin#NONE} if they do not
 */
public record WebhookView(
    Webhook.Id id,
    String name,
    String description,
    String url,
    Set<String> types,
    Tags tags,
    Set<String> headerNames,
    WebhookLimits limits,
    WebhookState state,
    Instant createdAt,
    String owner,
    DeliveryRules rules,
    Grouping grouping,
    RequestFormat format,
    ResponseLog responses,
    ReceiverLogin login) {

  public WebhookView {
    types = Collections.unmodifiableSet(new TreeSet<>(types));
    headerNames = Collections.unmodifiableSet(new TreeSet<>(headerNames));
  }

  static WebhookView of(Webhook webhook) {
    Set<String> types = new TreeSet<>();
    for (EventType type : webhook.subscription().eventTypes()) {
      types.add(type.name());
    }
    for (EventTypePattern pattern : webhook.subscription().patterns()) {
      types.add(pattern.text());
    }
    return new WebhookView(
        webhook.id(),
        webhook.name(),
        webhook.description(),
        webhook.url(),
        types,
        webhook.subscription().tags(),
        webhook.headers().keySet(),
        webhook.limits(),
        webhook.state(),
        webhook.createdAt(),
        webhook.owner(),
        webhook.rules(),
        webhook.grouping(),
        webhook.format(),
        webhook.responses(),
        webhook.login().withoutSecret());
  }

  /** Whether it is sent to. */
  public boolean enabled() {
    return state instanceof WebhookState.Enabled;
  }

  /** Whether events of one subject keep their order. */
  public boolean ordered() {
    return limits.ordering() != Ordering.NONE;
  }
}
