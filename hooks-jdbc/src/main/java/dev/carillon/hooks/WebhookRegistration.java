package dev.carillon.hooks;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.event.OwnerName;
import dev.carillon.hooks.event.PayloadFormat;
import dev.carillon.hooks.event.Tags;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.RequestFormat;
import dev.carillon.hooks.webhook.ResponseLog;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhook.Subscription;
import dev.carillon.hooks.webhook.WebhookBuilder;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a webhook is registered with, and what can be changed of it later. Each method replaces what
 * was set before.
 *
 * <pre>{@code
 * WebhookRegistration.of("shipping", "https://example.com/hooks").types("order.placed").ordered()
 * }</pre>
 */
public final class WebhookRegistration {

  private String name;
  private String url;
  private String description = "";
  private Subscription types = Subscription.to();
  private Tags tags = Tags.NONE;
  private String owner = OwnerName.NONE;
  private Map<String, String> headers = Map.of();

  /** Headers of the webhook whose values the caller did not give: it cannot know them. */
  private final Set<String> keptHeaders = new TreeSet<>();

  private WebhookLimits limits = WebhookLimits.DEFAULT;
  private ResponseLog responses = ResponseLog.FAILURES;
  private DeliveryRules rules = DeliveryRules.DEFAULT;
  private Grouping grouping = Grouping.NONE;
  private RequestFormat format = RequestFormat.DEFAULT;
  private ReceiverLogin login = ReceiverLogin.NONE;

  /** Whether the caller did not give the login, whose secret it cannot know. */
  private boolean keptLogin;

  private WebhookRegistration(String name, String url) {
    this.name = name;
    this.url = url;
  }

  /**
   * A webhook that asks for no events yet: see {@link #types}.
   *
   * @param name what people call it
   * @param url where requests go: {@code https://…} or {@code http://…}
   */
  public static WebhookRegistration of(String name, String url) {
    requireNonNull(name, "name is null");
    requireNonNull(url, "url is null");
    return new WebhookRegistration(name, url);
  }

  static WebhookRegistration of(Webhook webhook) {
    WebhookRegistration registration = of(webhook.name(), webhook.url());
    registration.description = webhook.description();
    registration.types = webhook.subscription();
    registration.tags = webhook.subscription().tags();
    registration.owner = webhook.owner();
    registration.headers = webhook.headers();
    registration.keptHeaders.addAll(webhook.headers().keySet());
    registration.limits = webhook.limits();
    registration.responses = webhook.responses();
    registration.rules = webhook.rules();
    registration.grouping = webhook.grouping();
    registration.format = webhook.format();
    registration.login = webhook.login();
    registration.keptLogin = !webhook.login().none();
    return registration;
  }

  /** What people call it. */
  public WebhookRegistration name(String name) {
    this.name = requireNonNull(name, "name is null");
    return this;
  }

  /** Where requests go: {@code https://…} or {@code http://…}. */
  public WebhookRegistration url(String url) {
    this.url = requireNonNull(url, "url is null");
    return this;
  }

  /** Free text, empty unless it is set. */
  public WebhookRegistration description(String description) {
    this.description = requireNonNull(description, "description is null");
    return this;
  }

  /**
   * The event types that it gets, at least one: names such as {@code order.placed}, or patterns
   * such as {@code order.*}, in which {@code *} stands for any characters.
   *
   * @throws dev.carillon.hooks.validation.ValidationException naming all that are neither
   */
  public WebhookRegistration types(String... namesAndPatterns) {
    requireNonNull(namesAndPatterns, "namesAndPatterns is null");
    types = Subscription.toTypes(namesAndPatterns);
    return this;
  }

  /** A tag that events must have, beside those that were set before: all must be there. */
  public WebhookRegistration tag(String key, String value) {
    requireNonNull(key, "key is null");
    requireNonNull(value, "value is null");
    tags = tags.and(key, value);
    return this;
  }

  /** These tags, all of which events must have, and no other ones. */
  public WebhookRegistration tags(Tags tags) {
    this.tags = requireNonNull(tags, "tags is null");
    return this;
  }

  /**
   * The tenant that it belongs to: it gets events of this owner alone. Without one it gets the
   * events of all. It cannot be changed later.
   */
  public WebhookRegistration owner(String owner) {
    this.owner = requireNonNull(owner, "owner is null");
    return this;
  }

  /** One more additional request header. Its value is kept encrypted, and never shown. */
  public WebhookRegistration header(String header, String value) {
    requireNonNull(header, "header is null");
    requireNonNull(value, "value is null");
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    headers = more;
    keptHeaders.remove(header);
    return this;
  }

  /** These additional request headers and no other ones. */
  public WebhookRegistration headers(Map<String, String> headers) {
    requireNonNull(headers, "headers is null");
    this.headers = Map.copyOf(headers);
    keptHeaders.clear();
    return this;
  }

  /** The deadline of a whole request, 1–60 seconds; 0 = as {@link HooksBuilder#policy} says. */
  public WebhookRegistration timeoutSeconds(int seconds) {
    limits =
        new WebhookLimits(
            seconds, limits.maxConcurrent(), limits.maxPerSecond(), limits.ordering());
    return this;
  }

  /** Requests on the wire at once, 1–1000; 0 = as {@link HooksBuilder#policy} says. */
  public WebhookRegistration maxConcurrent(int requests) {
    limits =
        new WebhookLimits(
            limits.timeoutSeconds(), requests, limits.maxPerSecond(), limits.ordering());
    return this;
  }

  /** Requests started in a second, 1–100000; 0 = no limit. */
  public WebhookRegistration maxPerSecond(int requests) {
    limits =
        new WebhookLimits(
            limits.timeoutSeconds(), limits.maxConcurrent(), requests, limits.ordering());
    return this;
  }

  /** Events of one subject keep their order: one waits until the one before it has ended. */
  public WebhookRegistration ordered() {
    return ordering(Ordering.SUBJECT);
  }

  /** Whether events of one subject keep their order; they do not unless it is set. */
  public WebhookRegistration ordering(Ordering ordering) {
    requireNonNull(ordering, "ordering is null");
    limits =
        new WebhookLimits(
            limits.timeoutSeconds(), limits.maxConcurrent(), limits.maxPerSecond(), ordering);
    return this;
  }

  /** Of which attempts the log keeps the response; of those that failed unless it is set. */
  public WebhookRegistration responses(ResponseLog responses) {
    this.responses = requireNonNull(responses, "responses is null");
    return this;
  }

  /**
   * How its deliveries are retried, and what becomes of it when they fail; as {@link
   * HooksBuilder#policy} says unless it is set.
   *
   * @throws IllegalArgumentException if they ask for {@link DeliveryRules#recoverAutomatically}: it
   *     is Carillon's server that does this, and the library enables no webhook by itself
   */
  public WebhookRegistration rules(DeliveryRules rules) {
    requireNonNull(rules, "rules is null");
    if (rules.recoverAutomatically()) {
      throw new IllegalArgumentException(
          "recoverAutomatically of webhook \"%s\" must be false, but is true: only Carillon's server"
                  .formatted(name)
              + " does this; enable the webhook and recover what it missed in your program");
    }
    this.rules = rules;
    return this;
  }

  /**
   * Sends events together: the body is a JSON array of payloads, in the order in which they were
   * published, as soon as there are {@code maxEvents}, and at the latest {@code maxSeconds} after
   * the first. Such a request is one delivery. What is no JSON is sent by itself.
   *
   * @param maxEvents 2–1,000; 0 = each event is a request of its own, as unless this is set
   * @param maxSeconds 1–3,600; 0 with {@code maxEvents} 0
   * @throws dev.carillon.hooks.validation.ValidationException if one of them is out of range
   */
  public WebhookRegistration batch(int maxEvents, int maxSeconds) {
    grouping =
        new Grouping(grouping.debounceSeconds(), grouping.maxWaitSeconds(), maxEvents, maxSeconds);
    return this;
  }

  /**
   * Sends the last of several events of a subject: they are held until none came for {@code
   * seconds}, and no longer than {@code maxWaitSeconds}.
   *
   * @param seconds 1–86,400; 0 = each event is sent, as unless this is set
   * @param maxWaitSeconds from {@code seconds} to 604,800; 0 = ten times {@code seconds}
   * @throws dev.carillon.hooks.validation.ValidationException if one of them is out of range
   */
  public WebhookRegistration debounce(int seconds, int maxWaitSeconds) {
    grouping =
        new Grouping(
            seconds, maxWaitSeconds, grouping.batchMaxEvents(), grouping.batchMaxSeconds());
    return this;
  }

  /** What {@link #batch} and {@link #debounce} say. */
  public Grouping grouping() {
    return grouping;
  }

  /**
   * In which form it gets payloads: as they were published ({@link PayloadFormat#NATIVE}) unless it
   * is set, or as {@link dev.carillon.hooks.event.CloudEvents}. A CloudEvent is one event: it
   * allows neither {@link #batch} nor {@link #debounce}.
   */
  public WebhookRegistration format(PayloadFormat payloads) {
    requireNonNull(payloads, "payloads is null");
    format = format.with(payloads);
    return this;
  }

  /** In which form it gets payloads. */
  public PayloadFormat format() {
    return format.payloads();
  }

  /**
   * Whether requests also have the signature {@code v1a} of Standard Webhooks, which receivers
   * verify with the public keys of {@link Hooks#signingKeys} and without a secret.
   */
  public WebhookRegistration signedByEd25519(boolean signed) {
    format = new RequestFormat(format.payloads(), signed);
    return this;
  }

  /**
   * How its requests log in at the receiver: with access tokens of OAuth 2.0 client credentials, or
   * not at all, as unless it is set. The client's secret is kept encrypted, and never shown.
   */
  public WebhookRegistration login(ReceiverLogin login) {
    this.login = requireNonNull(login, "login is null");
    keptLogin = false;
    return this;
  }

  /** A new webhook. */
  Webhook create(Instant now) {
    return set(Webhook.builder(now), Subscription.to());
  }

  /** The same webhook as this registration says. */
  Webhook applied(Webhook before) {
    Webhook after = set(before.toBuilder(), before.subscription());
    if ((keptLogin || !keptHeaders.isEmpty())
        && !TargetUrl.parse(after.url()).sameOrigin(TargetUrl.parse(before.url()))) {
      throw new ValidationException(
          new Violation(
              "url",
              after.url(),
              "of the same scheme, host and port as before, or come with new values of "
                  + kept()
                  + ": hidden values do not follow a webhook to another receiver. Give all headers"
                  + " and the login again, or leave some out"));
    }
    return after;
  }

  /** What the caller did not give, because it is hidden. */
  private String kept() {
    String headerNames =
        keptHeaders.isEmpty() ? "" : "the headers " + String.join(", ", keptHeaders);
    String and = keptHeaders.isEmpty() || !keptLogin ? "" : " and ";
    return headerNames + and + (keptLogin ? "the login" : "");
  }

  private Webhook set(WebhookBuilder webhook, Subscription old) {
    if (types.eventTypes().isEmpty() && types.patterns().isEmpty()) {
      throw new ValidationException(
          new Violation("types", "", "at least one event type or pattern, such as order.placed"));
    }
    return webhook
        .name(name)
        .url(url)
        .description(description)
        .subscription(
            new Subscription(
                types.eventTypes(),
                types.patterns(),
                old.operationalEvents(),
                tags,
                old.filter(),
                old.projection()))
        .headers(headers)
        .limits(limits)
        .responses(responses)
        .rules(rules)
        .grouping(grouping)
        .format(format)
        .login(login)
        .owner(owner)
        .build();
  }
}
