package dev.carillon.server.webhooks.registration;

import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a request wants to change about a webhook: checked, and not yet done.
 *
 * @param changes one for each field
 * @param warnings what the administrator should know all the same
 * @param filters compiles the result's filter
 */
record WebhookEdit(
    List<Consumer<WebhookDraft>> changes, List<String> warnings, AssetFilterReader filters) {

  WebhookEdit {
    changes = List.copyOf(changes);
    warnings = List.copyOf(warnings);
  }

  /** The webhook after the change. */
  Webhook of(Webhook before) {
    WebhookDraft draft = new WebhookDraft(before);
    changes.forEach(change -> change.accept(draft));
    return draft.webhook(filters);
  }
}
