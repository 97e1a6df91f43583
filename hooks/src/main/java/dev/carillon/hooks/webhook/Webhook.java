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

  /** A webhook whose log keeps responses of failures, and that never changed. */
  public Webhook(
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
      ClientCertificate certificate) {
    this(
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
        ResponseLog.FAILURES,
        FIRST_REVISION);
  }

  /** A webhook that shows no certificate. */
  public Webhook(
      Id id,
      String name,
      String description,
      String url,
      Subscription subscription,
      Map<String, String> headers,
      WebhookLimits limits,
      WebhookState state,
      Secret secret,
      Instant createdAt) {
    this(
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
        ClientCertificate.NONE);
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
        now);
  }

  /** Whether it is sent to. */
  public boolean enabled() {
    return state instanceof WebhookState.Enabled;
  }

  /** The same webhook in another state. */
  public Webhook in(WebhookState other) {
    return new Webhook(
        id,
        name,
        description,
        url,
        subscription,
        headers,
        limits,
        other,
        secret,
        createdAt,
        certificate,
        responses,
        revision);
  }

  /** The same webhook with another secret. */
  public Webhook with(Secret other) {
    return changed(other, certificate);
  }

  /** The same webhook with another certificate. */
  public Webhook showing(ClientCertificate other) {
    return changed(secret, other);
  }

  private Webhook changed(Secret otherSecret, ClientCertificate otherCertificate) {
    Webhook changed =
        new Webhook(
            id,
            name,
            description,
            url,
            subscription,
            headers,
            limits,
            state,
            otherSecret,
            createdAt,
            otherCertificate,
            responses,
            revision);
    return changed.revised(this);
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
        otherRevision);
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
   * @param eventTypes the types it hears of; may be empty
   * @param operationalEvents the server's own events that it hears of, such as {@code
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
}
