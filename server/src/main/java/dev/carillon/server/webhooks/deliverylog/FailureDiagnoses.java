package dev.carillon.server.webhooks.deliverylog;

import dev.carillon.hooks.delivery.ErrorClass;

/** What it means that there was no answer, or none of use. */
final class FailureDiagnoses {

  private FailureDiagnoses() {}

  static Diagnosis of(ErrorClass error) {
    return switch (error) {
      case CONNECT_REFUSED ->
          new Diagnosis(
              "Nothing listens at the receiver's address and port.",
              "Start the receiver, and check the port in the webhook's URL.");
      case CONNECT_TIMEOUT ->
          new Diagnosis(
              "No connection in time: a firewall may swallow it, or the machine is down.",
              "Check that the receiver's machine runs and lets this server in.");
      case CONNECT_FAILED ->
          new Diagnosis(
              "No connection: there is no way through the network to the receiver.",
              "Check the route to it, and the proxy if there is one.");
      case DNS_NOT_FOUND ->
          new Diagnosis(
              "The name in the webhook's URL does not exist, or has no address.",
              "Check its spelling and its entry in the DNS.");
      case DNS_TIMEOUT ->
          new Diagnosis(
              "The name server did not answer in time.",
              "Check this server's name servers; it is tried again.");
      case BLOCKED_ADDRESS ->
          new Diagnosis(
              "The name leads to an address that webhooks may not reach, so nothing was sent.",
              "If that is meant, add its network to webHooksAllowedNetworks.");
      case RESET ->
          new Diagnosis(
              "The connection was reset before there was an answer.",
              "Look into the log of the receiver and of proxies before it.");
      case TLS_EXPIRED, TLS_UNTRUSTED, TLS_HOST, TLS_PROTOCOL, TLS_CLIENT_CERTIFICATE -> tls(error);
      case CLOSED_EARLY, BAD_HTTP, ANSWER_TIMEOUT, BODY_TOO_LARGE -> unusable(error);
      case REDIRECT -> ResponseDiagnoses.of(300);
      case HTTP_4XX -> ResponseDiagnoses.of(499);
      case HTTP_5XX -> ResponseDiagnoses.of(500);
      case HTTP_OTHER -> ResponseDiagnoses.of(600);
    };
  }

  /** Of connections that could not be secured. */
  private static Diagnosis tls(ErrorClass error) {
    return switch (error) {
      case TLS_EXPIRED ->
          new Diagnosis(
              "The receiver's certificate has expired or is not valid yet.",
              "Renew the certificate, and check the clocks on both sides.");
      case TLS_UNTRUSTED ->
          new Diagnosis(
              "The receiver's certificate comes from an issuer that is not trusted here.",
              "Install the whole chain at the receiver, or trust its issuer on this server.");
      case TLS_HOST ->
          new Diagnosis(
              "The receiver's certificate is for another host than the webhook's URL names.",
              "Use the name that the certificate has, or get one for this name.");
      case TLS_PROTOCOL ->
          new Diagnosis(
              "Both sides could not agree on TLS.",
              "Let the receiver offer TLS 1.2 or 1.3 with a usual cipher suite.");
      case TLS_CLIENT_CERTIFICATE ->
          new Diagnosis(
              "The receiver asks for a client certificate, and got none or one that it refuses.",
              "Give the webhook a certificate that the receiver trusts: clientCertificatePem and"
                  + " clientKeyPem.");
      default -> throw new IllegalArgumentException(error + " has nothing to do with TLS");
    };
  }

  /** Of responses that did not come in whole. */
  private static Diagnosis unusable(ErrorClass error) {
    return switch (error) {
      case CLOSED_EARLY ->
          new Diagnosis(
              "The connection was closed before the answer was complete.",
              "Look into the receiver's log: it may crash or be restarted while it answers.");
      case BAD_HTTP ->
          new Diagnosis(
              "What came back is not HTTP.",
              "Check the port and whether the URL must begin with https.");
      case ANSWER_TIMEOUT ->
          new Diagnosis(
              "The receiver did not answer completely in time. It may have taken the event.",
              "Let it answer at once and work afterwards, or raise the webhook's time-out.");
      case BODY_TOO_LARGE ->
          new Diagnosis(
              "The head of the answer is larger than what is read.",
              "Let the receiver answer with fewer and shorter headers.");
      default -> throw new IllegalArgumentException(error + " is no half of a response");
    };
  }
}
