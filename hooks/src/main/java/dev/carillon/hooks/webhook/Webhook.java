package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Projection;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
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
    int revision) {

  /** The revision of a webhook that never changed. */
  public static final int FIRST_REVISION = 1;

  public Webhook {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    headers.keySet().forEach(HeaderNames::check);
  }

  /** A new, enabled webhook with a secret of its own and everything else by default. */
  public static Webhook of(String name, String url, Subscription subscription, Instant now) {
    return new Webhook(
        Id.random(),
        name,
        "",
        url,
        subscription,
        Map.of(),
        WebhookLimits.DEFAULT,
        new WebhookState.Enabled(),
        Secret.random(),
        now,
        ClientCertificate.NONE,
        ResponseLog.FAILURES,
        FIRST_REVISION);
  }

  /** Makes a webhook that is like this one but for what is set. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Whether it is sent to. */
  public boolean enabled() {
    return state instanceof WebhookState.Enabled;
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
    Builder builder = toBuilder();
    builder.revision = otherRevision;
    return builder.build();
  }

  private boolean requestsAs(Webhook other) {
    return url.equals(other.url)
        && List.copyOf(headers.entrySet()).equals(List.copyOf(other.headers.entrySet()))
        && secret.same(other.secret)
        && certificate.chain().equals(other.certificate.chain())
        && limits.timeoutSeconds() == other.limits.timeoutSeconds();
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

    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * Which events a webhook wants, and how it wants to see them.
   *
   * @param eventTypes the types it subscribes to; may be empty
   * @param operationalEvents the operational events that it subscribes to, such as {@code
   *     webhook.failing}; may be empty
   * @param filter what it wants beyond the type
   * @param projection which fields it is shown
   */
  public record Subscription(
      List<EventType> eventTypes,
      List<EventType> operationalEvents,
      EventFilter filter,
      Projection projection) {

    public Subscription {
      eventTypes = List.copyOf(eventTypes);
      operationalEvents = List.copyOf(operationalEvents);
    }

    /** Every event of these types, shown by default. */
    public static Subscription to(EventType... eventTypes) {
      return new Subscription(List.of(eventTypes), List.of(), EventFilter.ALL, Projection.DEFAULT);
    }
  }

  /** A webhook in the making, which begins as another one. What is set here is no new revision. */
  public static final class Builder {

    private Id id;
    private String name;
    private String description;
    private String url;
    private Subscription subscription;
    private Map<String, String> headers;
    private WebhookLimits limits;
    private WebhookState state;
    private Secret secret;
    private final Instant createdAt;
    private ClientCertificate certificate;
    private ResponseLog responses;
    private int revision;

    private Builder(Webhook webhook) {
      id = webhook.id;
      name = webhook.name;
      description = webhook.description;
      url = webhook.url;
      subscription = webhook.subscription;
      headers = webhook.headers;
      limits = webhook.limits;
      state = webhook.state;
      secret = webhook.secret;
      createdAt = webhook.createdAt;
      certificate = webhook.certificate;
      responses = webhook.responses;
      revision = webhook.revision;
    }

    /** Another id. */
    public Builder id(Id other) {
      id = other;
      return this;
    }

    /** What people call it. */
    public Builder name(String other) {
      name = other;
      return this;
    }

    /** Free text. */
    public Builder description(String other) {
      description = other;
      return this;
    }

    /** Where requests go. */
    public Builder url(String other) {
      url = other;
      return this;
    }

    /** Which events it wants, and how it wants to see them. */
    public Builder subscription(Subscription other) {
      subscription = other;
      return this;
    }

    /** Additional request headers. */
    public Builder headers(Map<String, String> other) {
      headers = other;
      return this;
    }

    /** What it may use. */
    public Builder limits(WebhookLimits other) {
      limits = other;
      return this;
    }

    /** Whether it is sent to. */
    public Builder state(WebhookState other) {
      state = other;
      return this;
    }

    /** Signs its requests. */
    public Builder secret(Secret other) {
      secret = other;
      return this;
    }

    /** What it shows to receivers that ask for a certificate. */
    public Builder certificate(ClientCertificate other) {
      certificate = other;
      return this;
    }

    /** Of which attempts the log keeps the response. */
    public Builder responses(ResponseLog other) {
      responses = other;
      return this;
    }

    /**
     * The webhook.
     *
     * @throws IllegalArgumentException if no additional header may have one of the names
     */
    public Webhook build() {
      return new Webhook(
          id,
          name,
          description,
          url,
          subscription,
          headers,
          limits,
          state,
          secret,
          createdAt,
          certificate,
          responses,
          revision);
    }
  }
}
