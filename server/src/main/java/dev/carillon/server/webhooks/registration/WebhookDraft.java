package dev.carillon.server.webhooks.registration;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.DeliveryMode;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.Handshake;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.RequestFormat;
import dev.carillon.hooks.webhook.ResponseLog;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.webhooks.payload.AssetCriteria;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.AssetScope;
import dev.carillon.server.webhooks.payload.PinnedVersions;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A webhook while it is being changed, field by field. What is not set stays as it was. */
final class WebhookDraft {

  private final Webhook before;

  String name;
  String description;
  String url;
  List<EventType> eventTypes;
  List<EventType> operationalEvents;
  List<String> metadataToReturn;
  List<String> changedMetadataToReturn;
  List<String> triggerMetadataFields;
  AssetCriteria place;
  AssetScope scope;
  PinnedVersions versions;
  int timeoutSeconds;
  int maxConcurrent;
  int maxPerSecond;
  Ordering ordering;
  ResponseLog responses;
  DeliveryRules rules;
  DeliveryMode mode;
  GroupingFields grouping;
  String template;
  private Map<String, String> headers;
  private boolean headersGiven;
  private ClientCertificate certificate;
  private boolean certificateGiven;
  private WebhookState state;
  final RequestFormatDraft format = new RequestFormatDraft();
  LoginDraft login;
  boolean handshake;

  WebhookDraft(Webhook before) {
    this.before = before;
    name = before.name();
    description = before.description();
    url = before.url();
    eventTypes = before.subscription().eventTypes();
    operationalEvents = before.subscription().operationalEvents();
    metadataToReturn = before.subscription().projection().fields();
    changedMetadataToReturn = before.subscription().projection().changedFields();
    place = AssetFilterReader.criteria(before.subscription().filter());
    scope = place.scope();
    versions = place.versions();
    triggerMetadataFields = place.triggerFields();
    headers = before.headers();
    timeoutSeconds = before.limits().timeoutSeconds();
    maxConcurrent = before.limits().maxConcurrent();
    maxPerSecond = before.limits().maxPerSecond();
    ordering = before.limits().ordering();
    responses = before.responses();
    rules = before.rules();
    mode = before.mode();
    grouping = GroupingFields.of(before.grouping());
    template = before.subscription().projection().template();
    certificate = before.certificate();
    state = before.state();
    login = new LoginDraft(before.login(), false);
    handshake = !before.handshake().none();
  }

  /** Sends these headers from now on; masked values are those from before. */
  void give(Map<String, String> given) {
    headers = given;
    headersGiven = true;
  }

  /** Shows this certificate from now on, or none. */
  void give(ClientCertificate given) {
    certificate = given;
    certificateGiven = true;
  }

  /** Enables it, or disables it by hand. */
  void enabled(boolean enabled, Instant now) {
    state = switched(state, enabled, now);
  }

  /** A state switched on or off by hand; what is disabled already keeps its time and reason. */
  static WebhookState switched(WebhookState state, boolean enabled, Instant now) {
    if (enabled) {
      return new WebhookState.Enabled();
    }
    return switch (state) {
      case WebhookState.Enabled on ->
          new WebhookState.Disabled(now, WebhookState.Reason.MANUAL, "");
      case WebhookState.Disabled off -> off;
    };
  }

  /**
   * The webhook as it is now; id, secret and age stay as they were.
   *
   * @param server the address of this server
   * @throws dev.carillon.server.platform.http.Problem 400 where secrets would follow it to another
   *     receiver
   */
  Webhook webhook(AssetFilterReader filters, String server) {
    if (!before.url().isEmpty()) {
      new ReceiverChangeCheck(before, url)
          .check(headersGiven ? headers : CustomHeaders.masked(headers), certificateGiven, login);
    }
    login.check(headers.keySet());
    RequestFormat requests =
        format.of(before.format(), headers.keySet(), grouping.grouping().any(), server);
    HandshakeJson.check(handshake, mode, requests);
    AssetCriteria criteria =
        new AssetCriteria(
            triggerMetadataFields,
            place.folders(),
            place.query(),
            place.wildcardSelection(),
            scope,
            versions);
    new AssetScopeJson(filters).check(scope, place.query());
    return new Webhook(
        before.id(),
        name,
        description,
        url,
        new Webhook.Subscription(
            eventTypes,
            operationalEvents,
            filters.stored(criteria),
            new Projection(metadataToReturn, changedMetadataToReturn, template)),
        CustomHeaders.unmasked(headers, before.headers()),
        new WebhookLimits(timeoutSeconds, maxConcurrent, maxPerSecond, ordering),
        state,
        before.secret(),
        before.createdAt(),
        certificate,
        responses,
        before.revision(),
        before.owner(),
        rules,
        mode,
        grouping.grouping(),
        requests,
        login.over(before.login()),
        handshake());
  }

  /** Whether the receiver has to be asked for its permission. */
  boolean needsHandshake() {
    return handshake && handshake().none();
  }

  /** The permission is one for a URL. */
  private Handshake handshake() {
    return handshake && url.equals(before.url()) ? before.handshake() : Handshake.NONE;
  }
}
