package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.CustomTypeVersions;
import java.time.Instant;
import java.util.List;

/**
 * Reads what a webhook would want, as it is read where one is registered or changed, but saves
 * nothing. Where requests go and what makes them secret is not looked at.
 */
public final class DraftReader {

  /** What says nothing about which events are wanted. */
  private static final List<String> NOT_LOOKED_AT =
      List.of(
          "url",
          "customHeaders",
          "clientCertificatePem",
          "clientKeyPem",
          LoginDraft.NAME,
          "handshake",
          "enabled",
          DeliveryField.NAME);

  private final WebhookReader reader;

  /** Reads with these filters and custom event types. */
  public DraftReader(AssetFilterReader filters, CustomTypeVersions custom) {
    this.reader =
        new WebhookReader(
            filters, url -> new UrlCheck.Verdict.Accepted(), new EventTypeFields(custom));
  }

  /**
   * The draft of a webhook that does not exist.
   *
   * @param baseUrl the server's address, which CloudEvents have as their source by default
   * @throws Problem 400 where a field is missing or wrong
   */
  public Draft whole(ObjectNode body, Instant now, String baseUrl) {
    if (!body.has("eventTypes")) {
      throw Problem.missing("webhook.eventTypes");
    }
    return changed(body, Webhook.blank(now), now, baseUrl);
  }

  /**
   * A webhook as it would be after a change.
   *
   * @param baseUrl the server's address, which CloudEvents have as their source by default
   * @throws Problem 400 where a field is wrong
   */
  public Draft changed(ObjectNode body, Webhook before, Instant now, String baseUrl) {
    JsonNode asked = body.deepCopy().remove(NOT_LOOKED_AT);
    WebhookReader.Edit edit = reader.changes(asked, before, now, baseUrl);
    return new Draft(edit.of(before), edit.warnings());
  }

  /**
   * A webhook that is not saved.
   *
   * @param warnings what the caller should know of the fields
   */
  public record Draft(Webhook webhook, List<String> warnings) {
    public Draft {
      warnings = List.copyOf(warnings);
    }
  }
}
