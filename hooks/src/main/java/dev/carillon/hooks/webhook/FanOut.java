package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Step ③: the decision which webhooks get an event, with which bytes, and which ones miss it
 * because they are disabled. Pure: it reads one revision of the set of webhooks and writes nothing.
 *
 * <p>A webhook's subscription says what it wants: types of events, tags, a filter on the event's
 * snapshot, and a {@link Projection}, the fields that its payload has. A filter may show its
 * webhook another snapshot than the event's. Webhooks with equal projections and formats that are
 * shown equal snapshots share one payload. {@link WebhookSet#candidates} finds those whose types
 * fit, enabled or not; owners, tags and filters are asked here. Among the types that a webhook
 * names, {@code eventTypes} and {@code operationalEvents} are compared as a whole, {@code patterns}
 * are matched; {@code operationalEvents} are events about webhooks, such as {@code
 * webhook.failing}.
 *
 * @param event what happened
 * @param webhooksRevision the revision of the set that decided; a store that knows a newer one
 *     decides again
 * @param payloads one for each distinct projection, format and shown snapshot among the enabled
 *     webhooks that match
 * @param matches one for each webhook that wants the event and, if it is enabled, may be shown it
 */
public record FanOut(
    Event event, long webhooksRevision, List<Payload> payloads, List<Match> matches) {

  public FanOut {
    payloads = List.copyOf(payloads);
    matches = List.copyOf(matches);
  }

  /** Decides for this event among these webhooks, and renders what will be sent. */
  public static FanOut of(Event event, WebhookSet webhooks) {
    List<Payload> payloads = new ArrayList<>();
    Map<View, Integer> rendered = new HashMap<>();
    List<Match> matches = new ArrayList<>();
    for (Webhook webhook : webhooks.candidates(event)) {
      if (isAbout(webhook, event) || !wants(webhook, event)) {
        continue;
      }
      if (!webhook.enabled()) {
        matches.add(new Match(webhook.id(), Match.MISSED));
        continue;
      }
      Optional<View> view = View.of(event, webhook);
      if (view.isEmpty()) {
        // its filter matches but must not show it the event: it gets nothing and has not missed it
        continue;
      }
      Integer payload = rendered.get(view.get());
      if (payload == null) {
        payload = payloads.size();
        payloads.add(view.get().render(event));
        rendered.put(view.get(), payload);
      }
      matches.add(new Match(webhook.id(), payload, isGrouped(webhook, event)));
    }
    return new FanOut(event, webhooks.revision(), payloads, matches);
  }

  /**
   * What the store sends to one webhook by itself: a batch of events.
   *
   * @param event of type {@link dev.carillon.hooks.event.EventType#BATCH}
   * @param webhooksRevision the revision of the set that has the webhook
   */
  public static FanOut directed(
      Event event, Payload payload, Webhook.Id webhook, long webhooksRevision) {
    return new FanOut(event, webhooksRevision, List.of(payload), List.of(new Match(webhook, 0)));
  }

  /**
   * Whether a webhook that wants an event gets no delivery of it yet. A {@link Grouping} debounces
   * (one event for several of a subject), batches (several in one request), or both. Only JSON can
   * be an element of a batch's array, or be merged with other events.
   */
  public static boolean isGrouped(Webhook webhook, Event event) {
    Grouping grouping = webhook.grouping();
    return grouping.any()
        && !webhook.pulled()
        && (grouping.batches() || event.snapshot().merges())
        && event.snapshot().contentType().equals(Payload.JSON);
  }

  /**
   * What a webhook is sent of an event, whether or not it wants the event; empty where its filter
   * does not let it see the event.
   */
  public static Optional<Payload> payload(Event event, Webhook webhook) {
    return View.of(event, webhook).map(view -> view.render(event));
  }

  /**
   * Whether a webhook wants an event of a type that it subscribes to: one of its owner's, or any if
   * it has no owner; with its tags, unless it is an operational event; and if its filter says so.
   */
  private static boolean wants(Webhook webhook, Event event) {
    Webhook.Subscription subscription = webhook.subscription();
    return (webhook.owner().isEmpty() || webhook.owner().equals(event.owner()))
        && (event.tags().containAll(subscription.tags())
            || subscription.operationalEvents().contains(event.type()))
        && subscription.filter().matches(event);
  }

  /**
   * Whether the event's subject is this webhook's id, as that of an operational event about it is.
   * A webhook gets none of these, neither by {@code operationalEvents} nor by a pattern: if it
   * cannot take them, they would only cause more of them. A type that it names in {@code
   * eventTypes} is not held back, whatever its subject.
   */
  private static boolean isAbout(Webhook webhook, Event event) {
    return webhook.id().value().equals(event.subject())
        && !webhook.subscription().eventTypes().contains(event.type());
  }

  /**
   * One webhook that wants the event.
   *
   * @param webhook which
   * @param payload the index in {@link FanOut#payloads()}, or {@link #MISSED} where the webhook is
   *     disabled: nothing is rendered, and nothing is sent unless it is recovered
   * @param held whether it gets no delivery yet, since the webhook has a {@link Grouping}
   */
  public record Match(Webhook.Id webhook, int payload, boolean held) {

    /** Stands for "no payload: the webhook is disabled". */
    public static final int MISSED = -1;

    /** A webhook that gets the event at once, or missed it. */
    public Match(Webhook.Id webhook, int payload) {
      this(webhook, payload, false);
    }

    /** Whether the webhook was disabled when the event came. */
    public boolean missed() {
      return payload == MISSED;
    }
  }

  /**
   * One way to render an event. Webhooks with equal views share one payload.
   *
   * @param format the form of the payload
   * @param snapshot mostly the event's own, which is found by its identity
   */
  private record View(Projection projection, PayloadFormat format, Snapshot snapshot) {

    /** Empty where the webhook's filter does not let it see the event. */
    static Optional<View> of(Event event, Webhook webhook) {
      Webhook.Subscription subscription = webhook.subscription();
      PayloadFormat format = webhook.format().payloads();
      return subscription
          .filter()
          .shown(event)
          .map(shown -> new View(subscription.projection(), format, shown));
    }

    Payload render(Event event) {
      Payload rendered = snapshot.render(event, projection).as(snapshot.contentType());
      // a payload that could not be made as wanted carries the reason; the log shows it
      return format.of(event, rendered).withProblem(rendered.problem());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof View that
          && projection.equals(that.projection)
          && format.equals(that.format)
          && snapshot.equals(that.snapshot);
    }

    @Override
    public int hashCode() {
      // the snapshots of one event are few, and large to hash
      return projection.hashCode();
    }
  }
}
