package dev.carillon.server.webhooks.deliverylog;

/** What responses other than 2xx mean. */
final class ResponseDiagnoses {

  /** The receiver's limit of a body's size. */
  static final int TOO_LARGE = 413;

  private ResponseDiagnoses() {}

  /** Of a batch of events that is over the receiver's limit. */
  static Diagnosis ofTooLargeBatch() {
    return new Diagnosis(
        "The receiver responded with 413: the batch is too large for it. Once a batch of several"
            + " events has failed so, its two halves are sent as deliveries of their own; after a"
            + " redelivery they are not.",
        "Set a smaller maxEvents in batch of the webhook, or raise the receiver's limit.");
  }

  static Diagnosis of(int status) {
    return switch (status / 100) {
      case 3 ->
          new Diagnosis(
              "The receiver responded with "
                  + status
                  + ", a redirect. Redirects are never followed.",
              "Set the webhook's URL to the URL in the response's Location header.");
      case 4 -> ofRefusal(status);
      case 5 -> ofFailure(status);
      default ->
          new Diagnosis(
              "The receiver responded with " + status + ", which is not a final HTTP status.",
              "Ask the receiver's operator to respond with 2xx as soon as it has the event.");
    };
  }

  private static Diagnosis ofRefusal(int status) {
    return switch (status) {
      case 401 ->
          new Diagnosis(
              "The receiver responded with 401: it needs credentials, or it rejected"
                  + " the signature.",
              "Compare the secret on both sides. If the receiver needs an access token, set"
                  + " authentication of the webhook, or check its scope and audience; other"
                  + " credentials can be in customHeaders.");
      case 403 ->
          new Diagnosis(
              "The receiver responded with 403: it, or a firewall before it, rejects this sender.",
              "Compare the secret on both sides, and allow this server's IP address.");
      case 404 ->
          new Diagnosis(
              "The receiver responded with 404: nothing is at this URL.",
              "Check the webhook's URL, especially its path, and whether the receiver"
                  + " is deployed.");
      case 405 ->
          new Diagnosis(
              "The receiver responded with 405: it does not accept POST at this URL.",
              "Check the webhook's URL; it must accept events by POST.");
      case 410 ->
          new Diagnosis(
              "The receiver responded with 410: it is permanently gone.",
              "Ask the receiver's operator for a new URL, or remove the webhook.");
      default -> ofRefusedRequest(status);
    };
  }

  private static Diagnosis ofRefusedRequest(int status) {
    return switch (status) {
      case 400 ->
          new Diagnosis(
              "The receiver responded with 400: it does not understand the request.",
              "Read the response's body. Often the receiver verifies the signature"
                  + " wrongly or expects other fields.");
      case 408 ->
          new Diagnosis(
              "The receiver responded with 408: the request arrived too slowly.",
              "If this happens often, check the network and any proxy between. " + retrying(408));
      case TOO_LARGE ->
          new Diagnosis(
              "The receiver responded with 413: the payload is too large for it.",
              "Ask for fewer fields in metadataToReturn, or raise the receiver's limit.");
      case 415 ->
          new Diagnosis(
              "The receiver responded with 415: it does not accept the Content-Type of the"
                  + " request.",
              "Make the receiver accept it: application/json; charset=UTF-8, or with the format"
                  + " cloudevents-structured application/cloudevents+json; charset=UTF-8.");
      case 425 ->
          new Diagnosis(
              "The receiver responded with 425: it does not take requests this early.",
              retrying(425));
      case 429 ->
          new Diagnosis(
              "The receiver responded with 429: it gets more requests than it allows.",
              "Set maxPerSecond of the webhook. " + retrying(429));
      default ->
          new Diagnosis(
              "The receiver responded with " + status + ": it rejects the request.",
              "Read the response's body and the receiver's own log.");
    };
  }

  /** How to have a response retried that is final unless that is asked for. */
  private static String retrying(int status) {
    return "To have this response retried, add "
        + status
        + " to retriedStatuses of the webhook, or to webHooksRetriedClientErrors for all.";
  }

  private static Diagnosis ofFailure(int status) {
    return switch (status) {
      case 502, 504 ->
          new Diagnosis(
              "A proxy before the receiver responded with "
                  + status
                  + ": it cannot reach the receiver.",
              "Check that the receiver runs and responds to its proxy in time.");
      case 503 ->
          new Diagnosis(
              "The receiver responded with 503: it is overloaded or down for maintenance.",
              "Wait. If this lasts, lower maxConcurrent of the webhook or give the"
                  + " receiver more capacity.");
      default ->
          new Diagnosis(
              "The receiver responded with " + status + ": it failed while it handled the event.",
              "Read the receiver's log of this time; the response's body may say why.");
    };
  }
}
