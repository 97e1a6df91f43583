package dev.carillon.bench.features;

import java.util.List;

/**
 * The code that is there for the sake of one feature.
 *
 * @param feature its name
 * @param places names of classes, and of packages with {@code .} at their end
 */
record FeatureCode(String feature, List<String> places) {

  private static final String HOOKS = "dev.carillon.hooks.";
  private static final String SERVER = "dev.carillon.server.";
  private static final String PAYLOAD = SERVER + "webhooks.payload.";
  private static final String STORE = HOOKS + "jdbc.store.";

  /** Features of webhooks that ask for something, none of which a plain webhook asks for. */
  static final List<FeatureCode> ALL =
      List.of(
          of(
              "batches and debouncing",
              HOOKS + "webhook.Grouping",
              HOOKS + "engine.HeldEventWatch",
              STORE + "BatchMaker",
              STORE + "BatchSplitter",
              STORE + "Debouncer",
              STORE + "GroupCollector",
              STORE + "GroupedEvent",
              STORE + "HeldEvent",
              STORE + "HeldOrder",
              STORE + "HeldRows",
              PAYLOAD + "AssetEventMerger",
              PAYLOAD + "MergedView"),
          of(
              "CloudEvents",
              HOOKS + "event.CloudEvents",
              HOOKS + "event.PayloadFormat",
              HOOKS + "webhook.RequestFormat"),
          of(
              "Ed25519",
              HOOKS + "webhook.Ed25519",
              HOOKS + "webhook.SigningKey",
              HOOKS + "webhook.SigningKeys",
              HOOKS + "jdbc.SqlSigningKeys"),
          of(
              "login",
              HOOKS + "http.login.",
              HOOKS + "http.LoginCall",
              HOOKS + "webhook.ReceiverLogin"),
          of("rate of a handshake", HOOKS + "webhook.Handshake"),
          of(
              "retry rules and adaptive concurrency",
              HOOKS + "engine.AdaptiveConcurrency",
              HOOKS + "webhook.DeliveryRules"),
          of(
              "owners, tags and patterns",
              HOOKS + "engine.TenantShare",
              HOOKS + "event.EventTypePattern",
              HOOKS + "event.OwnerName",
              HOOKS + "event.Tags",
              HOOKS + "webhook.PatternIndex"),
          of(
              "consumers",
              HOOKS + "webhook.DeliveryMode",
              STORE + "ConsumerLag",
              STORE + "SqlConsumers",
              SERVER + "webhooks.consumers."),
          of("proofs", HOOKS + "proof.", SERVER + "webhooks.proof."),
          of("recovery", SERVER + "webhooks.recovery."),
          of("templates", SERVER + "webhooks.template."),
          of(
              "onBehalfOf and filterChange",
              PAYLOAD + "AssetScope",
              PAYLOAD + "AssetStates",
              PAYLOAD + "AssetViewers",
              PAYLOAD + "FilterChange",
              PAYLOAD + "FilterVerdict",
              PAYLOAD + "ScopedView"),
          of(
              "custom events",
              SERVER + "webhooks.eventtypes.",
              PAYLOAD + "CustomEventSnapshot",
              PAYLOAD + "CustomTypeName",
              PAYLOAD + "NewProperties",
              PAYLOAD + "PinnedVersions"),
          of("alert rules", SERVER + "operations.alerts."),
          of("explanations", SERVER + "webhooks.explain."));

  FeatureCode {
    places = List.copyOf(places);
  }

  private static FeatureCode of(String feature, String... places) {
    return new FeatureCode(feature, List.of(places));
  }

  /** Whether a class belongs to it, or is inside of one that does. */
  boolean has(String type) {
    return places.stream()
        .anyMatch(
            place ->
                place.endsWith(".")
                    ? type.startsWith(place)
                    : type.equals(place) || type.startsWith(place + "$"));
  }
}
