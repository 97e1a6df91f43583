package dev.carillon.server.webhooks.registration;

import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A URL that a webhook gets instead of its own. Values of custom headers and the client certificate
 * were given for one receiver: they follow the webhook to another scheme, host or port only where
 * the request that moves it gives them again. Else a user who may change a webhook could read what
 * is hidden, by sending it to another receiver.
 */
record ReceiverChangeCheck(Webhook before, String url) {

  /**
   * Refuses what would carry secrets along.
   *
   * @param headers the webhook's headers after the change; masked are those that were not given
   * @param certificateGiven whether the change says which certificate to show, or that none is
   * @throws Problem 400 naming all that must be given again
   */
  void check(Map<String, String> headers, boolean certificateGiven) {
    if (sameOrigin()) {
      return;
    }
    List<String> again = new ArrayList<>();
    headers.forEach(
        (name, value) -> {
          if (value.equals(CustomHeaders.MASK)) {
            again.add("customHeaders." + name);
          }
        });
    if (!certificateGiven && !before.certificate().none()) {
      again.add("clientCertificatePem");
      again.add("clientKeyPem");
    }
    if (!again.isEmpty()) {
      throw Problem.badField("url", url, allowed(again));
    }
  }

  private String allowed(List<String> again) {
    return "of the same scheme, host and port as before ("
        + origin()
        + "), or come with new values of "
        + String.join(", ", again)
        + ": hidden values do not follow a webhook to another receiver. Give each again, leave"
        + " headers out of customHeaders, or set both fields of the certificate to null";
  }

  private boolean sameOrigin() {
    if (url.equals(before.url())) {
      return true;
    }
    try {
      return TargetUrl.parse(url).sameOrigin(TargetUrl.parse(before.url()));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private String origin() {
    int path = before.url().indexOf('/', before.url().indexOf("://") + 3);
    return path < 0 ? before.url() : before.url().substring(0, path);
  }
}
