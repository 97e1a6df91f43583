package dev.carillon.hooks.spring.management;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carillon.hooks.WebhookView;
import dev.carillon.hooks.event.CloudEvents;
import dev.carillon.hooks.webhook.Grouping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How requests to a webhook are made, as the controller shows it among the webhook's fields.
 *
 * @param batch how many events a request has; absent where each event is a request
 * @param debounceSeconds for how long events of one subject are held; 0 = they are not
 * @param maxWaitSeconds how long they are held at most; 0 = ten times as long
 * @param format {@code native}, {@code cloudevents-structured} or {@code cloudevents-binary}
 * @param cloudEventsSource what {@code source} of its CloudEvents says
 * @param cloudEventsTypePrefix what stands before the event's type in {@code type}
 * @param signatures those beside the ones with the secret: {@code v1a}, or none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RequestJson(
    @JsonProperty("batch") @Nullable Batch batch,
    @JsonProperty("debounceSeconds") int debounceSeconds,
    @JsonProperty("maxWaitSeconds") int maxWaitSeconds,
    @JsonProperty("format") String format,
    @JsonProperty("cloudEventsSource") @Nullable String cloudEventsSource,
    @JsonProperty("cloudEventsTypePrefix") @Nullable String cloudEventsTypePrefix,
    @JsonProperty("signatures") List<String> signatures) {

  static RequestJson of(WebhookView webhook) {
    Grouping grouping = webhook.grouping();
    CloudEvents events = webhook.format().payloads() instanceof CloudEvents asked ? asked : null;
    return new RequestJson(
        grouping.batches()
            ? new Batch(grouping.batchMaxEvents(), grouping.batchMaxSeconds())
            : null,
        grouping.debounceSeconds(),
        grouping.maxWaitSeconds(),
        format(events),
        events == null ? null : events.source(),
        events == null ? null : events.typePrefix(),
        webhook.format().ed25519() ? List.of(RequestChanges.ED25519) : List.of());
  }

  private static String format(@Nullable CloudEvents events) {
    if (events == null) {
      return RequestChanges.NATIVE;
    }
    return events.mode() == CloudEvents.Mode.BINARY
        ? RequestChanges.BINARY
        : RequestChanges.STRUCTURED;
  }

  /**
   * A batch is sent as soon as one of both is reached.
   *
   * @param maxEvents so many events
   * @param maxSeconds so long after the first
   */
  record Batch(
      @JsonProperty("maxEvents") int maxEvents, @JsonProperty("maxSeconds") int maxSeconds) {}
}
