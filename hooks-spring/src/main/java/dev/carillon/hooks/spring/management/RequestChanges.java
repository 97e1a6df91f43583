package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.event.PayloadFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a request sets of the requests to a webhook: whether they have several events, and in which
 * form. What is absent stays as it is.
 *
 * @param batch {@code maxEvents} and {@code maxSeconds}, both 0 for none
 * @param debounceSeconds 0 for none
 * @param format its name
 * @param signed whether Ed25519 signs too
 */
record RequestChanges(
    Optional<Map<String, Integer>> batch,
    Optional<Integer> debounceSeconds,
    int maxWaitSeconds,
    Optional<PayloadFormat> format,
    Optional<Boolean> signed) {

  static final String NATIVE = "native";
  static final String STRUCTURED = "cloudevents-structured";
  static final String BINARY = "cloudevents-binary";
  static final String ED25519 = "v1a";

  private static final String MAX_EVENTS = "maxEvents";
  private static final String MAX_SECONDS = "maxSeconds";

  /** The fields of a request that these changes are read from. */
  static final Set<String> FIELDS =
      Set.of(
          "batch",
          "debounceSeconds",
          "maxWaitSeconds",
          "format",
          "cloudEventsSource",
          "cloudEventsTypePrefix",
          "signatures");

  /** Reads them; what is wrong is collected in the fields. */
  static RequestChanges of(RequestFields fields) {
    if (fields.number("maxWaitSeconds").isPresent()) {
      fields.require("debounceSeconds");
    }
    return new RequestChanges(
        fields.numbers("batch", MAX_EVENTS, MAX_SECONDS),
        fields.number("debounceSeconds"),
        fields.number("maxWaitSeconds").orElse(0),
        format(fields),
        signed(fields));
  }

  private static Optional<PayloadFormat> format(RequestFields fields) {
    Optional<String> source = fields.text("cloudEventsSource");
    Optional<String> prefix = fields.text("cloudEventsTypePrefix");
    Optional<String> name = fields.text("format");
    if (name.isEmpty() && (source.isPresent() || prefix.isPresent())) {
      fields.require("format");
    }
    if (name.isEmpty() || name.get().equals(NATIVE)) {
      return name.map(plain -> PayloadFormat.NATIVE);
    }
    if (!name.get().equals(STRUCTURED) && !name.get().equals(BINARY)) {
      fields.wrong("format", "must be " + NATIVE + ", " + STRUCTURED + " or " + BINARY);
      return Optional.empty();
    }
    fields.require("cloudEventsSource");
    CloudEvents.Mode mode =
        name.get().equals(BINARY) ? CloudEvents.Mode.BINARY : CloudEvents.Mode.STRUCTURED;
    return source.map(from -> new CloudEvents(mode, from, prefix.orElse(""), ""));
  }

  private static Optional<Boolean> signed(RequestFields fields) {
    Optional<List<String>> asked = fields.texts("signatures");
    if (asked.isPresent() && !Set.of(ED25519).containsAll(asked.get())) {
      fields.wrong(
          "signatures",
          "must be [\"" + ED25519 + "\"] or []; the signatures with the secret are always there");
    }
    return asked.map(all -> !all.isEmpty());
  }

  /** Whether anything is set. */
  boolean any() {
    return batch.isPresent()
        || debounceSeconds.isPresent()
        || format.isPresent()
        || signed.isPresent();
  }

  /** Sets what is to be set. */
  void apply(WebhookRegistration registration) {
    batch.ifPresent(
        wanted ->
            registration.batch(
                wanted.getOrDefault(MAX_EVENTS, 0), wanted.getOrDefault(MAX_SECONDS, 0)));
    debounceSeconds.ifPresent(seconds -> registration.debounce(seconds, maxWaitSeconds));
    format.ifPresent(registration::format);
    signed.ifPresent(registration::signedByEd25519);
  }
}
