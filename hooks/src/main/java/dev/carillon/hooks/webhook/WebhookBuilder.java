package dev.carillon.hooks.webhook;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A webhook in the making, which begins as another one, or blank. What is set here is no new
 * revision.
 */
public final class WebhookBuilder {

  /** The webhook as it was before, which has been checked; null for a new one. */
  private final @Nullable Webhook before;

  private Webhook.Id id;
  private String name;
  private String description;
  private String url;
  private Webhook.Subscription subscription;
  private Map<String, String> headers;
  private WebhookLimits limits;
  private WebhookState state;
  private Secret secret;
  private final Instant createdAt;
  private ClientCertificate certificate;
  private ResponseLog responses;
  private int revision;
  private String owner;
  private DeliveryRules rules;
  private DeliveryMode mode;
  private Grouping grouping;
  private RequestFormat format;
  private ReceiverLogin login;
  private Handshake handshake;

  /** Begins as a webhook, of which what is as in the other one has been checked. */
  WebhookBuilder(Webhook webhook, @Nullable Webhook before) {
    this.before = before;
    id = webhook.id();
    name = webhook.name();
    description = webhook.description();
    url = webhook.url();
    subscription = webhook.subscription();
    headers = webhook.headers();
    limits = webhook.limits();
    state = webhook.state();
    secret = webhook.secret();
    createdAt = webhook.createdAt();
    certificate = webhook.certificate();
    responses = webhook.responses();
    revision = webhook.revision();
    owner = webhook.owner();
    rules = webhook.rules();
    mode = webhook.mode();
    grouping = webhook.grouping();
    format = webhook.format();
    login = webhook.login();
    handshake = webhook.handshake();
  }

  /** Another id. */
  public WebhookBuilder id(Webhook.Id other) {
    id = other;
    return this;
  }

  /** What people call it. */
  public WebhookBuilder name(String other) {
    name = other;
    return this;
  }

  /** Free text. */
  public WebhookBuilder description(String other) {
    description = other;
    return this;
  }

  /** Where requests go. */
  public WebhookBuilder url(String other) {
    url = other;
    return this;
  }

  /** Which events it wants, and how it wants to see them. */
  public WebhookBuilder subscription(Webhook.Subscription other) {
    subscription = other;
    return this;
  }

  /** Additional request headers. */
  public WebhookBuilder headers(Map<String, String> other) {
    headers = other;
    return this;
  }

  /** What it may use. */
  public WebhookBuilder limits(WebhookLimits other) {
    limits = other;
    return this;
  }

  /** Whether it is sent to. */
  public WebhookBuilder state(WebhookState other) {
    state = other;
    return this;
  }

  /** Signs its requests. */
  public WebhookBuilder secret(Secret other) {
    secret = other;
    return this;
  }

  /** What it shows to receivers that ask for a certificate. */
  public WebhookBuilder certificate(ClientCertificate other) {
    certificate = other;
    return this;
  }

  /** Of which attempts the log keeps the response. */
  public WebhookBuilder responses(ResponseLog other) {
    responses = other;
    return this;
  }

  /** The tenant that it belongs to; empty = none. Only before it is registered. */
  public WebhookBuilder owner(String other) {
    owner = other;
    return this;
  }

  /** Another revision. */
  WebhookBuilder revision(int other) {
    revision = other;
    return this;
  }

  /** How its deliveries are retried, and what becomes of it when they fail. */
  public WebhookBuilder rules(DeliveryRules other) {
    rules = other;
    return this;
  }

  /** Whether events are sent to it or fetched. Only before it is registered. */
  public WebhookBuilder mode(DeliveryMode other) {
    mode = other;
    return this;
  }

  /** Whether its events are held for a while, and then sent together. */
  public WebhookBuilder grouping(Grouping other) {
    grouping = other;
    return this;
  }

  /** How its requests differ from those of other webhooks. */
  public WebhookBuilder format(RequestFormat other) {
    format = other;
    return this;
  }

  /** How its requests log in at the receiver. */
  public WebhookBuilder login(ReceiverLogin other) {
    login = other;
    return this;
  }

  /** The permission that its receiver gave. */
  public WebhookBuilder handshake(Handshake other) {
    handshake = other;
    return this;
  }

  /**
   * The webhook. What it has as before is not checked again.
   *
   * @throws dev.carillon.hooks.validation.ValidationException naming everything that is not allowed
   */
  public Webhook build() {
    Webhook webhook =
        new Webhook(
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
            revision,
            owner,
            rules,
            mode,
            grouping,
            format,
            login,
            handshake);
    WebhookRules.check(webhook, before);
    return webhook;
  }
}
