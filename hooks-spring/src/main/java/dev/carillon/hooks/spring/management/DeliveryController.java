package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.Deliveries;
import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.webhook.Webhook;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Shows the deliveries of a webhook, and sends them again. */
@RestController
@RequestMapping("${carillon.hooks.management.path}/{id}/deliveries")
class DeliveryController {

  private final TenantScope scope;
  private final ManagementAccess access;

  DeliveryController(TenantScope scope, ManagementAccess access) {
    this.scope = scope;
    this.access = access;
  }

  /** Called before each of the methods below. */
  @ModelAttribute
  void checkAccess() {
    access.check();
  }

  @GetMapping
  DeliveryJson.Page list(
      @PathVariable("id") String id,
      @RequestParam(name = "status", defaultValue = "") String status,
      @RequestParam(name = "after", defaultValue = "") String after,
      @RequestParam(name = "limit", defaultValue = "50") String limit) {
    DeliveryFilter filter = DeliveryFilter.ALL.to(webhook(id));
    if (!status.isEmpty()) {
      if (!DeliveryJson.Status.ALL.contains(status)) {
        throw Paths.notAllowed("status", status, String.join(", ", DeliveryJson.Status.ALL));
      }
      filter = filter.in(DeliveryJson.Status.stored(status));
    }
    return DeliveryJson.Page.of(deliveries().list(filter, cursor(after), Paths.limit(limit)));
  }

  @GetMapping("/{delivery}")
  DeliveryJson.Detail find(
      @PathVariable("id") String id, @PathVariable("delivery") String delivery) {
    DeliveryLog.Detail detail = detail(webhook(id), delivery);
    return DeliveryJson.Detail.of(detail, deliveries().attempts(detail.entry().delivery().id()));
  }

  /** Sends a delivery that has ended once more; one that was missed, for the first time. */
  @PostMapping("/{delivery}/redeliveries")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void redeliver(@PathVariable("id") String id, @PathVariable("delivery") String delivery) {
    Delivery found = detail(webhook(id), delivery).entry().delivery();
    ActionResult result = deliveries().redeliver(found.id());
    if (result == ActionResult.MISSED) {
      result = deliveries().recover(found.id());
    }
    if (result != ActionResult.DONE) {
      throw refused(result, delivery);
    }
  }

  private Deliveries deliveries() {
    return scope.hooks().get().deliveries();
  }

  private Webhook.Id webhook(String id) {
    return scope.require(id).id();
  }

  private DeliveryLog.Detail detail(Webhook.Id webhook, String delivery) {
    return deliveries()
        .find(Paths.delivery(delivery))
        .filter(found -> found.entry().delivery().webhook().equals(webhook))
        .orElseThrow(() -> Paths.unknownDelivery(delivery));
  }

  private static DeliveryLog.Cursor cursor(String after) {
    if (after.isEmpty()) {
      return DeliveryLog.Cursor.NEWEST;
    }
    try {
      return DeliveryLog.Cursor.parse(after);
    } catch (IllegalArgumentException wrong) {
      throw Paths.notAllowed("after", after, "the value of next in a response of this list");
    }
  }

  private static InvalidRequestException refused(ActionResult result, String delivery) {
    String why =
        switch (result) {
          case WAITING -> "a redelivery of it was asked for already and will be made";
          case PENDING -> "it is pending: it will be sent anyway";
          case DISABLED -> "its webhook is disabled: enable it first";
          case REMOVED -> "its webhook was removed";
          case UNKNOWN -> "it is not in the log any more";
          case DONE, ENDED, DELIVERED, MISSED -> "its state has changed meanwhile: try again";
        };
    return new InvalidRequestException(
        HttpStatus.CONFLICT, "Delivery " + delivery + " is not sent again: " + why, List.of());
  }
}
