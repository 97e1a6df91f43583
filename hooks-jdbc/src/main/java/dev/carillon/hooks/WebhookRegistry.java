package dev.carillon.hooks;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.validation.Violations;
import dev.carillon.hooks.webhook.OwnerLimits;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Webhooks: registers, changes and removes them. Each method is a transaction of its own, durable
 * when it returns, and takes effect at once, in other processes within some seconds.
 */
public final class WebhookRegistry {

  /** The longest note, in characters. */
  public static final int NOTE_MAX = 2_000;

  /** The longest overlap of two secrets. */
  public static final Duration OVERLAP_MAX = Duration.ofDays(365);

  /** Where counting pending and missed deliveries stops. */
  private static final int COUNT_MAX = 10_000;

  private final Store store;
  private final RunningEngine engine;
  private final SigningKeyRegistry signingKeys;
  private final InstantSource wallClock;
  private final Function<String, OwnerLimits> ownerLimits;

  /** Where requests of this process may go; empty if it makes none, or not by itself. */
  private final Optional<AddressGuard> guard;

  WebhookRegistry(
      Store store,
      RunningEngine engine,
      SigningKeyRegistry signingKeys,
      InstantSource wallClock,
      Function<String, OwnerLimits> ownerLimits,
      Optional<AddressGuard> guard) {
    this.store = store;
    this.engine = engine;
    this.signingKeys = signingKeys;
    this.wallClock = wallClock;
    this.ownerLimits = ownerLimits;
    this.guard = guard;
  }

  /**
   * Registers a webhook, which is enabled. It gets the events that are published from now on.
   *
   * @return the webhook and its new secret: store it or show it now, it cannot be read again
   * @throws IllegalArgumentException if something of it is not allowed, such as a URL with an
   *     address that this process makes no requests to ({@link HooksBuilder#allow}), or its owner
   *     has as many webhooks as it may ({@link HooksBuilder#ownerLimits}); the message says what
   */
  public Registered register(WebhookRegistration registration) {
    requireNonNull(registration, "registration is null");
    return added(registration.create(now()));
  }

  /**
   * Registers a webhook that is disabled. What is published until it is enabled counts as missed,
   * and can be sent later: see {@link Deliveries#recover}.
   *
   * @param note why, for people: up to {@value #NOTE_MAX} characters; may be empty
   * @return as {@link #register}
   * @throws IllegalArgumentException as {@link #register}
   */
  public Registered registerDisabled(WebhookRegistration registration, String note) {
    requireNonNull(registration, "registration is null");
    requireNonNull(note, "note is null");
    Instant now = now();
    return added(registration.create(now).in(disabled(now, note)));
  }

  /**
   * As exactly as it is stored, so that a webhook is shown alike when it is registered and later.
   */
  private Instant now() {
    return wallClock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private Registered added(Webhook webhook) {
    checkAddress(webhook);
    int ownersMax = ownersMax(webhook.owner());
    signingKeys.makeFor(webhook);
    store.webhooks().add(webhook, ownersMax);
    engine.webhooksChanged();
    return registered(webhook);
  }

  private int ownersMax(String owner) {
    if (owner.isEmpty()) {
      return 0;
    }
    OwnerLimits limits = ownerLimits.apply(owner);
    return Objects.requireNonNull(limits, "ownerLimits(…) returned null; allowed is NONE")
        .maxWebhooks();
  }

  /**
   * Changes a webhook: what was recorded already is sent as the webhook is then. Values of headers
   * were given for one receiver: with another scheme, host or port of the URL, the change has to
   * set the headers again, or to leave them out.
   *
   * @param change gets the webhook's present registration and sets what is to be different
   * @throws NoSuchElementException if there is no such webhook
   * @throws IllegalArgumentException if something of it is not allowed; then nothing was changed
   */
  public WebhookView update(Webhook.Id id, UnaryOperator<WebhookRegistration> change) {
    requireNonNull(id, "id is null");
    requireNonNull(change, "change is null");
    return WebhookView.of(
        changed(
            id,
            webhook -> {
              Webhook after = change.apply(WebhookRegistration.of(webhook)).applied(webhook);
              if (!after.url().equals(webhook.url())) {
                checkAddress(after);
              }
              return after;
            }));
  }

  /** Refuses an address that no request would be made to. What a name leads to may change. */
  private void checkAddress(Webhook webhook) {
    TargetUrl url = TargetUrl.parse(webhook.url());
    Optional<InetSocketAddress> target =
        url.literal().map(address -> new InetSocketAddress(address, url.port()));
    guard
        .flatMap(rules -> target.flatMap(address -> rules.objection(url.host(), address)))
        .ifPresent(
            objection -> {
              throw new ValidationException(
                  Violation.hidden(
                      "url",
                      "the URL of a public address, or of one in a range that allow(…) opens: "
                          + objection));
            });
  }

  /**
   * Replaces a webhook's secret. From the next attempt on {@code X-Hook-Signature} is made with the
   * new one alone: a receiver that verifies it needs the new secret at once.
   *
   * @param overlap for so long {@code webhook-signature} also has a signature with the old secret,
   *     up to 365 days; zero = not at all
   * @return the webhook and its new secret: store it or show it now, it cannot be read again
   * @throws NoSuchElementException if there is no such webhook
   * @throws IllegalArgumentException if the overlap is negative or too long
   */
  public Registered rotate(Webhook.Id id, Duration overlap) {
    requireNonNull(id, "id is null");
    requireNonNull(overlap, "overlap is null");
    if (overlap.isNegative() || overlap.compareTo(OVERLAP_MAX) > 0) {
      throw new IllegalArgumentException(
          "overlap is %s; allowed is zero to %d days: give the time that receivers need"
              .formatted(overlap, OVERLAP_MAX.toDays()));
    }
    Instant now = wallClock.instant();
    return registered(
        changed(id, webhook -> webhook.with(webhook.secret().rotated(now, now.plus(overlap)))));
  }

  /**
   * Stops sending to a webhook. What is published meanwhile counts as missed, and can be sent
   * later: see {@link Deliveries#recover}.
   *
   * @param note why, for people: up to {@value #NOTE_MAX} characters; may be empty
   * @throws NoSuchElementException if there is no such webhook
   * @throws IllegalArgumentException if the note is too long or has control characters
   */
  public WebhookView disable(Webhook.Id id, String note) {
    requireNonNull(id, "id is null");
    requireNonNull(note, "note is null");
    WebhookState disabled = disabled(now(), note);
    return WebhookView.of(
        changed(id, webhook -> webhook.enabled() ? webhook.in(disabled) : webhook));
  }

  private static WebhookState disabled(Instant at, String note) {
    new Violations().lines("note", note, NOTE_MAX).check();
    return new WebhookState.Disabled(at, WebhookState.Reason.MANUAL, note);
  }

  /**
   * Sends to a webhook again, whatever disabled it.
   *
   * @throws NoSuchElementException if there is no such webhook
   */
  public WebhookView enable(Webhook.Id id) {
    requireNonNull(id, "id is null");
    return WebhookView.of(changed(id, webhook -> webhook.in(new WebhookState.Enabled())));
  }

  /**
   * Removes a webhook for good: its pending deliveries are cancelled, its secret is forgotten, its
   * log stays until it is purged.
   *
   * @return whether there was one
   */
  public boolean remove(Webhook.Id id) {
    requireNonNull(id, "id is null");
    boolean removed = store.webhooks().remove(id).isPresent();
    engine.webhooksChanged();
    return removed;
  }

  /** All webhooks that are not removed, the oldest first. */
  public List<WebhookView> list() {
    return store.webhooks().current().webhooks().stream().map(WebhookView::of).toList();
  }

  /** One webhook that is not removed. */
  public Optional<WebhookView> find(Webhook.Id id) {
    requireNonNull(id, "id is null");
    return store.webhooks().find(id).map(WebhookView::of);
  }

  /**
   * How each webhook is doing: its health, and how much is pending and was missed, counted up to
   * 10,000.
   */
  public Map<Webhook.Id, DeliveryLog.Standing> standings() {
    return store.log().standings(COUNT_MAX);
  }

  /** If a process ended after a webhook had asked for a key, and before there was one. */
  void makeSigningKey() {
    store.webhooks().current().webhooks().stream()
        .filter(webhook -> webhook.format().ed25519())
        .findFirst()
        .ifPresent(signingKeys::makeFor);
  }

  /**
   * What is held for a webhook because of {@link WebhookRegistration#batch} or {@link
   * WebhookRegistration#debounce}, counted up to 10,000; there is no delivery of it yet.
   *
   * @throws NoSuchElementException if there is no such webhook
   */
  public DeliveryLog.Held held(Webhook.Id id) {
    requireNonNull(id, "id is null");
    return store.log().held(store.webhooks().find(id).orElseThrow(() -> unknown(id)), COUNT_MAX);
  }

  private static NoSuchElementException unknown(Webhook.Id id) {
    return new NoSuchElementException(
        "no webhook has the id "
            + id
            + ": it was removed or never registered; list() has those there are");
  }

  private Webhook changed(Webhook.Id id, UnaryOperator<Webhook> change) {
    Webhook webhook = store.webhooks().change(id, change).orElseThrow(() -> unknown(id));
    signingKeys.makeFor(webhook);
    engine.webhooksChanged();
    return webhook;
  }

  private static Registered registered(Webhook webhook) {
    return new Registered(WebhookView.of(webhook), webhook.secret().token());
  }
}
