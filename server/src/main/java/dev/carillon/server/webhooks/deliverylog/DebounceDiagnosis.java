package dev.carillon.server.webhooks.deliverylog;

import dev.carillon.hooks.delivery.DeliveryLog.Member;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.webhooks.payload.AssetScope;
import dev.carillon.server.webhooks.payload.Viewer;
import java.util.List;

/** Why nothing was sent of the events that a webhook with a quiet time held of one asset. */
final class DebounceDiagnosis {

  private static final String NOTHING = "Nothing was sent: within the webhook's debounceSeconds, ";

  private DebounceDiagnosis() {}

  /**
   * Of a delivery that was cancelled.
   *
   * @param members the events that were held, in their order
   * @param scope the webhook's
   */
  static Diagnosis of(List<Member> members, AssetScope scope) {
    if (members.getFirst().type().name().startsWith(EventTypes.ASSET_CREATE.name())
        && members.getLast().type().equals(EventTypes.ASSET_REMOVE)) {
      return new Diagnosis(NOTHING + "the asset was created and removed again.", "Nothing to do.");
    }
    StringBuilder why = new StringBuilder("the asset became again what it had been");
    if (scope.asksChanges()) {
      why.append(", or what changed in all is no change that filterChange asks for");
    }
    if (scope.viewer() instanceof Viewer.Unrestricted) {
      return new Diagnosis(NOTHING + why + ".", "Nothing to do.");
    }
    return new Diagnosis(
        NOTHING
            + why
            + ", or the user or group of the webhook's onBehalfOf may not see the asset any more.",
        "If the asset is to be seen, check the permissions of that user or group.");
  }
}
