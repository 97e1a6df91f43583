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
   * @param login how it logs in after the change
   * @throws Problem 400 naming all that must be given again
   */
  void check(Map<String, String> headers, boolean certificateGiven, LoginDraft login) {
    if (sameOrigin(before.url(), url)) {
      checkTokenUrl(login);
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
    if (keepsSecret(login)) {
      again.add("authentication.clientSecret");
    }
    if (!again.isEmpty()) {
      throw Problem.badField("url", url, allowed(again));
    }
  }

  private String allowed(List<String> again) {
    return "of the same scheme, host and port as before ("
        + origin(before.url())
        + "), or come with new values of "
        + String.join(", ", again)
        + ": hidden values do not follow a webhook to another receiver. Give each again, leave"
        + " headers out of customHeaders, or set both fields of the certificate or authentication"
        + " to null";
  }

  /** The secret of the client was given for one token endpoint, too. */
  private void checkTokenUrl(LoginDraft login) {
    String tokenUrl = login.login().tokenUrl();
    if (keepsSecret(login) && !sameOrigin(before.login().tokenUrl(), tokenUrl)) {
      throw Problem.badField(
          "authentication.tokenUrl",
          tokenUrl,
          "of the same scheme, host and port as before ("
              + origin(before.login().tokenUrl())
              + "), or come with a new value of authentication.clientSecret: a hidden value does"
              + " not follow a webhook to another token endpoint");
    }
  }

  private boolean keepsSecret(LoginDraft login) {
    return !before.login().none() && !login.login().none() && !login.secretGiven();
  }

  private static boolean sameOrigin(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    try {
      return TargetUrl.parse(other).sameOrigin(TargetUrl.parse(one));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static String origin(String url) {
    int path = url.indexOf('/', url.indexOf("://") + 3);
    return path < 0 ? url : url.substring(0, path);
  }
}
