package dev.carillon.server.webhooks.deliverylog;

/** What answers other than 2xx mean. */
final class ResponseDiagnoses {

  private ResponseDiagnoses() {}

  static Diagnosis of(int status) {
    return switch (status / 100) {
      case 3 ->
          new Diagnosis(
              "The receiver answered " + status + ", a redirect. Redirects are never followed.",
              "Put the address from the answer's Location header into the webhook's URL.");
      case 4 -> ofRefusal(status);
      case 5 -> ofFailure(status);
      default ->
          new Diagnosis(
              "The receiver answered " + status + ", which is no final answer of HTTP.",
              "Ask whoever runs the receiver to answer 2xx once it has the event.");
    };
  }

  private static Diagnosis ofRefusal(int status) {
    return switch (status) {
      case 400 ->
          new Diagnosis(
              "The receiver answered 400: it does not understand the request.",
              "Read its answer; often it checks the signature wrongly or expects other fields.");
      case 401 ->
          new Diagnosis(
              "The receiver answered 401: it wants credentials, or the signature did not convince"
                  + " it.",
              "Compare the secret token on both sides; set a custom header if it wants a log-in.");
      case 403 ->
          new Diagnosis(
              "The receiver answered 403: it, or a firewall before it, refuses this sender.",
              "Compare the secret token on both sides, and let this server's address through.");
      case 404 ->
          new Diagnosis(
              "The receiver answered 404: nothing is at this URL.",
              "Check the webhook's URL, its path above all, and whether the receiver is deployed.");
      case 405 ->
          new Diagnosis(
              "The receiver answered 405: at this URL it takes no POST.",
              "Check the webhook's URL; it must be the one that takes events by POST.");
      case 408 ->
          new Diagnosis(
              "The receiver answered 408: the request came too slowly for it.",
              "Send it again; if it happens often, look at the network and any proxy between.");
      case 410 ->
          new Diagnosis(
              "The receiver answered 410: it is gone for good.",
              "Ask whoever runs it for a new URL, or remove the webhook.");
      case 413 ->
          new Diagnosis(
              "The receiver answered 413: the payload is too large for it.",
              "Ask for fewer fields in metadataToReturn, or raise the receiver's limit.");
      case 415 ->
          new Diagnosis(
              "The receiver answered 415: it does not take application/json.",
              "Make the receiver accept Content-Type: application/json; charset=UTF-8.");
      case 429 ->
          new Diagnosis(
              "The receiver answered 429: it gets more requests than it allows.",
              "Set maxPerSecond of the webhook, or add 429 to webHooksRetriedClientErrors.");
      default ->
          new Diagnosis(
              "The receiver answered " + status + ": it refuses the request.",
              "Read its answer and the receiver's own log.");
    };
  }

  private static Diagnosis ofFailure(int status) {
    return switch (status) {
      case 502, 504 ->
          new Diagnosis(
              "A proxy before the receiver answered " + status + ": it cannot reach the receiver.",
              "Check that the receiver runs and answers its proxy in time.");
      case 503 ->
          new Diagnosis(
              "The receiver answered 503: it is overloaded or down for maintenance.",
              "Wait; if it lasts, lower maxConcurrent of the webhook or strengthen the receiver.");
      default ->
          new Diagnosis(
              "The receiver answered " + status + ": it failed while it handled the event.",
              "Look into the receiver's log at this time; the answer's body may say why.");
    };
  }
}
