package dev.carillon.server.webhooks;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Problem;
import java.util.Optional;

/** Finds the webhooks that calls name. */
public final class RegisteredWebhooks {

  private RegisteredWebhooks() {}

  /** The webhook with this id; empty also where it has not the form of an id. */
  public static Optional<Webhook> find(Webhooks webhooks, String id) {
    return Ids.valid(id) ? webhooks.find(new Webhook.Id(id)) : Optional.empty();
  }

  /**
   * The webhook with this id.
   *
   * @throws Problem 404 where there is none
   */
  public static Webhook get(Webhooks webhooks, String id) {
    return find(webhooks, id).orElseThrow(() -> Problem.notFound("webhook", id));
  }

  /**
   * The webhook with this id, to which something may be sent.
   *
   * @throws Problem 404 where there is none, 409 where it is disabled
   */
  public static Webhook enabled(Webhooks webhooks, String id) {
    Webhook webhook = get(webhooks, id);
    if (!webhook.enabled()) {
      throw disabled(id);
    }
    return webhook;
  }

  /** 409: nothing is sent to a webhook that is disabled. */
  public static Problem disabled(String id) {
    return Problem.conflict(
        "The webhook is disabled, so nothing is sent. Enable it first: PUT "
            + "/services/admin/webhook/"
            + id
            + "/enable");
  }
}
