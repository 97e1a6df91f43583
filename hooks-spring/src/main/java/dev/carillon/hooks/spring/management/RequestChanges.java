package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.event.PayloadFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a request sets of the requests to a webhook: whether they have several events, and in which
 * form. What is absent stays as it is.
 *
 * @param batch {@code maxEvents} and {@code maxSeconds}, both 0 for none
 * @param debounceSeconds 0 for none
 * @param format the format after the change, from the one before it
 * @param signed whether Ed25519 signs too
 */
record RequestChanges(
    Optional<Map<String, Integer>> batch,
    Optional<Integer> debounceSeconds,
    Optional<Integer> maxWaitSeconds,
    Optional<UnaryOperator<PayloadFormat>> format,
    Optional<Boolean> signed) {

  static final String NATIVE = "native";
  static final String STRUCTURED = "cloudevents-structured";
  static final String BINARY = "cloudevents-binary";
  static final String ED25519 = "v1a";

  private static final String SOURCE = "cloudEventsSource";
  private static final String PREFIX = "cloudEventsTypePrefix";
  private static final String OF_CLOUD_EVENTS =
      "must be absent with the format "
          + NATIVE
          + "; it belongs to "
          + STRUCTURED
          + " and "
          + BINARY;
  private static final String MAX_EVENTS = "maxEvents";
  private static final String MAX_SECONDS = "maxSeconds";

  /** The fields of a request that these changes are read from. */
  static final Set<String> FIELDS =
      Set.of("batch", "debounceSeconds", "maxWaitSeconds", "format", SOURCE, PREFIX, "signatures");

  /** Reads them; what is wrong is collected in the fields. */
  static RequestChanges of(RequestFields fields) {
    if (fields.number("maxWaitSeconds").isPresent()) {
      fields.require("debounceSeconds");
    }
    return new RequestChanges(
        fields.numbers("batch", MAX_EVENTS, MAX_SECONDS),
        fields.number("debounceSeconds"),
        fields.number("maxWaitSeconds"),
        format(fields),
        signed(fields));
  }

  private static Optional<UnaryOperator<PayloadFormat>> format(RequestFields fields) {
    Optional<String> source = fields.text(SOURCE);
    Optional<String> prefix = fields.text(PREFIX);
    Optional<String> name = fields.text("format");
    if (name.isEmpty() && (source.isPresent() || prefix.isPresent())) {
      fields.require("format");
    }
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (name.get().equals(NATIVE)) {
      source.ifPresent(given -> fields.wrong(SOURCE, OF_CLOUD_EVENTS));
      prefix.ifPresent(given -> fields.wrong(PREFIX, OF_CLOUD_EVENTS));
      return Optional.of(before -> PayloadFormat.NATIVE);
    }
    if (!name.get().equals(STRUCTURED) && !name.get().equals(BINARY)) {
      fields.wrong("format", "must be " + NATIVE + ", " + STRUCTURED + " or " + BINARY);
      return Optional.empty();
    }
    fields.require(SOURCE);
    CloudEvents.Mode mode =
        name.get().equals(BINARY) ? CloudEvents.Mode.BINARY : CloudEvents.Mode.STRUCTURED;
    return source.map(from -> before -> events(mode, from, prefix, before));
  }

  private static CloudEvents events(
      CloudEvents.Mode mode, String source, Optional<String> prefix, PayloadFormat before) {
    return before instanceof CloudEvents known
        ? new CloudEvents(mode, source, prefix.orElse(known.typePrefix()), known.schemaUrl())
        : new CloudEvents(mode, source, prefix.orElse(""), "");
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
    debounceSeconds.ifPresent(
        seconds -> registration.debounce(seconds, maxWait(seconds, registration)));
    format.ifPresent(after -> registration.format(after.apply(registration.format())));
    signed.ifPresent(registration::signedByEd25519);
  }

  /** What was set before is kept where it fits: it is not for no quiet time, or a longer one. */
  private int maxWait(int seconds, WebhookRegistration before) {
    int kept = before.grouping().maxWaitSeconds();
    return maxWaitSeconds.orElse(seconds == 0 || kept < seconds ? 0 : kept);
  }
}
