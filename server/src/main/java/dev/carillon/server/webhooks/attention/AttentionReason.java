package dev.carillon.server.webhooks.attention;

import dev.carillon.hooks.webhook.WebhookState;
import java.util.Locale;

/** Why a webhook needs an administrator, the worst first. */
enum AttentionReason {
  /** The server disabled it: nothing is sent, and events are missed. */
  DISABLED,
  /** It is enabled, and nothing gets through. */
  FAILING,
  /** It is enabled and not failing, and what it is to get has waited for long. */
  BEHIND,
  /** It works again, and deliveries of the last day have failed for good. */
  FAILED;

  /** The name in responses. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether this is a state that an administrator did not choose. After a restore an administrator
   * decides of each webhook whether this server is to send: another one may do so still.
   */
  static boolean disabledByServer(WebhookState state) {
    return state instanceof WebhookState.Disabled disabled
        && disabled.reason() != WebhookState.Reason.MANUAL
        && disabled.reason() != WebhookState.Reason.RESTORED;
  }
}
