package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.EventTypePattern;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.OwnerName;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Tags;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * One registered receiver and what it subscribed to.
 *
 * @param id never changes
 * @param name what people call it
 * @param description free text, may be empty
 * @param url where requests go, exactly as it was given
 * @param subscription which events it wants, and how it wants to see them
 * @param headers additional request headers, named as {@link HeaderNames} allows; their values are
 *     secrets
 * @param limits what it may use
 * @param state whether it is sent to
 * @param secret signs its requests
 * @param createdAt when it was registered
 * @param certificate what it shows to receivers that ask for a certificate
 * @param responses of which attempts the log keeps the response
 * @param revision grows by one with each change of what its requests are made of: see {@link
 *     WebhookRevision}; the store counts
 * @param owner the tenant that it belongs to, named as {@link OwnerName} allows; empty = none. It
 *     never changes
 * @param rules how its deliveries are retried, and what becomes of it when they fail
 * @param mode whether events are sent to it or fetched; it never changes
 * @param grouping whether its events are held for a while, and then sent together
 * @param format how its requests differ from those of other webhooks
 * @param login how its requests log in at the receiver
 * @param handshake the permission that its receiver gave
 */
public record Webhook(
    Id id,
    String name,
    String description,
    String url,
    Subscription subscription,
    Map<String, String> headers,
    WebhookLimits limits,
    WebhookState state,
    Secret secret,
    Instant createdAt,
    ClientCertificate certificate,
    ResponseLog responses,
    int revision,
    String owner,
    DeliveryRules rules,
    DeliveryMode mode,
    Grouping grouping,
    RequestFormat format,
    ReceiverLogin login,
    Handshake handshake) {

  /** The revision of a webhook that never changed. */
  public static final int FIRST_REVISION = 1;

  /** A webhook as a store has it: what is checked when it is registered is not checked here. */
  public Webhook {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * A new, enabled webhook with a secret of its own and everything else by default.
   *
   * @throws dev.carillon.hooks.validation.ValidationException naming everything that is not allowed
   */
  public static Webhook of(String name, String url, Subscription subscription, Instant now) {
    return builder(now).name(name).url(url).subscription(subscription).build();
  }

  /**
   * Makes a new, enabled webhook with a secret of its own. It needs a name and a URL; everything
   * else has a default.
   */
  public static WebhookBuilder builder(Instant now) {
    return new WebhookBuilder(blank(now), null);
  }

  /**
   * A webhook without a name, a URL and event types: what a form begins with. It cannot be
   * registered as it is.
   */
  public static Webhook blank(Instant now) {
    return new Webhook(
        Id.random(),
        "",
        "",
        "",
        Subscription.to(),
        Map.of(),
        WebhookLimits.DEFAULT,
        new WebhookState.Enabled(),
        Secret.random(),
        now,
        ClientCertificate.NONE,
        ResponseLog.FAILURES,
        FIRST_REVISION,
        OwnerName.NONE,
        DeliveryRules.DEFAULT,
        DeliveryMode.PUSH,
        Grouping.NONE,
        RequestFormat.DEFAULT,
        ReceiverLogin.NONE,
        Handshake.NONE);
  }

  /** Makes a webhook that is like this one but for what is set. */
  public WebhookBuilder toBuilder() {
    return new WebhookBuilder(this, this);
  }

  /** Whether it is sent to. */
  public boolean enabled() {
    return state instanceof WebhookState.Enabled;
  }

  /** Whether its events are fetched by a consumer, and it has no URL. */
  public boolean pulled() {
    return mode == DeliveryMode.PULL;
  }

  /** The same webhook in another state. */
  public Webhook in(WebhookState other) {
    return toBuilder().state(other).build();
  }

  /** The same webhook with another secret. */
  public Webhook with(Secret other) {
    return toBuilder().secret(other).build().revised(this);
  }

  /** The same webhook with another certificate. */
  public Webhook showing(ClientCertificate other) {
    return toBuilder().certificate(other).build().revised(this);
  }

  /**
   * This webhook as what became of another one: at its revision where requests are made of the same
   * as before, else at the next.
   */
  public Webhook revised(Webhook before) {
    return at(requestsAs(before) ? before.revision : before.revision + 1);
  }

  /** The same webhook at another revision. */
  public Webhook at(int otherRevision) {
    return toBuilder().revision(otherRevision).build();
  }

  /** Whether it wants the same events as another one, and is in the same state. */
  public boolean subscribesAs(Webhook other) {
    Subscription others = other.subscription;
    return subscription.eventTypes().equals(others.eventTypes())
        && subscription.patterns().equals(others.patterns())
        && subscription.operationalEvents().equals(others.operationalEvents())
        && subscription.tags().equals(others.tags())
        && subscription.filter().text().equals(others.filter().text())
        && subscription.projection().equals(others.projection())
        && state.equals(other.state);
  }

  private boolean requestsAs(Webhook other) {
    return url.equals(other.url)
        && List.copyOf(headers.entrySet()).equals(List.copyOf(other.headers.entrySet()))
        && secret.same(other.secret)
        && certificate.chain().equals(other.certificate.chain())
        && limits.timeoutSeconds() == other.limits.timeoutSeconds()
        && format.equals(other.format)
        && login.equals(other.login);
  }

  @Override
  public String toString() {
    return "Webhook[" + id + ", " + name + ", " + state + "]";
  }

  /** A webhook's id, 22 characters as {@link Ids} says. */
  public record Id(String value) {
    public Id {
      Ids.checked(value);
    }

    /** A new random id. */
    public static Id random() {
      return new Id(Ids.random());
    }

    // written out: maps by ids are looked into for each delivery, and what Java makes is not
    // inlined
    @Override
    public boolean equals(Object other) {
      return other instanceof Id id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * Which events a webhook wants, and how it wants to see them. What is named twice counts once.
   *
   * @param eventTypes the types it subscribes to, each by its whole name; may be empty
   * @param patterns patterns for types that it subscribes to, operational events too; may be empty
   * @param operationalEvents the events about webhooks that it subscribes to, such as {@code
   *     webhook.failing}, each by its whole name; may be empty
   * @param tags what an event must have beside one of the types; not asked of operational events
   * @param filter what it wants beyond the type and the tags
   * @param projection which fields it is shown
   */
  public record Subscription(
      List<EventType> eventTypes,
      List<EventTypePattern> patterns,
      List<EventType> operationalEvents,
      Tags tags,
      EventFilter filter,
      Projection projection) {

    public Subscription {
      eventTypes = List.copyOf(new LinkedHashSet<>(eventTypes));
      patterns = List.copyOf(new LinkedHashSet<>(patterns));
      operationalEvents = List.copyOf(new LinkedHashSet<>(operationalEvents));
    }

    /** A subscription without patterns and tags. */
    public Subscription(
        List<EventType> eventTypes,
        List<EventType> operationalEvents,
        EventFilter filter,
        Projection projection) {
      this(eventTypes, List.of(), operationalEvents, Tags.NONE, filter, projection);
    }

    /** Every event of these types, shown by default. */
    public static Subscription to(EventType... eventTypes) {
      return new Subscription(List.of(eventTypes), List.of(), EventFilter.ALL, Projection.DEFAULT);
    }

    /**
     * Every event of a type with one of these names, or with a name that fits one of these
     * patterns.
     *
     * @param types names such as {@code order.placed}, and patterns such as {@code order.*} or
     *     {@code *}
     * @throws dev.carillon.hooks.validation.ValidationException naming all that are neither
     */
    public static Subscription toTypes(String... types) {
      TypeTexts read = TypeTexts.read(types);
      return new Subscription(
          read.names(), read.patterns(), List.of(), Tags.NONE, EventFilter.ALL, Projection.DEFAULT);
    }

    /** The same subscription, but only to events that have all of these tags. */
    public Subscription tagged(Tags wanted) {
      return new Subscription(eventTypes, patterns, operationalEvents, wanted, filter, projection);
    }

    /** Whether it is one to this type, by its name or by a pattern. */
    public boolean includes(EventType type) {
      if (type.equals(EventType.BATCH)) {
        return false;
      }
      if (eventTypes.contains(type) || operationalEvents.contains(type)) {
        return true;
      }
      for (EventTypePattern pattern : patterns) {
        if (pattern.matches(type)) {
          return true;
        }
      }
      return false;
    }
  }
}
